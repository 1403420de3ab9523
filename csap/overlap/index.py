"""An index of keys in memory, for lists, benchmarks and tests. The platform's own lives in the database.

Same ranking.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from csap.overlap.keys import keys, probes
from csap.overlap.subjects import Subject


class Index:
    """Finds, among `subjects`, those that share telling keys with another."""

    def __init__(self, subjects: Sequence[Subject], aliases: Mapping[str, str] | None = None) -> None:
        self.aliases = aliases or {}
        self.size = len(subjects)
        values, owners = [], []
        for place, subject in enumerate(subjects):
            found = [k.value for k in keys(subject, self.aliases)]
            values.extend(found)
            owners.extend([place] * len(found))
        listed = np.array(values, dtype=np.int64)
        order = np.argsort(listed, kind="stable")
        self._values, self._starts = np.unique(listed[order], return_index=True)
        self._starts = np.append(self._starts, len(listed))
        self._owners = np.array(owners, dtype=np.int32)[order]

    def candidates(self, subject: Subject, most: int = 100, cap: int = 2000) -> NDArray[np.intp]:
        """Places of the most promising subjects, best first; keys of more than `cap` subjects are passed over."""
        probed = probes(subject, self.aliases)
        values = np.array([k.value for k in probed], dtype=np.int64)
        if not len(values) or not len(self._values):
            return np.empty(0, dtype=np.intp)
        at = np.minimum(np.searchsorted(self._values, values), len(self._values) - 1)
        hit = self._values[at] == values
        starts, ends = self._starts[at], self._starts[at + 1]
        weights = np.array([k.weight for k in probed]) * np.log((self.size + 1) / np.maximum(ends - starts, 1))
        kept = [n for n in np.flatnonzero(hit) if ends[n] - starts[n] <= cap]
        if not kept:
            return np.empty(0, dtype=np.intp)
        owners = np.concatenate([self._owners[starts[n] : ends[n]] for n in kept])
        gains = np.repeat(weights[kept], [ends[n] - starts[n] for n in kept])
        found, back = np.unique(owners, return_inverse=True)
        scores = np.bincount(back, weights=gains)
        best = np.argsort(-scores, kind="stable")[:most]
        return found[best].astype(np.intp)
