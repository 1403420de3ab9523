"""The signals of any two names, each a small pure function of laid-out pairs; `signals.py` has them in one list."""

import re
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from csap.overlap.alignment import Batch
from csap.overlap.institutions import MOST_TOKENS as MOST_IN_OFFICES
from csap.overlap.sides import BADLY, POORLY, halves, of_words
from csap.overlap.tokens import MOST_TOKENS
from csap.overlap.words import Floats, Ints


def _shares(batch: Batch) -> tuple[Floats, Floats]:
    (ours, theirs), (left, right) = batch.sides.sums("covered"), batch.sides.sums("weight")
    return np.divide(ours, np.maximum(left, 1e-6)), np.divide(theirs, np.maximum(right, 1e-6))


def cover_low(batch: Batch) -> Floats:
    """Share of the name answered by the other, by rarity: of the side less covered."""
    return np.minimum(*_shares(batch))


def cover_high(batch: Batch) -> Floats:
    """Share of the name answered by the other: of the side better covered."""
    return np.maximum(*_shares(batch))


def agreed(batch: Batch) -> Floats:
    """How much rare substance agrees: the sum of the rarity of the words that answer each other."""
    return np.minimum(*batch.sides.sums("agreed"))


def agreed_as_written(batch: Batch) -> Floats:
    """The same by rarity of the words as written, not as heard."""
    return np.minimum(*batch.sides.sums("agreed as written"))


def left_over_both(batch: Batch) -> Floats:
    """What has no answer, on the side that has less of it: above nothing, both have something of their own."""
    return np.minimum(*batch.sides.sums("left over"))


def left_over_most(batch: Batch) -> Floats:
    """What has no answer, on the side that has more of it."""
    return np.maximum(*batch.sides.sums("left over"))


def words_alone_both(batch: Batch) -> Floats:
    """Number of words without a good answer, on the side that has fewer."""
    return np.minimum(*batch.sides.counts("alone"))


def words_alone_most(batch: Batch) -> Floats:
    """Number of words without a good answer, on the side that has more."""
    return np.maximum(*batch.sides.counts("alone"))


def patronymics_alone(batch: Batch) -> Floats:
    """Number of patronymics without an answer: whoever writes none is not another person."""
    marked = np.array([*map(_ends_so, batch.words.sounds), False])
    if not marked.any():
        return np.zeros(len(batch.alike), np.float32)
    alone = of_words(marked, batch.sides.words) & (batch.sides.alike < BADLY)
    return np.maximum(*halves(alone.sum(1).astype(np.float32)))


@lru_cache(maxsize=1 << 16)
def _ends_so(sounds: str) -> bool:
    """Whether a word sounds like a patronymic."""
    return bool(_PATRONYMIC.search(sounds))


_PATRONYMIC = re.compile(r"(?:[oeyi]v[iyī](?:C|c)|[oei]vna|iCna|[iī]vna|[oe]v[iī]ĉ|ovyĉ|ōiĉ|[oe]vi[sS])[aeu]?$")


def words_agreed(batch: Batch) -> Floats:
    """Number of words that agree well, on the side that has fewer of them (joined words are two or one)."""
    return np.minimum(*batch.sides.counts("agreed"))


def words_same(batch: Batch) -> Floats:
    """Number of words that sound the same or nearly so."""
    return np.minimum(*batch.sides.counts("same"))


def words_equal(batch: Batch) -> Floats:
    """Number of words that are written the same."""
    return np.minimum(*batch.sides.counts("equal"))


def weakest(batch: Batch) -> Floats:
    """How alike the worst-answered word of the shorter name is."""
    ours, theirs = halves(np.where(batch.sides.there, batch.sides.alike, np.float32(9.0)).min(1))
    left, right = batch.sides.counts("words")
    return np.where(left == right, np.minimum(ours, theirs), np.where(left <= right, ours, theirs))


def strongest(batch: Batch) -> Floats:
    """How alike the best-answered word is."""
    best: Floats = halves(batch.sides.alike)[0].max(1)
    return best


def second(batch: Batch) -> Floats:
    """How alike the second best-answered word is."""
    best, *others = batch.sides.alike.T
    following = np.zeros_like(best)
    for alike in others:
        following = np.maximum(following, np.minimum(best, alike))
        best = np.maximum(best, alike)
    return np.minimum(*halves(following))


def rarest_agreed(batch: Batch) -> Floats:
    """Rarity of the rarest word that agrees well."""
    return np.minimum(*halves(batch.sides.rarest[0]))


def rarest_alone(batch: Batch) -> Floats:
    """Rarity of the rarest word without an answer, on the side where it is less rare."""
    return np.minimum(*halves(batch.sides.rarest[1]))


def initials(batch: Batch) -> Floats:
    """Number of initials that stand for a word of the other name."""
    return np.add(*batch.sides.counts("initials"))


def initials_against(batch: Batch) -> Floats:
    """Number of initials that fit no word of the other name."""
    return np.add(*batch.sides.counts("initials against"))


def fewest_words(batch: Batch) -> Floats:
    """Number of words of the shorter name."""
    return np.minimum(*batch.sides.counts("words"))


def most_words(batch: Batch) -> Floats:
    """Number of words of the longer name."""
    return np.maximum(*batch.sides.counts("words"))


def ends_straight(batch: Batch) -> Floats:
    """First with first and last with last word: the less alike of the two."""
    return np.minimum(batch.corners[0], batch.corners[1])


def ends_crossed(batch: Batch) -> Floats:
    """First with last and last with first word: the less alike of the two."""
    return np.minimum(batch.corners[2], batch.corners[3])


