"""Posts that come to their end: who posted them is asked, a reason keeps them longer, the clock erases the others."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, func
from sqlmodel import col, select

from csap import clock
from csap.actions.country import country
from csap.actions.erasing import erase
from csap.actions.refusals import refuse_classified
from csap.actions.telling import Message, tell_all
from csap.actions.terms import expiries, terms
from csap.desk import Desk, open_desk
from csap.errors import Denied, Invalid
from csap.model.people import Organisation, Person, Role
from csap.model.posts import Post
from csap.model.retention import KeepDraft, Review, Tombstone
from csap.rules.acts import Act
from csap.rules.retention import POST_DAYS, REVIEW, Expiry, due, ended, expiry
from csap.rules.viewers import SYSTEM
from csap.wording import N_, Words

PAGE = 50
LATEST = 20
CHUNK = 100
ENDING = N_("%(count)s posts of your organisation come to their end: give a reason for each that is still needed.")
ENDING_ONE = N_("A post of your organisation comes to its end: give a reason if it is still needed.")


@dataclass(frozen=True)
class Queue:
    """A page of what comes to its end, by the posts' numbers; `hidden`: how many more this officer may not read."""

    posts: list[tuple[Post, Expiry]]
    onward: int | None
    hidden: int = 0


def queue(desk: Desk, after: int = 0) -> Queue:
    """What comes to its end within two months: the viewer's organisation's; for the data protection officer all."""
    ending = ended(clock.now() + REVIEW, terms(desk))
    officer = desk.person.has(Role.DPO)
    whose = [] if officer else [col(Post.organisation_id) == desk.person.organisation_id]
    wanted = select(Post).where(ending, *whose, col(Post.id) > after).order_by(col(Post.id)).limit(PAGE + 1)
    found = list(desk.exec(wanted))
    ends = expiries(desk, found[:PAGE])
    onward = found[PAGE - 1].id if len(found) > PAGE else None
    hidden = 0
    if officer:
        counted = select(func.count()).select_from(Post).where(ending)
        hidden = desk.as_system().exec(counted).one() - desk.exec(select(func.count(col(Post.id))).where(ending)).one()
    return Queue([(each, ends[each.id]) for each in found[:PAGE]], onward, hidden)


def longest(desk: Desk, post: Post) -> timedelta:
    """For how long from today a reason may keep the post: the term that it would have if it were posted today."""
    fresh = post.model_copy(update={"created_at": clock.now(), "ends_at": None, "withdrawn_at": None, "status": ""})
    return min(expiry(fresh, terms(desk)).at - clock.now(), timedelta(days=POST_DAYS[post.kind]))


def keep(desk: Desk, post: Post, draft: KeepDraft) -> None:
    """Keep a post beyond its term, for a reason. `Invalid` at a day that is past or too far."""
    desk.decide(Act.POST_KEEP, post)
    refuse_classified(draft)
    if post.withdrawn_at:
        raise Denied(N_("This post was withdrawn; it can't be kept longer."))
    today = clock.today(country(desk).timezone)
    last = today + longest(desk, post)
    if not today < draft.until <= last:
        raise Invalid({"until": [Words(N_("Choose a day until %(last)s."), {"last": last})]})
    desk.as_system().merge(
        Review(post_id=post.id, person_id=desk.person.person_id, decided_at=clock.now(), **draft.model_dump())
    )
    desk.audit(Act.POST_KEEP, post, {"reason": draft.reason}, until=draft.until.isoformat())


def ask(system: Desk) -> None:
    """Put what comes to its end into the review queue, and tell the people of its organisation so."""
    now = clock.now()
    ending = ended(now + REVIEW, terms(system)), col(Post.withdrawn_at).is_(None)
    wanted = select(Post, Review).outerjoin(Review, col(Review.post_id) == Post.id).where(*ending)
    asked: Counter[int] = Counter()
    for post, review in system.exec(wanted.where(col(Review.asked_at).is_(None)).limit(1000)).all():
        record = review or Review(post_id=post.id)
        record.asked_at = now
        system.add(record)
        asked[post.organisation_id] += 1
    system.flush()
    _tell(system, asked)


def _tell(system: Desk, asked: Counter[int]) -> None:
    posting = col(Person.role).in_([Role.HEAD, Role.COORDINATOR, Role.OFFICER]), col(Person.active)
    messages = []
    for organisation in system.exec(select(Organisation).where(col(Organisation.id).in_(asked))):
        count = asked[organisation.id or 0]
        words = Words(ENDING, {"count": count}) if count > 1 else Words(ENDING_ONE)
        to = system.exec(select(Person.id).where(*posting, Person.organisation_id == organisation.id))
        messages.append(Message(organisation, words, [each for each in to if each], "retention", "/privacy/retention"))
    if messages:
        tell_all(system, messages)


def erase_due(engine: Engine) -> int:
    """Erase what is over, in short transactions; returns how many posts were."""
    done = 0
    while True:
        with open_desk(engine, SYSTEM, writing=True) as system:
            found = list(system.exec(select(Post).where(due(clock.now(), terms(system))).limit(CHUNK)))
            ends = expiries(system, found)
            for post in found:
                erase(system, [post], ends[post.id].ground)
        done += len(found)
        if len(found) < CHUNK:
            return done


def buried(desk: Desk) -> tuple[int, Sequence[Tombstone]]:
    """How many posts were erased, and the latest of them."""
    system = desk.as_system()
    latest = select(Tombstone).order_by(col(Tombstone.erased_at).desc(), col(Tombstone.post_id)).limit(LATEST)
    return system.exec(select(func.count()).select_from(Tombstone)).one(), system.exec(latest).all()
