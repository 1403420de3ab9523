"""The door: every view passes through one of these decorators, and gets its desk as the first argument.

`reading`, `asking` and `writing` need a person who is signed in; `enrolling` takes one who has yet to add a second
factor too; `public` takes anybody and gives no desk. A view that
answers with an error status leaves nothing behind: its desk is rolled back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, make_response, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from csap.actions import sign_in
from csap.actions.factors import has_factor
from csap.actions.people import viewer_of
from csap.desk import Desk, open_desk
from csap.rules.viewers import SYSTEM, Viewer
from csap.web.platform import platform

View = Callable[..., Any]
HALF_WAY = "half_way"
"""Where a browser's session keeps the secret of a sign-in that waits for its second factor."""


def viewer() -> Viewer:
    """Who is signed in; 401 where nobody is."""
    if not current_user.is_authenticated:
        abort(401)
    return current_user.viewer  # type: ignore[no-any-return]


def _through(view: View, writing: bool) -> View:
    @wraps(view)
    def wrapper(**arguments: Any) -> Any:
        if not current_user.is_authenticated:
            return _to_sign_in()
        with open_desk(platform().engine, viewer(), writing) as desk:
            return _answer(desk, view(desk, **arguments))

    wrapper.door = "writing" if writing else "reading"  # type: ignore[attr-defined]
    return wrapper


def _answer(desk: Desk, answer: Any) -> Response:
    response = make_response(answer)
    if response.status_code >= 400:
        desk.rollback()
    return response


def _to_sign_in() -> Response:
    """To the sign-in page and back again; a script's request is told so instead."""
    if request.method != "GET" or request.accept_mimetypes.best == "application/json":
        abort(401)
    return redirect(url_for("sign_in.show", next=request.full_path.rstrip("?")))


def reading(view: View) -> View:
    return _through(view, writing=False)


def asking(view: View) -> View:
    """For a POST that only reads: a question too long, or too private, for an address."""
    wrapper = _through(view, writing=False)
    wrapper.door = "asking"  # type: ignore[attr-defined]
    return wrapper


def writing(view: View) -> View:
    """For what changes something. A GET on such a view gets a reading desk: showing a form writes nothing."""
    read, write = _through(view, writing=False), _through(view, writing=True)

    @wraps(view)
    def wrapper(**arguments: Any) -> Any:
        return (read if request.method in ("GET", "HEAD") else write)(**arguments)

    wrapper.door = "writing"  # type: ignore[attr-defined]
    return wrapper


def enrolling(view: View) -> View:
    """For adding a second factor: a desk for whoever is signed in, or must add one before the sign-in opens anything
    else. Nobody else who is half-way gets in: who has a factor has to prove it."""

    @wraps(view)
    def wrapper(**arguments: Any) -> Any:
        who = current_user.viewer if current_user.is_authenticated else _enroller()
        if who is None:
            return _to_sign_in()
        with open_desk(platform().engine, who, request.method == "POST") as desk:
            return _answer(desk, view(desk, **arguments))

    wrapper.door = "enrolling"  # type: ignore[attr-defined]
    return wrapper


def _enroller() -> Viewer | None:
    with system_desk() as system:
        waiting = sign_in.half_way(system, session.get(HALF_WAY, ""))
        enrols = waiting is not None and not has_factor(system, waiting[0].person_id)
        return viewer_of(waiting[1]) if waiting and enrols else None


def public(view: View) -> View:
    """For the few pages that need no sign-in."""
    view.door = "public"  # type: ignore[attr-defined]
    return view


def looking_desk() -> Any:
    """A reading desk of the signed-in person, for what takes long before a writing desk takes its turn, which it does
    with its first statement: `with looking_desk() as look:`."""
    return open_desk(platform().engine, viewer())


def system_desk(writing: bool = False) -> Any:
    """The platform's own desk, for what precedes a sign-in: `with system_desk(writing=True) as system:`."""
    return open_desk(platform().engine, SYSTEM, writing)
