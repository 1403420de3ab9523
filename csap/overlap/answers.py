"""Words beside their answers, for the signals of words that are nearly the same."""

from functools import cached_property

import numpy as np

from csap.overlap.sides import Sides, by_word, halves, of_words
from csap.overlap.words import Bools, Floats, Ints, Words


class Answers:
    """Every word of all sides beside its answer; `there` where it has one and both are more than an initial."""

    def __init__(self, words: Words, sides: Sides) -> None:
        left, right = halves(sides.words)
        across = np.concatenate([right, left])
        self._words, self.alike, self.one = words, sides.alike, sides.words
        self.other: Ints = by_word(across[np.arange(len(across))[:, None], sides.answer])
        self.there: Bools = (sides.answer >= 0) & ~sides.initial & ~of_words(words.initials, self.other)

    @cached_property
    def known(self) -> Floats:
        """How many bear both words as they are written: 1 everybody, 0 nobody else."""
        rarity = self._words.weights[:, 0]
        found: Floats = 1 - np.maximum(of_words(rarity, self.one), of_words(rarity, self.other))
        return found
