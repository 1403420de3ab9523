"""Evaluates the learned trees with numpy, many pairs at once, and turns their sum into a calibrated certainty.

Each tree has at most 16 leaves, so what a signal's value rules out fits 16 bits: a table gives, for every interval of
every signal, the leaves that remain in every tree; the rows of a pair are and-ed, and the lowest bit left is its leaf
(Lucchese et al., QuickScorer, SIGIR 2015).
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_FOLDER = Path(__file__).parent
_ALL = np.uint16(0xFFFF)
_AT_ONCE = 512
"""Pairs worked out together: more would not stay near the processor."""


class Forest:
    """Trees as rows of `[signal, threshold, left, right]` (a negative child -1-n is leaf n) and leaf values."""

    def __init__(
        self, trees: Sequence[dict[str, Any]], signals: Sequence[str], calibration: Sequence[Sequence[float]]
    ) -> None:
        self.signals = tuple(signals)
        numbers = {name: place for place, name in enumerate(self.signals)}
        cuts: dict[int, set[np.float32]] = {}
        for tree in trees:
            for signal, threshold, *_ in tree["splits"]:
                cuts.setdefault(numbers[signal], set()).add(np.float32(threshold))
        self._cuts = [np.array(sorted(cuts.get(n, ())), dtype=np.float32) for n in range(len(self.signals))]
        self._remain = [np.full((len(c) + 1, len(trees)), _ALL, dtype=np.uint16) for c in self._cuts]
        self._values = np.zeros((len(trees), 16), dtype=np.float32)
        for place, tree in enumerate(trees):
            self._plant(place, tree, numbers)
        self._lowest = np.array([(n & -n).bit_length() - 1 for n in range(1 << 16)], dtype=np.int8)
        self._first = np.arange(len(trees), dtype=np.int32) * self._values.shape[1]
        points = np.array(calibration, dtype=np.float64)
        self._raw, self._certain = points[:, 0], points[:, 1]

    def _plant(self, place: int, tree: dict[str, Any], numbers: dict[str, int]) -> None:
        """Leaves are numbered from left to right, so that the leftmost that remains is the one reached."""
        order: list[int] = []

        def leaves(node: int) -> list[int]:
            if node < 0:
                order.append(-1 - node)
                return [len(order) - 1]
            signal, threshold, left, right = tree["splits"][node]
            ours, theirs = leaves(left), leaves(right)
            number = numbers[signal]
            above = int(np.searchsorted(self._cuts[number], np.float32(threshold))) + 1
            kept = _ALL & ~np.uint16(sum(1 << leaf for leaf in ours))
            self._remain[number][above:, place] &= kept
            return ours + theirs

        leaves(0 if tree["splits"] else -1)
        self._values[place, : len(order)] = [tree["leaves"][leaf] for leaf in order]

    def raw(self, values: Floats) -> Floats:
        """(pairs, signals) -> the sum of the trees' leaves."""
        parts = [self._raw_part(values[n : n + _AT_ONCE]) for n in range(0, len(values), _AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _raw_part(self, values: Floats) -> Floats:
        remain = np.full((len(values), len(self._values)), _ALL, dtype=np.uint16)
        of_signal = np.empty_like(remain)
        for cuts, table, signal in zip(self._cuts, self._remain, np.ascontiguousarray(values.T), strict=True):
            if len(cuts):
                table.take(cuts.searchsorted(signal), axis=0, out=of_signal, mode="clip")
                remain &= of_signal
        reached = self._lowest.take(remain) + self._first
        found: Floats = self._values.take(reached).sum(1, dtype=np.float32)
        return found

    def certainty(self, values: Floats) -> Floats:
        """(pairs, signals) -> calibrated certainty, 0..1."""
        return np.interp(self.raw(values), self._raw, self._certain).astype(np.float32)


@cache
def forest(kind: str) -> Forest:
    """The shipped trees for `person` or `institution`."""
    text = (_FOLDER / f"{kind}.json").read_text(encoding="utf-8")
    found = json.loads(text)
    return Forest(found["trees"], found["signals"], found["calibration"])
