"""Whom a contact could be: the stored contacts that share its rarest keys. Reads and writes through a system desk."""

from collections.abc import Iterable

from sqlalchemy import func
from sqlmodel import Session, delete, select

from csap.model.contacts import Contact
from csap.model.overlaps import OverlapKey
from csap.overlap.keys import keys, probes
from csap.overlap.subjects import Subject

MOST = 200
COMMON = 400
"""A key that more contacts carry says too little to be looked up."""


def subject_of(contact: Contact) -> Subject:
    return Subject(
        kind=contact.contact_kind.value,
        names=tuple(contact.names),
        institution=contact.institution,
        parent=contact.parent_institution,
        function=contact.function,
        emails=tuple(contact.emails),
        phones=tuple(contact.phones),
    )


def index(system: Session, contact: Contact) -> None:
    """Store the keys of a contact in place of those it had."""
    system.execute(delete(OverlapKey).where(OverlapKey.post_id == contact.post_id))  # type: ignore[arg-type]
    weights = {key.value: key.weight for key in keys(subject_of(contact))}
    system.add_all(OverlapKey(key=value, post_id=contact.post_id, weight=weight) for value, weight in weights.items())
    system.flush()


def candidates(system: Session, subject: Subject) -> list[int]:
    """Ids of the contact posts that share keys with a subject, the likeliest first, at most MOST."""
    weights = {key.value: key.weight for key in probes(subject)}
    rare = _rare(system, weights)
    found: dict[int, float] = {}
    rows = system.exec(select(OverlapKey.post_id, OverlapKey.key).where(OverlapKey.key.in_(rare)))  # type: ignore[attr-defined]
    for post_id, key in rows:
        found[post_id] = found.get(post_id, 0.0) + weights[key]
    return sorted(found, key=lambda post_id: (-found[post_id], post_id))[:MOST]


def _rare(system: Session, values: Iterable[int]) -> list[int]:
    counted = (
        select(OverlapKey.key)
        .where(OverlapKey.key.in_(list(values)))  # type: ignore[attr-defined]
        .group_by(OverlapKey.key)
        .having(func.count() <= COMMON)
    )
    return list(system.exec(counted))
