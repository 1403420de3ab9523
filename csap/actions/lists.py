"""The lists of posts: filtered, paged by key, with a fixed number of queries whatever their length.

What a list does not do: count, or skip rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import select

from csap.actions.country import country, to_utc
from csap.actions.kinds import KINDS
from csap.desk import Desk
from csap.folding import fold
from csap.model.overlaps import Overlap, State
from csap.model.posts import Kind, Post, PostTheme
from csap.model.risks import RiskArea

SIZE = 50
UNDATED = 20
LIVE = (State.OPEN, State.ACKNOWLEDGED)

Key = tuple[Any, int]
"""Where a page begins: the value of the list's order column, and the post's id."""


@dataclass(frozen=True)
class Wanted:
    """What a list is filtered by. `details` are columns of the kind's own table; dates are the host country's."""

    kind: Kind
    text: str = ""
    organisation: int | None = None
    theme: str = ""
    status: str = ""
    cooperation_format: int | None = None
    region: int | None = None
    since: date | None = None
    until: date | None = None
    mine: bool = False
    overlaps: bool = False
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    post: Post
    details: Any
    overlaps: int


@dataclass(frozen=True)
class Page:
    """A page of a list; `undated` stand before the first page of a list that is ordered by date."""

    rows: list[Row]
    undated: list[Row]
    before: Key | None
    after: Key | None


def page(desk: Desk, wanted: Wanted, after: Key | None = None, before: Key | None = None) -> Page:
    """The rows that follow the key `after` in the list's order, those that precede `before`, or the first ones."""
    kind = KINDS[wanted.kind]
    column = getattr(Post, kind.order)
    where = _where(desk, wanted)
    backward, key = before is not None, before or after
    descending = kind.descending != backward
    turned = [column.desc(), Post.id.desc()] if descending else [column, Post.id]  # type: ignore[attr-defined]
    beyond = [_beyond(column, key, descending)] if key else []
    found = _found(desk, wanted, [column.is_not(None), *where, *beyond], turned, SIZE + 1)
    more, found = len(found) > SIZE, found[:SIZE]
    if backward:
        found.reverse()
    undated = _undated(desk, wanted, where) if kind.order == "starts_at" and key is None else []
    rows = _with_overlaps(desk, undated + found)
    first = _key(found[0][0], kind.order) if found and (more if backward else after) else None
    last = _key(found[-1][0], kind.order) if found and (more or backward) else None
    return Page(rows[len(undated) :], rows[: len(undated)], first, last)


def overlap_counts(desk: Desk, ids: Iterable[int]) -> dict[int, int]:
    """Post id -> how many unsettled overlaps this person may know of; posts without any are left out."""
    wanted = list(ids)
    either = or_(Overlap.left_id.in_(wanted), Overlap.right_id.in_(wanted))  # type: ignore[attr-defined]
    live = Overlap.state.in_(LIVE)  # type: ignore[attr-defined]
    counts: dict[int, int] = {}
    for pair in desk.exec(select(Overlap.left_id, Overlap.right_id).where(either, live)):
        for post_id in pair:
            counts[post_id] = counts.get(post_id, 0) + 1
    return counts


def _found(desk: Desk, wanted: Wanted, where: list[Any], order: list[Any], limit: int) -> list[tuple[Post, Any]]:
    table = KINDS[wanted.kind].table
    joined = select(Post, table).join(table, table.post_id == Post.id)  # type: ignore[attr-defined]
    return [(post, details) for post, details in desk.exec(joined.where(*where).order_by(*order).limit(limit))]


def _undated(desk: Desk, wanted: Wanted, where: list[Any]) -> list[tuple[Post, Any]]:
    if wanted.since or wanted.until:
        return []
    newest = [Post.changed_at.desc(), Post.id.desc()]  # type: ignore[attr-defined]
    return _found(desk, wanted, [Post.starts_at.is_(None), *where], newest, UNDATED)  # type: ignore[union-attr]


def _with_overlaps(desk: Desk, found: list[tuple[Post, Any]]) -> list[Row]:
    counts = overlap_counts(desk, [post.id for post, _ in found])
    return [Row(post, details, counts.get(post.id, 0)) for post, details in found]


def _key(post: Post, order: str) -> Key:
    return getattr(post, order), post.id


def _beyond(column: Any, key: Key, descending: bool) -> ColumnElement[bool]:
    """Says twice what bounds the column, so that the index is entered at the key."""
    value, post_id = key
    if descending:
        return and_(column <= value, or_(column < value, Post.id < post_id))
    return and_(column >= value, or_(column > value, Post.id > post_id))


def _where(desk: Desk, wanted: Wanted) -> list[ColumnElement[bool]]:
    equal = {
        Post.organisation_id: wanted.organisation,
        Post.status: wanted.status,
        Post.cooperation_format: wanted.cooperation_format,
        Post.author_id: desk.person.person_id if wanted.mine else None,
    }
    table = KINDS[wanted.kind].table
    where: list[Any] = [Post.kind == wanted.kind, Post.withdrawn_at.is_(None)]  # type: ignore[union-attr]
    where += [column == value for column, value in equal.items() if value]
    where += [getattr(table, name) == value for name, value in wanted.details.items() if value]
    where += [Post.folded.contains(word, autoescape=True) for word in fold(wanted.text).split()]  # type: ignore[attr-defined]
    return where + _period(desk, wanted) + _related(wanted)


def _related(wanted: Wanted) -> list[Any]:
    where: list[Any] = []
    if wanted.theme:
        where.append(exists().where(PostTheme.post_id == Post.id, PostTheme.theme_code == wanted.theme))  # type: ignore[arg-type]
    if wanted.region:
        covers = exists().where(RiskArea.post_id == Post.id, RiskArea.region_id == wanted.region)  # type: ignore[arg-type]
        where.append(
            or_(Post.region_id == wanted.region, covers)
            if wanted.kind == Kind.RISK
            else Post.region_id == wanted.region
        )
    if wanted.overlaps:
        side = or_(Overlap.left_id == Post.id, Overlap.right_id == Post.id)  # type: ignore[arg-type]
        where.append(exists().where(side, Overlap.state.in_(LIVE)))  # type: ignore[attr-defined]
    return where


def _period(desk: Desk, wanted: Wanted) -> list[Any]:
    """Posts that touch the days from `since` to `until`, both included."""
    zone = country(desk).timezone if wanted.since or wanted.until else "UTC"
    where = []
    if wanted.since:
        where.append(Post.ends_at >= to_utc(_midnight(wanted.since), zone))  # type: ignore[operator]
    if wanted.until:
        where.append(Post.starts_at < to_utc(_midnight(wanted.until) + timedelta(days=1), zone))  # type: ignore[operator]
    return where


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
