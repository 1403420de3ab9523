"""The distinct words of a batch of names, with all that comparing two of them needs, worked out once for the batch."""

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from csap.overlap.letters import costs
from csap.overlap.rarity import Rarity
from csap.overlap.tokens import Name, Token

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]
"""Strings, as objects: numpy takes and joins them without a loop in Python."""

FAMILY_SIMILARITY = 0.95
INITIAL_SIMILARITY = 0.75
BEGINNING_SIMILARITY = 0.8
"""Of a short form that the other word begins with: Herb, Herbert; Karu, Karunaratne."""
_SHORTEST_FORM = 3


class Words:
    """The distinct words of a batch, with their numbers; after the last one stands "no word"."""

    def __init__(self, names: Sequence[Name], kind: str, rarity: Rarity) -> None:
        self.tokens: list[Token] = list(dict.fromkeys(token for name in names for token in name.tokens))
        places = {token: place for place, token in enumerate(self.tokens)}
        lengths = [len(name.tokens) for name in names]
        self.widest = max(lengths, default=1) or 1
        there = np.arange(self.widest) < np.array(lengths, dtype=np.intp)[:, None]
        self.of_names = np.full(there.shape, -1, dtype=np.intp)
        self.of_names[there] = [places[token] for name in names for token in name.tokens]
        self.parts = np.zeros(there.shape, dtype=np.int8)
        self.parts[there] = [place for name in names for place in name.places]
        self.weights = np.array([*(rarity.weights(kind, t) for t in self.tokens), (0.0, 0.0)], dtype=np.float32)
        self._marked: dict[Callable[[Token], bool], Bools] = {}

    @cached_property
    def sounds(self) -> list[str]:
        """How each word sounds."""
        return [t.sounds for t in self.tokens]

    @cached_property
    def consonants(self) -> list[str]:
        """The likeliest skeleton of each word."""
        return [t.skeletons[0] for t in self.tokens]

    @cached_property
    def codes(self) -> Ints:
        """(words, LENGTH) codes of their sound letters."""
        return costs().encode(self.sounds)

    @cached_property
    def masks(self) -> NDArray[np.int64]:
        """Which coarse consonants a word has, as bits."""
        return np.array([t.mask for t in self.tokens], dtype=np.int64)

    @cached_property
    def lengths(self) -> Ints:
        """Number of sound letters; 0 for no word."""
        return np.append((self.codes > 0).sum(1), 0)

    @cached_property
    def written_lengths(self) -> Ints:
        """Number of letters as written; 0 for no word."""
        return np.array([*(len(t.word) for t in self.tokens), 0], dtype=np.intp)

    @cached_property
    def begins(self) -> Ints:
        """A number for the consonant (or vowel) that each word begins with; 0 for no word."""
        first = [(t.skeletons[0] or t.sounds or "\0")[0] for t in self.tokens]
        return np.array([*map(ord, first), 0], dtype=np.intp)

    @cached_property
    def scripts(self) -> Ints:
        """A number for the script of each word; one more for no word."""
        numbers: dict[str, int] = {}
        return np.array([numbers.setdefault(each, len(numbers)) for each in (*(t.script for t in self.tokens), "")])

    @cached_property
    def initials(self) -> Bools:
        """Which words are initials."""
        return self.marked(_initial)

    def marked(self, test: Callable[[Token], bool], none: bool = False) -> Bools:
        """Which words pass a test, asked once for a batch; `none` is what no word is taken for."""
        found = self._marked.get(test)
        if found is None:
            found = self._marked[test] = np.array([*map(test, self.tokens), none], dtype=bool)
        return found

    def joined(self, texts: Sequence[str], ordered: bool = False, between: str = "") -> Texts:
        """The whole names, put together from a text of each word: in the order of the texts with `ordered`, else as
        the words stand, with something `between` them."""
        if not ordered:
            return strung(texts, self.of_names, between)
        distinct = sorted(set(texts))
        ranks = {text: rank for rank, text in enumerate(distinct)}
        ranked = np.array([*(ranks[text] for text in texts), -1], dtype=np.intp)
        return strung(distinct, np.sort(ranked[self.of_names], axis=1), between)

    def similarity(self, left: Ints, right: Ints) -> Floats:
        """How alike words are, by sound, by spelling family, by idea; 0 for numbers that differ."""
        one, other = self.masks[left], self.masks[right]
        common, fewer = np.bitwise_count(one & other), np.minimum(np.bitwise_count(one), np.bitwise_count(other))
        initials, numbers = self.initials, self.marked(_number)
        short = initials[left] | initials[right]
        found = np.zeros(len(left), dtype=np.float32)
        close = np.flatnonzero(((common * 2 >= fewer) | (fewer <= 1)) & ~(short | numbers[left] | numbers[right]))
        codes = self.codes
        found[close] = costs().similarity(codes[left[close]], codes[right[close]])
        begun = close[self._begun(left[close], right[close])]
        found[begun] = np.maximum(found[begun], BEGINNING_SIMILARITY)
        found[self._related(left, right)] = FAMILY_SIMILARITY
        if short.any():
            starts = codes[:, 0]
            found[short & (costs().between[starts[left], starts[right]] < 0.3)] = INITIAL_SIMILARITY
        found[left == right] = 1.0
        return found

    def _begun(self, left: Ints, right: Ints) -> Bools:
        """Which pairs are a word and a short form that it begins with; how the last letter sounds is not looked at."""
        lengths, codes = self.lengths, self.codes
        shorter = np.minimum(lengths[left], lengths[right])
        same = (codes[left] == codes[right]).cumprod(1).sum(1)
        enough = (shorter >= _SHORTEST_FORM) & (np.abs(lengths[left] - lengths[right]) >= 2)
        started: Bools = enough & (same >= np.maximum(shorter - (shorter > _SHORTEST_FORM), _SHORTEST_FORM))
        return started

    def _related(self, left: Ints, right: Ints) -> Ints:
        """Which pairs share one of their first three families."""
        known = self.marked(_has_families)
        both = np.flatnonzero(known[left] & known[right])
        if not len(both):
            return both
        families = np.array([_three(t.families) for t in self.tokens], dtype=np.int64)
        one, other = families[left[both]], families[right[both]]
        same = (one[:, :, None] == other[:, None, :]) & (one >= 0)[:, :, None]
        return both[same.any((1, 2))]


def strung(texts: Sequence[str], places: Ints, between: str = "") -> Texts:
    """For each row of places (-1 for none) the texts there in one, with something `between` them."""
    first = np.array([*texts, ""], dtype=object)
    rest = np.array([*(between + text for text in texts), ""], dtype=object) if between else first
    whole: Texts = first[places[:, 0]]
    for column in places.T[1:]:
        whole = whole + rest[column]
    return whole


def _initial(token: Token) -> bool:
    return len(token.word) == 1


def _number(token: Token) -> bool:
    return token.word.isdigit()


def _has_families(token: Token) -> bool:
    return bool(token.families)


@lru_cache(maxsize=1 << 16)
def _three(families: frozenset[int]) -> tuple[int, int, int]:
    """The first three families of a word; -1 for none."""
    first, second, third = (*sorted(families)[:3], -1, -1, -1)[:3]
    return first, second, third
