"""Contacts in the order of the keys that they share with a subject, the rarest keys counting most. Pure."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csap.model.base import ID_BITS
from csap.overlap.keys import Key
from csap.store.postings import WIDTH, Posting

_LISTED = 8000
"""Ids read from lists at most, the rarest key's first."""
_SURE = 20.0
"""Keys of this weight are identifiers: whoever shares one is always compared."""


@dataclass(frozen=True)
class Ranked:
    """Contacts by the keys they share, the best first; `sure` are those that share an identifier."""

    ids: NDArray[np.int64]
    scores: NDArray[np.float64]
    sure: frozenset[int]

    @property
    def best(self) -> int:
        """Whose keys say most."""
        return int(self.ids[self.scores.argmax()])

    @property
    def most(self) -> float:
        return float(self.scores.max(initial=0.0))

    def from_score(self, least: float) -> "Ranked":
        """Those of at least that score, and those that are sure; itself where these are all."""
        kept = self.scores >= least
        if kept.all():
            return self
        if self.sure:
            kept |= np.isin(self.ids, list(self.sure))
        return Ranked(self.ids[kept], self.scores[kept], self.sure)


def ranked(probed: Iterable[Key], known: Mapping[int, Posting], contacts: int, most: int) -> Ranked:
    listed = sorted(
        ((known[k.value], k.weight) for k in probed if k.value in known and known[k.value].posts),
        key=lambda found: found[0].carriers,
    )
    lists: list[bytes] = []
    gains: list[float] = []
    sure: list[int] = []
    total = 0
    for posting, weight in listed:
        total += posting.carriers
        if lists and total > _LISTED:
            break
        lists.append(posting.posts)
        gains.append(0.0 if weight >= _SURE else weight * math.log((contacts + 1) / posting.carriers + 1))
        sure += np.frombuffer(posting.posts, dtype="<i8").tolist() if weight >= _SURE else ()
    return _added_up(lists, gains, frozenset(sure), most)


def _added_up(lists: list[bytes], gains: list[float], sure: frozenset[int], most: int) -> Ranked:
    if not lists:
        return Ranked(np.empty(0, np.int64), np.empty(0), sure)
    lengths = [len(each) // WIDTH for each in lists]
    ids, scores = _sums(np.frombuffer(b"".join(lists), dtype="<i8"), np.repeat(np.array(gains), np.array(lengths)))
    first = scores + (1e6 * np.isin(ids, list(sure)) if sure else 0.0)
    best = _highest(first, most)
    return Ranked(ids[best], scores[best], sure)


_PLACE_BITS = 63 - ID_BITS


def _sums(every: NDArray[np.int64], worth: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Each id once, in order, and what it is worth in all. Ids and their places are sorted as one number: numpy sorts
    numbers several times faster than it finds their order."""
    ordered = every << _PLACE_BITS
    ordered |= np.arange(len(every))
    ordered.sort()
    ids = ordered >> _PLACE_BITS
    ordered &= (1 << _PLACE_BITS) - 1
    new = np.empty(len(ids), dtype=bool)
    new[0] = True
    np.not_equal(ids[1:], ids[:-1], out=new[1:])
    return ids[new], np.bincount(np.cumsum(new) - 1, weights=worth[ordered]).astype(np.float64)


def _highest(values: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """Places of the highest values, the highest first; of equal ones the first."""
    least = np.sort(values)[-most] if len(values) > most else -np.inf
    among = np.flatnonzero(values >= least)
    best: NDArray[np.intp] = among[np.argsort(-values[among], kind="stable")[:most]]
    return best