def last_words(batch: Batch) -> Floats:
    """How alike the last words are."""
    return batch.corners[1]


def first_words(batch: Batch) -> Floats:
    """How alike the first words are."""
    return batch.corners[0]


def led_by_another(batch: Batch) -> Floats:
    """1 where a name is the other with a given name before it (Saad, son of Ibrahim Hassan; Ibrahim Hassan): the first
    given name of the one has no answer, that of the other answers a later word."""
    first = _first_given(batch)
    alike, answer = batch.sides.alike, batch.sides.answer
    rows = np.arange(len(first))
    (one, other), (our_answer, their_answer) = halves(alike[rows, first]), halves(answer[rows, first])
    ours, theirs = halves(first)
    led = (one < BADLY) & (other >= POORLY) & (their_answer > ours)
    leads = (other < BADLY) & (one >= POORLY) & (our_answer > theirs)
    return (led | leads).astype(np.float32)


def _first_given(batch: Batch) -> Ints:
    """The place of the first given name of each side: the first word where no part is marked."""
    found: Ints = np.where((batch.sides.part == 2).any(1), (batch.sides.part == 2).argmax(1), 0)
    return found


def _parts(batch: Batch, part: int) -> Floats:
    """Best likeness between the words marked as this part on both sides; -1 where it is not marked on both."""
    found = np.full(len(batch.alike), -1, np.float32)
    ours, theirs = halves(batch.sides.part == part)
    rows = np.flatnonzero(ours.any(1) & theirs.any(1))
    if len(rows):
        both = ours[rows][:, :, None] & theirs[rows][:, None, :]
        found[rows] = np.where(both, batch.alike[rows], -1).max((1, 2))
    return found


def family_names(batch: Batch) -> Floats:
    """How alike the family names are, where both are marked; -1 where not."""
    return _parts(batch, 1)


def given_names(batch: Batch) -> Floats:
    """How alike the given names are, where both are marked; -1 where not."""
    return _parts(batch, 2)


def crossed_parts(batch: Batch) -> Floats:
    """How well a family name answers a given name of the other, where marked."""
    if not batch.sides.part.any():
        return np.zeros(len(batch.alike), np.float32)
    (family, their_family), (given, their_given) = halves(batch.sides.part == 1), halves(batch.sides.part == 2)
    ours = family[:, :, None] & their_given[:, None, :]
    theirs = given[:, :, None] & their_family[:, None, :]
    return np.where(ours | theirs, batch.alike, 0).max((1, 2)).astype(np.float32)


def whole(batch: Batch) -> Floats:
    """How alike the whole names sound, in the order written."""
    return batch.sounding(JaroWinkler.normalized_similarity, ordered=False)


def sorted_whole(batch: Batch) -> Floats:
    """How alike the whole names sound, words in alphabetical order."""
    return batch.sounding(fuzz.ratio, ordered=True)


def part_of_whole(batch: Batch) -> Floats:
    """How well the shorter name, as heard, lies inside the longer one; finds words joined or split."""
    return batch.sounding(fuzz.partial_ratio, ordered=False)


def run_of_whole(batch: Batch) -> Floats:
    """How alike the names sound as one run of letters, in the order written."""
    return batch.sounding(fuzz.ratio, ordered=False)


def written(batch: Batch) -> Floats:
    """How alike the names are as written, words in alphabetical order; low across scripts."""
    return batch.written(fuzz.token_sort_ratio)


def written_set(batch: Batch) -> Floats:
    """How alike the names are as written, words of one that the other lacks left out."""
    return batch.written(fuzz.token_set_ratio)


def scripts(batch: Batch) -> Floats:
    """1 where the names are in different scripts, 2 where one of them does not write vowels."""
    kinds = [n.tokens[0].script if n.tokens else "" for n in batch.names]
    numbers = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))}
    if len(numbers) == 1:
        return np.zeros(len(batch.alike), np.float32)
    codes, abjad = np.array([numbers[k] for k in kinds]), np.array([k in ("arabic", "hebrew") for k in kinds])
    differ = codes[batch.at_left] != codes[batch.at_right]
    return differ.astype(np.float32) + (differ & (abjad[batch.at_left] | abjad[batch.at_right]))


def mean_alike(batch: Batch) -> Floats:
    """How alike the words that answer each other are, on average."""
    (ours, theirs), (left, right) = batch.sides.sums("alike"), batch.sides.counts("answered")
    return np.minimum(ours / np.maximum(left, 1), theirs / np.maximum(right, 1))


def rarity_of_shorter(batch: Batch) -> Floats:
    """How rare the side with less substance is as a whole."""
    return np.minimum(*batch.sides.sums("weight"))


def out_of_order(batch: Batch) -> Floats:
    """Number of pairs of words whose answers come in the other order."""
    answers = halves(batch.sides.answer)[0].T
    earlier, later = _PLACES[len(answers)]
    after = answers[later]
    return ((answers[earlier] > after) & (after >= 0)).sum(0).astype(np.float32)


_PLACES = tuple(np.triu_indices(n, 1) for n in range(max(MOST_TOKENS, MOST_IN_OFFICES) + 1))
"""For each number of words, all pairs of an earlier and a later place."""


def among(batch: Batch) -> Floats:
    """Among how many names this one was found (decimal logarithm): coincidences grow with the crowd.

    0 for a pair alone.
    """
    return np.full(len(batch.alike), np.log10(max(batch.among, 1)), dtype=np.float32)
