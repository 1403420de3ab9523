"""What the weekly digest is: its weeks and cut-offs, its sections, what counts as news, how a risk has moved. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from csap.model.people import Role
from csap.model.risks import Confidence, Level, Likelihood, RiskStatus
from csap.rules.viewers import Viewer
from csap.wording import N_, Words

WEEK = re.compile(r"(\d{4})-W(\d{2})")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
AHEAD = timedelta(days=14)
AGED = timedelta(days=7)
"""From that age on, an overlap that nobody has settled needs the head."""
WEEKS_SHOWN = 12
EVERYONE = Viewer(person_id=0, organisation_id=0, role=Role.OBSERVER)
"""Somebody of no organisation: reads just what everyone here may read. Figures are counted as this reader."""


class Section(StrEnum):
    NEEDS = "needs"
    OPENED = "opened"
    SETTLED = "settled"
    WAITING = "waiting"
    AHEAD = "ahead"
    RISKS = "risks"
    CONTACTS = "contacts"
    COOPERATION = "cooperation"


SECTIONS = {
    Section.NEEDS: N_("Needs you"),
    Section.OPENED: N_("Overlaps opened"),
    Section.SETTLED: N_("Overlaps settled"),
    Section.WAITING: N_("Overlaps still open"),
    Section.AHEAD: N_("The next 14 days"),
    Section.RISKS: N_("Risks that moved"),
    Section.CONTACTS: N_("New and changed contacts"),
    Section.COOPERATION: N_("New cooperation"),
}
MOST = {
    Section.NEEDS: 12,
    Section.OPENED: 12,
    Section.SETTLED: 10,
    Section.WAITING: 8,
    Section.AHEAD: 42,
    Section.RISKS: 10,
    Section.CONTACTS: 30,
    Section.COOPERATION: 12,
}
"""What five minutes hold; the rest is a link away."""
PER_DAY, PER_FORMAT = 4, 4
NEWS = (Section.OPENED, Section.SETTLED, Section.RISKS, Section.CONTACTS, Section.COOPERATION)
REVIEWERS_ONLY = (Section.NEEDS,)


@dataclass(frozen=True)
class Cutoff:
    """A weekday (Monday is 0) and a time by the host country's clock."""

    weekday: int
    at: time


@dataclass(frozen=True)
class Period:
    """A week from cut-off to cut-off; `week` is the ISO week in which it ends, such as 2026-W47."""

    week: str
    starts: datetime
    ends: datetime

    def holds(self, instant: datetime) -> bool:
        return self.starts <= instant < self.ends


def cutoff(text: str) -> Cutoff:
    """`thursday 12:00`; ValueError for anything else."""
    day, _, at = text.strip().lower().partition(" ")
    return Cutoff(DAYS.index(day), time.fromisoformat(at.strip()))


def period(week: str, cut: Cutoff, timezone: str) -> Period:
    """The period that ends in an ISO week; ValueError for a week that there is not."""
    found = WEEK.fullmatch(week)
    if not found:
        raise ValueError(week)
    day = date.fromisocalendar(int(found[1]), int(found[2]), cut.weekday + 1)
    ends = [datetime.combine(each, cut.at, ZoneInfo(timezone)).astimezone(UTC) for each in (day - timedelta(7), day)]
    return Period(week, *ends)


def last_period(now: datetime, cut: Cutoff, timezone: str) -> Period:
    """The latest period that has ended."""
    year, number, _ = now.astimezone(ZoneInfo(timezone)).isocalendar()
    found = period(f"{year}-W{number:02}", cut, timezone)
    return found if found.ends <= now else before(found, cut, timezone)


def before(later: Period, cut: Cutoff, timezone: str, weeks: int = 1) -> Period:
    """The period so many weeks earlier."""
    day = (later.ends.astimezone(ZoneInfo(timezone)) - timedelta(weeks=weeks)).date()
    year, number, _ = day.isocalendar()
    return period(f"{year}-W{number:02}", cut, timezone)


LEVELS = tuple(Level)
OF_LEVELS = (
    "judgement",
    "magnitude",
    "vulnerability_level",
    "impact_security",
    "impact_institutions",
    "impact_eu",
    "impact_persons",
)
LADDERS: dict[str, tuple[StrEnum, ...]] = {
    **dict.fromkeys(OF_LEVELS, LEVELS),
    "likelihood": tuple(Likelihood),
    "confidence": tuple(Confidence),
    "status": tuple(RiskStatus),
}
"""The fields of a risk analysis whose steps have an order, lowest first."""


@dataclass(frozen=True)
class Move:
    """One field of a risk analysis since last week. `steps` is positive where it rose."""

    field: str
    old: str
    new: str
    steps: int


def moves(differences: Iterable[Mapping[str, Any]]) -> list[Move]:
    """How a risk has moved over several changes, the oldest first: from the first old value to the last new one."""
    ends: dict[str, list[str]] = {}
    for difference in differences:
        for field in LADDERS.keys() & difference.keys():
            old, new = difference[field]
            ends.setdefault(field, [old, new])[1] = new
    found = [_move(field, *ends[field]) for field in LADDERS if field in ends]
    return [move for move in found if move and move.steps]


def _move(field: str, old: str, new: str) -> Move | None:
    ladder = [each.value for each in LADDERS[field]]
    return Move(field, old, new, ladder.index(new) - ladder.index(old)) if {old, new} <= set(ladder) else None


def age(since: datetime, now: datetime) -> int:
    """Whole days."""
    return max(0, (now - since).days)


QUIET = N_("A quiet week: no new overlap, none settled, no risk moved, no new contact or cooperation.")


def is_quiet(sections: Iterable[str]) -> bool:
    """Whether items of these sections are no news."""
    return not set(sections) & set(NEWS)


def compared(this: int, last: int) -> Words:
    """A figure beside last week's."""
    if this == last:
        return Words(N_("unchanged"))
    message = N_("%(by)s more") if this > last else N_("%(by)s fewer")
    return Words(message, {"by": abs(this - last)})


def kept_order(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items compiled anew, in the order that a reviewer had given to those that are still there."""
    places = {item["key"]: place for place, item in enumerate(old)}
    return sorted(new, key=lambda item: places.get(item["key"], len(places)))
