"""The board beside its map and timeline: the same posts as a table, their number, and what waits for this person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, tuple_
from sqlmodel import col, select

from csap.actions.filters import Condition, Filter, conditions, walked
from csap.actions.maps import ringed_of
from csap.actions.sifting import sifted
from csap.desk import Desk
from csap.model.activities import Commitment
from csap.model.notices import Notice
from csap.model.overlaps import UNSETTLED, Overlap, State
from csap.model.people import Organisation, Role
from csap.model.places import Region, Theme
from csap.model.posts import Post

PAGE = 50
SOON = timedelta(days=7)
BESIDE = 6

Key = tuple[datetime, int]
"""Where a page begins: when the post before it was changed, and its id."""


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    post: Post
    organisation: Organisation
    overlaps: int


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    older: Key | None
    newer: Key | None


Owners = Mapping[int, Organisation]


def table(
    desk: Desk, wanted: Filter, zone: str, owners: Owners, before: Key | None = None, after: Key | None = None
) -> Page:
    """One page of posts, last changed first: those older than `before`, or the ones just newer than `after`."""
    asked = select(Post).where(*conditions(wanted), walked(wanted, zone))
    place = tuple_(Post.changed_at, Post.id)
    if after:
        asked = asked.where(place > after).order_by(col(Post.changed_at), col(Post.id))
    else:
        asked = asked.order_by(col(Post.changed_at).desc(), col(Post.id).desc())
    if before and not after:
        asked = asked.where(place < before)
    found = list(desk.exec(asked.limit(PAGE + 1)))
    older, newer = _neighbours(found, before, after)
    shown = found[:PAGE][:: -1 if after else 1]
    return Page(lines(desk, shown, owners), older, newer)


def _neighbours(found: list[Post], before: Key | None, after: Key | None) -> tuple[Key | None, Key | None]:
    """Where the older and the newer page begin, if there is one."""
    further, shown = len(found) > PAGE, found[:PAGE]
    if not shown:
        return None, None
    first, last = (shown[-1], shown[0]) if after else (shown[0], shown[-1])
    older = _key(last) if further or after else None
    newer = _key(first) if before or (after and further) else None
    return older, newer


def _key(post: Post) -> Key:
    return post.changed_at, post.id


def lines(desk: Desk, posts: list[Post], owners: Owners) -> list[Line]:
    """Posts with what a row says of them."""
    overlaps = ringed_of(desk, [each.id for each in posts])
    return [Line(post, owners[post.organisation_id], overlaps[post.id]) for post in posts]


def total(desk: Desk, wanted: Filter, zone: str) -> int:
    """How many posts the filter finds."""
    return len(sifted(desk, wanted, zone))


@dataclass(frozen=True)
class Needs:
    """What waits for one person: unread notices, overlaps that their side has not answered, commitments due soon."""

    notices: int
    overlaps: int
    commitments: int


def needs(desk: Desk, today: date) -> Needs:
    """Counted in one question."""
    unread = select(func.count()).select_from(Notice).where(col(Notice.read_at).is_(None))
    waiting = select(func.count()).select_from(Overlap).where(_unanswered(desk))
    counts = (unread, waiting, _commitments_due(desk, today))
    return Needs(*desk.execute(select(*[each.scalar_subquery() for each in counts])).one())


def _commitments_due(desk: Desk, today: date) -> Any:
    """One's own that are due within a week: with one's name, or without a name on a post that one wrote."""
    person = desk.person
    owner = func.lower(Commitment.owner)
    mine = or_(owner == person.name.lower(), and_(owner == "", col(Post.author_id) == person.person_id))
    ours = exists().where(
        col(Post.id) == Commitment.post_id,
        mine,
        col(Post.organisation_id) == person.organisation_id,
        col(Post.withdrawn_at).is_(None),
    )
    due = col(Commitment.done_at).is_(None), col(Commitment.due_on) <= today + SOON
    return select(func.count()).select_from(Commitment).where(*due, ours)


def open_overlaps(desk: Desk) -> list[Overlap]:
    """The newest few that wait for this person's side."""
    return list(
        desk.exec(select(Overlap).where(_unanswered(desk)).order_by(col(Overlap.opened_at).desc()).limit(BESIDE))
    )


def _unanswered(desk: Desk) -> Condition:
    mine = desk.person.organisation_id
    left = and_(col(Overlap.left_organisation_id) == mine, col(Overlap.left_state) == State.OPEN)
    right = and_(col(Overlap.right_organisation_id) == mine, col(Overlap.right_state) == State.OPEN)
    sides = [left, right]
    if desk.person.has(Role.COORDINATOR, Role.HEAD):
        sides.append(and_(col(Overlap.brokered), col(Overlap.state) == State.OPEN))
    return and_(col(Overlap.state).in_(UNSETTLED), or_(*sides))


def organisations(desk: Desk) -> list[Organisation]:
    return list(desk.exec(select(Organisation).order_by(Organisation.short_name)))


def regions(desk: Desk) -> list[tuple[int | None, str]]:
    """Ids and names; without their shapes, which are long."""
    return list(desk.exec(select(Region.id, Region.name).order_by(Region.name)))


def themes(desk: Desk) -> list[Theme]:
    return list(desk.exec(select(Theme).where(Theme.current).order_by(Theme.group, Theme.label)))
