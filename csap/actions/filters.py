"""The one filter of board, lists, exports and feeds: which posts are asked for. The desk says what may be read."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from csap.actions.country import to_utc
from csap.actions.searching import holding
from csap.model.overlaps import UNSETTLED, Overlap
from csap.model.posts import Kind, Post, PostTheme

BACK = timedelta(days=30)
AHEAD = timedelta(days=60)

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""
Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Filter:
    """What is asked for; empty is everything. `since` and `until` are days in the host country, both included; they
    concern activities with a date alone: contacts, risk analyses and undated ideas are always there."""

    organisations: tuple[int, ...] = ()
    kinds: tuple[Kind, ...] = ()
    themes: tuple[str, ...] = ()
    formats: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    region: int | None = None
    text: str = ""
    overlaps: bool = False
    box: Box | None = None
    status: str = ""
    author: int | None = None
    details: tuple[tuple[str, str], ...] = ()
    """Columns of the kind's own table and the value each must have; for lists of one kind."""

    def within(self, today: date) -> "Filter":
        """With the board's period where none is given: 30 days back to 60 ahead."""
        if self.since or self.until:
            return self
        return replace(self, since=today - BACK, until=today + AHEAD)

    @property
    def shown_kinds(self) -> tuple[Kind, ...]:
        return self.kinds or tuple(Kind)


def instants(wanted: Filter, zone: str) -> tuple[datetime | None, datetime | None]:
    """The period in UTC: from the first instant of its first day up to the end of its last."""
    first = to_utc(datetime.combine(wanted.since, time.min), zone) if wanted.since else None
    last = to_utc(datetime.combine(wanted.until + timedelta(days=1), time.min), zone) if wanted.until else None
    return first, last


def conditions(wanted: Filter) -> list[Condition]:
    """Everything but kinds and period, as SQL over `Post`."""
    found: list[Condition] = [col(Post.withdrawn_at).is_(None)]
    if wanted.organisations:
        found.append(col(Post.organisation_id).in_(wanted.organisations))
    if wanted.formats:
        found.append(col(Post.cooperation_format).in_(wanted.formats))
    if wanted.region:
        found.append(col(Post.region_id) == wanted.region)
    if wanted.status:
        found.append(col(Post.status) == wanted.status)
    if wanted.author:
        found.append(col(Post.author_id) == wanted.author)
    if wanted.themes:
        themed = select(PostTheme.post_id).where(col(PostTheme.theme_code).in_(wanted.themes))
        found.append(col(Post.id).in_(themed))
    if wanted.overlaps:
        found.append(overlapping())
    if wanted.box:
        found.append(inside(wanted.box))
    return found + holding(wanted.text)


def overlapping() -> Condition:
    """Posts with an unsettled overlap that the viewer may know of."""
    live = col(Overlap.state).in_(UNSETTLED)
    return or_(
        col(Post.id).in_(select(Overlap.left_id).where(live)),
        col(Post.id).in_(select(Overlap.right_id).where(live)),
    )


def inside(box: Box) -> Condition:
    west, south, east, north = box
    return and_(col(Post.lat).between(south, north), col(Post.lon).between(west, east))


def of_kinds(wanted: Filter, zone: str) -> Condition:
    """The kinds asked for, activities within the period: each kind is answered from an index."""
    always = [kind for kind in wanted.shown_kinds if kind != Kind.ACTIVITY]
    found: list[Condition] = [col(Post.kind).in_(always)] if always else []
    if Kind.ACTIVITY not in wanted.shown_kinds:
        return or_(*found)
    activity = col(Post.kind) == Kind.ACTIVITY
    first, last = instants(wanted, zone)
    if first is None and last is None:
        return or_(*found, activity)
    during = [col(Post.ends_at) >= first] if first else [col(Post.ends_at).is_not(None)]
    during += [col(Post.starts_at) < last] if last else []
    return or_(*found, and_(activity, *during), and_(activity, col(Post.ends_at).is_(None)))


def walked(wanted: Filter, zone: str) -> Condition:
    """The same for a page that is read in the order of another index: it names no kind that could be looked up."""
    kind = func.lower(Post.kind)
    always = [each.value for each in wanted.shown_kinds if each != Kind.ACTIVITY]
    found: list[Condition] = [kind.in_(always)]
    if Kind.ACTIVITY in wanted.shown_kinds:
        first, last = instants(wanted, zone)
        during = [or_(col(Post.ends_at) >= first, col(Post.ends_at).is_(None))] if first else []
        during += [or_(col(Post.starts_at) < last, col(Post.starts_at).is_(None))] if last else []
        found.append(and_(kind == Kind.ACTIVITY.value, *during))
    return or_(*found)
