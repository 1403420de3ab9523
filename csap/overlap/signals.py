"""The signals that a comparison of names is made of, in one list: each a small pure function of laid-out pairs.

Each gives one number per pair. `monotone` says what more of it may do to the certainty: +1 never lower, -1 never raise it,
0 free. Sides are interchangeable in every signal.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from csap.overlap import office_signals
from csap.overlap.alignment import Batch, Floats, Side

Measure = Callable[[Batch], Floats]


class Signal(NamedTuple):
    name: str
    measure: Measure
    monotone: int


def _share(side: Side, power: float) -> Floats:
    weight = side.weight.sum(1)
    return (side.weight * side.alike**power).sum(1) / np.maximum(weight, 1e-6)


def cover_low(batch: Batch) -> Floats:
    """Share of the name answered by the other, by rarity: of the side less covered."""
    return np.minimum(_share(batch.left, 2), _share(batch.right, 2))


def cover_high(batch: Batch) -> Floats:
    """Share of the name answered by the other: of the side better covered."""
    return np.maximum(_share(batch.left, 2), _share(batch.right, 2))


def agreed(batch: Batch) -> Floats:
    """How much rare substance agrees: the sum of the rarity of the words that answer each other."""
    return np.minimum(
        (batch.left.weight * batch.left.alike**4).sum(1), (batch.right.weight * batch.right.alike**4).sum(1)
    )


def agreed_as_written(batch: Batch) -> Floats:
    """The same by rarity of the words as written, not as heard."""
    one, other = batch.left, batch.right
    return np.minimum((one.word_weight * one.alike**4).sum(1), (other.word_weight * other.alike**4).sum(1))


def _left_over(side: Side) -> Floats:
    return (side.weight * (1 - side.alike) * ~side.initial).sum(1)


def left_over_both(batch: Batch) -> Floats:
    """What has no answer, on the side that has less of it: above nothing, both have something of their own."""
    return np.minimum(_left_over(batch.left), _left_over(batch.right))


def left_over_most(batch: Batch) -> Floats:
    """What has no answer, on the side that has more of it."""
    return np.maximum(_left_over(batch.left), _left_over(batch.right))


def _alone(side: Side, below: float) -> Floats:
    return (side.there & (side.alike < below) & ~side.initial).sum(1).astype(np.float32)


def words_alone_both(batch: Batch) -> Floats:
    """Number of words without a good answer, on the side that has fewer."""
    return np.minimum(_alone(batch.left, 0.7), _alone(batch.right, 0.7))


def words_alone_most(batch: Batch) -> Floats:
    """Number of words without a good answer, on the side that has more."""
    return np.maximum(_alone(batch.left, 0.7), _alone(batch.right, 0.7))


def patronymics_alone(batch: Batch) -> Floats:
    """Number of patronymics without an answer: whoever writes none is not another person."""
    marked = np.array([*(bool(_PATRONYMIC.search(t.sounds)) for t in batch.words.tokens), False])
    sides = (batch.left, batch.right)
    return np.maximum(*((marked[s.words] & (s.alike < 0.6)).sum(1) for s in sides)).astype(np.float32)


_PATRONYMIC = re.compile(r"(?:[oeyi]v[iyī](?:C|c)|[oei]vna|iCna|[iī]vna|[oe]v[iī]ĉ|ovyĉ|ōiĉ|[oe]vi[sS])[aeu]?$")


def words_agreed(batch: Batch) -> Floats:
    """Number of words that agree well."""
    return (batch.left.alike >= 0.8).sum(1).astype(np.float32)


def words_same(batch: Batch) -> Floats:
    """Number of words that sound the same or nearly so."""
    return (batch.left.alike >= 0.94).sum(1).astype(np.float32)


def words_equal(batch: Batch) -> Floats:
    """Number of words that are written the same."""
    return (batch.left.alike == 1).sum(1).astype(np.float32)


def weakest(batch: Batch) -> Floats:
    """How alike the worst-answered word of the shorter name is."""
    shorter = np.where(batch.left.count <= batch.right.count, _worst(batch.left), _worst(batch.right))
    equal = batch.left.count == batch.right.count
    return np.where(equal, np.minimum(_worst(batch.left), _worst(batch.right)), shorter).astype(np.float32)


def _worst(side: Side) -> Floats:
    return np.where(side.there, side.alike, 9.0).min(1)


def strongest(batch: Batch) -> Floats:
    """How alike the best-answered word is."""
    return batch.left.alike.max(1)


def second(batch: Batch) -> Floats:
    """How alike the second best-answered word is."""
    ordered = np.sort(batch.left.alike, axis=1)
    return ordered[:, -2] if ordered.shape[1] > 1 else np.zeros(len(ordered), np.float32)


def rarest_agreed(batch: Batch) -> Floats:
    """Rarity of the rarest word that agrees well."""
    return (batch.left.weight * (batch.left.alike >= 0.85)).max(1)


def rarest_alone(batch: Batch) -> Floats:
    """Rarity of the rarest word without an answer, on the side where it is less rare."""
    return np.minimum(
        *((s.weight * (s.there & (s.alike < 0.6) & ~s.initial)).max(1) for s in (batch.left, batch.right))
    )


def initials(batch: Batch) -> Floats:
    """Number of initials that stand for a word of the other name."""
    return (batch.left.initial & (batch.left.alike > 0)).sum(1) + (batch.right.initial & (batch.right.alike > 0)).sum(1)


def initials_against(batch: Batch) -> Floats:
    """Number of initials that fit no word of the other name."""
    alone = (s.initial & s.there & (s.alike == 0) for s in (batch.left, batch.right))
    return sum((a.sum(1) for a in alone), start=np.zeros(len(batch.alike))).astype(np.float32)


def fewest_words(batch: Batch) -> Floats:
    """Number of words of the shorter name."""
    return np.minimum(batch.left.count, batch.right.count)


def most_words(batch: Batch) -> Floats:
    """Number of words of the longer name."""
    return np.maximum(batch.left.count, batch.right.count)


def _corner(batch: Batch, left_last: bool, right_last: bool) -> Floats:
    rows = np.arange(len(batch.alike))
    one = batch.left.count.astype(np.intp) - 1 if left_last else np.zeros(len(rows), np.intp)
    other = batch.right.count.astype(np.intp) - 1 if right_last else np.zeros(len(rows), np.intp)
    return batch.alike[rows, np.maximum(one, 0), np.maximum(other, 0)]


def ends_straight(batch: Batch) -> Floats:
    """First with first and last with last word: the less alike of the two."""
    return np.minimum(_corner(batch, False, False), _corner(batch, True, True))


def ends_crossed(batch: Batch) -> Floats:
    """First with last and last with first word: the less alike of the two."""
    return np.minimum(_corner(batch, False, True), _corner(batch, True, False))


def last_words(batch: Batch) -> Floats:
    """How alike the last words are."""
    return _corner(batch, True, True)


def first_words(batch: Batch) -> Floats:
    """How alike the first words are."""
    return _corner(batch, False, False)


def _parts(batch: Batch, part: int) -> Floats:
    """Best likeness between the words marked as this part on both sides; -1 where it is not marked on both."""
    ours, theirs = batch.left.part == part, batch.right.part == part
    both = ours[:, :, None] & theirs[:, None, :]
    best = np.where(both, batch.alike, -1).max((1, 2))
    return best.astype(np.float32)


def family_names(batch: Batch) -> Floats:
    """How alike the family names are, where both are marked; -1 where not."""
    return _parts(batch, 1)


def given_names(batch: Batch) -> Floats:
    """How alike the given names are, where both are marked; -1 where not."""
    return _parts(batch, 2)


def crossed_parts(batch: Batch) -> Floats:
    """How well a family name answers a given name of the other, where marked."""
    ours = (batch.left.part == 1)[:, :, None] & (batch.right.part == 2)[:, None, :]
    theirs = (batch.left.part == 2)[:, :, None] & (batch.right.part == 1)[:, None, :]
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
    abjad = np.array([k in ("arabic", "hebrew") for k in kinds])
    codes = np.unique(np.array(kinds), return_inverse=True)[1]
    differ = codes[batch.at_left] != codes[batch.at_right]
    return differ.astype(np.float32) + (differ & (abjad[batch.at_left] | abjad[batch.at_right]))


def mean_alike(batch: Batch) -> Floats:
    """How alike the words that answer each other are, on average."""
    hit = batch.left.alike > 0
    return batch.left.alike.sum(1) / np.maximum(hit.sum(1), 1)


def rarity_of_shorter(batch: Batch) -> Floats:
    """How rare the side with less substance is as a whole."""
    return np.minimum(batch.left.weight.sum(1), batch.right.weight.sum(1))


def out_of_order(batch: Batch) -> Floats:
    """Number of neighbouring answers that come in the other order."""
    answers = batch.left.answer
    steps = (answers[:, 1:] >= 0) & (answers[:, :-1] >= 0) & (answers[:, 1:] < answers[:, :-1])
    return steps.sum(1).astype(np.float32)


def among(batch: Batch) -> Floats:
    """Among how many names this one was found (decimal logarithm): coincidences grow with the crowd; 0 for a pair alone."""
    return np.full(len(batch.alike), np.log10(max(batch.among, 1)), dtype=np.float32)


NAMES: tuple[Signal, ...] = (
    Signal("cover_low", cover_low, 1),
    Signal("cover_high", cover_high, 1),
    Signal("agreed", agreed, 1),
    Signal("agreed_as_written", agreed_as_written, 1),
    Signal("left_over_both", left_over_both, -1),
    Signal("left_over_most", left_over_most, -1),
    Signal("words_alone_both", words_alone_both, -1),
    Signal("words_alone_most", words_alone_most, 0),
    Signal("patronymics_alone", patronymics_alone, 0),
    Signal("words_agreed", words_agreed, 1),
    Signal("words_same", words_same, 1),
    Signal("words_equal", words_equal, 0),
    Signal("weakest", weakest, 1),
    Signal("strongest", strongest, 1),
    Signal("second", second, 1),
    Signal("rarest_agreed", rarest_agreed, 1),
    Signal("rarest_alone", rarest_alone, -1),
    Signal("initials", initials, 0),
    Signal("initials_against", initials_against, -1),
    Signal("fewest_words", fewest_words, 0),
    Signal("most_words", most_words, 0),
    Signal("ends_straight", ends_straight, 1),
    Signal("ends_crossed", ends_crossed, 0),
    Signal("last_words", last_words, 1),
    Signal("first_words", first_words, 1),
    Signal("family_names", family_names, 0),
    Signal("given_names", given_names, 0),
    Signal("crossed_parts", crossed_parts, 0),
    Signal("whole", whole, 0),
    Signal("sorted_whole", sorted_whole, 0),
    Signal("part_of_whole", part_of_whole, 0),
    Signal("run_of_whole", run_of_whole, 0),
    Signal("written", written, 0),
    Signal("written_set", written_set, 0),
    Signal("among", among, 0),
    Signal("scripts", scripts, 0),
    Signal("mean_alike", mean_alike, 1),
    Signal("rarity_of_shorter", rarity_of_shorter, 0),
    Signal("out_of_order", out_of_order, 0),
)


OFFICES: tuple[Signal, ...] = (
    Signal("acronym", office_signals.acronym, 1),
    Signal("acronyms_differ", office_signals.acronyms_differ, -1),
    Signal("bare_acronym", office_signals.bare_acronym, 0),
    Signal("numbers_differ", office_signals.numbers_differ, -1),
    Signal("places_differ", office_signals.places_differ, 0),
    Signal("particular_left_over_both", office_signals.particular_left_over_both, -1),
    Signal("particular_left_over_most", office_signals.particular_left_over_most, 0),
    Signal("particular_agreed", office_signals.particular_agreed, 1),
    Signal("ideas_agreed", office_signals.ideas_agreed, 0),
)

SIGNALS: dict[str, tuple[Signal, ...]] = {"person": NAMES, "institution": NAMES + OFFICES}


def measure(batch: Batch) -> Floats:
    """(pairs, signals) the value of every signal of the batch's kind for every pair."""
    return np.column_stack([s.measure(batch) for s in SIGNALS[batch.kind]]).astype(np.float32)
