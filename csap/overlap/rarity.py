"""How rare the parts of a name are: what an agreement on them is worth. Pure."""

import csv
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from csap.overlap.parse import parse
from csap.overlap.subjects import Subject
from csap.overlap.tokens import Token

_FILE = Path(__file__).parent / "rarity.csv"
_WEIGHT_OF_SHIPPED = 3000
_RAREST = 12.0
MOST_KNOWN = 1 << 17


@dataclass(frozen=True)
class Counts:
    """How many of `total` names have a word or a skeleton (`=word`, `~SKELETON`)."""

    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    def share(self, key: str) -> float:
        return self.counts.get(key, 0) / self.total if self.total else 0.0


@dataclass(frozen=True)
class Rarity:
    """Counts by kind of subject (`person`, `institution`), on top of the shipped ones."""

    own: Mapping[str, Counts] = field(default_factory=dict)
    _known: dict[tuple[str, str, str], tuple[float, float]] = field(default_factory=dict, compare=False, repr=False)

    houses: dict[tuple[str, str], float] = field(default_factory=dict, compare=False, repr=False)
    """Certainties that two institutions are one, worked out before with these counts: few are asked about often."""

    @classmethod
    def of(cls, subjects: Iterable[Subject]) -> "Rarity":
        """Counts of the parts of the names of these subjects."""
        counters: dict[str, Counter[str]] = {}
        totals: Counter[str] = Counter()
        for subject in subjects:
            kind = "person" if subject.kind == "person" else "institution"
            for name in subject.names:
                totals[kind] += 1
                counters.setdefault(kind, Counter()).update({k for t in parse(kind, name).tokens for k in marks(t)})
        return cls({kind: Counts(totals[kind], counter) for kind, counter in counters.items()})

    def among(self, kind: str) -> int:
        """How many names of a kind were counted; 1 where none were."""
        return max(self.own.get(kind, Counts()).total, 1)

    def weights(self, kind: str, token: Token) -> tuple[float, float]:
        """(of the word as written, of its skeleton): 0 for what everybody has, 1 for what is nearly unique."""
        key = kind, token.word, token.skeletons[0]
        found = self._known.get(key)
        if found is None:
            own, shipped = self.own.get(kind, Counts()), _shipped().get(kind, Counts())
            found = (_weight(own, shipped, "=" + token.word), _weight(own, shipped, "~" + token.skeletons[0]))
            if len(self._known) < MOST_KNOWN:
                self._known[key] = found
        return found


def marks(token: Token) -> tuple[str, str]:
    """What is counted of a token."""
    return "=" + token.word, "~" + token.skeletons[0]


def _weight(own: Counts, shipped: Counts, key: str) -> float:
    expected = shipped.share(key) * _WEIGHT_OF_SHIPPED
    share = (own.counts.get(key, 0) + expected + 0.5) / (own.total + _WEIGHT_OF_SHIPPED)
    return min(1.0, -math.log(min(1.0, share)) / _RAREST)


@cache
def _shipped() -> dict[str, Counts]:
    if not _FILE.exists():
        return {}
    found: dict[str, dict[str, int]] = {}
    totals: dict[str, int] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for kind, key, count in csv.reader(file):
            if key == "total":
                totals[kind] = int(count)
            else:
                found.setdefault(kind, {})[key] = int(count)
    return {kind: Counts(totals[kind], counts) for kind, counts in found.items()}
