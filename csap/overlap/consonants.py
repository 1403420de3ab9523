"""How alike the consonants of words are that answer each other: vowels and near sounds are what scripts disagree on."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from csap.overlap.sides import Sides
from csap.overlap.tokens import Token
from csap.overlap.words import Floats, Ints

SAME = 0.93
"""Words this much alike have the same consonants, whatever their skeletons say."""


def answered(tokens: Sequence[Token], consonants: Sequence[str], sides: Sides, answers: Ints) -> Floats:
    """(sides, words) how alike the consonants of each word are to those of the word that answers it: 1 the same, 0 no
    answer."""
    found = (sides.alike >= SAME).astype(np.float32)
    place, row = ((sides.answer >= 0) & (found == 0)).T.nonzero()
    if len(row):
        one, other = sides.words[row, place].tolist(), answers[row, place].tolist()
        found[row, place] = _likeness(tokens, consonants, one, other)
    return found


def _likeness(tokens: Sequence[Token], consonants: Sequence[str], one: list[int], other: list[int]) -> Floats:
    likely = [consonants[n] for n in one], [consonants[n] for n in other]
    found = np.asarray(cpdist(*likely, scorer=Levenshtein.normalized_similarity), dtype=np.float32)
    for n in np.flatnonzero(found < 1).tolist():
        if not _readings(tokens[one[n]].skeletons).isdisjoint(tokens[other[n]].skeletons):
            found[n] = 1.0
    return found


@lru_cache(maxsize=1 << 16)
def _readings(skeletons: tuple[str, ...]) -> frozenset[str]:
    return frozenset(skeletons)
