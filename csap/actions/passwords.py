"""Passwords: how they are kept, checked and changed. Which ones will do is for `rules.passwords` to say."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlmodel import select

from csap import clock
from csap.actions import attempts
from csap.actions.ending import end_everything
from csap.actions.telling import tell_of_account
from csap.desk import Desk
from csap.errors import Denied, Invalid
from csap.model.people import Credential, Person
from csap.rules.acts import Act
from csap.rules.passwords import normal, problems
from csap.wording import N_, Words

HASHER = PasswordHasher()
NOT_YOURS = N_("This is not your present password.")
CHANGED = N_("Your password was changed. If that was not you, ask your administrator for a new link at once.")


def fits(stored: str, password: str) -> bool:
    """Whether a password is the one that a stored hash was made of."""
    try:
        return HASHER.verify(stored, normal(password))
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def nobodys_hash() -> str:
    """Checked for an unknown address, so that it takes as long as a known one."""
    return HASHER.hash(secrets.token_hex(8))


def belongs_to(system: Desk, person_id: int | None, password: str) -> bool:
    """Whether it is this person's; as slow for nobody as for somebody."""
    stored = system.exec(select(Credential.password_hash).where(Credential.person_id == person_id)).first()
    return fits(stored or nobodys_hash(), password) and bool(stored)


def prove(system: Desk, person_id: int, password: str, most: int) -> None:
    """`Denied` unless it is this person's, or after too many that were not; the failure is counted, so the desk must
    be committed all the same."""
    subject = f"again:{person_id}"
    attempts.refuse_many(system, {subject: most})
    if not belongs_to(system, person_id, password):
        attempts.count(system, subject)
        raise Denied(NOT_YOURS)


def change_password(desk: Desk, new: str) -> None:
    """Set one's own password, after a proof of the present one; every browser is signed out."""
    system = desk.as_system()
    person = desk.fetch(Person, desk.person.person_id)
    set_password(system, person, new)
    system.audit_for(desk.person, Act.ACCOUNT_CHANGE, person, what="password")
    tell_of_account(system, person, Words(CHANGED))


def set_password(system: Desk, person: Person, password: str) -> None:
    """Keep a password's hash; ends what was opened for that person. `Invalid` with the reason if it won't do."""
    wrong = problems(password, (person.name, person.email))
    if wrong:
        raise Invalid({"password": wrong})
    assert person.id is not None
    stored = system.exec(select(Credential).where(Credential.person_id == person.id)).first()
    record = stored or Credential(person_id=person.id, changed_at=clock.now())
    record.password_hash, record.changed_at = HASHER.hash(normal(password)), clock.now()
    system.add(record)
    end_everything(system, person.id)
    system.flush()
