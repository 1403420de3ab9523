"""How often the parts of names occur on this platform: kept in the database, so that every process weighs them alike.

Counted by a job or a rebuild (`actions.indexing`); until then the shipped counts stand alone."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable

from sqlmodel import Session, select

from csap.model.overlaps import OverlapIndex
from csap.overlap.generations import Standing
from csap.overlap.packing import unpack
from csap.overlap.rarity import Counts, Rarity, marks
from csap.overlap.subjects import Subject, kind_of

_NEARLY_UNIQUE = 6e-6
"""Parts rarer than this share weigh as if they were unique: they need not be kept."""
SHIPPED_ALONE = Rarity()


class Tally:
    """Counts the parts of names, contact by contact."""

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.counts: dict[str, Counter[str]] = {}

    def add(self, packed: Iterable[str]) -> None:
        """Count subjects as `packing.pack` wrote them."""
        for text in packed:
            self.count(unpack(text))

    def count(self, subject: Subject) -> None:
        """Count a subject that was taken apart."""
        kind = kind_of(subject)
        for name in subject.parts:
            self.totals[kind] += 1
            self.counts.setdefault(kind, Counter()).update({m for t in name.tokens for m in marks(t)})

    def include(self, other: "Tally") -> None:
        """Add what another counted."""
        self.totals.update(other.totals)
        for kind, counts in other.counts.items():
            self.counts.setdefault(kind, Counter()).update(counts)

    def packed(self) -> bytes:
        kept = {
            kind: [self.totals[kind], {m: n for m, n in counts.items() if n > _NEARLY_UNIQUE * self.totals[kind]}]
            for kind, counts in self.counts.items()
        }
        return zlib.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode())


def rarity_of(system: Session, generation: Standing | None) -> Rarity:
    """The rarity that a generation of keys carries; unpacked once per process, whatever the transaction."""
    if generation is None or not generation.stamp:
        return SHIPPED_ALONE
    found = _UNPACKED.get(generation.stamp)
    if found is None:
        _UNPACKED.clear()
        packed = system.exec(select(OverlapIndex.rarity).where(OverlapIndex.generation == generation.generation)).one()
        found = _UNPACKED[generation.stamp] = _unpacked(packed)
    return found


_UNPACKED: dict[int, Rarity] = {}


def _unpacked(packed: bytes) -> Rarity:
    found = json.loads(zlib.decompress(packed))
    return Rarity({kind: Counts(total, counts) for kind, (total, counts) in found.items()})
