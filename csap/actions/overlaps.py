"""Overlaps as a person sees them: of each side what that person may read, and no reason that gives the rest away."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, or_, select

from csap import clock
from csap.desk import Desk
from csap.errors import NotFound
from csap.model.base import ID_BITS
from csap.model.overlaps import Overlap, OverlapKind, OverlapNote, Severity, State
from csap.model.people import Organisation, Person, Role
from csap.model.posts import Post
from csap.rules.sharing import in_full, on_a_hit
from csap.wording import Words

PAGE = 50
MOST = 5
"""Overlaps named with a post; of further ones the number."""
LEFT_ALONE = timedelta(days=3)
"""After that, the coordinator takes what nobody has taken."""
LEFT, RIGHT = aliased(Post), aliased(Post)
UNSETTLED = (State.OPEN, State.ACKNOWLEDGED)


@dataclass(frozen=True)
class Side:
    """One side of an overlap. `post` is None where the viewer may not read it; then `ask` is whom to ask."""

    organisation: Organisation
    post: Post | None
    ask: Person | None
    told: bool
    state: State
    mine: bool


@dataclass(frozen=True)
class Seen:
    """An overlap as one person may know it. Of a hit, where a post is hidden, severity is not told."""

    overlap: Overlap
    left: Side
    right: Side
    reasons: tuple[Words, ...]
    against: tuple[Words, ...]
    context: tuple[Words, ...]
    severity: Severity | None

    @property
    def hit(self) -> bool:
        return self.severity is None

    @property
    def sides(self) -> tuple[Side, Side]:
        """The viewer's own side first."""
        return (self.right, self.left) if self.right.mine else (self.left, self.right)

    @property
    def mine(self) -> Side | None:
        return self.sides[0] if self.sides[0].mine else None

    @property
    def other(self) -> Side:
        return self.sides[1]


@dataclass(frozen=True)
class Filter:
    """What of the overlaps is asked for. `needs_me`: what waits for this person; `days`: opened so long ago or more."""

    state: str = ""
    kind: str = ""
    mine: bool = False
    needs_me: bool = False
    days: int = 0
    post_id: int | None = None


@dataclass(frozen=True)
class Page:
    """`after` is the key of the last row: where the next page begins; empty on the last page."""

    rows: list[Seen]
    after: str = ""


def seen(desk: Desk, overlap_id: int) -> Seen:
    """One overlap; `NotFound` if it is missing or kept from this person."""
    found = _seen(desk, desk.execute(_rows().where(Overlap.id == overlap_id)).all())
    if not found:
        raise NotFound
    return found[0]


def several(desk: Desk, ids: list[int]) -> dict[int, Seen]:
    """Those of these overlaps that this person may know of."""
    rows = desk.execute(_rows().where(Overlap.id.in_(ids))).all() if ids else []  # type: ignore[attr-defined]
    return {each.overlap.id: each for each in (_seen(desk, rows) if rows else [])}


def thread(desk: Desk, overlap: Overlap) -> list[tuple[OverlapNote, Person, Organisation]]:
    """What was said and done, the oldest first."""
    lines = (
        select(OverlapNote, Person, Organisation)
        .join(Person, Person.id == OverlapNote.person_id)  # type: ignore[arg-type]
        .join(Organisation, Organisation.id == Person.organisation_id)  # type: ignore[arg-type]
        .where(OverlapNote.overlap_id == overlap.id)
        .order_by(OverlapNote.id)  # type: ignore[arg-type]
    )
    return [tuple(row) for row in desk.execute(lines)]


def page(desk: Desk, wanted: Filter, after: str = "") -> Page:
    """What waits for the viewer, what else is of their organisation, and the others; of each the worst first, then the
    oldest; fifty a page."""
    rank = _nearness(desk) + _rank()
    statement = _rows(rank).where(*_conditions(desk, wanted))
    start = place(after)
    if start:
        statement = statement.where(tuple_(rank, Overlap.opened_at, Overlap.id) > tuple_(*start))
    rows = desk.execute(statement.order_by(rank, Overlap.opened_at, Overlap.id).limit(PAGE + 1)).all()
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(_seen(desk, rows[:PAGE]), f"{more[3]}~{more[0].opened_at.isoformat()}~{more[0].id}" if more else "")


def place(after: str) -> tuple[int, datetime, int] | None:
    """Where a page begins that follows the key `after`; none if it can't be read."""
    try:
        rank, opened, key = after.split("~")
        start = int(rank), datetime.fromisoformat(opened).astimezone(UTC), int(key)
    except (ValueError, OverflowError):
        return None
    return start if abs(start[0]) < 1 << 15 and abs(start[2]) < 1 << ID_BITS else None


def of_post(desk: Desk, post_id: int) -> tuple[list[Seen], int]:
    """The unsettled overlaps of a post that matter most, and how many more there are."""
    either = or_(Overlap.left_id == post_id, Overlap.right_id == post_id)
    order = _rank(), Overlap.certainty.desc(), Overlap.id  # type: ignore[attr-defined]
    rows = desk.execute(_rows().where(either, Overlap.state.in_(UNSETTLED)).order_by(*order)).all()  # type: ignore[attr-defined]
    return _seen(desk, rows[:MOST]), max(0, len(rows) - MOST)


