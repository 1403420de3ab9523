"""How far two words sound apart: an edit distance whose costs per pair of sound letters are learned (`letters.csv`).

In batches: one call compares many pairs of words at once with numpy.
"""

import csv
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LENGTH = 16
_FILE = Path(__file__).parent / "letters.csv"
NOTHING = "-"
_AT_ONCE = 1024
"""Pairs of words worked out together: more would not stay near the processor; words of one length go together."""


class Costs:
    """The letters known, and what it costs to read one as another (`between`), or to leave it out (column 0)."""

    def __init__(self, letters: str, between: NDArray[np.float32]) -> None:
        self.letters = letters
        self.between = between
        self.codes = {letter: place + 1 for place, letter in enumerate(letters)}
        self._coded = lru_cache(maxsize=1 << 17)(self._code)

    def encode(self, words: Sequence[str]) -> NDArray[np.intp]:
        """(words, LENGTH) codes of letters, 0 beyond the end; unknown letters are left out."""
        return np.frombuffer(b"".join(map(self._coded, words)), np.uint8).reshape(-1, LENGTH).astype(np.intp)

    def _code(self, word: str) -> bytes:
        found = bytes(self.codes[letter] for letter in word[:LENGTH] if letter in self.codes)
        return found.ljust(LENGTH, b"\0")

    def similarity(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float32]:
        """1 for the same sounds, 0 for nothing in common; rows of `left` and `right` go together."""
        if len(left) <= _AT_ONCE:
            return self._similarity(left, right)
        found = np.empty(len(left), dtype=np.float32)
        order = np.argsort((left > 0).sum(1) * LENGTH + (right > 0).sum(1))
        for n in range(0, len(order), _AT_ONCE):
            part = order[n : n + _AT_ONCE]
            found[part] = self._similarity(left[part], right[part])
        return found

    def _similarity(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float32]:
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
        along = np.zeros((wide + 1, len(left)), dtype=np.float32)
        np.cumsum(alone_right.T[:wide], axis=0, out=along[1:])
        dropping = np.ascontiguousarray(alone_left.T[:tall])
        changing = self.between[left.T[:tall, None], right.T[None, :wide]]
        row = along.copy()
        for step in range(tall):
            dropped = row + dropping[step]
            np.minimum(dropped[1:], row[:-1] + changing[step], out=dropped[1:])
            dropped -= along
            np.minimum.accumulate(dropped, axis=0, out=row)
            row += along
        return row[-1]


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
