"""Tokens to the API: by them a programme does, in one person's name and never beyond that person's role, what their
scopes say. They end with the sign-ins (`actions.ending`)."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from csap.actions import tokens
from csap.actions.people import viewer_of
from csap.actions.telling import tell_of_account, watchers
from csap.desk import Desk
from csap.errors import Denied
from csap.model.people import Person, Role, Scope, Token, TokenDraft
from csap.rules.acts import Act
from csap.rules.factors import strong
from csap.rules.viewers import Viewer
from csap.wording import N_, Words

PREFIX = "csap_"
"""So that programmes that look for forgotten secrets know one."""
LINK = "/account/tokens"
MADE = N_(
    "An API token, “%(name)s”, was made for your account: %(scopes)s, for %(days)s days. "
    "If that was not you, revoke it and change your password."
)
MADE_FOR = N_("An API token was made for %(person)s on the platform’s own machine: %(scopes)s, for %(days)s days.")
LACKING = N_("The owner of this token needs a second factor, and has none: until it is added the token opens nothing.")
WEAK = N_("Your role needs a second factor: sign in with one, then make the token.")


def make(desk: Desk, draft: TokenDraft, proved: Iterable[str], required: frozenset[Role]) -> str:
    """A new token of one's own; returns the secret, which nobody can read again. `proved`: how the sign-in was proved,
    which is enough, or not, for the roles that are `required` to have a second factor."""
    if desk.person.role in required and not strong(proved):
        raise Denied(WEAK)
    tokens.refuse_many(tokens.to_api(desk))
    secret, token = _new(desk.person.person_id, draft)
    token.strong = strong(proved)
    desk.create(Act.TOKEN_KEEP, token)
    system = desk.as_system()
    person = system.fetch(Person, desk.person.person_id)
    tell_of_account(system, person, Words(MADE, _said(draft)), LINK)
    return secret


def make_for(system: Desk, person: Person, draft: TokenDraft) -> str:
    """The same for somebody else, by whoever runs the platform, which takes more than two factors; the person and the
    data protection officer are told."""
    secret, token = _new(person.id or 0, draft)
    token.strong = True
    system.create(Act.TOKEN_KEEP, token)
    words = Words(MADE_FOR, _said(draft) | {"person": person.name})
    tell_of_account(system, person, words, LINK, others=watchers(system))
    return secret


def _new(person_id: int, draft: TokenDraft) -> tuple[str, Token]:
    secret = PREFIX + secrets.token_urlsafe(32)
    return secret, tokens.new(person_id, _scopes(draft), draft.name, timedelta(days=draft.days), secret)


def _scopes(draft: TokenDraft) -> str:
    return " ".join(each for each in Scope if each in draft.scopes)


def _said(draft: TokenDraft) -> dict[str, object]:
    return {"name": draft.name, "scopes": _scopes(draft).replace(" ", ", "), "days": draft.days}


def bearer(system: Desk, secret: str, required: frozenset[Role]) -> tuple[Token, Viewer] | None:
    """A token and whom it stands for, whose lines of audit name it; None for what opens nothing here. `Denied` while
    its owner, whose role is `required` to have a second factor, has none."""
    found = tokens.working(system, secret) if secret.startswith(PREFIX) else None
    if found is None or found[0].scope == Scope.FEED:
        return None
    if tokens.lacks_factor(system, *found, required):
        raise Denied(LACKING)
    return found[0], replace(viewer_of(found[1]), token=found[0].name)
