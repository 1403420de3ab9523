"""How rare the parts of a name are: what an agreement on them is worth. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from csap.overlap.subjects import Subject


@dataclass(frozen=True)
class Rarity:
    """Counts of name parts, by phonetic skeleton, among `total` names; shipped counts fill in where none are given."""

    counts: dict[str, int] = field(default_factory=dict)
    total: int = 0

    @classmethod
    def of(cls, subjects: Iterable[Subject]) -> "Rarity":
        """Counts of the parts of the names of these subjects."""
        return cls()
