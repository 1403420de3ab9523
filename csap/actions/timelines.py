"""What the timeline shows: dated posts in lanes by organisation; beyond 300, a bar for each lane and week."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from csap.actions.filters import Condition, Filter, conditions
from csap.actions.maps import ringed_of
from csap.desk import Desk
from csap.model.posts import Kind, Post

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
    asked = _asked(wanted, first, last)
    columns: tuple[Any, ...] = (
        Post.id,
        Post.kind,
        Post.title,
        Post.status,
        Post.organisation_id,
        Post.starts_at,
        Post.ends_at,
    )
    rows = desk.execute(select(*columns).where(*asked).limit(MOST + 1)).all()
    if len(rows) > MOST:
        return TimelineView([], _weeks(desk, asked))
    ringed = ringed_of(desk, [row.id for row in rows])
    bars = [replace(Bar(*row), overlap=row.id in ringed) for row in rows]
    return TimelineView(sorted(bars, key=lambda bar: (bar.starts_at, bar.id)), [])


def _asked(wanted: Filter, first: datetime, last: datetime) -> list[Condition]:
    # Not the bare column: the index is to be entered at the end, which leaves less to look at.
    begun = func.coalesce(Post.starts_at, Post.ends_at)
    during = (col(Post.ends_at) >= first, begun < last, col(Post.kind).in_(wanted.shown_kinds))
    return [*conditions(wanted), *during]


def _weeks(desk: Desk, asked: list[Condition]) -> list[Week]:
    day = func.date(Post.starts_at)
    owner = col(Post.organisation_id)
    counted = select(owner, day, func.count()).where(*asked).group_by(owner, day)
    found: Counter[tuple[int, date]] = Counter()
    for organisation_id, begun, amount in desk.execute(counted):
        on = begun if isinstance(begun, date) else date.fromisoformat(begun)
        found[organisation_id, on - timedelta(days=on.weekday())] += amount
    return [Week(organisation_id, monday, amount) for (organisation_id, monday), amount in sorted(found.items())]
