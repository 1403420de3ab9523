"""How good the alerts are: how many of those judged were dismissed, by kind and reason; and how long all took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from sqlmodel import col, select

from csap import clock
from csap.desk import Desk
from csap.model.overlaps import Outcome, Overlap, State
from csap.rules.acts import Act

PERIOD = timedelta(days=365)
MOST = 20_000


@dataclass(frozen=True)
class Figure:
    """One kind or reason. `rate` is dismissed / judged; hours are medians; None where there is nothing to say."""

    name: str
    raised: int
    unsettled: int
    judged: int
    dismissed: int
    hours_to_contact: float | None
    hours_to_outcome: float | None

    @property
    def rate(self) -> float | None:
        return self.dismissed / self.judged if self.judged else None


@dataclass(frozen=True)
class Quality:
    kinds: list[Figure]
    reasons: list[Figure]


def measure(desk: Desk) -> Quality:
    """Figures over the last year, of all overlaps, also those that the coordinator may not read: numbers only."""
    desk.decide(Act.OVERLAP_MEASURE, None)
    recent = select(Overlap).where(Overlap.opened_at > clock.now() - PERIOD).order_by(col(Overlap.opened_at).desc())
    found = list(desk.as_system().exec(recent.limit(MOST)))
    return Quality(
        _figures((each.kind.value, each) for each in found),
        _figures((code, each) for each in found for code in sorted({r["code"] for r in each.reasons if r["favours"]})),
    )


def _figures(named: Iterable[tuple[str, Overlap]]) -> list[Figure]:
    groups: dict[str, list[Overlap]] = {}
    for name, overlap in named:
        groups.setdefault(name, []).append(overlap)
    return sorted((_figure(name, group) for name, group in groups.items()), key=lambda each: -each.raised)


def _figure(name: str, group: list[Overlap]) -> Figure:
    judged = [each for each in group if each.outcome]
    return Figure(
        name,
        len(group),
        sum(each.state in (State.OPEN, State.ACKNOWLEDGED) for each in group),
        len(judged),
        sum(each.outcome == Outcome.NOT_THE_SAME for each in judged),
        _hours((each.opened_at, each.contacted_at) for each in group),
        _hours((each.opened_at, each.settled_at) for each in judged),
    )


def _hours(spans: Iterable[tuple[Any, Any]]) -> float | None:
    taken = [(end - start).total_seconds() / 3600 for start, end in spans if end]
    return round(median(taken), 1) if taken else None
