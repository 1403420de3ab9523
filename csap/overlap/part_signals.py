"""The signals of family and given names apart, where both names show which is which; -1 where they don't."""

import numpy as np

from csap.overlap.alignment import Batch
from csap.overlap.sides import halves
from csap.overlap.words import Floats

FAMILY, GIVEN = 1, 2


def family_agreed(batch: Batch) -> Floats:
    """Rarity of the words of the family name that agree, on the side that has less."""
    return _of(batch, FAMILY, batch.sides.weight * batch.sides.fourth)[0]


def family_left_over_both(batch: Batch) -> Floats:
    """What of the family names has no answer, on the side that has less of it."""
    return _of(batch, FAMILY, batch.sides.missing)[0]


def family_left_over_most(batch: Batch) -> Floats:
    """What of the family names has no answer, on the side that has more of it."""
    return _of(batch, FAMILY, batch.sides.missing)[1]


def given_agreed(batch: Batch) -> Floats:
    """Rarity of the given names that agree, on the side that has less."""
    return _of(batch, GIVEN, batch.sides.weight * batch.sides.fourth)[0]


def given_left_over_both(batch: Batch) -> Floats:
    """What of the given names has no answer, initials aside, on the side that has less of it."""
    return _of(batch, GIVEN, batch.sides.missing * ~batch.sides.initial)[0]


def given_left_over_most(batch: Batch) -> Floats:
    """What of the given names has no answer, initials aside, on the side that has more of it."""
    return _of(batch, GIVEN, batch.sides.missing * ~batch.sides.initial)[1]


def _of(batch: Batch, part: int, value: Floats) -> tuple[Floats, Floats]:
    """(less, more) of a value of words, added up over the words of one part of both names."""
    marked = batch.sides.part == part
    if not marked.any():
        return np.full(len(batch.alike), -1, np.float32), np.full(len(batch.alike), -1, np.float32)
    ours, theirs = halves((value * marked).sum(1))
    one, other = halves(marked.any(1))
    both = one & other
    return np.where(both, np.minimum(ours, theirs), -1), np.where(both, np.maximum(ours, theirs), -1)
