"""The signals of any two names, each a small pure function of laid-out pairs; `signals.py` has them in one list."""

import re

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from csap.overlap.alignment import Batch, Floats, Side


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


def _fewer(batch: Batch, least: float) -> Floats:
    """Number of words answered at least so well, on the side that has fewer of them (joined words are two or one)."""
    return np.minimum(*((s.alike >= least).sum(1) for s in (batch.left, batch.right))).astype(np.float32)


def words_agreed(batch: Batch) -> Floats:
    """Number of words that agree well."""
    return _fewer(batch, 0.8)


def words_same(batch: Batch) -> Floats:
    """Number of words that sound the same or nearly so."""
    return _fewer(batch, 0.94)


def words_equal(batch: Batch) -> Floats:
    """Number of words that are written the same."""
    return _fewer(batch, 1.0)


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
    return np.minimum(_second(batch.left), _second(batch.right))


def _second(side: Side) -> Floats:
    ordered = np.sort(side.alike, axis=1)
    return ordered[:, -2] if ordered.shape[1] > 1 else np.zeros(len(ordered), np.float32)


def rarest_agreed(batch: Batch) -> Floats:
    """Rarity of the rarest word that agrees well."""
    return np.minimum(*((s.weight * (s.alike >= 0.85)).max(1) for s in (batch.left, batch.right)))


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
    return np.minimum(*(s.alike.sum(1) / np.maximum((s.alike > 0).sum(1), 1) for s in (batch.left, batch.right)))


def rarity_of_shorter(batch: Batch) -> Floats:
    """How rare the side with less substance is as a whole."""
    return np.minimum(batch.left.weight.sum(1), batch.right.weight.sum(1))


def out_of_order(batch: Batch) -> Floats:
    """Number of pairs of words whose answers come in the other order."""
    answers = batch.left.answer
    earlier, later = answers[:, :, None], answers[:, None, :]
    swapped = (earlier > later) & (later >= 0) & np.triu(np.ones((answers.shape[1],) * 2, dtype=bool), 1)
    return swapped.sum((1, 2)).astype(np.float32)


def among(batch: Batch) -> Floats:
    """Among how many names this one was found (decimal logarithm): coincidences grow with the crowd.

    0 for a pair alone.
    """
    return np.full(len(batch.alike), np.log10(max(batch.among, 1)), dtype=np.float32)
