"""The kept counts of the map: changed with each post, in its transaction."""

from math import floor

from csap.desk import Desk
from csap.model.posts import Post
from csap.store.counts import add_to_cells

LEVELS = range(0, 5)


def level_for(zoom: int) -> int:
    """The level whose cells are about 50 pixels wide at a zoom of the map."""
    return min(max(zoom - 6, LEVELS.start), LEVELS.stop - 1)


def cell(level: int, lat: float, lon: float) -> tuple[int, int]:
    """Row and column of a point."""
    return floor(lat * 2**level), floor(lon * 2**level)


def count(system: Desk, posts: list[Post], sign: int = 1) -> None:
    """Add posts to the counts, or take them off with `sign` -1. Posts without a point, or withdrawn, count nowhere."""
    rows = [_row(post, level, sign) for post in posts if post.lat is not None for level in LEVELS]
    if rows:
        system.flush()
        add_to_cells(system.connection(), rows)


def _row(post: Post, level: int, sign: int) -> dict[str, object]:
    assert post.lat is not None and post.lon is not None
    row, column = cell(level, post.lat, post.lon)
    return {
        "level": level,
        "row": row,
        "column": column,
        "audience_id": post.audience_id,
        "organisation_id": post.organisation_id,
        "kind": post.kind.value,
        "amount": sign,
        "lat_sum": sign * post.lat,
        "lon_sum": sign * post.lon,
    }
