"""What waits to leave by mail, and how each person wants it. Written with what it tells of, sent later by a job."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlmodel import col, select

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


def queue(system: Desk, told: Iterable[tuple[Notice, object]]) -> None:
    """Put notices that were just written, each with the record that it is about, into the outbox of those who want
    them by mail."""
    notices = [(notice, topic_of(notice.kind), record) for notice, record in told]
    wishes = _wishes(system, {topic for _, topic, _ in notices}, {notice.person_id for notice, _, _ in notices})
    now = clock.now()
    due = {Delivery.NOW: now}
    if Delivery.DAILY in wishes.values():
        due[Delivery.DAILY] = next_bundle(system, now)
    rows = [
        _row(notice, topic, audit.subject(record), due[delivery], now)
        for notice, topic, record in notices
        if (delivery := wishes.get((notice.person_id, topic), Delivery.NOW)) in due
    ]
    if rows:
        system.execute(insert(Outbox), rows)


def _row(notice: Notice, topic: Topic, about: str, due: datetime, now: datetime) -> dict[str, Any]:
    row = Outbox(person_id=notice.person_id, topic=topic, notice_id=notice.id, about=about, next_at=due, created_at=now)
    return row.model_dump(exclude={"id"})


def next_bundle(system: Desk, now: datetime) -> datetime:
    """When the next daily mail leaves, by the host country's clock."""
    here = find_country(system)
    local = now.astimezone(ZoneInfo(here.timezone if here else "UTC"))
    today = datetime.combine(local.date(), DAILY_AT, local.tzinfo)
    return today if today > local else datetime.combine(local.date() + timedelta(days=1), DAILY_AT, local.tzinfo)


def deliveries(system: Desk, topic: Topic, people: Iterable[int]) -> dict[int, Delivery]:
    """Who of these people has chosen what for a topic; those who have not get it at once."""
    return {person_id: wish for (person_id, _), wish in _wishes(system, {topic}, set(people)).items()}


def _wishes(system: Desk, topics: set[Topic], people: set[int]) -> dict[tuple[int, Topic], Delivery]:
    """(person, topic) -> what was chosen."""
    if not people:
        return {}
    chosen = select(MailChoice).where(col(MailChoice.topic).in_(topics), col(MailChoice.person_id).in_(people))
    return {(each.person_id, each.topic): each.delivery for each in system.exec(chosen)}


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
        system.audit(Act.MAIL_CHOOSE, chosen)
    return person
