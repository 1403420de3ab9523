"""Erasing posts for good, with everything that hangs on them; a tombstone is left.

Every row of every table that refers to a post goes with it, found by the foreign keys, so that a new table can't be
forgotten: history, comments, files, notices and their mails, overlaps and their threads, the keys it was found by.
Digests lose their lines of it, and overlaps between activities the reasons that named it. Audit lines stay: they hold
no content. What other posts say of a person in their own words is their owners' to change."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, delete, or_, select
from sqlmodel import SQLModel, col
from sqlmodel import select as chosen

from csap import clock
from csap.desk import Desk
from csap.model.activities import Engagement
from csap.model.digests import Digest
from csap.model.overlaps import Overlap, State
from csap.model.posts import Post
from csap.model.retention import Tombstone
from csap.overlap.detect import CROWD, detect, forget
from csap.rules.acts import Act
from csap.rules.retention import Ground
from csap.rules.viewers import SYSTEM, System, Viewer

POSTS: Table = Post.__table__  # type: ignore[attr-defined]


def erase(system: Desk, posts: Sequence[Post], ground: Ground, by: Viewer | System = SYSTEM) -> None:
    """Erase these posts under that rule; `by` stands in the audit. Who may do so was decided before."""
    ids = [each.id for each in posts]
    engaging = _engaging(system, ids)
    overlaps = list(system.exec(chosen(Overlap.id).where(_of(ids))))
    for post in posts:
        forget(system, post.id)
        _bury(system, post, ground)
        system.audit_for(by, Act.POST_ERASE, post, ground=ground.value)
    _leave_digests(system, {*ids, *overlaps})
    system.flush()
    _delete(system, POSTS, POSTS.c.id.in_(ids))
    system.expunge_all()
    for activity in engaging:
        _look_again(system, system.fetch(Post, activity))


def _bury(system: Desk, post: Post, ground: Ground) -> None:
    system.add(
        Tombstone(
            post_id=post.id,
            kind=post.kind,
            organisation_id=post.organisation_id,
            ground=ground.value,
            erased_at=clock.now(),
        )
    )


def _of(ids: Sequence[int]) -> ColumnElement[bool]:
    return or_(col(Overlap.left_id).in_(ids), col(Overlap.right_id).in_(ids))


def _delete(system: Desk, table: Table, which: ColumnElement[bool]) -> None:
    """Delete rows, after whatever refers to them."""
    for child in SQLModel.metadata.sorted_tables:
        for key in child.foreign_keys:
            if key.column.table is table and child is not table:
                _delete(system, child, key.parent.in_(select(key.column).where(which)))
    system.execute(delete(table).where(which))


def _leave_digests(system: Desk, gone: set[int]) -> None:
    """Take the lines of these posts and overlaps out of every digest, with what was noted at them."""
    for digest in system.exec(chosen(Digest)):
        keys = {each["key"] for each in digest.items if gone & {each.get("post"), each.get("overlap")}}
        if keys:
            digest.items = [each for each in digest.items if each["key"] not in keys]
            digest.annotations = {key: text for key, text in digest.annotations.items() if key not in keys}


def _engaging(system: Desk, ids: Sequence[int]) -> list[int]:
    """The activities that engage one of these contacts, and stay."""
    engaged = chosen(Engagement.post_id).where(col(Engagement.contact_id).in_(ids)).distinct()
    return [each for each in system.exec(engaged) if each not in ids]


def _look_again(system: Desk, activity: Post) -> None:
    """Find the activity's overlaps anew; of those that are not found any more no reason stays. What time had settled
    stays settled."""
    stored = list(system.exec(chosen(Overlap).where(_of([activity.id]))))
    over = [each for each in stored if each.state == State.GONE]
    found = {each.overlap.id for each in detect(system, activity)}
    for overlap in over:
        overlap.state = State.GONE
    for overlap in stored:
        if overlap.id not in found and not any(each["code"] == CROWD for each in overlap.reasons):
            overlap.reasons, overlap.context = [], []
    system.flush()
