"""Breaches: registered by the data protection officer; which records and people they concern is read from the audit."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from sqlmodel import col, select

from csap import clock
from csap.actions.country import country, to_utc
from csap.actions.refusals import refuse_classified
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.activities import Engagement
from csap.model.breaches import Breach, BreachDraft, Loss, MeasuresDraft
from csap.model.contacts import Contact
from csap.model.people import Organisation, Person
from csap.model.posts import Kind, Post
from csap.model.records import Record
from csap.rules.acts import Act, Verb
from csap.wording import N_, Words

NOTICE = timedelta(hours=72)
"""To tell the European Data Protection Supervisor (Regulation (EU) 2018/1725 art. 34(1))."""
PAGE = 50
MOST = 2000
READ = [Verb.ACCESS.value, Verb.EXPORT.value, Verb.DISCLOSE.value]


@dataclass(frozen=True)
class Affected:
    """`contacts`: those that the officer may read; `controllers`: how many contacts of each organisation, all counted;
    `exports`: the lists that were taken along, whose rows the audit counts and does not name."""

    posts: int = 0
    contacts: list[tuple[Post, Contact, Organisation]] = field(default_factory=list)
    people: int = 0
    controllers: dict[str, int] = field(default_factory=dict)
    exports: list[Record] = field(default_factory=list)
    accounts: list[Person] = field(default_factory=list)


def register(desk: Desk, draft: BreachDraft) -> Breach:
    """Take a breach in; its 72 hours run from the moment it was known."""
    desk.decide(Act.BREACH_KEEP, None)
    refuse_classified(draft)
    zone = country(desk).timezone
    times = {name: to_utc(getattr(draft, name), zone) for name in ("known_at", "starts_at", "ends_at")}
    if times["known_at"] and times["known_at"] > clock.now() + timedelta(minutes=5):
        raise Invalid({"known_at": [Words(N_("This moment is still to come."))]})
    given = draft.model_dump() | times
    record = Breach(**given, person_id=desk.person.person_id, created_at=clock.now())
    system = desk.as_system()
    system.add(record)
    system.flush()
    desk.audit(Act.BREACH_KEEP, record, given, step="register")
    return record


def page(desk: Desk, most: int | None = PAGE) -> list[Breach]:
    """The latest breaches; None: all."""
    desk.decide(Act.BREACH_KEEP, None)
    return list(desk.as_system().exec(select(Breach).order_by(col(Breach.known_at).desc(), col(Breach.id)).limit(most)))


def fetch(desk: Desk, breach_id: int) -> Breach:
    desk.decide(Act.BREACH_KEEP, None)
    return desk.as_system().fetch(Breach, breach_id)


def note(desk: Desk, breach_id: int, draft: MeasuresDraft) -> None:
    """What was done about it, and when the supervisor was told."""
    record = fetch(desk, breach_id)
    refuse_classified(draft)
    record.measures, record.notified_on = draft.measures, draft.notified_on
    desk.audit(Act.BREACH_KEEP, record, draft.model_dump(mode="json"), step="note")


def hours_left(breach: Breach) -> int:
    """Until the supervisor has to be told; below zero once it is late."""
    return int((breach.known_at + NOTICE - clock.now()) / timedelta(hours=1) // 1)


def affected(desk: Desk, breach: Breach) -> Affected:
    """What these accounts opened and took along in that time; all there is, where everything was lost."""
    system = desk.as_system()
    lines = [] if breach.loss == Loss.EVERYTHING else _lines(system, breach)
    opened = {int(key) for kind, _, key in (each.subject.partition(":") for each in lines) if kind == "post"}
    opened |= {post for each in lines if each.subject.startswith("list:") for post in each.details.get("posts", ())}
    wanted = [col(Post.kind) == Kind.CONTACT]
    if breach.loss == Loss.ACCOUNTS:
        engaged = select(Engagement.contact_id).where(col(Engagement.post_id).in_(opened))
        wanted.append(col(Post.id).in_(opened) | col(Post.id).in_(engaged))
    whose = select(Organisation.short_name).join(Post, col(Post.organisation_id) == Organisation.id).where(*wanted)
    counted = Counter(system.exec(whose))
    rows = select(Post, Contact, Organisation).join(Contact, col(Contact.post_id) == Post.id)
    rows = rows.join(Organisation, col(Organisation.id) == Post.organisation_id).where(*wanted)
    return Affected(
        posts=len(opened),
        contacts=list(desk.exec(rows.order_by(col(Post.title), col(Post.id)).limit(MOST))),
        people=sum(counted.values()),
        controllers=dict(sorted(counted.items())),
        exports=[each for each in lines if each.verb == Verb.EXPORT.value],
        accounts=list(desk.exec(select(Person).where(col(Person.id).in_(breach.accounts)))),
    )


def _lines(system: Desk, breach: Breach) -> list[Record]:
    wanted = select(Record).where(col(Record.person_id).in_(breach.accounts), col(Record.verb).in_(READ))
    if breach.starts_at:
        wanted = wanted.where(col(Record.at) >= breach.starts_at)
    if breach.ends_at:
        wanted = wanted.where(col(Record.at) <= breach.ends_at)
    return list(system.exec(wanted.order_by(col(Record.id))))
