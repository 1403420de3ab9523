"""Lays many pairs of names side by side at once: which word answers which, how well, how rare, and what is left over.

Arrays only; what they mean for a decision is in `signals.py`.
"""

from collections.abc import Callable, Sequence
from copy import copy
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from csap.overlap.answers import Answers
from csap.overlap.consonants import answered
from csap.overlap.joins import Joins, acronyms
from csap.overlap.letters import costs
from csap.overlap.rarity import Rarity
from csap.overlap.sides import Side, Sides, by_word, of_words
from csap.overlap.tokens import Name
from csap.overlap.words import Floats, Ints, Texts, Words

Scorer = Callable[..., float]
_IN_HUNDREDTHS = (fuzz.ratio, fuzz.partial_ratio, fuzz.token_set_ratio, fuzz.token_sort_ratio)

Places = tuple[NDArray[np.intp], NDArray[np.intp]]

JOINED = 0.8
"""Two words run together count as one word of the other side from this likeness up."""

FAINT = 0.35
"""Words less alike than this do not answer each other."""


class Batch:
    """Pairs of names of one kind: positions in `names` of the left and the right ones.

    `among` is the number of names the right ones were found in; 1 for pairs that somebody put side by side.
    """

    def __init__(self, names: Sequence[Name], places: Places, kind: str, rarity: Rarity, among: int = 1) -> None:
        left, right = places
        self.among, self.counted = among, bool(rarity.own)
        self.names, self.at_left, self.at_right, self.kind = names, left, right, kind
        self.words = Words(names, kind, rarity)
        both = np.concatenate([left, right])
        words = self.words.of_names[both]
        ours, theirs = words[: len(left)], words[len(left) :]
        self.alike = self._alike(ours, theirs)
        joins = _joins(self.words, ours, theirs, self.alike)
        if kind != "person":
            joins = [
                *acronyms(names, left, right, swapped=False),
                *acronyms(names, right, left, swapped=True),
                *joins,
            ]
        answer, alike = _align(self.alike, joins)
        words = by_word(words)
        self.sides = Sides(
            words=words,
            there=words >= 0,
            answer=by_word(answer),
            alike=by_word(alike),
            weight=of_words(self.words.weights[:, 1], words),
            word_weight=of_words(self.words.weights[:, 0], words),
            part=by_word(self.words.parts[both]),
            initial=of_words(self.words.initials, words),
        )

    @property
    def left(self) -> Side:
        return self.sides.halves[0]

    @property
    def right(self) -> Side:
        return self.sides.halves[1]

    def of(self, rows: Ints) -> "Batch":
        """Some of the pairs, laid side by side already."""
        some = copy(self)
        some.at_left, some.at_right, some.alike = self.at_left[rows], self.at_right[rows], self.alike[rows]
        some.sides = self.sides.of(rows)
        for kept in ("corners", "consonants", "answers"):
            some.__dict__.pop(kept, None)
        return some

    @cached_property
    def corners(self) -> Floats:
        """(4, pairs) how alike the words at the ends are: first with first, last with last, first with last, last with
        first."""
        last_left, last_right = (np.maximum(n, 1).astype(np.intp) - 1 for n in self.sides.counts("words"))
        first = np.zeros(len(last_left), np.intp)
        one, other = np.array([first, last_left, first, last_left]), np.array([first, last_right, last_right, first])
        found: Floats = self.alike[np.arange(len(first)), one, other]
        return found

    @cached_property
    def consonants(self) -> Floats:
        """(sides, words) how alike the consonants of each word are to those of its answer."""
        return answered(self.words.tokens, self.words.consonants, self.sides, self.answers.other)

    @cached_property
    def answers(self) -> Answers:
        """Each word beside the word of the other side that answers it."""
        return Answers(self.words, self.sides)

    def _alike(self, ours: Ints, theirs: Ints) -> Floats:
        """(pairs, words, words) how alike each word is to each of the other side; the same two words once only."""
        size = len(self.words.tokens) + 1
        keys = ours[:, :, None] * size + theirs[:, None, :]
        both = (ours >= 0)[:, :, None] & (theirs >= 0)[:, None, :]
        asked = keys[both]
        distinct, back = np.unique(asked, return_inverse=True)
        found = np.zeros(keys.shape, dtype=np.float32)
        found[both] = self.words.similarity(distinct // size, distinct % size)[back]
        return found

    def sounding(self, scorer: Scorer, ordered: bool) -> Floats:
        """How alike the whole names sound, without spaces, by a scorer of rapidfuzz that gives 0..1 or 0..100."""
        return self._whole(self._heard_in_order if ordered else self._heard, scorer)

    def bare(self, scorer: Scorer, ordered: bool) -> Floats:
        """How alike the consonants of the whole names are, by a scorer of rapidfuzz."""
        return self._whole(self.words.joined(self.words.consonants, ordered), scorer)

    @cached_property
    def _heard(self) -> Texts:
        return self.words.joined(self.words.sounds)

    @cached_property
    def _heard_in_order(self) -> Texts:
        return self.words.joined(self.words.sounds, ordered=True)

    @cached_property
    def _written(self) -> Texts:
        return self.words.joined([t.word for t in self.words.tokens], between=" ")

    def written(self, scorer: Scorer) -> Floats:
        """How alike the whole names are as written, folded, with spaces, by a scorer of rapidfuzz."""
        return self._whole(self._written, scorer)

    def _whole(self, texts: Texts, scorer: Scorer) -> Floats:
        pairs = texts[self.at_left].tolist(), texts[self.at_right].tolist()
        found = np.asarray(cpdist(*pairs, scorer=scorer), dtype=np.float32)
        return (found / 100 if scorer in _IN_HUNDREDTHS else found).astype(np.float32)


def _joins(words: Words, ours: Ints, theirs: Ints, alike: Floats) -> list[Joins]:
    """The best join of each pair, where it says more than the words do alone; either side may have the two words."""
    two, one = np.concatenate([ours, theirs]), np.concatenate([theirs, ours])
    row, first, answer = _may_join(words, two, one)
    if not len(row):
        return []
    head, tail, whole = two[row, first], two[row, first + 1], one[row, answer]
    found = costs().similarity(_run_together(words.codes, words.lengths, head, tail), words.codes[whole])
    alone = np.concatenate([alike.max(2), alike.max(1)])
    better = (found >= JOINED) & (found > np.maximum(alone[row, first], alone[row, first + 1]) + 0.05)
    best = np.flatnonzero(better)[np.argsort(-found[better], kind="stable")]
    best = best[np.unique(row[best], return_index=True)[1]]
    halves = ((False, best[row[best] < len(ours)]), (True, best[row[best] >= len(ours)]))
    return [
        Joins(row[n] % len(ours), first[n], answer[n], found[n], np.full(len(n), 2, dtype=np.intp), swapped)
        for swapped, n in halves
    ]


def _may_join(words: Words, two: Ints, one: Ints) -> tuple[Ints, Ints, Ints]:
    """Rows and places where two neighbours have about the length, and the consonants, of a long word of the other
    side."""
    lengths = words.lengths
    head, tail, whole = lengths[two[:, :-1]], lengths[two[:, 1:]], lengths[one]
    fits = np.where((head > 1) & (tail > 1), head + tail, -9)[:, :, None] - np.where(whole >= 5, whole, 99)[:, None, :]
    row, first, answer = np.nonzero(np.abs(fits) <= 2)
    joined = words.masks[two[row, first]] | words.masks[two[row, first + 1]]
    alike = np.bitwise_count(joined ^ words.masks[one[row, answer]]) <= 1
    return row[alike], first[alike], answer[alike]


def _run_together(codes: Ints, lengths: Ints, head: Ints, tail: Ints) -> Ints:
    place = np.arange(codes.shape[1])[None, :]
    shifted = place - lengths[head][:, None]
    second = np.take_along_axis(codes[tail], np.clip(shifted, 0, None), axis=1)
    return np.where(shifted < 0, codes[head], second)


def _align(alike: Floats, joins: list[Joins]) -> tuple[Ints, Floats]:
    """The best answers one to one, likest first: partner and likeness of each left word and, below, each right word."""
    pairs, wide, _ = alike.shape
    free = alike.copy()
    answer, likeness = np.full((2 * pairs, wide), -1, dtype=np.intp), np.zeros((2 * pairs, wide), np.float32)
    ours, theirs = (answer[:pairs], likeness[:pairs]), (answer[pairs:], likeness[pairs:])
    for found in joins:
        for here in zip(found.row, found.first, found.answer, found.alike, found.span, strict=True):
            _join(here, found.swapped, free, ours, theirs)
    rows = np.arange(pairs)
    for _ in range(wide):
        best = free.reshape(pairs, -1).argmax(1)
        value = free.reshape(pairs, -1)[rows, best]
        hit = np.flatnonzero(value > FAINT)
        if not len(hit):
            break
        i, j = np.divmod(best[hit], wide)
        answer[hit, i], answer[hit + pairs, j] = j, i
        likeness[hit, i] = likeness[hit + pairs, j] = value[hit]
        free[hit, i, :] = 0
        free[hit, :, j] = 0
    return answer, likeness


def _join(
    here: tuple[int, int, int, float, int],
    swapped: bool,
    free: Floats,
    left: tuple[Ints, Floats],
    right: tuple[Ints, Floats],
) -> None:
    """Lets neighbouring words answer one, and takes all of them out of what is still free."""
    row, first, answer, value, span = here
    (answer_two, alike_two), (answer_one, alike_one) = (right, left) if swapped else (left, right)
    if alike_two[row, first : first + span].any() or alike_one[row, answer]:
        return
    answer_two[row, first : first + span], alike_two[row, first : first + span] = answer, value
    answer_one[row, answer], alike_one[row, answer] = first, value
    view = free[row].T if swapped else free[row]
    view[first : first + span, :] = 0
    view[:, answer] = 0
