"""How far two words sound apart: an edit distance whose costs per pair of sound letters are learned (`letters.csv`).

In batches: one call compares many pairs of words at once with numpy.
"""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LENGTH = 16
_FILE = Path(__file__).parent / "letters.csv"
NOTHING = "-"


class Costs:
    """The letters known, and what it costs to read one as another (`between`), or to leave it out (column 0)."""

    def __init__(self, letters: str, between: NDArray[np.float32]) -> None:
        self.letters = letters
        self.between = between
        self.codes = {letter: place + 1 for place, letter in enumerate(letters)}

    def encode(self, words: Sequence[str]) -> NDArray[np.intp]:
        """(words, LENGTH) codes of letters, 0 beyond the end; unknown letters are left out."""
        coded = np.zeros((len(words), LENGTH), dtype=np.intp)
        for row, word in enumerate(words):
            found = [self.codes[letter] for letter in word[:LENGTH] if letter in self.codes]
            coded[row, : len(found)] = found
        return coded

    def similarity(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float32]:
        """1 for the same sounds, 0 for nothing in common; rows of `left` and `right` go together."""
        alone_left = self.between[left, 0]
        alone_right = self.between[0, right]
        whole = alone_left.sum(1) + alone_right.sum(1)
        distance = self._distance(left, right, alone_left, alone_right)
        share = np.clip(1 - 2 * distance / np.maximum(whole, 1e-6), 0, 1)
        return np.power(share, 0.6).astype(np.float32)

    def _distance(
        self,
        left: NDArray[np.intp],
        right: NDArray[np.intp],
        alone_left: NDArray[np.float32],
        alone_right: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        wide = int((right > 0).sum(1).max(initial=0))
        tall = int((left > 0).sum(1).max(initial=0))
        along = np.zeros((len(left), wide + 1), dtype=np.float32)
        np.cumsum(alone_right[:, :wide], axis=1, out=along[:, 1:])
        row = along.copy()
        for step in range(tall):
            dropped = row + alone_left[:, step, None]
            changed = row[:, :-1] + self.between[left[:, step, None], right[:, :wide]]
            np.minimum(dropped[:, 1:], changed, out=dropped[:, 1:])
            row = np.minimum.accumulate(dropped - along, axis=1) + along
        return row[:, -1]


@cache
def costs() -> Costs:
    """The shipped costs."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return read(list(csv.reader(file)))


def read(rows: list[list[str]]) -> Costs:
    """Costs from rows of `letter, other, cost`; `-` stands for nothing.

    What is not listed costs 1 + leaving both out.
    """
    letters = "".join(sorted({c for row in rows for c in row[:2]} - {NOTHING}))
    codes = {letter: place + 1 for place, letter in enumerate(letters)} | {NOTHING: 0}
    between = np.full((len(letters) + 1, len(letters) + 1), np.nan, dtype=np.float32)
    np.fill_diagonal(between, 0)
    for one, other, cost in rows:
        between[codes[one], codes[other]] = between[codes[other], codes[one]] = float(cost)
    between[0] = np.where(np.isnan(between[0]), 1, between[0])
    between[:, 0] = between[0]
    farthest = between[:, [0]] + between[[0], :]
    return Costs(letters, np.where(np.isnan(between), farthest, between).astype(np.float32))
