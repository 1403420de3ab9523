"""Signing in and out: a sign-in gathers proofs until it is strong enough, and only then opens anything.

Every way in ends in `begin` or `prove`; what is strong enough is for `rules.factors` to say."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from csap import clock
from csap.actions import attempts, devices, passwords
from csap.actions.ending import end_tokens
from csap.actions.factors import has_factor
from csap.actions.people import hashed, viewer_of
from csap.desk import Desk
from csap.errors import Denied
from csap.model.notices import Notice
from csap.model.people import Organisation, Person, Role, SignIn
from csap.rules.acts import Act
from csap.rules.factors import SSO, Method, Step, next_step
from csap.rules.viewers import Viewer
from csap.wording import N_

TOO_SLOW = N_("This sign-in took too long. Please begin again.")
SSO_ONLY = N_("Here you sign in with single sign-on; only administrators have another way.")
WRONG = N_("This e-mail address and password don't fit together.")
HALF_WAY = timedelta(minutes=15)
"""How long a sign-in may wait for its second factor."""


@dataclass(frozen=True)
class Place:
    """Where somebody signs in: network address, the browser's name for itself, the secret of its device cookie."""

    address: str
    browser: str
    device: str


@dataclass(frozen=True)
class Terms:
    """How long sign-ins last, how often one may fail, which roles need a second factor, and whether single sign-on is
    the only way in for all but administrators."""

    idle: timedelta
    longest: timedelta
    failures: int
    required: frozenset[Role] = frozenset()
    sso_only: bool = False


@dataclass(frozen=True)
class Entry:
    """A sign-in after a proof: the cookie's new secret, and what is needed next."""

    secret: str
    step: Step


@dataclass(frozen=True)
class SignedIn:
    """A browser that is signed in, and whom it shows the platform to."""

    sign_in_id: int
    viewer: Viewer
    organisation: Organisation
    unread: int
    seen_at: datetime
    proved_at: datetime | None


def with_password(system: Desk, email: str, password: str, place: Place, terms: Terms) -> Entry:
    """`Denied` with the same words, after the same time, whatever was wrong."""
    address = email.strip().lower()
    person = system.exec(select(Person).where(Person.email == address, Person.active)).first()
    number = person.id if person else None
    if devices.is_known(system, number, place.device):
        most = {f"device:{devices.key(number, place.device)}": terms.failures}
    else:
        most = {
            f"account:{address}"[:300]: terms.failures,
            f"address:{place.address}": attempts.PER_ADDRESS * terms.failures,
        }
    attempts.refuse_many(system, most)
    if not passwords.belongs_to(system, number, password) or person is None:
        attempts.count(system, *most)
        system.audit(Act.SIGN_IN_FAIL, person or f"account:{hashed(address)[:16]}")
        raise Denied(WRONG)
    attempts.forget(system, next(iter(most)))
    return begin(system, person, [Method.PASSWORD], place, terms)


def begin(
    system: Desk, person: Person, methods: Iterable[Method], place: Place, terms: Terms, session: str = ""
) -> Entry:
    """A sign-in with its first proofs, whichever door they came through. `session`: the provider's name for its own."""
    if terms.sso_only and person.role != Role.ADMINISTRATOR and not SSO & set(methods):
        system.audit(Act.SIGN_IN_FAIL, person, what="not by single sign-on")
        raise Denied(SSO_ONLY)
    now = clock.now()
    assert person.id is not None
    record = SignIn(
        person_id=person.id,
        secret_hash="",
        device=place.browser[:200],
        created_at=now,
        seen_at=now,
        provider_session=session,
    )
    return _go_on(system, record, person, methods, place, terms)


def half_way(system: Desk, secret: str) -> tuple[SignIn, Person] | None:
    """A sign-in that waits for its second factor, and whose it is."""
    return system.exec(
        select(SignIn, Person)
        .join(Person, col(Person.id) == SignIn.person_id)
        .where(SignIn.secret_hash == hashed(secret), col(SignIn.entered_at).is_(None), Person.active)
        .where(SignIn.created_at > clock.now() - HALF_WAY)
    ).first()


def lacks(system: Desk, record: SignIn, person: Person, terms: Terms) -> Step:
    """What a sign-in that is half-way needs next."""
    return next_step(record.methods, has_factor(system, record.person_id), person.role in terms.required)


def prove(system: Desk, secret: str, method: Method, place: Place, terms: Terms) -> Entry:
    """A further proof for a sign-in that is half-way; its cookie's old secret is worth nothing any more."""
    found = half_way(system, secret)
    if found is None:
        raise Denied(TOO_SLOW)
    return _go_on(system, *found, [method], place, terms)


def _go_on(
    system: Desk, record: SignIn, person: Person, methods: Iterable[Method], place: Place, terms: Terms
) -> Entry:
    secret = secrets.token_urlsafe(32)
    record.methods = sorted({*record.methods, *methods})
    record.secret_hash = hashed(secret)
    step = lacks(system, record, person, terms)
    if step == Step.DONE:
        record.entered_at = record.proved_at = clock.now()
    system.add(record)
    system.flush()
    if step == Step.DONE:
        system.audit_for(viewer_of(person), Act.SIGN_IN, person, methods=record.methods)
        devices.note(system, person, place.device, place.browser)
    return Entry(secret, step)


def confirm(system: Desk, sign_in_id: int) -> str:
    """The person has proved anew to be there; returns the cookie's new secret."""
    record = system.fetch(SignIn, sign_in_id)
    secret = secrets.token_urlsafe(32)
    record.secret_hash, record.proved_at = hashed(secret), clock.now()
    return secret


def signed_in(system: Desk, secret: str, terms: Terms) -> SignedIn | None:
    """Whom a cookie's secret stands for; None once signed out, idle for too long, too old, or switched off."""
    unread = select(func.count()).where(Notice.person_id == SignIn.person_id, Notice.read_at.is_(None))  # type: ignore[union-attr]
    now = clock.now()
    row = system.exec(
        select(SignIn, Person, Organisation, unread.correlate(SignIn).scalar_subquery())
        .join(Person, Person.id == SignIn.person_id)  # type: ignore[arg-type]
        .join(Organisation, Organisation.id == Person.organisation_id)  # type: ignore[arg-type]
        .where(SignIn.secret_hash == hashed(secret), Person.active)
        .where(SignIn.seen_at > now - terms.idle, col(SignIn.entered_at) > now - terms.longest)
    ).first()
    if row is None:
        return None
    record, person, organisation, waiting = row
    assert record.id is not None
    return SignedIn(record.id, viewer_of(person), organisation, waiting, record.seen_at, record.proved_at)


def seen(system: Desk, sign_in_id: int) -> None:
    record = system.exec(select(SignIn).where(SignIn.id == sign_in_id)).first()
    if record:
        record.seen_at = clock.now()


def sign_out(desk: Desk, sign_in_id: int) -> None:
    """End one of one's own sign-ins."""
    desk.end(Act.SIGN_OUT, desk.fetch(SignIn, sign_in_id))


def sign_out_everywhere(desk: Desk, but: int | None = None) -> int:
    """End all of one's own sign-ins, but for one if it is given, and one's tokens to the API; returns how many
    sign-ins."""
    mine = [each for each in desk.exec(select(SignIn)) if each.id != but]
    for record in mine:
        desk.end(Act.SIGN_OUT, record)
    end_tokens(desk.as_system(), desk.person.person_id)
    return len(mine)
