"""Accounts: signing in and out, passwords, invitations, and the people an administrator keeps."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import func
from sqlmodel import col, delete, select

from csap import clock
from csap.actions.telling import tell
from csap.desk import Desk
from csap.errors import Denied, Invalid, NotFound
from csap.model.notices import Notice
from csap.model.people import Attempt, Credential, Invitation, Organisation, Person, Role, SignIn
from csap.rules.acts import Act
from csap.rules.viewers import Viewer
from csap.wording import N_, Words

WINDOW = timedelta(minutes=15)
INVITATION_DAYS = 7
SHORTEST = 12
PER_ADDRESS = 5
"""A whole office may share one address: it is paused later than one account."""
HASHER = PasswordHasher()


WRONG = N_("This e-mail address and password don't fit together.")
NEW_LINK = N_("An administrator has made a new sign-in link for %(name)s.")
PAUSE = N_("Too many failed attempts. Wait 15 minutes, or ask your administrator for a new link.")


@dataclass(frozen=True)
class SignedIn:
    """A browser that is signed in, and whom it shows the platform to."""

    sign_in_id: int
    viewer: Viewer
    organisation: Organisation
    unread: int
    seen_at: datetime


def hashed(secret: str) -> str:
    """Secrets of 128 random bits and more are kept as a plain SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def viewer_of(person: Person) -> Viewer:
    assert person.id is not None
    return Viewer(person.id, person.organisation_id, person.role, person.name, person.language)


def sign_in(system: Desk, email: str, password: str, address: str, device: str, most_failures: int) -> str:
    """Start a sign-in; returns the secret for the cookie. `Denied` with the same words whatever was wrong."""
    most = {f"account:{email.strip().lower()}": most_failures, f"address:{address}": PER_ADDRESS * most_failures}
    subjects = list(most)
    if any(_failures(system, subject) >= limit for subject, limit in most.items()):
        raise Denied(PAUSE)
    person = system.exec(select(Person).where(Person.email == email.strip().lower(), Person.active)).first()
    stored = system.exec(select(Credential).where(Credential.person_id == person.id)).first() if person else None
    if not fits(stored.password_hash if stored else _nobodys_hash(), password) or person is None:
        system.add_all(Attempt(subject=subject, at=clock.now()) for subject in subjects)
        system.flush()
        raise Denied(WRONG)
    system.execute(delete(Attempt).where(Attempt.subject == subjects[0]))  # type: ignore[arg-type]
    return _start(system, person, device)


@cache
def _nobodys_hash() -> str:
    """Checked for an unknown address, so that it takes as long as a known one."""
    return HASHER.hash(secrets.token_hex(8))


def fits(stored: str, password: str) -> bool:
    """Whether a password is the one that a stored hash was made of."""
    try:
        return HASHER.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _failures(system: Desk, subject: str) -> int:
    """How many within the window."""
    recent = Attempt.subject == subject, Attempt.at > clock.now() - WINDOW
    return system.exec(select(func.count()).select_from(Attempt).where(*recent)).one()


def _start(system: Desk, person: Person, device: str) -> str:
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    assert person.id is not None
    record = SignIn(person_id=person.id, secret_hash=hashed(secret), device=device[:200], created_at=now, seen_at=now)
    system.add(record)
    system.flush()
    system.audit(Act.SIGN_IN, person, by=person.id)
    return secret


def signed_in(system: Desk, secret: str, idle: timedelta) -> SignedIn | None:
    """Whom a cookie's secret stands for; None once signed out, idle for too long, or switched off."""
    unread = select(func.count()).where(Notice.person_id == SignIn.person_id, Notice.read_at.is_(None))  # type: ignore[union-attr]
    row = system.exec(
        select(SignIn, Person, Organisation, unread.correlate(SignIn).scalar_subquery())
        .join(Person, Person.id == SignIn.person_id)  # type: ignore[arg-type]
        .join(Organisation, Organisation.id == Person.organisation_id)  # type: ignore[arg-type]
        .where(SignIn.secret_hash == hashed(secret), Person.active, SignIn.seen_at > clock.now() - idle)
    ).first()
    if row is None:
        return None
    record, person, organisation, waiting = row
    assert record.id is not None
    return SignedIn(record.id, viewer_of(person), organisation, waiting, record.seen_at)


