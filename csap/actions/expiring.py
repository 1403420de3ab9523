"""Overlaps that time has settled: both activities are long over, and nobody needs to answer any more."""

from datetime import timedelta

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from csap import clock
from csap.desk import Desk
from csap.model.overlaps import Overlap, OverlapKind, State
from csap.model.posts import Post

GRACE = timedelta(days=14)


def expire(system: Desk) -> None:
    """Mark as gone the unsettled overlaps of activities that both ended two weeks ago or earlier; those that were found
    since, as in a sheet of last year, stay for two weeks to be looked at."""
    left, right = aliased(Post), aliased(Post)
    before = clock.now() - GRACE
    over = (
        select(Overlap)
        .join(left, col(left.id) == Overlap.left_id)
        .join(right, col(right.id) == Overlap.right_id)
        .where(
            col(Overlap.kind).in_([OverlapKind.SAME_ENGAGEMENT, OverlapKind.CONVERGING]),
            col(Overlap.state).in_([State.OPEN, State.ACKNOWLEDGED]),
            col(left.ends_at) < before,
            col(right.ends_at) < before,
            col(Overlap.opened_at) < before,
        )
    )
    for overlap in system.exec(over):
        overlap.state = State.GONE
