"""Compares one subject with its candidates: how certain that they are the same, and why. Pure, in batches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from anyascii import anyascii
from rapidfuzz import fuzz, process

from csap.overlap.matches import Match, Reason
from csap.overlap.rarity import Rarity
from csap.overlap.subjects import Subject
from csap.wording import N_

SHIPPED = 0.75
"""Certainty from which an overlap is raised."""


@dataclass(frozen=True)
class Known:
    """What the platform knows beyond the records themselves.

    `shared` counts the contacts that carry an e-mail or phone (a switchboard has many);
    `aliases` maps a confirmed alias, as written, to the full name; `judged_apart` holds the positions, among the
    candidates, of those that people judged "not the same".
    """

    shared: Mapping[str, int] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    judged_apart: frozenset[int] = frozenset()


def compare(
    subject: Subject, candidates: Sequence[Subject], rarity: Rarity | None = None, known: Known | None = None
) -> list[Match]:
    """One Match per candidate, in the order of the candidates. Reasons are written for certainties from 0.2 up."""
    left = [anyascii(n).lower() for n in subject.names]
    found = []
    for candidate in candidates:
        right = [anyascii(n).lower() for n in candidate.names]
        score = float(process.cdist(left, right, scorer=fuzz.token_set_ratio).max()) / 100 if left and right else 0.0
        reason = Reason("names", N_("names agree to %(percent)d %%"), {"percent": round(100 * score)})
        found.append(Match(score**3, candidate.kind, (reason,)))
    return found
