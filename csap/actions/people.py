"""Accounts: invitations, and whom a person's desk is opened for. Passwords and signing in have files of their own."""

import hashlib
import secrets
from datetime import timedelta

from sqlmodel import col, delete, select

from csap import clock
from csap.actions.passwords import set_password
from csap.actions.telling import tell_of_account, watchers
from csap.desk import Desk
from csap.errors import NotFound
from csap.model.people import Credential, Invitation, Person
from csap.model.sso import Identity
from csap.rules.acts import Act
from csap.rules.retention import INVITATION_DAYS as INVITATION_DAYS
from csap.rules.viewers import Viewer
from csap.wording import N_, Words

NEW_LINK = N_("An administrator has made a new sign-in link for %(name)s.")


def hashed(secret: str) -> str:
    """Secrets of 80 random bits and more are kept as a plain SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def viewer_of(person: Person) -> Viewer:
    assert person.id is not None
    return Viewer(person.id, person.organisation_id, person.role, person.name, person.language)


def choose_language(system: Desk, person_id: int, language: str) -> None:
    system.fetch(Person, person_id).language = language


def invite(desk: Desk, person: Person) -> str:
    """A one-time secret by which a person sets a password; earlier ones no longer work. Where somebody
    signs in already, the person and the data protection officer hear of it: a link lets in whoever holds it."""
    desk.decide(Act.PERSON_KEEP, person)
    system = desk.as_system()
    assert person.id is not None
    system.execute(delete(Invitation).where(Invitation.person_id == person.id))  # type: ignore[arg-type]
    secret = secrets.token_urlsafe(32)
    expires = clock.now() + timedelta(days=INVITATION_DAYS)
    system.add(Invitation(person_id=person.id, secret_hash=hashed(secret), expires_at=expires))
    system.flush()
    desk.audit(Act.PERSON_KEEP, person, what="invitation")
    if _signed_in(system, person.id):
        tell_of_account(system, person, Words(NEW_LINK, {"name": person.name}), others=watchers(system))
    return secret


def _signed_in(system: Desk, person_id: int) -> bool:
    """Whether it is somebody's account already: with a password, or bound to single sign-on."""
    ways = (
        select(Credential).where(Credential.person_id == person_id),
        select(Identity).where(Identity.person_id == person_id),
    )
    return any(system.exec(each).first() for each in ways)


def invited(system: Desk, secret: str) -> Person:
    """Whom an invitation is for; `NotFound` if it is unknown, used or too old."""
    return _invitation(system, secret)[1]


def _invitation(system: Desk, secret: str) -> tuple[Invitation, Person]:
    row = system.exec(
        select(Invitation, Person)
        .join(Person, Person.id == Invitation.person_id)  # type: ignore[arg-type]
        .where(Invitation.secret_hash == hashed(secret), col(Invitation.used_at).is_(None), Person.active)
    ).first()
    if row is None or row[0].expires_at < clock.now():
        raise NotFound
    return row


def accept(system: Desk, secret: str, password: str) -> Person:
    """Set the password of the person who was invited; the link is spent."""
    invitation, person = _invitation(system, secret)
    set_password(system, person, password)
    invitation.used_at = clock.now()
    system.audit_for(viewer_of(person), Act.ACCOUNT_CHANGE, person, what="invitation accepted")
    return person
