"""Sets of readers: posts with the same readers share one, so that reading is decided by a handful of ids."""

from sqlmodel import Session, select

from csap.model.posts import Audience, AudienceMember
from csap.rules.markings import Readers


def _key(readers: Readers) -> str:
    everyone, organisations, people = readers
    if everyone:
        return "everyone"
    return " ".join([f"o{each}" for each in sorted(organisations)] + [f"p{each}" for each in sorted(people)])


def audience(system: Session, readers: Readers) -> int:
    """The id of the audience with just these readers, made where there is none."""
    key = _key(readers)
    found = system.exec(select(Audience.id).where(Audience.key == key)).first()
    return found or _new(system, key, readers)


def _new(system: Session, key: str, readers: Readers) -> int:
    everyone, organisations, people = readers
    made = Audience(key=key)
    system.add(made)
    system.flush()
    assert made.id is not None
    if everyone:
        system.add(AudienceMember(audience_id=made.id, everyone=True))
    system.add_all(AudienceMember(audience_id=made.id, organisation_id=each) for each in organisations)
    system.add_all(AudienceMember(audience_id=made.id, person_id=each) for each in people)
    system.flush()
    return made.id


def members(system: Session, audience_id: int) -> Readers:
    found = system.exec(select(AudienceMember).where(AudienceMember.audience_id == audience_id)).all()
    return (
        any(each.everyone for each in found),
        frozenset(each.organisation_id for each in found if each.organisation_id),
        frozenset(each.person_id for each in found if each.person_id),
    )