def _rows(rank: ColumnElement[int] | None = None) -> Any:
    """Overlaps with what of their posts may be read, and the rank that they are ordered by."""
    return (
        select(Overlap, LEFT, RIGHT, (_rank() if rank is None else rank).label("rank"))
        .outerjoin(LEFT, col(LEFT.id) == Overlap.left_id)
        .outerjoin(RIGHT, col(RIGHT.id) == Overlap.right_id)
    )


def _rank() -> ColumnElement[int]:
    """High severity first; a hit, whose severity is not told, ranks in the middle."""
    return case(
        (or_(LEFT.id.is_(None), RIGHT.id.is_(None)), 1),  # type: ignore[attr-defined]
        (Overlap.severity == Severity.HIGH, 0),  # type: ignore[arg-type]
        (Overlap.severity == Severity.MEDIUM, 1),  # type: ignore[arg-type]
        else_=2,
    )


def _nearness(desk: Desk) -> ColumnElement[int]:
    """How far an overlap is from the viewer, in steps that are wider than all ranks."""
    return case((needs(desk), 0), (_mine(desk), 3), else_=6)


def _conditions(desk: Desk, wanted: Filter) -> list[Any]:
    states = [State(wanted.state)] if wanted.state in set(State) else UNSETTLED
    found: list[Any] = [] if wanted.state == "any" else [Overlap.state.in_(states)]  # type: ignore[attr-defined]
    if wanted.kind in set(OverlapKind):
        found.append(Overlap.kind == wanted.kind)
    if wanted.mine:
        found.append(_mine(desk))
    if wanted.needs_me:
        found.append(needs(desk))
    if wanted.days:
        found.append(Overlap.opened_at <= clock.now() - timedelta(days=wanted.days))
    if wanted.post_id is not None:
        found.append(or_(Overlap.left_id == wanted.post_id, Overlap.right_id == wanted.post_id))
    return found


def _mine(desk: Desk) -> ColumnElement[bool]:
    organisation_id = desk.person.organisation_id
    return or_(Overlap.left_organisation_id == organisation_id, Overlap.right_organisation_id == organisation_id)


def needs(desk: Desk) -> ColumnElement[bool]:
    """What waits for this person: what one's side has not acknowledged; what one has taken in hand; for the
    coordinator also what is brokered and what nobody has taken for three days."""
    person = desk.person
    sides = [
        and_(column == person.organisation_id, state == State.OPEN)
        for column, state in (
            (Overlap.left_organisation_id, Overlap.left_state),
            (Overlap.right_organisation_id, Overlap.right_state),
        )
    ]
    wanted = [and_(Overlap.owner_id.is_(None), side) for side in sides]  # type: ignore[union-attr]
    wanted.append(Overlap.owner_id == person.person_id)  # type: ignore[arg-type]
    if person.has(Role.COORDINATOR):
        left_alone = and_(Overlap.state == State.OPEN, Overlap.opened_at <= clock.now() - LEFT_ALONE)
        wanted.append(and_(Overlap.owner_id.is_(None), or_(Overlap.brokered, left_alone)))  # type: ignore[union-attr]
    return and_(Overlap.state.in_(UNSETTLED), or_(*wanted))  # type: ignore[attr-defined]


def _seen(desk: Desk, rows: Any) -> list[Seen]:
    organisations = {each.id: each for each in desk.exec(select(Organisation))}
    hidden = [
        key
        for overlap, left, right, _ in rows
        for key, post in ((overlap.left_id, left), (overlap.right_id, right))
        if post is None
    ]
    people = whom_to_ask(desk, hidden)
    return [_one(desk, row, organisations, people) for row in rows]


def whom_to_ask(desk: Desk, posts: list[int]) -> dict[int, Person]:
    """For each of these posts, readable or not, the author; for one who has left, somebody of the organisation."""
    if not posts:
        return {}
    wrote = select(Post.id, Post.author_id, Post.organisation_id).where(Post.id.in_(posts))  # type: ignore[attr-defined]
    authors = desk.as_system().exec(wrote).all()
    owners = {each[2] for each in authors}
    staff = desk.exec(
        select(Person).where(Person.active, Person.organisation_id.in_(owners)).order_by(Person.id)  # type: ignore[attr-defined, arg-type]
    ).all()
    present = {each.id: each for each in staff}
    able = {
        each.organisation_id: each
        for each in reversed(staff)
        if each.role in (Role.OFFICER, Role.COORDINATOR, Role.HEAD)
    }
    asked = {post_id: present.get(author) or able.get(owner) for post_id, author, owner in authors}
    return {post_id: person for post_id, person in asked.items() if person}


def _one(desk: Desk, row: Any, organisations: dict[int | None, Organisation], people: dict[int, Person]) -> Seen:
    overlap, left, right, _ = row
    hit = left is None or right is None
    own = desk.person.organisation_id

    def side(name: str, post: Post | None) -> Side:
        organisation_id = getattr(overlap, f"{name}_organisation_id")
        return Side(
            organisations[organisation_id],
            post,
            people.get(getattr(overlap, f"{name}_id")),
            getattr(overlap, f"{name}_told"),
            getattr(overlap, f"{name}_state"),
            organisation_id == own,
        )

    return Seen(
        overlap,
        side("left", left),
        side("right", right),
        tuple(on_a_hit(overlap.reasons) if hit else in_full(overlap.reasons)),
        () if hit else tuple(in_full(overlap.reasons, favours=False)),
        () if hit else tuple(in_full(overlap.context)),
        None if hit else overlap.severity,
    )
