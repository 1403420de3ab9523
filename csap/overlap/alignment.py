"""Lays many pairs of names side by side at once: which word answers which, how well, how rare, and what is left over.

Arrays only; what they mean for a decision is in `signals.py`.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from csap.overlap.joins import Joins, acronyms
from csap.overlap.letters import costs
from csap.overlap.rarity import Rarity
from csap.overlap.tokens import Name, Token

Scorer = Callable[..., float]
_IN_HUNDREDTHS = (fuzz.ratio, fuzz.partial_ratio, fuzz.token_set_ratio, fuzz.token_sort_ratio)

Places = tuple[NDArray[np.intp], NDArray[np.intp]]
Floats = NDArray[np.float32]
Ints = NDArray[np.intp]

FAMILY_SIMILARITY = 0.95
INITIAL_SIMILARITY = 0.75
JOINED = 0.8
"""Two words run together count as one word of the other side from this likeness up."""

FAINT = 0.35
"""Words less alike than this do not answer each other."""


class Words:
    """The distinct words of a batch, with their numbers."""

    def __init__(self, names: Sequence[Name], kind: str, rarity: Rarity) -> None:
        self.places: dict[int, int] = {}
        self.tokens: list[Token] = []
        self.widest = max((len(n.tokens) for n in names), default=1) or 1
        self.of_names = np.full((len(names), self.widest), -1, dtype=np.intp)
        self.parts = np.zeros((len(names), self.widest), dtype=np.int8)
        for row, name in enumerate(names):
            for column, token in enumerate(name.tokens):
                self.of_names[row, column] = self._place(token)
            self.parts[row, : len(name.places)] = name.places
        weights = [rarity.weights(kind, t) for t in self.tokens]
        self.weights = np.array([*weights, (0.0, 0.0)], dtype=np.float32)

    def _place(self, token: Token) -> int:
        place = self.places.setdefault(id(token), len(self.tokens))
        if place == len(self.tokens):
            self.tokens.append(token)
        return place

    @cached_property
    def codes(self) -> Ints:
        """(words, LENGTH) codes of their sound letters."""
        return costs().encode([t.sounds for t in self.tokens])

    @cached_property
    def masks(self) -> NDArray[np.int64]:
        """Which coarse consonants a word has, as bits."""
        return np.array([t.mask for t in self.tokens], dtype=np.int64)

    @cached_property
    def initials(self) -> NDArray[np.bool_]:
        """Which words are initials; the last place is that of no word."""
        return np.array([*(len(t.word) == 1 for t in self.tokens), False], dtype=bool)

    def similarity(self, left: Ints, right: Ints) -> Floats:
        """How alike words are, by sound, by spelling family, by idea; 0 for numbers that differ."""
        one, other = self.masks[left], self.masks[right]
        common, fewer = np.bitwise_count(one & other), np.minimum(np.bitwise_count(one), np.bitwise_count(other))
        initials = self.initials
        numbers = np.array([t.word.isdigit() for t in self.tokens], dtype=bool)
        short = initials[left] | initials[right]
        found = np.zeros(len(left), dtype=np.float32)
        close = np.flatnonzero(((common * 2 >= fewer) | (fewer <= 1)) & ~short & ~(numbers[left] | numbers[right]))
        codes = self.codes
        found[close] = costs().similarity(codes[left[close]], codes[right[close]])
        found[self._related(left, right)] = FAMILY_SIMILARITY
        starts = codes[:, 0]
        found[short & (costs().between[starts[left], starts[right]] < 0.3)] = INITIAL_SIMILARITY
        found[left == right] = 1.0
        return found

    def _related(self, left: Ints, right: Ints) -> NDArray[np.bool_]:
        families = np.array([_three(t.families) for t in self.tokens], dtype=np.int64).reshape(-1, 3)
        others = np.where(families < 0, -2, families)
        one, other = families[left], others[right]
        found = np.zeros(len(left), dtype=bool)
        for column in range(3):
            found |= (one == other[:, [column]]).any(1)
        return found


def _three(families: frozenset[int]) -> tuple[int, int, int]:
    """The first three families of a word; -1 for none."""
    if not families:
        return _NO_FAMILIES
    first, second, third = (*sorted(families)[:3], *_NO_FAMILIES)[:3]
    return first, second, third


_NO_FAMILIES = (-1, -1, -1)


@dataclass(frozen=True)
class Side:
    """One side of every pair, per word: is it there, how alike its answer is, how rare, what part of the name."""

    words: Ints
    there: NDArray[np.bool_]
    answer: Ints
    alike: Floats
    weight: Floats
    word_weight: Floats
    part: NDArray[np.int8]
    initial: NDArray[np.bool_]

    @cached_property
    def count(self) -> Floats:
        return self.there.sum(1).astype(np.float32)

    def of(self, rows: Ints) -> "Side":
        """The same of some pairs."""
        return Side(*(getattr(self, each.name)[rows] for each in fields(self)))


class Batch:
    """Pairs of names of one kind: positions in `names` of the left and the right ones.

    `among` is the number of names the right ones were found in; 1 for pairs that somebody put side by side.
    """

    def __init__(self, names: Sequence[Name], places: Places, kind: str, rarity: Rarity, among: int = 1) -> None:
        left, right = places
        self.among, self.counted = among, bool(rarity.own)
        self.names, self.at_left, self.at_right, self.kind = names, left, right, kind
        self.words = Words(names, kind, rarity)
        ours, theirs = self.words.of_names[left], self.words.of_names[right]
        self.alike = self._alike(ours, theirs)
        joins = _joins(self.words, ours, theirs, self.alike)
        if kind != "person":
            joins = [
                *acronyms(names, left, right, swapped=False),
                *acronyms(names, right, left, swapped=True),
                *joins,
            ]
        answers = _align(self.alike, joins)
        self.left = self._side(left, ours, *answers[:2])
        self.right = self._side(right, theirs, *answers[2:])

    def of(self, rows: Ints) -> "Batch":
        """Some of the pairs, laid side by side already."""
        some = copy(self)
        some.at_left, some.at_right, some.alike = self.at_left[rows], self.at_right[rows], self.alike[rows]
        some.left, some.right = self.left.of(rows), self.right.of(rows)
        return some

    def _alike(self, ours: Ints, theirs: Ints) -> Floats:
        size = len(self.words.tokens) + 1
        keys = (ours[:, :, None] * size + theirs[:, None, :]).ravel()
        both = ((ours >= 0)[:, :, None] & (theirs >= 0)[:, None, :]).ravel()
        distinct, back = np.unique(keys[both], return_inverse=True)
        found = np.zeros(keys.shape, dtype=np.float32)
        found[both] = self.words.similarity(distinct // size, distinct % size)[back]
        return found.reshape(len(ours), ours.shape[1], theirs.shape[1])

    def _side(self, rows: Ints, words: Ints, answer: Ints, alike: Floats) -> Side:
        weights = self.words.weights[words]
        initial = self.words.initials[words]
        return Side(
            words, words >= 0, answer, alike, weights[:, :, 1], weights[:, :, 0], self.words.parts[rows], initial
        )

    def sounding(self, scorer: Scorer, ordered: bool) -> Floats:
        """How alike the whole names sound, without spaces, by a scorer of rapidfuzz that gives 0..1 or 0..100."""
        return self._whole(self._heard_in_order if ordered else self._heard, scorer)

    @cached_property
    def _heard(self) -> list[str]:
        return ["".join([t.sounds for t in n.tokens]) for n in self.names]

    @cached_property
    def _heard_in_order(self) -> list[str]:
        return ["".join(sorted([t.sounds for t in n.tokens])) for n in self.names]

    @cached_property
    def _written(self) -> list[str]:
        return [" ".join([t.word for t in n.tokens]) for n in self.names]

    def written(self, scorer: Scorer) -> Floats:
        """How alike the whole names are as written, folded, with spaces, by a scorer of rapidfuzz."""
        return self._whole(self._written, scorer)

    def _whole(self, texts: list[str], scorer: Scorer) -> Floats:
        pairs = [texts[i] for i in self.at_left.tolist()], [texts[i] for i in self.at_right.tolist()]
        found = np.asarray(cpdist(*pairs, scorer=scorer), dtype=np.float32)
        return (found / 100 if scorer in _IN_HUNDREDTHS else found).astype(np.float32)


def _joins(words: Words, ours: Ints, theirs: Ints, alike: Floats) -> list[Joins]:
    return [
        _joins_of(words, ours, theirs, alike, swapped=False),
        _joins_of(words, theirs, ours, alike.transpose(0, 2, 1), swapped=True),
    ]


def _joins_of(words: Words, two: Ints, one: Ints, alike: Floats, swapped: bool) -> Joins:
    """The best join of each pair, where it says more than the words do alone."""
    lengths = np.append((words.codes > 0).sum(1), 0)
    row, first, answer = _may_join(lengths, two, one)
    head, tail, whole = two[row, first], two[row, first + 1], one[row, answer]
    masks = words.masks
    joined = masks[head] | masks[tail]
    fits = np.bitwise_count(joined ^ masks[whole]) <= 1
    row, first, answer, head, tail, whole = (x[fits] for x in (row, first, answer, head, tail, whole))
    found = costs().similarity(_run_together(words.codes, lengths, head, tail), words.codes[whole])
    alone = alike.max(2)
    better = (found >= JOINED) & (found > np.maximum(alone[row, first], alone[row, first + 1]) + 0.05)
    best = np.flatnonzero(better)[np.argsort(-found[better], kind="stable")]
    best = best[np.unique(row[best], return_index=True)[1]]
    return Joins(row[best], first[best], answer[best], found[best], np.full(len(best), 2, dtype=np.intp), swapped)


def _may_join(lengths: Ints, two: Ints, one: Ints) -> tuple[Ints, Ints, Ints]:
    """Rows and places where two neighbours have about the length of a long word of the other side."""
    if two.shape[1] < 2:
        return (np.empty(0, np.intp),) * 3
    head, tail, whole = lengths[two[:, :-1]], lengths[two[:, 1:]], lengths[one]
    apart = np.abs((head + tail)[:, :, None] - whole[:, None, :])
    likely = (apart <= 2) & (whole[:, None, :] >= 5) & ((head > 1) & (tail > 1))[:, :, None]
    row, first, answer = np.nonzero(likely)
    return row, first, answer


def _run_together(codes: Ints, lengths: Ints, head: Ints, tail: Ints) -> Ints:
    place = np.arange(codes.shape[1])[None, :]
    shifted = place - lengths[head][:, None]
    second = np.take_along_axis(codes[tail], np.clip(shifted, 0, None), axis=1)
    return np.where(shifted < 0, codes[head], second)


def _align(alike: Floats, joins: list[Joins]) -> tuple[Ints, Floats, Ints, Floats]:
    """The best answers one to one, likest first: partner and likeness of each left word, then of each right word."""
    pairs, tall, wide = alike.shape
    rows = np.arange(pairs)
    free = alike.copy()
    answer_left, answer_right = np.full((pairs, tall), -1, dtype=np.intp), np.full((pairs, wide), -1, dtype=np.intp)
    alike_left, alike_right = np.zeros((pairs, tall), np.float32), np.zeros((pairs, wide), np.float32)
    for found in joins:
        for here in zip(found.row, found.first, found.answer, found.alike, found.span, strict=True):
            _join(here, found.swapped, free, (answer_left, alike_left), (answer_right, alike_right))
    for _ in range(min(tall, wide)):
        best = free.reshape(pairs, -1).argmax(1)
        one, other = best // wide, best % wide
        value = free[rows, one, other]
        hit = value > FAINT
        if not hit.any():
            break
        row, i, j = rows[hit], one[hit], other[hit]
        answer_left[row, i], answer_right[row, j] = j, i
        alike_left[row, i] = alike_right[row, j] = value[hit]
        free[row, i, :] = 0
        free[row, :, j] = 0
    return answer_left, alike_left, answer_right, alike_right


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
