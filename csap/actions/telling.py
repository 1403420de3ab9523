"""Who hears of what: a notice goes only to people who may read what it is about, by the one rule of reading.

However much there is to tell at once, the database is asked the same few questions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import func, insert, true, tuple_, union_all
from sqlmodel import col, select

from csap import clock
from csap.actions.notices import titled
from csap.actions.outbox import queue
from csap.audit import Entry, subject
from csap.desk import Desk
from csap.model.notices import Notice
from csap.model.overlaps import Overlap, State
from csap.model.people import Organisation, Person, Role
from csap.model.posts import Post
from csap.overlap.detect import Found
from csap.refs import ref
from csap.rules.access import VIEWERS, readable
from csap.rules.acts import Act
from csap.rules.viewers import System, Viewer
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


@dataclass(frozen=True)
class Message:
    """What is told to whom; `record` is what it is about."""

    record: Any
    words: Words
    to: Iterable[int]
    kind: str
    link: str = ""


def tell(system: Desk, record: Any, words: Words, to: Iterable[int], kind: str, link: str = "") -> list[int]:
    """Put a notice into the inboxes of those who may read `record`, and into the outbox for their mail; returns their
    ids, the others hear nothing."""
    return tell_all(system, [Message(record, words, to, kind, link)])


def tell_all(system: Desk, messages: Sequence[Message]) -> list[int]:
    """The same for many messages about records of one table; returns who was told, message by message."""
    return [person_id for _, person_id in _delivered(system, messages)]


def _delivered(system: Desk, messages: Sequence[Message]) -> list[tuple[Message, int]]:
    asked = [(each, person_id) for each in messages for person_id in dict.fromkeys(each.to)]
    may = _may_read(system, [(person_id, *_key(each.record)) for each, person_id in asked], messages)
    told = [(each, person_id) for each, person_id in asked if (person_id, *_key(each.record)) in may]
    queue(system, list(zip(_written(system, told), (each.record for each, _ in told), strict=True)))
    return told


def _written(system: Desk, told: list[tuple[Message, int]]) -> list[Notice]:
    """The notices that say this to these people. They are inserted in one statement, which gives them back in any
    order."""
    now = clock.now()
    rows = [
        {
            "person_id": person_id,
            "kind": each.kind,
            "about": subject(each.record),
            "message": each.words.message,
            "params": each.words.params,
            "link": each.link,
            "created_at": now,
        }
        for each, person_id in told
    ]
    stored: defaultdict[tuple[int, str, str], list[Notice]] = defaultdict(list)
    for notice in system.scalars(insert(Notice).returning(Notice), rows) if rows else ():
        stored[notice.person_id, notice.kind, notice.link].append(notice)
    return [stored[person_id, each.kind, each.link].pop() for each, person_id in told]


def _key(record: Any) -> tuple[Any, ...]:
    return tuple(getattr(record, column.name) for column in record.__table__.primary_key.columns)


def _may_read(system: Desk, asked: list[tuple[Any, ...]], messages: Sequence[Message]) -> set[tuple[Any, ...]]:
    """Of these (person, key of a record) those whose person is active and may read the record."""
    if not asked:
        return set()
    table = type(messages[0].record)
    keys = [getattr(table, column.name) for column in table.__table__.primary_key.columns]
    columns = (Person.id, *keys)
    # The pairs alone would do, but no index finds them.
    each = [col(column).in_(set(values)) for column, values in zip(columns, zip(*asked, strict=True), strict=True)]
    wanted = (col(Person.active), *each, tuple_(*columns).in_(asked), _read_by(table))  # type: ignore[arg-type]
    return {tuple(row) for row in system.execute(select(*columns).join(table, true()).where(*wanted))}


def tell_of_account(
    system: Desk, person: Person, words: Words, link: str = "/account/", others: Iterable[int] = ()
) -> None:
    """Something about how a person signs in: to that person, and to others who watch over it."""
    home = system.fetch(Organisation, person.organisation_id)
    tell(system, home, words, [person.id or 0, *others], "account", link)


def watchers(system: Desk) -> list[int]:
    """The data protection officers who can sign in."""
    officers = select(Person.id).where(Person.role == Role.DPO, col(Person.active))
    return [each for each in system.exec(officers) if each]


@lru_cache
def _read_by(table: Any) -> Any:
    """Who reads a row of `table`, for the person table's columns; building it takes longer than asking it."""
    return readable(table, VIEWERS)


