"""Scores names against names: lays them side by side, measures the signals, asks the trees.

The only scorer there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csap.overlap.alignment import Batch, Places
from csap.overlap.forest import forest
from csap.overlap.name_signals import cover_high
from csap.overlap.parse import parse
from csap.overlap.rarity import Rarity
from csap.overlap.signals import AT, measure
from csap.overlap.tokens import Name

HOPELESS = 0.2
"""Names of which not even this share answers the other by rarity are not scored further: their certainty is 0."""

CONFIRMED = 0.95
"""Certainty of a confirmed alias."""

REFUTED = 0.03
"""Highest certainty of aliases confirmed for two different institutions."""

LONE = 0.59
"""Highest certainty that a name of one word is a person of more: a family has many."""

_FEWEST, _MOST, _AMONG, _COVER = (AT["person"][name] for name in ("fewest_words", "most_words", "among", "cover_high"))
_ALIAS = AT["institution"]["alias"]


def hopeful(kind: str, values: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which pairs, by their signals, are worth the trees' opinion.

    Pairs that somebody put side by side all are, and institutions may share no word (acronyms).
    """
    if kind != "person":
        return np.ones(len(values), dtype=bool)
    return (values[:, _COVER] >= HOPELESS) | (values[:, _AMONG] == 0)


def _worth(batch: Batch) -> NDArray[np.intp]:
    """The rows of the hopeful pairs, before anything else is measured."""
    if batch.kind != "person" or batch.among <= 1:
        return np.arange(len(batch.alike))
    return np.flatnonzero(cover_high(batch).astype(np.float32) >= HOPELESS)


@dataclass(frozen=True)
class Scores:
    """Certainty and signal values (0 for hopeless pairs) for each pair of names; `batch` shows how they were laid side
    by side."""

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
    worth = _worth(batch)
    measured = measure(batch if len(worth) == len(batch.alike) else batch.of(worth))
    values = np.zeros((len(batch.alike), measured.shape[1]), dtype=np.float32)
    values[worth] = measured
    certainty = np.zeros(len(values), dtype=np.float32)
    certainty[worth] = forest(kind).certainty(measured)
    return Scores(batch, values, settled(kind, values, certainty))


def aliased(kind: str, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Above 0 where a pair are confirmed aliases of one institution, below where of two."""
    return values[:, _ALIAS] if kind == "institution" else np.zeros(len(values), np.float32)


def settled(kind: str, values: NDArray[np.float32], certainty: NDArray[np.float32]) -> NDArray[np.float32]:
    """What no tree overrules: confirmed aliases of one institution are it, of two are not, for people said so; and one
    word alone is nobody for sure."""
    if kind == "person":
        lone = (values[:, _FEWEST] == 1) & (values[:, _MOST] > 1)
        return np.where(lone, np.minimum(certainty, np.float32(LONE)), certainty)
    alias = aliased(kind, values)
    refuted = np.where(alias < 0, np.minimum(certainty, np.float32(REFUTED)), certainty)
    return np.where(alias > 0, np.float32(CONFIRMED), refuted)
