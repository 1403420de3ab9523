"""Several words of one name that together answer one word of the other: acronyms within longer names. Pure.

Words that are run together are found by their sounds, in `alignment.py`."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from csap.overlap.tokens import Name

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]


class Joins(NamedTuple):
    """Neighbouring words of one side that together answer one word of the other; places in the batch.

    `span` says how many; `swapped` where they are the right side's.
    """

    row: Ints
    first: Ints
    answer: Ints
    alike: Floats
    span: Ints
    swapped: bool


ACRONYM = {2: 0.8, 3: 0.9}
"""How well an acronym of so many letters (or more) within a name answers the words whose initials it is."""
_LONGEST_ACRONYM = 6


def acronyms(names: Sequence[Name], long: Ints, short: Ints, swapped: bool) -> list[Joins]:
    """`UN Office` and `United Nations Office`: a word of one is the initials of neighbouring words of the other."""
    initials = ["".join(t.word[:1] for t in n.tokens) for n in names]
    shown = [_short_words(n) for n in names]
    found = [
        (row, first, place, ACRONYM[min(len(letters), 3)], len(letters))
        for row, (one, other) in enumerate(zip(long.tolist(), short.tolist(), strict=True))
        for place, letters in shown[other]
        if (first := initials[one].find(letters)) >= 0
    ]
    if not found:
        return []
    row, first, answer, alike, span = (np.array(column) for column in zip(*found, strict=True))
    return [Joins(row, first, answer, alike.astype(np.float32), span, swapped)]


def _short_words(name: Name) -> list[tuple[int, str]]:
    """Places and letters of the words that may be an acronym: short, and of no known meaning."""
    return [
        (place, t.word)
        for place, t in enumerate(name.tokens)
        if 2 <= len(t.word) <= _LONGEST_ACRONYM and not t.families and t.script == "latin" and len(name.tokens) > 1
    ]
