"""Scores names against names: lays them side by side, measures the signals, asks the trees. The only scorer there is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csap.overlap.alignment import Batch, Places
from csap.overlap.forest import forest
from csap.overlap.names import Name
from csap.overlap.parse import parse
from csap.overlap.rarity import Rarity
from csap.overlap.signals import NAMES, measure

HOPELESS = 0.1
"""Names of which not even this share answers the other by rarity are not scored further: their certainty is 0."""

_COVER = next(n for n, s in enumerate(NAMES) if s.name == "cover_high")


@dataclass(frozen=True)
class Scores:
    """Certainty and signal values for each pair of names; `batch` shows how they were laid side by side."""

    batch: Batch
    values: NDArray[np.float32]
    certainty: NDArray[np.float32]


def score(kind: str, names: Sequence[str], places: Places, rarity: Rarity, among: int = 1) -> Scores:
    """Certainty of pairs of names; `places` are those of the left and the right ones in `names`.

    `kind` is person or institution; `among` as in `Batch`.
    """
    return score_parsed(kind, [parse(kind, n) for n in names], places, rarity, among)


def score_parsed(kind: str, names: Sequence[Name], places: Places, rarity: Rarity, among: int = 1) -> Scores:
    """The same for names already taken apart."""
    batch = Batch(names, places, kind, rarity, among)
    values = measure(batch)
    certainty = np.zeros(len(values), dtype=np.float32)
    hopeful = np.flatnonzero(values[:, _COVER] >= HOPELESS) if kind == "person" else np.arange(len(values))
    certainty[hopeful] = forest(kind).certainty(values[hopeful])
    return Scores(batch, values, certainty)