def seen(system: Desk, sign_in_id: int) -> None:
    record = system.exec(select(SignIn).where(SignIn.id == sign_in_id)).first()
    if record:
        record.seen_at = clock.now()


def sign_out(desk: Desk, sign_in_id: int) -> None:
    """End one of one's own sign-ins."""
    desk.end(Act.ACCOUNT_CHANGE, desk.fetch(SignIn, sign_in_id))


def sign_out_everywhere(desk: Desk) -> int:
    """End all of one's own sign-ins; returns how many."""
    mine = list(desk.exec(select(SignIn)))
    for record in mine:
        desk.end(Act.ACCOUNT_CHANGE, record)
    return len(mine)


def change_password(desk: Desk, old: str, new: str) -> None:
    """Set one's own password; every other browser is signed out."""
    system = desk.as_system()
    stored = system.fetch(Credential, desk.person.person_id)
    if not fits(stored.password_hash, old):
        raise Invalid({"old": [Words(N_("This is not your present password."))]})
    person = desk.fetch(Person, desk.person.person_id)
    set_password(system, person, new)
    system.audit(Act.ACCOUNT_CHANGE, person, by=person.id, what="password")


def set_password(system: Desk, person: Person, password: str) -> None:
    """Keep a password's hash; ends every sign-in of that person. `Invalid` if it is too short or holds the address."""
    if len(password) < SHORTEST:
        raise Invalid(
            {
                "password": [
                    Words(N_("Use at least %(shortest)s characters; a few words do well."), {"shortest": SHORTEST})
                ]
            }
        )
    if person.email.split("@")[0].lower() in password.lower():
        raise Invalid({"password": [Words(N_("Leave your own name out of your password."))]})
    assert person.id is not None
    stored = system.exec(select(Credential).where(Credential.person_id == person.id)).first()
    record = stored or Credential(person_id=person.id, changed_at=clock.now())
    record.password_hash, record.changed_at = HASHER.hash(password), clock.now()
    system.add(record)
    system.execute(delete(SignIn).where(SignIn.person_id == person.id))  # type: ignore[arg-type]
    system.flush()


def choose_language(system: Desk, person_id: int, language: str) -> None:
    system.fetch(Person, person_id).language = language


def invite(desk: Desk, person: Person) -> str:
    """A one-time secret by which a person sets a password; earlier ones no longer work. Where there is a password
    already, the person and the data protection officer hear of it: a link lets in whoever holds it."""
    desk.decide(Act.PERSON_KEEP, person)
    system = desk.as_system()
    assert person.id is not None
    system.execute(delete(Invitation).where(Invitation.person_id == person.id))  # type: ignore[arg-type]
    secret = secrets.token_urlsafe(32)
    expires = clock.now() + timedelta(days=INVITATION_DAYS)
    system.add(Invitation(person_id=person.id, secret_hash=hashed(secret), expires_at=expires))
    system.flush()
    desk.audit(Act.PERSON_KEEP, person, what="invitation")
    if system.exec(select(Credential).where(Credential.person_id == person.id)).first():
        _tell_of_link(system, person)
    return secret


def _tell_of_link(system: Desk, person: Person) -> None:
    watchers = [each for each in system.exec(select(Person.id).where(Person.role == Role.DPO)) if each]
    home = system.fetch(Organisation, person.organisation_id)
    tell(system, home, Words(NEW_LINK, {"name": person.name}), [person.id or 0, *watchers], "account")


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
    system.audit(Act.ACCOUNT_CHANGE, person, by=person.id, what="invitation accepted")
    return person
