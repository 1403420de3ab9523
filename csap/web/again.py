"""Proving oneself again before what is dangerous: somebody else may sit at an unlocked browser, or hold its cookie.

Asked for when the last proof is older than `CSAP_AGAIN_MINUTES`, for whatever outlasts the sign-in or can't be taken
back: second factors, personal links, lists taken out in bulk, an administrator's changes of people, erasing for a
data subject, the release of a digest. A new password asks for the present one by itself. Posting, amending and
settling leave their own history and can be undone: nobody is asked there."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Blueprint, redirect, render_template, request, session
from flask_login import current_user
from werkzeug.wrappers import Response

from csap import clock
from csap.actions import factors, passkeys, passwords, sign_in, sso
from csap.desk import Desk
from csap.errors import Denied
from csap.model.people import Person
from csap.rules.acts import Act
from csap.web.counting import counted
from csap.web.door import system_desk, writing
from csap.web.paths import local_path
from csap.web.platform import platform
from csap.web.session import renew, seal, terms
from csap.web.wording import said

room = Blueprint("again", __name__)
OURS = ("again_password", "again_code", "credential", "csrf_token", "again")


def again(view: Callable[..., Any]) -> Callable[..., Any]:
    """Above the door: the view runs at once after a fresh proof, else after the person has given one."""

    @wraps(view)
    def wrapper(**arguments: Any) -> Any:
        if not current_user.is_authenticated or _fresh():
            return view(**arguments)
        if request.method != "POST":
            return _question(action="/account/again", aim=request.full_path.rstrip("?")), 403
        if "again" not in request.form:
            return _question(), 403
        try:
            _prove()
        except Denied as error:
            return _question(problem=said(error.words)), 422
        return view(**arguments)

    wrapper.again = True  # type: ignore[attr-defined]
    return wrapper


def _fresh() -> bool:
    minutes = timedelta(minutes=platform().config.again_minutes)
    return bool(current_user.proved_at and current_user.proved_at > clock.now() - minutes)


def _question(action: str = "", aim: str = "", problem: str = "") -> str:
    """The page that asks; what was sent stays in it, and goes where it was meant to go."""
    with system_desk() as system:
        held = factors.held(system, current_user.viewer.person_id)
        bound = sso.identity_of(system, current_user.viewer.person_id, platform().config.sso_issuer)
    sent = [(name, value) for name, values in request.form.lists() if name not in OURS for value in values]
    return render_template(
        "sign_in/again.html",
        action=action,
        sent=sent if not aim else [("next", aim)],
        held=held,
        problem=problem,
        aim=aim,
        sso=platform().config.sso_name if bound else "",
        party=passkeys.relying_party(platform().config.base_url),
    )


def _prove() -> None:
    """`Denied` unless the proof fits: a passkey, a code for whoever has a factor, the password for whoever has none."""
    person_id = current_user.viewer.person_id
    secret = counted(lambda system: _checked(system, person_id))
    renew(secret)


def _checked(system: Desk, person_id: int) -> str:
    person = system.fetch(Person, person_id)
    if request.form.get("credential"):
        _passkey(system, person_id)
    elif factors.has_factor(system, person_id):
        factors.check(system, seal(), person, request.form.get("again_code", ""), terms().failures)
    else:
        passwords.prove(system, person_id, request.form.get("again_password", ""), terms().failures)
    system.audit(Act.SIGN_IN, person, by=person_id, what="again")
    return sign_in.confirm(system, current_user.sign_in_id)


def _passkey(system: Desk, person_id: int) -> None:
    party = passkeys.relying_party(platform().config.base_url)
    if party is None:
        raise Denied(passkeys.BAD)
    passkeys.check(system, party, session.pop("challenge", ""), request.form["credential"], person_id)


@room.post("/account/again")
@again
@writing
def back(desk: Desk) -> Response:
    """After a proof for a page that is only read."""
    return redirect(local_path(request.form.get("next")))
