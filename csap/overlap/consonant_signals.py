"""The signals that listen to consonants alone, so that scripts and spellings with other vowels count less against."""

import numpy as np
from rapidfuzz import fuzz

from csap.overlap.alignment import Batch
from csap.overlap.sides import halves
from csap.overlap.words import Floats


def _shares(batch: Batch) -> tuple[Floats, Floats]:
    (ours, theirs), (left, right) = halves((batch.sides.weight * batch.consonants).sum(1)), batch.sides.sums("weight")
    return np.divide(ours, np.maximum(left, 1e-6)), np.divide(theirs, np.maximum(right, 1e-6))


def consonants_cover_low(batch: Batch) -> Floats:
    """Share of the name whose consonants the other has, by rarity: of the side less covered."""
    return np.minimum(*_shares(batch))


def consonants_cover_high(batch: Batch) -> Floats:
    """Share of the name whose consonants the other has, by rarity: of the side better covered."""
    return np.maximum(*_shares(batch))


def consonants_agreed(batch: Batch) -> Floats:
    """How much rare substance has the same consonants."""
    return np.minimum(*halves((batch.sides.weight * (batch.consonants >= 1)).sum(1)))


def consonants_weakest(batch: Batch) -> Floats:
    """How alike the consonants of the worst-answered word of the shorter name are."""
    ours, theirs = halves(np.where(batch.sides.there, batch.consonants, np.float32(9.0)).min(1))
    left, right = batch.sides.counts("words")
    return np.where(left == right, np.minimum(ours, theirs), np.where(left <= right, ours, theirs))


def consonants_apart(batch: Batch) -> Floats:
    """Number of words whose consonants the other has not, on the side that has fewer of them."""
    apart = batch.sides.there & (batch.consonants < 1) & ~batch.sides.initial
    return np.minimum(*halves(apart.sum(1).astype(np.float32)))


def consonants_whole(batch: Batch) -> Floats:
    """How alike the consonants of the whole names are, words in alphabetical order."""
    return batch.bare(fuzz.ratio, ordered=True)


def consonants_within(batch: Batch) -> Floats:
    """How well the consonants of the shorter name lie inside those of the longer one."""
    return batch.bare(fuzz.partial_ratio, ordered=False)
