"""The door of the API: a bearer token (RFC 6750) opens a desk of its person for what its scope says, and nothing else
does. Views get the desk as their first argument, as behind the web's door."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from flask import abort, g, request
from flask_babel import gettext as _

from csap.actions import api_tokens, tokens
from csap.desk import open_desk
from csap.model.people import Scope
from csap.rules.viewers import Viewer
from csap.web import accesses
from csap.web.door import system_desk
from csap.web.errors import problem
from csap.web.limits import spend
from csap.web.platform import platform
from csap.web.session import terms

View = Callable[..., Any]
GUESSES = "60 per minute"
"""Tokens of one address that open nothing."""
EACH = "600 per minute"
"""Requests of one person's programmes, of all tokens together."""
CHANGES = "60 per minute; 600 per hour"
"""What of them posts or changes something: each answer says what it overlaps with."""


def _through(scope: Scope, door: str, view: View) -> View:
    writing = door == "writing"

    @wraps(view)
    def wrapper(**arguments: Any) -> Any:
        viewer = _caller(scope, writing)
        with open_desk(platform().engine, viewer, writing) as desk:
            return view(desk, **arguments)

    wrapper.door, wrapper.scope = door, scope  # type: ignore[attr-defined]
    return wrapper


def reading(scope: Scope) -> Callable[[View], View]:
    return lambda view: _through(scope, "reading", view)


def asking(scope: Scope) -> Callable[[View], View]:
    """For a POST that only reads."""
    return lambda view: _through(scope, "asking", view)


def writing(scope: Scope) -> Callable[[View], View]:
    return lambda view: _through(scope, "writing", view)


def _caller(scope: Scope, writing: bool) -> Viewer:
    """Whose programme this is; 401 without a token that works, 403 with one for something else."""
    given = request.authorization
    secret = (given.token or "") if given is not None and given.type == "bearer" else ""
    with system_desk() as system:
        found = api_tokens.bearer(system, secret, terms().required) if secret else None
    if found is None:
        spend(f"stranger:{request.remote_addr}", GUESSES)
        _refuse(401, _("This needs a token that works: Authorization: Bearer …"), "invalid_token" if secret else "")
    token, viewer = found
    g.programme, g.language = viewer, viewer.language
    _count(viewer, writing)
    if scope not in token.scope.split():
        accesses.of_rejection(403)
        _refuse(
            403, _("This token is not for that: it lacks the scope “%(scope)s”.", scope=scope), "insufficient_scope"
        )
    if tokens.is_due(token):
        with system_desk(writing=True) as system:
            tokens.used(system, token)
    return viewer


def _count(viewer: Viewer, writing: bool) -> None:
    spend(f"programme:{viewer.person_id}", EACH)
    if writing:
        spend(f"programme:{viewer.person_id}:changes", CHANGES)


def _refuse(status: int, words: str, error: str) -> NoReturn:
    answer = problem(status, words)
    challenge = 'Bearer realm="csap"' + (f', error="{error}"' if error else "")
    answer.headers["WWW-Authenticate"] = challenge
    abort(answer)


def unreadable(status: int, words: str) -> NoReturn:
    """To what was sent that is not even JSON."""
    accesses.of_rejection(status)
    abort(problem(status, words))