def tell_of_overlaps(desk: Desk, found: Iterable[Found]) -> None:
    """Tell the author of each side that is told for the first time, and the Delegation where it is asked to broker;
    the organisation that acts has its answer on the page."""
    news = [each for each in found if each.newly.left or each.newly.right or each.newly.brokered]
    if news:
        system = desk.as_system()
        system.audit_all(_hits(system, _delivered(system, _messages(system, desk.viewer, news))))


def _hits(system: Desk, told: list[tuple[Message, int]]) -> list[Entry]:
    """A line of audit for each person who was told of an overlap, with the pair."""
    asked = select(Person).where(col(Person.id).in_({person_id for _, person_id in told}))
    viewers = {each.id: Viewer(each.id or 0, each.organisation_id, each.role) for each in system.exec(asked)}
    return [
        Entry(
            viewers[person_id],
            Act.HIT_SEE,
            f"overlap:{each.record.id}",
            details={"posts": [each.record.left_id, each.record.right_id]},
        )
        for each, person_id in told
    ]


@dataclass(frozen=True)
class _Side:
    """A post whose author is told, the other post, and whether its author knows too."""

    mine: Post
    theirs: Post
    both: bool


def _messages(system: Desk, viewer: Viewer | System, news: list[Found]) -> list[Message]:
    sides = _sides(system, viewer, news)
    told = [side for each in sides for side in each]
    names = _names(system, {side.theirs.organisation_id for side in told})
    waiting = Counter(side.mine.id for side in told)
    unsettled = _unsettled(system, waiting)
    delegation = _delegation(system) if any(each.newly.brokered for each in news) else []
    messages = []
    for each, mine in zip(news, sides, strict=True):
        for side in mine:
            already = unsettled[side.mine.id] - waiting[side.mine.id]
            waiting[side.mine.id] -= 1
            if already <= MOST:
                messages.append(_message(each.overlap, side, names[side.theirs.organisation_id], already))
        if each.newly.brokered:
            words = Words(QUIETLY if each.newly.quiet else BROKER)
            messages.append(Message(each.overlap, words, delegation, "broker", f"/overlaps/{ref(each.overlap.id)}"))
    return messages


def _sides(system: Desk, viewer: Viewer | System, news: list[Found]) -> list[list[_Side]]:
    """For each overlap, the sides that are told: not the acting organisation's own."""
    ids = {post_id for each in news for post_id in (each.overlap.left_id, each.overlap.right_id)}
    posts = {post.id: post for post in system.exec(select(Post).where(col(Post.id).in_(ids)))}
    acting = viewer.organisation_id if isinstance(viewer, Viewer) else None
    found = []
    for each in news:
        overlap, left, right = each.overlap, posts[each.overlap.left_id], posts[each.overlap.right_id]
        sides = [_Side(left, right, overlap.right_told)] if each.newly.left else []
        sides += [_Side(right, left, overlap.left_told)] if each.newly.right else []
        found.append([side for side in sides if side.mine.organisation_id != acting])
    return found


def _message(overlap: Overlap, side: _Side, named: str, already: int) -> Message:
    """What the author of a post is told of an overlap, who has so many others already."""
    many = already == MOST
    message = MANY if many else OVERLAPS_WITH_YOURS if side.both else OVERLAPS_FIRST
    words = Words(message, {"organisation": named, "title": titled(side.mine)})
    link = f"/overlaps?post={ref(side.mine.id)}" if many else f"/overlaps/{ref(overlap.id)}"
    return Message(overlap, words, [side.mine.author_id], "overlap", link)


def _names(system: Desk, organisations: set[int]) -> dict[int | None, str]:
    named = select(Organisation.id, Organisation.short_name).where(col(Organisation.id).in_(organisations))
    return {row[0]: row[1] for row in system.exec(named)} if organisations else {}


def _unsettled(system: Desk, posts: Iterable[int]) -> Counter[int]:
    """How many unsettled overlaps each of these posts has."""
    ids = list(posts)
    if not ids:
        return Counter()
    live = col(Overlap.state).in_([State.OPEN, State.ACKNOWLEDGED])
    ends = (col(Overlap.left_id), col(Overlap.right_id))
    sides = union_all(*(select(end.label("post_id")).where(end.in_(ids), live) for end in ends)).subquery()
    counted = select(sides.c.post_id, func.count()).group_by(sides.c.post_id)
    return Counter(dict(iter(system.execute(counted))))


def _delegation(system: Desk) -> list[int]:
    """Who may be asked to broker; which of them reads an overlap is the reading rule's to say."""
    roles = Person.role.in_([Role.COORDINATOR, Role.HEAD])  # type: ignore[attr-defined]
    return [each for each in system.exec(select(Person.id).where(roles)) if each]
