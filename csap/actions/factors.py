"""Second factors: authenticator apps and recovery codes, what a person has of them, and their reset.

Passkeys are next door (`actions.passkeys`)."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from sqlmodel import col, delete, select

from csap import clock
from csap.actions import attempts
from csap.actions.ending import end_everything
from csap.actions.people import hashed
from csap.actions.telling import tell_of_account, watchers
from csap.desk import Desk
from csap.errors import Denied, Invalid
from csap.model.factors import Authenticator, Passkey, RecoveryCode
from csap.model.people import Person
from csap.rules.acts import Act
from csap.rules.factors import Method
from csap.sealing import Seal
from csap.wording import N_, Words

STEP = 30
DRIFT = (0, -1, 1)
"""Clocks may be off by one step of 30 seconds."""
ENROLMENT = timedelta(minutes=20)
CODES, LENGTH = 10, 24
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""24 of 31 letters are 118 bits: a code is too long to be tried out, also by whoever has its hash."""
CHANGED = {
    "app added": N_("An authenticator app was added to your account."),
    "app removed": N_("The authenticator app was removed from your account."),
    "passkey added": N_("A passkey was added to your account."),
    "passkey removed": N_("A passkey was removed from your account."),
    "recovery codes": N_("New recovery codes were made for your account; the old ones no longer work."),
}
RESET = N_("An administrator has reset the second factors of %(name)s.")
GUESSED = N_("Somebody who knows your password has failed at your second factor many times. Change your password.")
BAD_CODE = N_("This code doesn't fit. Wait for the next one; check that the clock of your device is right.")
TOO_LATE = N_("This page was open for too long. Here is a new key: scan it again.")
LAST = N_("Your role needs a second factor: add another one before you remove this one.")


@dataclass(frozen=True)
class Held:
    """What a person can prove themselves with besides the password."""

    app: Authenticator | None
    passkeys: list[Passkey]
    codes_left: int

    @property
    def any(self) -> bool:
        return self.app is not None or any(each.stopped_at is None for each in self.passkeys)


def held(system: Desk, person_id: int) -> Held:
    app = system.exec(select(Authenticator).where(Authenticator.person_id == person_id)).first()
    keys = system.exec(select(Passkey).where(Passkey.person_id == person_id).order_by(col(Passkey.id)))
    unused = RecoveryCode.person_id == person_id, col(RecoveryCode.used_at).is_(None)
    return Held(app, list(keys), len(system.exec(select(RecoveryCode.id).where(*unused)).all()))


def has_factor(system: Desk, person_id: int) -> bool:
    """Whether an app or a passkey that works is there; codes alone are no factor, they stand in for one."""
    keys = select(Passkey.id).where(Passkey.person_id == person_id, col(Passkey.stopped_at).is_(None))
    app = select(Authenticator.person_id).where(Authenticator.person_id == person_id)
    return system.exec(app).first() is not None or system.exec(keys).first() is not None


def new_key(seal: Seal, person_id: int) -> tuple[str, str]:
    """A key for an app, in base32, and the same sealed: it is kept only when a code has proved that it arrived."""
    key = pyotp.random_base32()
    return key, seal.close(key, _about(person_id))


def opened(seal: Seal, person_id: int, sealed: str) -> str | None:
    """The key of a page that is still young enough."""
    return seal.open(sealed, _about(person_id), ENROLMENT)


def address(key: str, email: str, platform: str) -> str:
    """The otpauth address that an app reads from a QR code."""
    return pyotp.TOTP(key).provisioning_uri(name=email, issuer_name=platform)


def add_app(desk: Desk, seal: Seal, sealed: str, code: str) -> None:
    """Keep one's app after a code of it; it takes the place of an earlier one."""
    person_id = desk.person.person_id
    key = opened(seal, person_id, sealed)
    if key is None:
        raise Invalid({"sealed": [Words(TOO_LATE)]})
    step = _step(key, code, 0)
    if step is None:
        raise Invalid({"code": [Words(BAD_CODE)]})
    system = desk.as_system()
    system.execute(delete(Authenticator).where(Authenticator.person_id == person_id))  # type: ignore[arg-type]
    kept, now = seal.close(key, _about(person_id)), clock.now()
    system.add(Authenticator(person_id=person_id, sealed=kept, last_step=step, created_at=now, used_at=now))
    changed(desk, "app added")


