"""Passkeys (WebAuthn): asked for and checked by py_webauthn, kept and told of here.

A passkey counts as two factors: user verification is always demanded."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlmodel import col, delete, select
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from csap import clock
from csap.actions.factors import changed, leave_one
from csap.actions.people import hashed
from csap.actions.telling import tell_of_account
from csap.desk import Desk
from csap.errors import Denied, Invalid
from csap.model.factors import Challenge, Passkey
from csap.model.people import Person
from csap.rules.acts import Act
from csap.wording import N_, Words

MAKE, USE = "make", "use"
MINUTES = timedelta(minutes=5)
MOST = 20
BAD = N_("This passkey was not recognised. Try again, or use another way.")
STOPPED = N_("Your passkey “%(name)s” was used in a way that suggests a copy of it. It no longer works; remove it.")
TOO_MANY = N_("You have %(most)s of these already; revoke one first.")


@dataclass(frozen=True)
class RelyingParty:
    """Who asks: the domain that passkeys are bound to, and the origin of the pages."""

    id: str
    origin: str


@dataclass(frozen=True)
class Question:
    """What the browser is asked, as JSON, and the challenge in it, which the browser's cookie keeps."""

    options: str
    challenge: str


def relying_party(base_url: str) -> RelyingParty | None:
    """By the platform's own address; None where browsers have no passkeys: bare addresses, http but for localhost."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if not (parts.scheme == "https" or host == "localhost") or _is_address(host):
        return None
    return RelyingParty(host, f"{parts.scheme}://{parts.netloc}".lower())


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def ask_to_make(desk: Desk, party: RelyingParty) -> Question:
    """For a new passkey of one's own; those that exist already are left out by the browser."""
    person = desk.fetch(Person, desk.person.person_id)
    system = desk.as_system()
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name="CSAP",
        user_id=str(person.id).encode(),
        user_name=person.email,
        user_display_name=person.name,
        exclude_credentials=_descriptors(system, person.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return _asked(system, MAKE, options, person.id)


def ask_to_use(system: Desk, party: RelyingParty, person_id: int | None = None) -> Question:
    """For one passkey of this person; of anybody, who is then known by it, without one."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        allow_credentials=_descriptors(system, person_id) if person_id else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _asked(system, USE, options, person_id)


def _descriptors(system: Desk, person_id: int | None) -> list[PublicKeyCredentialDescriptor]:
    mine = select(Passkey.credential_id).where(Passkey.person_id == person_id, col(Passkey.stopped_at).is_(None))
    return [PublicKeyCredentialDescriptor(id=_bytes(each)) for each in system.exec(mine)]


def _asked(system: Desk, purpose: str, options: Any, person_id: int | None) -> Question:
    challenge, expires = _text(options.challenge), clock.now() + MINUTES
    system.add(Challenge(challenge_hash=hashed(challenge), purpose=purpose, person_id=person_id, expires_at=expires))
    system.flush()
    return Question(webauthn.options_to_json(options), challenge)


def _spend(system: Desk, challenge: str, purpose: str, person_id: int | None) -> bool:
    """Whether this was asked, of this person, and not yet answered."""
    found = system.exec(select(Challenge).where(Challenge.challenge_hash == hashed(challenge))).first()
    if found is None:
        return False
    system.execute(delete(Challenge).where(Challenge.id == found.id))  # type: ignore[arg-type]
    return found.purpose == purpose and found.person_id == person_id and found.expires_at > clock.now()


def add(desk: Desk, party: RelyingParty, challenge: str, answer: str, name: str) -> Passkey:
    """Keep a new passkey of one's own."""
    system, person_id = desk.as_system(), desk.person.person_id
    if len(list(desk.exec(select(Passkey)))) >= MOST:
        raise Invalid({"": [Words(TOO_MANY, {"most": MOST})]})
    if not _spend(system, challenge, MAKE, person_id):
        raise Invalid({"": [Words(BAD)]})
    made = verified_new(party, challenge, answer)
    passkey = Passkey(
        person_id=person_id,
        credential_id=_text(made.credential_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name.strip()[:80],
        created_at=clock.now(),
        used_at=clock.now(),
    )
    if system.exec(select(Passkey.id).where(Passkey.credential_id == passkey.credential_id)).first():
        raise Invalid({"": [Words(BAD)]})
    desk.create(Act.ACCOUNT_CHANGE, passkey)
    changed(desk, "passkey added")
    return passkey


def verified_new(party: RelyingParty, challenge: str, answer: str) -> VerifiedRegistration:
    """What a device made for us. `Invalid` for anything else."""
    try:
        return webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception:  # webauthn raises whatever a made-up answer leads it to
        raise Invalid({"": [Words(BAD)]}) from None


def check(system: Desk, party: RelyingParty, challenge: str, answer: str, person_id: int | None = None) -> Person:
    """Whose passkey answered. `Denied` unless it is this person's, where one is named; its desk must be committed all
    the same, for what was asked is spent and a copied passkey is stopped."""
    if not _spend(system, challenge, USE, person_id):
        raise Denied(BAD)
    passkey = _named(system, answer)
    if passkey is None or (person_id is not None and passkey.person_id != person_id):
        raise Denied(BAD)
    count = verified(party, challenge, answer, passkey)
    person = system.exec(select(Person).where(Person.id == passkey.person_id, Person.active)).first()
    if person is None:
        raise Denied(BAD)
    if (count or passkey.sign_count) and count <= passkey.sign_count:
        _stop(system, passkey, person)
        raise Denied(BAD)
    passkey.sign_count, passkey.used_at = count, clock.now()
    return person


def _named(system: Desk, answer: str) -> Passkey | None:
    """The passkey that an answer names, if it is known and was not stopped."""
    try:
        named = str(json.loads(answer)["id"])
    except (ValueError, KeyError, TypeError):
        return None
    wanted = Passkey.credential_id == named, col(Passkey.stopped_at).is_(None)
    return system.exec(select(Passkey).where(*wanted)).first()


def verified(party: RelyingParty, challenge: str, answer: str, passkey: Passkey) -> int:
    """The passkey's counter, where its signature is right. `Denied` else."""
    try:
        return webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        ).new_sign_count
    except Exception:  # webauthn raises whatever a made-up answer leads it to
        raise Denied(BAD) from None


def _stop(system: Desk, passkey: Passkey, person: Person) -> None:
    passkey.stopped_at = clock.now()
    system.audit(Act.ACCOUNT_CHANGE, person, what="passkey stopped")
    tell_of_account(system, person, Words(STOPPED, {"name": passkey.name}), "/account/factors")


def remove(desk: Desk, passkey_id: int, required: bool) -> None:
    desk.end(Act.ACCOUNT_CHANGE, desk.fetch(Passkey, passkey_id))
    leave_one(desk, required)
    changed(desk, "passkey removed")


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
