"""Personal keys to feeds and to the API: shown once, kept as a hash, revoked by their owner at any time."""

import secrets
from datetime import timedelta

from sqlmodel import col, select

from csap import clock
from csap.actions.people import hashed, viewer_of
from csap.desk import Desk
from csap.errors import Invalid, NotFound
from csap.model.people import Person, Token
from csap.rules.acts import Act
from csap.rules.viewers import Viewer
from csap.wording import N_, Words

FEED = "feed"
MOST = 20
NOTED = timedelta(hours=1)


def make(desk: Desk, scope: str, name: str, expires_after: timedelta | None = None) -> str:
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
        expires_at=now + expires_after if expires_after else None,
    )
    desk.create(Act.TOKEN_KEEP, token)
    return secret


def mine(desk: Desk, scope: str) -> list[Token]:
    """One's own keys that still open something, newest first."""
    own = select(Token).where(Token.person_id == desk.person.person_id, Token.scope == scope)
    return list(desk.exec(own.where(col(Token.revoked_at).is_(None)).order_by(col(Token.id).desc())))


def revoke(desk: Desk, token_id: int) -> None:
    desk.change(Act.TOKEN_KEEP, desk.fetch(Token, token_id), {"revoked_at": clock.now()})


def holder(system: Desk, secret: str, scope: str) -> tuple[Token, Viewer]:
    """Whose key it is; `NotFound` for one that is unknown, revoked, too old or of somebody who was switched off."""
    row = system.exec(
        select(Token, Person)
        .join(Person, col(Person.id) == Token.person_id)
        .where(Token.secret_hash == hashed(secret), Token.scope == scope, col(Person.active))
        .where(col(Token.revoked_at).is_(None))
    ).first()
    if row is None or (row[0].expires_at and row[0].expires_at < clock.now()):
        raise NotFound
    return row[0], viewer_of(row[1])


def is_due(token: Token) -> bool:
    """Whether its use is to be noted again: not at every fetch, lest each fetch be a write."""
    return token.used_at is None or token.used_at < clock.now() - NOTED


def used(system: Desk, token: Token) -> None:
    system.fetch(Token, token.id).used_at = clock.now()