def remove_app(desk: Desk, required: bool) -> None:
    system, person_id = desk.as_system(), desk.person.person_id
    system.execute(delete(Authenticator).where(Authenticator.person_id == person_id))  # type: ignore[arg-type]
    leave_one(desk, required)
    changed(desk, "app removed")


def leave_one(desk: Desk, required: bool) -> None:
    """After a removal: `Invalid` where the role needs one and none is left; codes without a factor go too."""
    system, person_id = desk.as_system(), desk.person.person_id
    if has_factor(system, person_id):
        return
    if required:
        raise Invalid({"": [Words(LAST)]})
    system.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))  # type: ignore[arg-type]


def new_codes(desk: Desk) -> list[str]:
    """Ten new recovery codes in place of the old ones; only their hashes are kept."""
    system, person_id = desk.as_system(), desk.person.person_id
    system.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))  # type: ignore[arg-type]
    made = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES)]
    system.add_all(RecoveryCode(person_id=person_id, code_hash=_code_hash(person_id, code)) for code in made)
    changed(desk, "recovery codes")
    return ["-".join(code[at : at + 4] for at in range(0, LENGTH, 4)) for code in made]


def check(system: Desk, seal: Seal, person: Person, code: str, most: int) -> Method:
    """Take a code of a person's app, or a recovery code, once. `Denied` if it doesn't fit or too many didn't; the
    failure is counted, so the desk must be committed all the same."""
    assert person.id is not None
    subject = f"second:{person.id}"
    attempts.refuse_many(system, {subject: most})
    attempts.refuse_many(system, {subject: attempts.CODES_A_DAY}, attempts.DAY)
    plain = "".join(each for each in code.lower() if each.isalnum())
    if _take_app(system, seal, person.id, plain):
        return Method.TOTP
    if _take_recovery(system, person.id, plain):
        return Method.RECOVERY
    attempts.count(system, subject)
    if attempts.failures(system, subject) == most:
        tell_of_account(system, person, Words(GUESSED))
    raise Denied(BAD_CODE)


def _take_app(system: Desk, seal: Seal, person_id: int, code: str) -> bool:
    app = system.exec(select(Authenticator).where(Authenticator.person_id == person_id)).first()
    key = seal.open(app.sealed, _about(person_id)) if app else None
    step = _step(key, code, app.last_step) if app and key else None
    if app is None or step is None:
        return False
    app.last_step, app.used_at = step, clock.now()
    return True


def _step(key: str, code: str, last: int) -> int | None:
    """The step whose code this is, if it is near now and later than the last one taken."""
    now, totp = int(clock.now().timestamp()) // STEP, pyotp.TOTP(key)
    digits = "".join(each for each in code if each.isdigit())
    steps = (now + drift for drift in DRIFT if now + drift > last)
    return next((step for step in steps if pyotp.utils.strings_equal(totp.generate_otp(step), digits)), None)


def _take_recovery(system: Desk, person_id: int, code: str) -> bool:
    wanted = RecoveryCode.person_id == person_id, RecoveryCode.code_hash == _code_hash(person_id, code)
    found = system.exec(select(RecoveryCode).where(*wanted, col(RecoveryCode.used_at).is_(None))).first()
    if found:
        found.used_at = clock.now()
    return found is not None


def reset(desk: Desk, person: Person) -> None:
    """An administrator takes all second factors of somebody who has lost them; the sign-ins end, and the person and
    the data protection officer are told."""
    desk.decide(Act.PERSON_KEEP, person)
    system = desk.as_system()
    for table in (Authenticator, Passkey, RecoveryCode):
        system.execute(delete(table).where(col(table.person_id) == person.id))
    end_everything(system, person.id)
    desk.audit(Act.PERSON_KEEP, person, what="second factors reset")
    tell_of_account(system, person, Words(RESET, {"name": person.name}), others=watchers(system))


def changed(desk: Desk, what: str) -> None:
    """Audit a change of one's own factors, and tell its owner: it may have been somebody else."""
    person = desk.fetch(Person, desk.person.person_id)
    desk.audit(Act.ACCOUNT_CHANGE, person, what=what)
    tell_of_account(desk.as_system(), person, Words(CHANGED[what]), "/account/factors")


def _about(person_id: int) -> str:
    return f"app of {person_id}"


def _code_hash(person_id: int, code: str) -> str:
    return hashed(f"{person_id}:{code}")
