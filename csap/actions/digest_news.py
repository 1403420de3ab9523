"""What a week's digest is made of, as references: found through the desk that it is compiled for, never TLP:RED."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case
from sqlmodel import or_, select

from csap.actions.overlaps import UNSETTLED
from csap.desk import Desk
from csap.model.activities import Activity, ActivityStatus, Commitment
from csap.model.contacts import Contact
from csap.model.overlaps import Overlap, Severity, State
from csap.model.posts import TLP, Change, Kind, Post
from csap.model.risks import Position, Stance
from csap.rules import digest as rules
from csap.rules.digest import MOST, PER_DAY, PER_FORMAT, Period, Section

Item = dict[str, Any]
RANK = case((Overlap.severity == Severity.HIGH, 0), (Overlap.severity == Severity.MEDIUM, 1), else_=2)  # type: ignore[arg-type]
COMING = (ActivityStatus.PLANNED, ActivityStatus.CONFIRMED)
LOOKED_AT = 400
"""Of what is coming or has changed, at most so many posts are looked at: the ones kept are far fewer."""


@dataclass
class News:
    """Items in their order, and the sections that hold more than is shown."""

    items: list[Item] = field(default_factory=list)
    more: list[str] = field(default_factory=list)

    def add(self, section: Section, found: Sequence[Item]) -> None:
        known = {each["key"] for each in self.items}
        fresh = [each for each in found if each["key"] not in known]
        self.items += fresh[: MOST[section]]
        if len(fresh) > MOST[section] and section not in self.more:
            self.more.append(section.value)


def of_post(section: Section, post: Post, **facts: Any) -> Item:
    return {"key": f"{section}-p{post.id}", "section": section.value, "post": post.id, "version": post.version, **facts}


def of_overlap(section: Section, overlap: Overlap, **facts: Any) -> Item:
    return {"key": f"{section}-o{overlap.id}", "section": section.value, "overlap": overlap.id, **facts}


def gather(desk: Desk, period: Period, zone: str) -> News:
    """Everything of the week's sections that this desk reads."""
    news = News()
    news.add(Section.NEEDS, _needs(desk, period, zone))
    opened = _overlaps(desk, Overlap.opened_at >= period.starts, Overlap.opened_at < period.ends)
    news.add(Section.OPENED, [of_overlap(Section.OPENED, each) for each in opened])
    settled = _overlaps(desk, Overlap.settled_at >= period.starts, Overlap.settled_at < period.ends)  # type: ignore[operator]
    news.add(Section.SETTLED, [_settled(each) for each in settled if each.outcome and each.settled_at])
    waiting = _overlaps(desk, Overlap.state.in_(UNSETTLED), Overlap.opened_at < period.starts)  # type: ignore[attr-defined]
    news.add(Section.WAITING, [_aged(Section.WAITING, each, period) for each in waiting])
    ahead, more = _ahead(desk, period, zone)
    news.add(Section.AHEAD, ahead)
    news.more += ["ahead"] * (more and "ahead" not in news.more)
    news.add(Section.RISKS, _risks(desk, period))
    news.add(Section.CONTACTS, _contacts(desk, period))
    news.add(Section.COOPERATION, _cooperation(desk, period))
    return news


def _overlaps(desk: Desk, *conditions: Any) -> list[Overlap]:
    """The worst first, then the oldest; none that touches a TLP:RED post, whoever may read that."""
    kept = select(Overlap).where(Overlap.state != State.GONE, *conditions)
    found = list(desk.exec(kept.order_by(RANK, Overlap.opened_at, Overlap.id).limit(60)))  # type: ignore[arg-type]
    red = _red(desk, [key for each in found for key in (each.left_id, each.right_id)])
    return [each for each in found if not {each.left_id, each.right_id} & red]


def _red(desk: Desk, ids: Iterable[int]) -> set[int]:
    asked = select(Post.id).where(Post.id.in_(set(ids)), Post.tlp == TLP.RED)  # type: ignore[attr-defined]
    return set(desk.as_system().exec(asked))


def _settled(overlap: Overlap) -> Item:
    assert overlap.settled_at and overlap.outcome
    days = rules.age(overlap.opened_at, overlap.settled_at)
    return of_overlap(Section.SETTLED, overlap, outcome=overlap.outcome.value, days=days)


