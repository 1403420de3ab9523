"""The kept counts of the map: changed with each post, in its transaction."""

from collections import Counter
from math import floor
from typing import Any

from sqlmodel import col, select

from csap.desk import Desk
from csap.model.posts import Post
from csap.model.records import CellCount
from csap.store.counts import add_to_cells

LEVELS = range(0, 5)
EVERYWHERE = -1
"""The level whose one cell holds every post, with a point or without."""
KEYS = ("level", "row", "column", "audience_id", "organisation_id", "kind")


def level_for(zoom: int) -> int:
    """The level whose cells are about 50 pixels wide at a zoom of the map."""
    return min(max(zoom - 6, LEVELS.start), LEVELS.stop - 1)


def cell(level: int, lat: float, lon: float) -> tuple[int, int]:
    """Row and column of a point."""
    return floor(lat * 2**level), floor(lon * 2**level)


def count(system: Desk, posts: list[Post], sign: int = 1) -> None:
    """Add posts to the counts, or take them off with `sign` -1. Not for withdrawn posts: they count nowhere."""
    system.flush()
    add_to_cells(system.connection(), [row for post in posts for row in rows(post, sign)])


def rows(post: Post, sign: int = 1) -> list[dict[str, Any]]:
    """What one post adds to the table of counts."""
    shared: dict[str, Any] = {
        "audience_id": post.audience_id,
        "organisation_id": post.organisation_id,
        "kind": post.kind.value,
        "amount": sign,
    }
    found = [shared | {"level": EVERYWHERE, "row": 0, "column": 0, "lat_sum": 0.0, "lon_sum": 0.0}]
    if post.lat is None or post.lon is None:
        return found
    sums = {"lat_sum": sign * post.lat, "lon_sum": sign * post.lon}
    for level in LEVELS:
        row, column = cell(level, post.lat, post.lon)
        found.append(shared | sums | {"level": level, "row": row, "column": column})
    return found


def differences(system: Desk) -> int:
    """How many kept counts are not what counting anew gives."""
    fresh: Counter[tuple[Any, ...]] = Counter()
    posts = select(Post).where(col(Post.withdrawn_at).is_(None)).execution_options(yield_per=1000)
    for post in system.exec(posts):
        fresh.update(tuple(row[name] for name in KEYS) for row in rows(post))
    kept = {tuple(getattr(each, name) for name in KEYS): each.amount for each in system.exec(select(CellCount))}
    return sum(fresh[key] != kept.get(key, 0) for key in fresh.keys() | kept.keys())
