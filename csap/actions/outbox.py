"""What waits to leave by mail, and how each person wants it. Written with what it tells of, sent later by a job."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from csap import audit, clock
from csap.actions.country import find_country
from csap.desk import Desk
from csap.model.mail import Delivery, MailChoice, Outbox, Topic
from csap.model.notices import Notice
from csap.model.people import Person
from csap.rules.acts import Act

DAILY_AT = time(7, 30)


def topic_of(kind: str) -> Topic:
    return Topic(kind) if kind in set(Topic) else Topic.OTHER


def queue(system: Desk, notices: Iterable[Notice], record: object) -> None:
    """Put what was just told into the outbox of those who want it by mail."""
    told = list(notices)
    if not told:
        return
    topic = topic_of(told[0].kind)
    wishes = deliveries(system, topic, [each.person_id for each in told])
    for notice in told:
        delivery = wishes.get(notice.person_id, Delivery.NOW)
        if delivery != Delivery.OFF:
            system.add(_row(system, notice, topic, audit.subject(record), delivery))
    system.flush()


def _row(system: Desk, notice: Notice, topic: Topic, about: str, delivery: Delivery) -> Outbox:
    now = clock.now()
    due = now if delivery == Delivery.NOW else next_bundle(system, now)
    return Outbox(
        person_id=notice.person_id, topic=topic, notice_id=notice.id, about=about, next_at=due, created_at=now
    )


def next_bundle(system: Desk, now: datetime) -> datetime:
    """When the next daily mail leaves, by the host country's clock."""
    here = find_country(system)
    local = now.astimezone(ZoneInfo(here.timezone if here else "UTC"))
    today = datetime.combine(local.date(), DAILY_AT, local.tzinfo)
    return today if today > local else datetime.combine(local.date() + timedelta(days=1), DAILY_AT, local.tzinfo)


def deliveries(system: Desk, topic: Topic, people: Iterable[int]) -> dict[int, Delivery]:
    """Who of these people has chosen what for a topic; those who have not get it at once."""
    chosen = select(MailChoice).where(MailChoice.topic == topic, MailChoice.person_id.in_(list(people)))  # type: ignore[attr-defined]
    return {each.person_id: each.delivery for each in system.exec(chosen)}


def choices(desk: Desk) -> dict[Topic, Delivery]:
    """How one wants each topic."""
    mine = desk.exec(select(MailChoice).where(MailChoice.person_id == desk.person.person_id))
    return dict.fromkeys(Topic, Delivery.NOW) | {each.topic: each.delivery for each in mine}


def choose(desk: Desk, wanted: Mapping[Topic, Delivery]) -> None:
    """Say how one wants each of these topics."""
    mine = select(MailChoice).where(MailChoice.person_id == desk.person.person_id)
    known = {each.topic: each for each in desk.exec(mine)}
    now = clock.now()
    for topic, delivery in wanted.items():
        if topic in known:
            desk.change(Act.MAIL_CHOOSE, known[topic], {"delivery": delivery, "changed_at": now})
        elif delivery != Delivery.NOW:
            chosen = MailChoice(person_id=desk.person.person_id, topic=topic, delivery=delivery, changed_at=now)
            desk.create(Act.MAIL_CHOOSE, chosen)


def stop(system: Desk, person_id: int, topic: Topic) -> Person:
    """No more mails of a topic for this person, as the link in a mail asks; returns whom it was for."""
    person = system.fetch(Person, person_id)
    known = system.exec(select(MailChoice).where(MailChoice.person_id == person_id, MailChoice.topic == topic)).first()
    chosen = known or MailChoice(person_id=person_id, topic=topic, delivery=Delivery.NOW, changed_at=clock.now())
    if chosen.delivery != Delivery.OFF:
        chosen.delivery, chosen.changed_at = Delivery.OFF, clock.now()
        system.add(chosen)
        system.flush()
        system.audit(Act.MAIL_CHOOSE, chosen, by=person_id)
    return person
