"""What a comparison says: how certain, same what, and why. Words come from the values that made the score."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Same = Literal["person", "institution", "post", "unit"]
Severity = Literal["low", "medium", "high"]


@dataclass(frozen=True)
class Reason:
    """One piece of evidence in words: `message` is a msgid with %(name)s places, `params` what goes into them.

    `favours` is False for evidence against.
    """

    code: str
    message: str
    params: dict[str, Any] = field(default_factory=dict)
    favours: bool = True

    def __str__(self) -> str:
        return self.message % self.params


class Match(NamedTuple):
    """How certain (calibrated, 0..1) it is that two subjects are the same person, institution, post or unit.

    `unit` says: related, one is a part of the other or both of one parent; never the same thing.
    """

    certainty: float
    same: Same
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class EngagementMatch:
    """Two activities or two risks that touch. `severity` is how much it matters, apart from how certain it is."""

    certainty: float
    severity: Severity
    kind: Literal["same engagement", "converging", "parallel analysis"]
    reasons: tuple[Reason, ...] = ()
