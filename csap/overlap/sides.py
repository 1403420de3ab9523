"""Both sides of every pair of names, word by word, and what is added up of the words: once for all signals.

Rows 0 to n - 1 are the left sides of n pairs, rows n to 2n - 1 their right sides. In memory the first words of all
sides come first, then the second ones: numpy adds up the few words of many sides thirty times faster so."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from csap.overlap.words import Bools, Floats, Ints

T = TypeVar("T", bound=np.generic)

POORLY, BADLY = 0.7, 0.6
"""A word answered less well than this is alone; one less than the second has no answer at all."""


@dataclass(frozen=True)
class Side:
    """Sides of pairs, per word: is it there, how alike its answer is, how rare, what part of the name."""

    words: Ints
    there: Bools
    answer: Ints
    alike: Floats
    weight: Floats
    word_weight: Floats
    part: NDArray[np.int8]
    initial: Bools


class Sides(Side):
    """The left sides of all pairs and below them the right sides."""

    def of(self, rows: Ints) -> "Sides":
        """The same of some pairs."""
        both = np.concatenate([rows, rows + len(self.words) // 2])
        return Sides(*(by_word(getattr(self, each.name)[both]) for each in fields(Side)))

    @cached_property
    def halves(self) -> tuple[Side, Side]:
        """The left sides alone, and the right."""
        both = [halves(getattr(self, each.name)) for each in fields(Side)]
        return Side(*(left for left, _ in both)), Side(*(right for _, right in both))

    @cached_property
    def fourth(self) -> Floats:
        """Likeness to the fourth power: what is only half alike counts next to nothing."""
        return self.alike**4

    @cached_property
    def missing(self) -> Floats:
        """Rarity of what of each word has no answer."""
        return self.weight * (1 - self.alike)

    @cached_property
    def _added(self) -> dict[str, Floats]:
        named = {
            "weight": self.weight,
            "covered": self.weight * self.alike**2,
            "agreed": self.weight * self.fourth,
            "agreed as written": self.word_weight * self.fourth,
            "left over": self.missing * ~self.initial,
            "alike": self.alike,
        }
        return {name: each.sum(1) for name, each in named.items()}

    @cached_property
    def _counted(self) -> dict[str, Floats]:
        alike, initial, there = self.alike, self.initial, self.there
        answered = alike > 0
        named = {
            "words": there,
            "alone": there & (alike < POORLY) & ~initial,
            "agreed": alike >= 0.8,
            "same": alike >= 0.94,
            "equal": alike >= 1.0,
            "answered": answered,
            "initials": initial & answered,
            "initials against": initial & there & (alike == 0),
        }
        return {name: each.sum(1).astype(np.float32) for name, each in named.items()}

    @cached_property
    def rarest(self) -> Floats:
        """(2, sides) rarity of the rarest word that agrees well, and of the rarest without an answer."""
        agreed = self.alike >= 0.85
        alone = self.there & (self.alike < BADLY) & ~self.initial
        return np.array([(self.weight * each).max(1) for each in (agreed, alone)])

    def sums(self, name: str) -> tuple[Floats, Floats]:
        """Something added up over the words of the left sides, and of the right."""
        return halves(self._added[name])

    def counts(self, name: str) -> tuple[Floats, Floats]:
        """Number of words of the left sides, and of the right, of which something is so."""
        return halves(self._counted[name])


_MANY = 8
"""So many words and more numpy adds up in another order side by side, and the last digit may differ: they stay so."""


def by_word(of_sides: NDArray[T]) -> NDArray[T]:
    """(sides, words) the same, laid out word after word in memory."""
    return np.asfortranarray(of_sides) if of_sides.shape[1] < _MANY else of_sides


def of_words(values: NDArray[T], words: Ints) -> NDArray[T]:
    """(sides, words) what is known of each word, laid out like the words."""
    return by_word(values[words])


def halves(of_both: NDArray[T]) -> tuple[NDArray[T], NDArray[T]]:
    """What was worked out for all sides, for the left and for the right ones."""
    pairs = len(of_both) // 2
    return of_both[:pairs], of_both[pairs:]
