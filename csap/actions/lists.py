"""The lists of posts: filtered, paged by key, with a fixed number of queries whatever their length.

What a list does not do: count, or skip rows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from csap.actions.country import country
from csap.actions.filters import UNSETTLED, Filter, conditions, instants
from csap.actions.kinds import KINDS
from csap.desk import Desk
from csap.model.overlaps import Overlap
from csap.model.posts import Kind, Post
from csap.model.risks import RiskArea

SIZE = 50
UNDATED = 20

Key = tuple[Any, int]
"""Where a page begins: the value of the list's order column, and the post's id."""


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


def page(desk: Desk, kind: Kind, wanted: Filter, after: Key | None = None, before: Key | None = None) -> Page:
    """The rows that follow the key `after` in the list's order, those that precede `before`, or the first ones."""
    ordered = KINDS[kind]
    column = getattr(Post, ordered.order)
    where = _where(desk, kind, wanted)
    backward, key = before is not None, before or after
    descending = ordered.descending != backward
    turned = [column.desc(), Post.id.desc()] if descending else [column, Post.id]  # type: ignore[attr-defined]
    beyond = [_beyond(column, key, descending)] if key else []
    found = _found(desk, kind, [column.is_not(None), *where, *beyond], turned, SIZE + 1)
    more, found = len(found) > SIZE, found[:SIZE]
    if backward:
        found.reverse()
    undated = _undated(desk, kind, wanted, where) if ordered.order == "starts_at" and key is None else []
    rows = _with_overlaps(desk, undated + found)
    first = _key(found[0][0], ordered.order) if found and (more if backward else after) else None
    last = _key(found[-1][0], ordered.order) if found and (more or backward) else None
    return Page(rows[len(undated) :], rows[: len(undated)], first, last)


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


def _found(desk: Desk, kind: Kind, where: list[Any], order: list[Any], limit: int) -> list[tuple[Post, Any]]:
    table = KINDS[kind].table
    joined = select(Post, table).join(table, table.post_id == Post.id)  # type: ignore[attr-defined]
    return [(post, details) for post, details in desk.exec(joined.where(*where).order_by(*order).limit(limit))]


def _undated(desk: Desk, kind: Kind, wanted: Filter, where: list[Any]) -> list[tuple[Post, Any]]:
    if wanted.since or wanted.until:
        return []
    newest = [Post.changed_at.desc(), Post.id.desc()]  # type: ignore[attr-defined]
    return _found(desk, kind, [Post.starts_at.is_(None), *where], newest, UNDATED)  # type: ignore[union-attr]


def _with_overlaps(desk: Desk, found: list[tuple[Post, Any]]) -> list[Row]:
    counts = overlap_counts(desk, [post.id for post, _ in found])
    return [Row(post, details, counts.get(post.id, 0)) for post, details in found]


def _key(post: Post, order: str) -> Key:
    return getattr(post, order), post.id


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