def _aged(section: Section, overlap: Overlap, period: Period, **facts: Any) -> Item:
    return of_overlap(section, overlap, days=rules.age(overlap.opened_at, period.ends), **facts)


def _needs(desk: Desk, period: Period, zone: str) -> list[Item]:
    """What waits for the head: what is asked of the Delegation, what is to be brokered, what has been left to age."""
    unsettled = Overlap.state.in_(UNSETTLED), Overlap.opened_at < period.ends  # type: ignore[attr-defined]
    brokered = _overlaps(desk, *unsettled, Overlap.brokered)
    aged = _overlaps(desk, *unsettled, Overlap.opened_at < period.ends - rules.AGED)
    aged = [each for each in aged if each.id not in {known.id for known in brokered}][:5]
    return [
        *[of_post(Section.NEEDS, post, why="asked") for post in _asked(desk)],
        *[_aged(Section.NEEDS, each, period, why="brokered") for each in brokered],
        *[_aged(Section.NEEDS, each, period, why="aged") for each in aged],
        *[of_post(Section.NEEDS, post, why="overdue") for post in _overdue(desk, period, zone)],
    ]


def _asked(desk: Desk) -> list[Post]:
    """Risk analyses that the Delegation is asked to sign."""
    waiting = Position.organisation_id == desk.person.organisation_id, Position.stance == Stance.ASKED
    asked = select(Post).join(Position, Position.post_id == Post.id).where(*waiting, *_open(desk))  # type: ignore[arg-type]
    return list(desk.exec(asked.order_by(Post.changed_at).limit(5)))  # type: ignore[arg-type]


def _overdue(desk: Desk, period: Period, zone: str) -> list[Post]:
    """The Delegation's own activities with a commitment that is overdue."""
    today = period.ends.astimezone(ZoneInfo(zone)).date()
    late = Commitment.done_at.is_(None), Commitment.due_on < today, Post.organisation_id == desk.person.organisation_id  # type: ignore[union-attr, operator]
    found = select(Post).join(Commitment, Commitment.post_id == Post.id).where(*late, *_open(desk))  # type: ignore[arg-type]
    return list({post.id: post for post in desk.exec(found.order_by(Commitment.due_on).limit(8))}.values())[:5]  # type: ignore[arg-type]


def _open(desk: Desk) -> tuple[Any, ...]:
    return Post.withdrawn_at.is_(None), Post.tlp != TLP.RED  # type: ignore[union-attr]


def _ahead(desk: Desk, period: Period, zone: str) -> tuple[list[Item], bool]:
    """The next 14 days, day by day: of each day first what overlaps, then what comes first; and whether there is
    more."""
    within = Post.starts_at >= period.ends, Post.starts_at < period.ends + rules.AHEAD  # type: ignore[operator]
    asked = select(Post).where(Post.kind == Kind.ACTIVITY, Post.status.in_(COMING), *within, *_open(desk))  # type: ignore[attr-defined]
    found = list(desk.exec(asked.order_by(Post.starts_at, Post.id).limit(LOOKED_AT)))  # type: ignore[arg-type]
    overlapping = _overlapping(desk, period)
    found.sort(key=lambda post: (_day(post, zone), post.id not in overlapping, post.starts_at or period.ends, post.id))
    kept = _at_most(found, lambda post: _day(post, zone), PER_DAY)
    kept.sort(key=lambda post: (post.starts_at or period.ends, post.id))
    items = [of_post(Section.AHEAD, post, day=_day(post, zone), overlaps=post.id in overlapping) for post in kept]
    return items, len(kept) < len(found)


def _overlapping(desk: Desk, period: Period) -> set[int]:
    recent = Overlap.state.in_(UNSETTLED), Overlap.opened_at < period.ends  # type: ignore[attr-defined]
    sides = select(Overlap.left_id, Overlap.right_id).where(*recent).order_by(Overlap.opened_at.desc())  # type: ignore[attr-defined]
    return {key for row in desk.execute(sides.limit(LOOKED_AT)) for key in row}


def _day(post: Post, zone: str) -> str:
    assert post.starts_at
    return post.starts_at.astimezone(ZoneInfo(zone)).date().isoformat()


