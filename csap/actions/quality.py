"""How good the alerts are: how many of those judged were dismissed, by kind and reason; and how long all took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from sqlmodel import col, not_, or_, select

from csap import clock
from csap.desk import Desk
from csap.model.overlaps import Outcome, Overlap, State
from csap.rules import figures
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
    """Figures over the last year; overlaps that the coordinator may not read are in those of a kind or reason that has
    enough of them (`rules.figures`). What is kept from the coordinator is in none."""
    desk.decide(Act.OVERLAP_MEASURE, None)
    recent = select(Overlap).where(Overlap.opened_at > clock.now() - PERIOD).order_by(col(Overlap.opened_at).desc())
    told = recent.where(or_(not_(col(Overlap.quiet)), col(Overlap.brokered)))
    found = list(desk.as_system().exec(told.limit(MOST)))
    mine = set(desk.exec(select(Overlap.id).where(Overlap.opened_at > clock.now() - PERIOD)))
    return Quality(
        _figures(mine, ((each.kind.value, each) for each in found)),
        _figures(mine, ((reason, each) for each in found for reason in _reasons(each))),
    )


def _reasons(overlap: Overlap) -> list[str]:
    return sorted({each["code"] for each in overlap.reasons if each["favours"]})


def _figures(mine: set[int], named: Iterable[tuple[str, Overlap]]) -> list[Figure]:
    groups: dict[str, list[Overlap]] = {}
    for name, overlap in named:
        groups.setdefault(name, []).append(overlap)
    told = {name: _told(mine, group) for name, group in groups.items()}
    return sorted((_figure(name, group) for name, group in told.items() if group), key=lambda each: -each.raised)


def _told(mine: set[int], group: list[Overlap]) -> list[Overlap]:
    """A group without the few that may not be read."""
    hidden = sum(each.id not in mine for each in group)
    return group if figures.told(hidden) else [each for each in group if each.id in mine]


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
