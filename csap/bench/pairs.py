"""Labelled pairs of names for the bench: all of a file to learn from, and those of them that are compared."""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MOST = 4000
"""Pairs that are compared, spread evenly over the file: the slowest peer takes a few seconds for them."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """The rows of a file: names side by side, and whether they are the same person or institution."""

    kind: str
    folder: Path
    rows: list[dict[str, str]]

    @cached_property
    def all_same(self) -> NDArray[np.bool_]:
        return np.array([row["same"] == "1" for row in self.rows])

    @cached_property
    def kept(self) -> NDArray[np.intp]:
        """Places of the pairs that are compared."""
        return np.arange(0, len(self.rows), max(1, len(self.rows) // MOST))

    @cached_property
    def same(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.all_same[self.kept]
        return found

    @cached_property
    def left(self) -> list[str]:
        return [self.rows[n]["left"] for n in self.kept]

    @cached_property
    def right(self) -> list[str]:
        return [self.rows[n]["right"] for n in self.kept]


def read(folder: Path, kind: str) -> Pairs:
    with (folder / f"{kind}_pairs.csv").open(encoding="utf-8-sig", newline="") as file:
        return Pairs(kind, folder, list(csv.DictReader(file)))
