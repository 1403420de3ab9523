"""What the page on overlaps tells everyone: how the engine judges invented pairs, and its last figures."""

from dataclasses import dataclass
from typing import Any

from csap.overlap.compare import shipped
from csap.overlap.matches import Match
from csap.overlap.measured import examples, measured


@dataclass(frozen=True)
class Example:
    """Two invented names and what the engine makes of them; `told` where it would raise an overlap."""

    left: str
    right: str
    match: Match
    told: bool


def judged_examples() -> list[Example]:
    return [
        Example(left.names[0], right.names[0], match, match.certainty >= shipped(left.kind))
        for left, right, match in examples()
    ]


def last_figures() -> dict[str, Any]:
    """By kind of subject, of a search, and of speed; empty where nothing was measured yet."""
    return measured()