def _at_most(posts: Iterable[Post], group: Any, most: int) -> list[Post]:
    counted: Counter[Any] = Counter()
    kept = []
    for post in posts:
        counted[group(post)] += 1
        if counted[group(post)] <= most:
            kept.append(post)
    return kept


def _changed(desk: Desk, kind: Kind, period: Period) -> Any:
    within = Post.changed_at >= period.starts, Post.changed_at < period.ends
    return select(Post).where(Post.kind == kind, *within, *_open(desk))


def _contacts(desk: Desk, period: Period) -> list[Item]:
    asked = _changed(desk, Kind.CONTACT, period).join(Contact, Contact.post_id == Post.id)
    order = Contact.institution, Post.title, Post.id
    found = desk.exec(asked.order_by(*order).limit(LOOKED_AT))
    return [of_post(Section.CONTACTS, post, new=period.holds(post.created_at)) for post in found]


def _cooperation(desk: Desk, period: Period) -> list[Item]:
    """What was posted this week as cooperation of one of the four formats."""
    formats = Post.cooperation_format.is_not(None)  # type: ignore[union-attr]
    created = Post.created_at >= period.starts, Post.created_at < period.ends
    asked = _changed(desk, Kind.ACTIVITY, period).where(formats, *created).join(Activity, Activity.post_id == Post.id)
    order = Post.cooperation_format.desc(), Post.created_at, Post.id  # type: ignore[union-attr]
    found = list(desk.exec(asked.order_by(*order).limit(LOOKED_AT)))
    kept = _at_most(found, lambda post: post.cooperation_format, PER_FORMAT)
    return [of_post(Section.COOPERATION, post, format=post.cooperation_format) for post in kept]


def _risks(desk: Desk, period: Period) -> list[Item]:
    """New analyses; those whose levels moved; and those that an organisation signed or dissented from."""
    changed = {post.id: post for post in desk.exec(_changed(desk, Kind.RISK, period).limit(LOOKED_AT))}
    differences = _differences(desk, changed, period)
    positions = _positions(desk, period)
    missing = positions.keys() - changed.keys()
    posts = select(Post).where(Post.id.in_(missing), *_open(desk))  # type: ignore[attr-defined]
    changed |= {post.id: post for post in desk.exec(posts)} if missing else {}
    items = [_risk(post, differences.get(key, []), positions.get(key, []), period) for key, post in changed.items()]
    items = [item for item in items if item["new"] or item["moves"] or item["positions"]]
    return sorted(items, key=lambda item: (-max((abs(each[3]) for each in item["moves"]), default=0), not item["new"]))


def _risk(post: Post, differences: list[dict[str, Any]], positions: list[list[Any]], period: Period) -> Item:
    found = [[each.field, each.old, each.new, each.steps] for each in rules.moves(differences)]
    return of_post(Section.RISKS, post, new=period.holds(post.created_at), moves=found, positions=positions)


def _differences(desk: Desk, ids: Iterable[int], period: Period) -> dict[int, list[dict[str, Any]]]:
    within = Change.created_at >= period.starts, Change.created_at < period.ends
    steps = select(Change).where(Change.post_id.in_(list(ids)), *within).order_by(Change.id)  # type: ignore[attr-defined, arg-type]
    found: dict[int, list[dict[str, Any]]] = {}
    for step in desk.exec(steps):
        found.setdefault(step.post_id, []).append(step.difference)
    return found


def _positions(desk: Desk, period: Period) -> dict[int, list[list[Any]]]:
    """Post -> who took which stance this week."""
    within = Position.changed_at >= period.starts, Position.changed_at < period.ends
    taken = select(Position).where(*within, or_(Position.stance == Stance.SIGNED, Position.stance == Stance.DISSENTS))
    found: dict[int, list[list[Any]]] = {}
    for each in desk.exec(taken.order_by(Position.changed_at).limit(LOOKED_AT)):  # type: ignore[arg-type]
        found.setdefault(each.post_id, []).append([each.organisation_id, each.stance.value])
    return found


def moment(text: str | None) -> datetime | None:
    """An instant as an item has it."""
    return datetime.fromisoformat(text) if text else None
