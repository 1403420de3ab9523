"""Personal keys to feeds and to the API: shown once, kept as a hash, ended by their date or, any day, their owner.

What is the API's alone is next door (`actions.api_tokens`)."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, or_, select

from csap import clock
from csap.actions.factors import has_factor
from csap.actions.people import hashed, viewer_of
from csap.actions.telling import tell_of_account
from csap.desk import Desk
from csap.errors import Invalid, NotFound
from csap.model.people import Person, Role, Scope, Token
from csap.rules.acts import Act
from csap.rules.factors import opens, strong
from csap.rules.viewers import Viewer
from csap.wording import N_, Words

MOST = 20
SOON = timedelta(days=14)
"""So long before its end a key's owner is told of it."""
FORGOTTEN = timedelta(days=30)
TOKEN_ENDS = N_("Your API token “%(name)s” ends within two weeks. Make another one if a programme still needs it.")
ENDS = N_("Your calendar link “%(name)s” ends within two weeks. Renew it if you still use it: it stays the same.")


def make(desk: Desk, name: str, lasts: timedelta, proved: Iterable[str] = ()) -> str:
    """A new calendar link of one's own; returns the secret, which nobody can read again. `proved`: how the sign-in was
    proved."""
    refuse_many(feeds(desk))
    secret = secrets.token_urlsafe(32)
    made = new(desk.person.person_id, Scope.FEED, name, lasts, secret)
    made.strong = strong(proved)
    desk.create(Act.TOKEN_KEEP, made)
    return secret


def refuse_many(held: Sequence[Token]) -> None:
    """`Invalid` to whoever holds as many as one may."""
    if len(held) >= MOST:
        raise Invalid({"": [Words(N_("You have %(most)s of these already; revoke one first."), {"most": MOST})]})


def new(person_id: int, scope: str, name: str, lasts: timedelta, secret: str) -> Token:
    now = clock.now()
    return Token(
        person_id=person_id,
        scope=scope,
        name=name.strip()[:80],
        secret_hash=hashed(secret),
        created_at=now,
        expires_at=now + lasts,
    )


def feeds(desk: Desk) -> list[Token]:
    """One's own calendar links."""
    return _mine(desk, col(Token.scope) == Scope.FEED)


def to_api(desk: Desk) -> list[Token]:
    """One's own tokens to the API."""
    return _mine(desk, col(Token.scope) != Scope.FEED)


def _mine(desk: Desk, which: ColumnElement[bool]) -> list[Token]:
    """Those that were not revoked, newest first; those that have expired too: links can be renewed, and nobody has to
    wonder why a programme has stopped."""
    own = select(Token).where(Token.person_id == desk.person.person_id, which)
    return list(desk.exec(own.where(col(Token.revoked_at).is_(None)).order_by(col(Token.id).desc())))


def renew(desk: Desk, token_id: int, lasts: timedelta) -> None:
    """The same calendar link opens the same again, from now on for as long as a new one; a revoked one stays revoked,
    and a token to the API ends."""
    token = desk.fetch(Token, token_id)
    if token.revoked_at or token.scope != Scope.FEED:
        raise NotFound
    desk.change(Act.TOKEN_KEEP, token, {"expires_at": clock.now() + lasts, "reminded_at": None})


def revoke(desk: Desk, token_id: int) -> None:
    desk.change(Act.TOKEN_KEEP, desk.fetch(Token, token_id), {"revoked_at": clock.now()})


def holder(system: Desk, secret: str, required: frozenset[Role]) -> tuple[Token, Viewer]:
    """Whose calendar link it is; `NotFound` for one that opens nothing. `required`: the roles that need a second
    factor."""
    found = working(system, secret)
    if found is None or found[0].scope != Scope.FEED or lacks_factor(system, *found, required):
        raise NotFound
    return found[0], viewer_of(found[1])


def working(system: Desk, secret: str) -> tuple[Token, Person] | None:
    """A key and its owner; None for one that is unknown, revoked, expired or of somebody who was switched off."""
    return system.exec(
        select(Token, Person)
        .join(Person, col(Person.id) == Token.person_id)
        .where(Token.secret_hash == hashed(secret), col(Person.active))
        .where(col(Token.revoked_at).is_(None), Token.expires_at > clock.now())
    ).first()


def lacks_factor(system: Desk, token: Token, person: Person, required: frozenset[Role]) -> bool:
    """Whether a key waits for its owner's second factor."""
    needs = person.role in required
    return needs and not opens(token.strong, has_factor(system, person.id or 0), needs)


def is_due(token: Token) -> bool:
    """Whether its use is to be noted: on the first use of a day, lest each fetch be a write."""
    return token.used_at is None or token.used_at.date() < clock.now().date()


def used(system: Desk, token: Token) -> None:
    """Note the day, and no more of it."""
    day = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    system.fetch(Token, token.id).used_at = day


def remind(system: Desk) -> None:
    """Tell owners once of keys that end soon, but for tokens that were made for a short time."""
    now = clock.now()
    ending = (
        select(Token, Person)
        .join(Person, col(Person.id) == Token.person_id)
        .where(col(Person.active), col(Token.revoked_at).is_(None), col(Token.reminded_at).is_(None))
        .where(Token.expires_at > now, Token.expires_at < now + SOON)
        .where(or_(Token.scope == Scope.FEED, Token.created_at < now - SOON))
    )
    for token, person in system.exec(ending):
        token.reminded_at = now
        words, link = (ENDS, "/account/feeds") if token.scope == Scope.FEED else (TOKEN_ENDS, "/account/tokens")
        tell_of_account(system, person, Words(words, {"name": token.name or "…"}), link)


def sweep(system: Desk) -> None:
    """Throw away what has long opened nothing."""
    before = clock.now() - FORGOTTEN
    system.execute(delete(Token).where(or_(col(Token.expires_at) < before, col(Token.revoked_at) < before)))
