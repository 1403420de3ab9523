"""Who hears of what: a notice goes only to people who may read what it is about, by the one rule of reading."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import func, true
from sqlmodel import col, or_, select

from csap import clock
from csap.actions.outbox import queue
from csap.desk import Desk
from csap.model.notices import Notice
from csap.model.overlaps import Overlap, State
from csap.model.people import Organisation, Person, Role
from csap.model.posts import Post
from csap.overlap.detect import Found
from csap.refs import ref
from csap.rules.access import VIEWERS, readable
from csap.rules.viewers import Viewer
from csap.wording import N_, Words

OVERLAPS_WITH_YOURS = N_("%(organisation)s has posted something that overlaps with your “%(title)s”.")
OVERLAPS_FIRST = N_(
    "%(organisation)s has posted something that overlaps with your “%(title)s”. "
    "They have not been told: you may disclose your post to them."
)
MANY = N_(
    "%(organisation)s and others overlap with your “%(title)s”. You are not told of each further one: see the list."
)
MOST = 5
"""Overlaps of one post that its author is told of one by one."""
QUIETLY = N_("Two organisations overlap, and one of them wants nobody to be told but you.")
BROKER = N_("Two organisations that may not read each other's posts overlap: they need you to put them in touch.")


def tell(system: Desk, record: Any, words: Words, to: Iterable[int], kind: str, link: str = "") -> list[int]:
    """Put a notice into the inboxes of those who may read `record`, and into the outbox for their mail; returns their
    ids, the others hear nothing."""
    table = type(record)
    keys = [
        getattr(table, column.name) == getattr(record, column.name) for column in table.__table__.primary_key.columns
    ]
    asked = col(Person.id).in_(list(to)), col(Person.active), *keys, _read_by(table)  # type: ignore[arg-type]
    may = select(Person.id).join(table, true()).where(*asked)
    told = [each for each in system.exec(may) if each]
    said: dict[str, Any] = {
        "kind": kind,
        "message": words.message,
        "params": words.params,
        "link": link,
        "created_at": clock.now(),
    }
    notices = [Notice(person_id=person_id, **said) for person_id in told]
    system.add_all(notices)
    system.flush()
    queue(system, notices, record)
    return told


@lru_cache
def _read_by(table: Any) -> Any:
    """Who reads a row of `table`, for the person table's columns; building it takes longer than asking it."""
    return readable(table, VIEWERS)


def tell_of_overlaps(desk: Desk, found: Iterable[Found]) -> None:
    """Tell the author of each side that is told for the first time, and the Delegation where it is asked to broker;
    the organisation that acts has its answer on the page."""
    system = desk.as_system()
    for each in found:
        overlap, newly = each.overlap, each.newly
        if newly.left:
            _tell_side(desk, system, overlap, overlap.left_id, overlap.right_id, overlap.right_told)
        if newly.right:
            _tell_side(desk, system, overlap, overlap.right_id, overlap.left_id, overlap.left_told)
        if newly.brokered:
            words = Words(QUIETLY if newly.quiet else BROKER)
            tell(system, overlap, words, _delegation(system), "broker", f"/overlaps/{ref(overlap.id)}")


def _tell_side(desk: Desk, system: Desk, overlap: Overlap, mine: int, theirs: int, both: bool) -> None:
    post, other = system.fetch(Post, mine), system.fetch(Post, theirs)
    if isinstance(desk.viewer, Viewer) and post.organisation_id == desk.viewer.organisation_id:
        return
    already = _unsettled(system, post.id) - 1
    if already > MOST:
        return
    named = system.fetch(Organisation, other.organisation_id)
    message = MANY if already == MOST else OVERLAPS_WITH_YOURS if both else OVERLAPS_FIRST
    words = Words(message, {"organisation": named.short_name, "title": post.title})
    link = f"/overlaps?post={ref(post.id)}" if already == MOST else f"/overlaps/{ref(overlap.id)}"
    tell(system, overlap, words, [post.author_id], "overlap", link)


def _unsettled(system: Desk, post_id: int) -> int:
    either = or_(Overlap.left_id == post_id, Overlap.right_id == post_id)
    open_ones = col(Overlap.state).in_([State.OPEN, State.ACKNOWLEDGED])
    return system.exec(select(func.count()).select_from(Overlap).where(either, open_ones)).one()


def _delegation(system: Desk) -> list[int]:
    """Who may be asked to broker; which of them reads an overlap is the reading rule's to say."""
    roles = Person.role.in_([Role.COORDINATOR, Role.HEAD])  # type: ignore[attr-defined]
    return [each for each in system.exec(select(Person.id).where(roles)) if each]
