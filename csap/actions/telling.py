"""Who hears of what: a notice goes only to people who may read what it is about, by the one rule of reading."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import true
from sqlmodel import select

from csap import clock
from csap.desk import Desk
from csap.model.notices import Notice
from csap.model.people import Organisation, Person, Role
from csap.model.posts import Post
from csap.overlap.detect import Found
from csap.rules.access import VIEWERS, readable
from csap.wording import N_, Words

OVERLAPS_WITH_YOURS = N_("%(organisation)s has posted something that overlaps with your “%(title)s”.")
BROKER = N_("Two organisations that may not read each other's posts overlap: they need you to put them in touch.")


def tell(system: Desk, record: Any, words: Words, to: Iterable[int], kind: str, link: str = "") -> list[int]:
    """Put a notice into the inboxes of those who may read `record`; returns their ids, the others hear nothing."""
    table = type(record)
    keys = [
        getattr(table, column.name) == getattr(record, column.name) for column in table.__table__.primary_key.columns
    ]
    may = (
        select(Person.id)
        .join(table, true())
        .where(Person.id.in_(list(to)), Person.active, *keys, readable(table, VIEWERS))  # type: ignore[union-attr]
    )
    told = [each for each in system.exec(may) if each]
    for person_id in told:
        system.add(
            Notice(
                person_id=person_id,
                kind=kind,
                message=words.message,
                params=words.params,
                link=link,
                created_at=clock.now(),
            )
        )
    system.flush()
    return told


def tell_of_overlaps(desk: Desk, record: Post, found: list[Found]) -> None:
    """Tell the other side's author of each new overlap, and the coordinators where they are asked to broker."""
    system = desk.as_system()
    for overlap in (each.overlap for each in found if each.new):
        other = system.fetch(Post, overlap.right_id if overlap.left_id == record.id else overlap.left_id)
        told = overlap.right_told if overlap.right_id == other.id else overlap.left_told
        if told:
            mine = system.fetch(Organisation, record.organisation_id)
            words = Words(OVERLAPS_WITH_YOURS, {"organisation": mine.short_name, "title": other.title})
            tell(system, overlap, words, [other.author_id], "overlap", f"/overlaps/{overlap.id}")
        if overlap.brokered:
            tell(system, overlap, Words(BROKER), _coordinators(system), "broker", f"/overlaps/{overlap.id}")


def _coordinators(system: Desk) -> list[int]:
    return [each for each in system.exec(select(Person.id).where(Person.role == Role.COORDINATOR)) if each]
