"""What a programme takes along of the posts, a page at a time, what was changed last first: what its person may read
and asked for, without TLP:RED, as in every list that is taken along (`actions.exports`). Pages are found by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import col, select

from csap.actions import exports, mosaic
from csap.actions.exports import Wish
from csap.actions.filters import Filter, conditions, walked
from csap.actions.lists import overlap_counts
from csap.desk import Desk
from csap.model.posts import TLP, Post, PostTheme

MOST = 100
Key = tuple[datetime, int]
"""Where a page begins: when the post before it was changed, and its id."""


@dataclass(frozen=True)
class Page:
    posts: list[Post]
    themes: Mapping[int, list[str]]
    overlaps: Mapping[int, int]
    after: Key | None


def page(desk: Desk, wanted: Filter, zone: str, size: int, after: Key | None) -> Page:
    """The `size` posts that follow a key. `Denied` to those who read no content."""
    exports.may_export(desk)
    asked = select(Post).where(*conditions(wanted), walked(wanted, zone), col(Post.tlp) != TLP.RED)
    if after:
        asked = asked.where(tuple_(Post.changed_at, Post.id) < after)
    found = list(desk.exec(asked.order_by(col(Post.changed_at).desc(), col(Post.id).desc()).limit(size + 1)))
    shown = found[:size]
    ids = [each.id for each in shown]
    further = (shown[-1].changed_at, shown[-1].id) if len(found) > size else None
    return Page(shown, _themes(desk, ids), overlap_counts(desk, ids), further)


def _themes(desk: Desk, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {each: [] for each in ids}
    rows = select(PostTheme.post_id, PostTheme.theme_code).where(col(PostTheme.post_id).in_(ids))
    for post_id, code in desk.exec(rows.order_by(PostTheme.theme_code)):
        found[post_id].append(code)
    return found


def reasoned(desk: Desk, wanted: Filter, zone: str, reason: str) -> dict[str, Any]:
    """What to write into the audit of taking along what tells more together than each by itself. `Invalid` at `reason`
    where there is such a thing and no reason."""
    return mosaic.reasoned(exports.told_together(desk, _wish(wanted), zone), reason, "reason")


def remember(desk: Desk, wanted: Filter, rows: int, gone_on: dict[str, Any]) -> None:
    """Write down what was taken along, page by page; `desk` is a writing one."""
    exports.remember(desk, _wish(wanted), "api", rows, **gone_on)


def _wish(wanted: Filter) -> Wish:
    return Wish(wanted.kinds[0] if len(wanted.kinds) == 1 else None, wanted)
