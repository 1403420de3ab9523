"""Personal keys to feeds and to the API: shown once, kept as a hash, ended by their date or, any day, their owner."""

import secrets
from datetime import timedelta

from sqlmodel import col, delete, or_, select

from csap import clock
from csap.actions.people import hashed, viewer_of
from csap.actions.telling import tell_of_account
from csap.desk import Desk
from csap.errors import Invalid, NotFound
from csap.model.people import Person, Scope, Token
from csap.rules.acts import Act
from csap.rules.viewers import Viewer
from csap.wording import N_, Words

MOST = 20
SOON = timedelta(days=14)
"""So long before its end a key's owner is told of it."""
FORGOTTEN = timedelta(days=30)
ENDS = N_("Your calendar link “%(name)s” ends within two weeks. Renew it if you still use it: it stays the same.")


def make(desk: Desk, scope: Scope, name: str, lasts: timedelta) -> str:
    """A new key of one's own; returns the secret, which nobody can read again."""
    if len(mine(desk, scope)) >= MOST:
        raise Invalid({"": [Words(N_("You have %(most)s of these already; revoke one first."), {"most": MOST})]})
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    token = Token(
        person_id=desk.person.person_id,
        scope=scope,
        name=name.strip()[:80],
        secret_hash=hashed(secret),
        created_at=now,
        expires_at=now + lasts,
    )
    desk.create(Act.TOKEN_KEEP, token)
    return secret


def mine(desk: Desk, scope: Scope) -> list[Token]:
    """One's own keys that were not revoked, newest first; those that have expired too, for they can be renewed."""
    own = select(Token).where(Token.person_id == desk.person.person_id, Token.scope == scope)
    return list(desk.exec(own.where(col(Token.revoked_at).is_(None)).order_by(col(Token.id).desc())))


def renew(desk: Desk, token_id: int, lasts: timedelta) -> None:
    """The same key opens the same again, from now on for as long as a new one; a revoked one stays revoked."""
    token = desk.fetch(Token, token_id)
    if token.revoked_at:
        raise NotFound
    desk.change(Act.TOKEN_KEEP, token, {"expires_at": clock.now() + lasts, "reminded_at": None})


def revoke(desk: Desk, token_id: int) -> None:
    desk.change(Act.TOKEN_KEEP, desk.fetch(Token, token_id), {"revoked_at": clock.now()})


def holder(system: Desk, secret: str, scope: Scope) -> tuple[Token, Viewer]:
    """Whose key it is; `NotFound` for one that is unknown, revoked, expired or of somebody who was switched off."""
    row = system.exec(
        select(Token, Person)
        .join(Person, col(Person.id) == Token.person_id)
        .where(Token.secret_hash == hashed(secret), Token.scope == scope, col(Person.active))
        .where(col(Token.revoked_at).is_(None), Token.expires_at > clock.now())
    ).first()
    if row is None:
        raise NotFound
    return row[0], viewer_of(row[1])


def is_due(token: Token) -> bool:
    """Whether its use is to be noted: on the first use of a day, lest each fetch be a write."""
    return token.used_at is None or token.used_at.date() < clock.now().date()


def used(system: Desk, token: Token) -> None:
    """Note the day, and no more of it."""
    day = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    system.fetch(Token, token.id).used_at = day


def remind(system: Desk) -> None:
    """Tell owners once of keys that end soon."""
    now = clock.now()
    ending = (
        select(Token, Person)
        .join(Person, col(Person.id) == Token.person_id)
        .where(col(Person.active), col(Token.revoked_at).is_(None), col(Token.reminded_at).is_(None))
        .where(Token.expires_at > now, Token.expires_at < now + SOON)
    )
    for token, person in system.exec(ending):
        token.reminded_at = now
        tell_of_account(system, person, Words(ENDS, {"name": token.name or "…"}), "/account/feeds")


def sweep(system: Desk) -> None:
    """Throw away what has long opened nothing."""
    before = clock.now() - FORGOTTEN
    system.execute(delete(Token).where(or_(col(Token.expires_at) < before, col(Token.revoked_at) < before)))
