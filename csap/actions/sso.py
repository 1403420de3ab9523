"""Single sign-on: whose account a provider's person has here, and what ends when they leave the provider.

Nobody gets an account by it: an administrator has added the person before. What the provider says has been verified
by `csap.oidc` when it arrives here."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, delete, select

from csap import clock
from csap.actions import sign_in
from csap.actions.people import hashed, viewer_of
from csap.actions.sign_in import Entry, Place, Terms
from csap.actions.telling import tell_of_account, watchers
from csap.desk import Desk
from csap.errors import Denied
from csap.model.factors import Challenge
from csap.model.people import Person, SignIn
from csap.model.sso import Identity
from csap.oidc.tokens import Ended
from csap.rules.acts import Act
from csap.rules.factors import SSO, Method
from csap.wording import N_, Words

LONGEST = 300
SPENT = "logout"
UNKNOWN = N_(
    "%(provider)s knows you, but there is no account here that you can use with it. "
    "Ask an administrator of the platform to add you with the address that %(provider)s has."
)
NOT_YOU = N_("%(provider)s has answered for somebody else.")
BOUND = N_("From now on %(provider)s opens your account. If this was not you, tell your administrator at once.")
FORGOTTEN = N_("An administrator has disconnected %(name)s from single sign-on; the next sign-in connects anew.")


@dataclass(frozen=True)
class Said:
    """What a provider says of whoever has signed in there. `email`: "" unless the provider has verified it;
    `session`: its own name for the session, ""; `provider`: as people call it."""

    provider: str
    issuer: str
    subject: str
    email: str
    session: str
    method: Method


def enter(system: Desk, said: Said, place: Place, terms: Terms) -> Entry:
    """A sign-in for the person whom the provider means. `Denied` with the same words whether nobody is known, the
    account is switched off or belongs to somebody else there; the desk must be committed all the same."""
    identity = _known(system, said) or _bound(system, said)
    person = _active(system, identity)
    if identity is None or person is None:
        system.audit(Act.SIGN_IN_FAIL, person or _nobody(said), what="sso")
        raise Denied(Words(UNKNOWN, {"provider": said.provider}))
    identity.used_at = clock.now()
    return sign_in.begin(system, person, [said.method], place, terms, said.session[:LONGEST])


def prove_again(system: Desk, said: Said, person_id: int, sign_in_id: int) -> str:
    """Somebody who is signed in has proved anew to be there; returns the cookie's new secret."""
    identity = _known(system, said)
    person = _active(system, identity)
    if identity is None or person is None or person.id != person_id:
        raise Denied(Words(NOT_YOU, {"provider": said.provider}))
    system.audit(Act.SIGN_IN, person, by=person_id, what="again")
    return sign_in.confirm(system, sign_in_id)


def _known(system: Desk, said: Said) -> Identity | None:
    wanted = Identity.issuer == said.issuer, Identity.subject == said.subject
    return system.exec(select(Identity).where(*wanted)).first()


def _active(system: Desk, identity: Identity | None) -> Person | None:
    if identity is None:
        return None
    return system.exec(select(Person).where(Person.id == identity.person_id, Person.active)).first()


def _bound(system: Desk, said: Said) -> Identity | None:
    """The first sign-in binds the account of that verified address, unless it is bound to somebody else there."""
    if not said.email or not said.subject or len(said.subject) > LONGEST:
        return None
    person = system.exec(select(Person).where(Person.email == said.email, Person.active)).first()
    if person is None or identity_of(system, person.id, said.issuer):
        return None
    assert person.id is not None
    now = clock.now()
    identity = Identity(person_id=person.id, issuer=said.issuer, subject=said.subject, created_at=now, used_at=now)
    system.add(identity)
    system.flush()
    system.audit_for(viewer_of(person), Act.ACCOUNT_CHANGE, person, what="single sign-on bound")
    tell_of_account(system, person, Words(BOUND, {"provider": said.provider}))
    return identity


def _nobody(said: Said) -> str:
    return f"account:{hashed(said.email or said.subject)[:16]}"


def identity_of(system: Desk, person_id: int | None, issuer: str) -> Identity | None:
    """What a person's account is bound to at a provider."""
    return system.exec(select(Identity).where(Identity.person_id == person_id, Identity.issuer == issuer)).first()


def end(system: Desk, ended: Ended) -> int:
    """End the sign-ins that came by what has ended at the provider; returns how many. `Denied` for a token that was
    sent before."""
    _spend(system, ended)
    found = [each for each in system.exec(_sign_ins(ended)) if SSO & set(each[0].methods)]
    for record, person in found:
        system.audit_for(viewer_of(person), Act.SIGN_OUT, record, by="single sign-on")
        system.delete(record)
    system.flush()
    return len(found)


def _sign_ins(ended: Ended) -> Any:
    """Those of a session at the provider; all that a person has by it where only the person is named."""
    wanted = select(SignIn, Person).join(Person, col(Person.id) == SignIn.person_id)
    if ended.session:
        wanted = wanted.where(SignIn.provider_session == ended.session)
    if ended.subject:
        whose = select(Identity.person_id).where(Identity.issuer == ended.issuer, Identity.subject == ended.subject)
        wanted = wanted.where(col(SignIn.person_id).in_(whose))
    return wanted


def _spend(system: Desk, ended: Ended) -> None:
    mark = hashed(f"{ended.issuer} {ended.token_id}")
    if system.exec(select(Challenge.id).where(Challenge.challenge_hash == mark)).first():
        raise Denied(N_("This was said before."))
    system.add(Challenge(challenge_hash=mark, purpose=SPENT, expires_at=ended.forget_at))
    system.flush()


def came_by_it(desk: Desk, sign_in_id: int) -> bool:
    """Whether one of one's own sign-ins came by single sign-on."""
    return bool(SSO & set(desk.fetch(SignIn, sign_in_id).methods))


def forget(desk: Desk, person: Person) -> None:
    """An administrator disconnects somebody whose account at the provider has changed; the sign-ins that came by it
    end, and the person and the data protection officer are told."""
    desk.decide(Act.PERSON_KEEP, person)
    system = desk.as_system()
    system.execute(delete(Identity).where(Identity.person_id == person.id))  # type: ignore[arg-type]
    for record in system.exec(select(SignIn).where(SignIn.person_id == person.id)):
        if SSO & set(record.methods):
            system.delete(record)
    desk.audit(Act.PERSON_KEEP, person, what="single sign-on forgotten")
    tell_of_account(system, person, Words(FORGOTTEN, {"name": person.name}), others=watchers(system))
