"""The lists of posts: filtered, paged by key, with a fixed number of queries whatever their length.

What a list does not do: count, or skip rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from csap import clock
from csap.actions.country import country
from csap.actions.filters import Filter, conditions, instants
from csap.actions.kinds import KINDS
from csap.desk import Desk
from csap.model.overlaps import UNSETTLED, Overlap
from csap.model.posts import Kind, Post
from csap.model.risks import RiskArea

SIZE = 50
RUNNING = 20
"""Activities under way that the opening page shows at most, the first to end first."""

Key = tuple[Any, int]
"""Where a page begins: the value of the list's order column (none for what has no date), and the post's id."""
Found = tuple[Post, Any]
Part = tuple[list[Any], list[Any]]
"""Conditions and order of a part of a list."""


@dataclass(frozen=True)
class Row:
    post: Post
    details: Any
    overlaps: int


@dataclass(frozen=True)
class Page:
    """A page of a list. What is `running` began before the opening page of a list by date, and stands above it."""

    rows: list[Row]
    running: list[Row]
    before: Key | None
    after: Key | None


def page(desk: Desk, kind: Kind, wanted: Filter, after: Key | None = None, before: Key | None = None) -> Page:
    """The rows that follow the key `after` in the list's order, those that precede `before`, or the first ones: a list
    by date opens today, unless a period is asked for, and ends with what has no date yet."""
    where = _where(desk, kind, wanted)
    if by_date(kind) and not (after or before or wanted.since or wanted.until):
        return _opening(desk, kind, where)
    return _page(desk, kind, _beyond_key(desk, kind, where, before or after, before is not None), after, before)


def _opening(desk: Desk, kind: Kind, where: list[Any]) -> Page:
    """From today on; the latest ones where nothing lies ahead."""
    today = _today(desk)
    ahead = _beyond_key(desk, kind, where, (today, 0), backward=False)
    if ahead:
        return _page(desk, kind, ahead, after=(today, 0), running=_running(desk, kind, where, today))
    latest = _beyond_key(desk, kind, where, (today, 0), backward=True)
    return replace(_page(desk, kind, latest, before=(today, 0)), after=None)


def _page(
    desk: Desk,
    kind: Kind,
    found: list[Found],
    after: Key | None = None,
    before: Key | None = None,
    running: Sequence[Found] = (),
) -> Page:
    """A page of what was found beyond a key: one row more than fits says that there is more."""
    backward = before is not None
    more, found = len(found) > SIZE, found[:SIZE]
    if backward:
        found.reverse()
    rows = _with_overlaps(desk, [*running, *found])
    first = _key(found[0][0], kind) if found and (more if backward else after) else None
    last = _key(found[-1][0], kind) if found and (more or backward) else None
    return Page(rows[len(running) :], rows[: len(running)], first, last)


def by_date(kind: Kind) -> bool:
    """Whether the list of a kind is in the order of dates, which some posts lack."""
    return KINDS[kind].order == "starts_at"


def overlap_counts(desk: Desk, ids: Iterable[int]) -> dict[int, int]:
    """Post id -> how many unsettled overlaps this person may know of; posts without any are left out."""
    wanted = list(ids)
    either = or_(Overlap.left_id.in_(wanted), Overlap.right_id.in_(wanted))  # type: ignore[attr-defined]
    live = Overlap.state.in_(UNSETTLED)  # type: ignore[attr-defined]
    counts: dict[int, int] = {}
    for pair in desk.exec(select(Overlap.left_id, Overlap.right_id).where(either, live)):
        for post_id in pair:
            counts[post_id] = counts.get(post_id, 0) + 1
    return counts


def _found(desk: Desk, kind: Kind, where: list[Any], order: list[Any], limit: int) -> list[Found]:
    table = KINDS[kind].table
    joined = select(Post, table).join(table, table.post_id == Post.id)  # type: ignore[attr-defined]
    return [(post, details) for post, details in desk.exec(joined.where(*where).order_by(*order).limit(limit))]


def _today(desk: Desk) -> datetime:
    """The first instant of today in the host country."""
    zone = country(desk).timezone
    return datetime.combine(clock.today(zone), time.min, ZoneInfo(zone))


def _running(desk: Desk, kind: Kind, where: list[Any], today: datetime) -> list[Found]:
    under_way = [col(Post.starts_at) < today, col(Post.ends_at) >= today]
    return _found(desk, kind, [*under_way, *where], [col(Post.ends_at), col(Post.id)], RUNNING)


def _beyond_key(desk: Desk, kind: Kind, where: list[Any], key: Key | None, backward: bool) -> list[Found]:
    """Up to one row more than a page, from the key on: through those with a value in the list's order column, then
    those without; backward the other way round."""
    found: list[Found] = []
    for part, order in _parts(kind, key, backward):
        if len(found) <= SIZE:
            found += _found(desk, kind, [*part, *where], order, SIZE + 1 - len(found))
    return found


def _parts(kind: Kind, key: Key | None, backward: bool) -> list[Part]:
    """The parts of a list that lie beyond the key, the nearer one first."""
    ordered = KINDS[kind]
    column, descending = col(getattr(Post, ordered.order)), ordered.descending != backward
    dated: Part = [column.is_not(None)], _turned([column, col(Post.id)], descending)
    undated: Part = [column.is_(None)], _turned([col(Post.id)], descending)
    if key is not None and key[0] is None:
        undated[0].append(col(Post.id) < key[1] if descending else col(Post.id) > key[1])
        return [undated, dated] if backward else [undated]
    if key is not None:
        dated[0].append(_beyond(column, key, descending))
    return [dated, undated] if by_date(kind) and not backward else [dated]


def _turned(columns: list[Any], descending: bool) -> list[Any]:
    return [column.desc() for column in columns] if descending else columns


def _with_overlaps(desk: Desk, found: list[Found]) -> list[Row]:
    counts = overlap_counts(desk, [post.id for post, _ in found])
    return [Row(post, details, counts.get(post.id, 0)) for post, details in found]


def _key(post: Post, kind: Kind) -> Key:
    return getattr(post, KINDS[kind].order), post.id


def _beyond(column: Any, key: Key, descending: bool) -> ColumnElement[bool]:
    """Says twice what bounds the column, so that the index is entered at the key."""
    value, post_id = key
    if descending:
        return and_(column <= value, or_(column < value, col(Post.id) < post_id))
    return and_(column >= value, or_(column > value, col(Post.id) > post_id))


def _where(desk: Desk, kind: Kind, wanted: Filter) -> list[ColumnElement[bool]]:
    table = KINDS[kind].table
    where: list[Any] = [Post.kind == kind, *_common(kind, wanted)]
    where += [getattr(table, name) == value for name, value in wanted.details]
    return where + _period(desk, wanted)


def _common(kind: Kind, wanted: Filter) -> list[Any]:
    """A risk analysis lies in a region by its place or by what it covers."""
    if kind != Kind.RISK or wanted.region is None:
        return list(conditions(wanted))
    covers = select(RiskArea.post_id).where(RiskArea.region_id == wanted.region)
    there = or_(Post.region_id == wanted.region, Post.id.in_(covers))  # type: ignore[arg-type, attr-defined]
    return [*conditions(replace(wanted, region=None)), there]


def _period(desk: Desk, wanted: Filter) -> list[Any]:
    """Posts that touch the days from `since` to `until`, both included."""
    if not (wanted.since or wanted.until):
        return []
    first, last = instants(wanted, country(desk).timezone)
    where: list[Any] = [Post.ends_at >= first] if first else []  # type: ignore[operator]
    return where + ([Post.starts_at < last] if last else [])  # type: ignore[operator]
