"""What the timeline shows: dated posts in lanes by organisation; beyond 300, a bar for each lane and week."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlmodel import col, select

from csap.actions.filters import Filter
from csap.actions.maps import ringed_of
from csap.actions.sifting import Found, begun, between
from csap.desk import Desk
from csap.model.posts import Kind, Post

EPOCH = date(1970, 1, 1)
DAY = 24 * 60 * 60
MOST = 300


@dataclass(frozen=True)
class Bar:
    """One post on the timeline."""

    id: int
    kind: Kind
    title: str
    status: str
    organisation_id: int
    starts_at: datetime
    ends_at: datetime
    overlap: bool = False


@dataclass(frozen=True)
class Week:
    """So many posts of an organisation begin in the week of that Monday."""

    organisation_id: int
    monday: date
    amount: int


@dataclass(frozen=True)
class TimelineView:
    bars: list[Bar]
    weeks: list[Week]

    @property
    def more(self) -> bool:
        return bool(self.weeks)

    @property
    def organisations(self) -> set[int]:
        return {each.organisation_id for each in self.bars} | {each.organisation_id for each in self.weeks}


def view(desk: Desk, wanted: Filter, first: datetime, last: datetime) -> TimelineView:
    """What of the filter, but for its period, happens between two instants."""
    found = between(desk, wanted, first, last)
    if len(found) > MOST:
        return TimelineView([], _weeks(found))
    return TimelineView(_bars(desk, found.ids), [])


BAR: tuple[Any, ...] = (
    Post.id,
    Post.kind,
    Post.title,
    Post.status,
    Post.organisation_id,
    Post.starts_at,
    Post.ends_at,
)


def _bars(desk: Desk, ids: list[int]) -> list[Bar]:
    if not ids:
        return []
    rows = desk.execute(select(*BAR).where(col(Post.id).in_(ids))).all()
    ringed = ringed_of(desk, ids)
    bars = [replace(Bar(*row), overlap=row.id in ringed) for row in rows]
    return sorted(bars, key=lambda bar: (bar.starts_at, bar.id))


def _weeks(found: Found) -> list[Week]:
    """By the Monday of the week, in UTC, in which a post begins."""
    days = np.floor_divide(begun(found.column("starts"), found.column("ends")), DAY).astype(int)
    mondays = days - (days + EPOCH.weekday()) % 7
    lanes, amounts = np.unique(np.stack([found.column("organisation"), mondays]), axis=1, return_counts=True)
    return [
        Week(owner, EPOCH + timedelta(days=monday), amount)
        for owner, monday, amount in zip(*lanes.tolist(), amounts.tolist(), strict=True)
    ]
