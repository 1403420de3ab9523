"""Single sign-on in the browser: to the provider and back, what it calls us for, and the way out through it."""

import logging
import secrets
from datetime import timedelta
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from csap import clock
from csap.actions import sso
from csap.actions.sso import Said
from csap.desk import Desk
from csap.errors import CsapError, Denied, NotFound
from csap.oidc.provider import Provider, Question, Unreachable
from csap.oidc.tokens import LEEWAY, Untrusted
from csap.rules.factors import given
from csap.web.counting import counted
from csap.web.door import public, reading, system_desk
from csap.web.paths import local_path
from csap.web.platform import platform
from csap.web.session import csrf, place, renew, terms
from csap.web.sign_in import go_on, refused
from csap.web.wording import said

LOG = logging.getLogger("csap.sso")
room = Blueprint("sso", __name__, url_prefix="/login/sso")
UNDER_WAY = "sso"
LONGEST = timedelta(minutes=15)
"""How long somebody may take at the provider."""


def provider() -> Provider:
    """The provider; `NotFound` where there is none."""
    found = platform().provider
    if found is None:
        raise NotFound
    return found


def name() -> str:
    return platform().config.sso_name


@room.get("")
@public
def start() -> Any:
    aim = local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(aim)
    return _off(aim, again=False)


@room.get("/again")
@reading
def again(desk: Desk) -> Any:
    """To prove oneself anew there; without `next`, in a window of its own that is closed afterwards."""
    aim = request.args.get("next")
    return _off(local_path(aim) if aim else url_for("sso.proved"), again=True)


@room.get("/proved")
@reading
def proved(desk: Desk) -> str:
    return render_template("sso/proved.html", provider=name())


def _off(aim: str, again: bool) -> Any:
    question = Question(*(secrets.token_urlsafe(32) for _ in range(3)))
    try:
        address = provider().address(question, fresh=again)
    except Unreachable as error:
        return _down(error)
    at = int(clock.now().timestamp())
    session[UNDER_WAY] = [question.state, question.nonce, question.verifier, aim, again, at]
    return redirect(address)


def _down(error: CsapError) -> tuple[str, int]:
    LOG.warning("single sign-on is down: %s", error)
    words = _("%(provider)s does not answer at the moment. Try again in a minute, or use another way.", provider=name())
    return refused(words, 503)


@room.get("/back")
@public
def back() -> Any:
    """Where the provider sends people back to."""
    there, kept = provider(), session.pop(UNDER_WAY, None)
    if kept is None or not secrets.compare_digest(kept[0].encode(), request.args.get("state", "").encode()):
        return refused(_("This sign-in was begun elsewhere, or too long ago. Please begin again."), 403)
    state, nonce, verifier, aim, anew, at = kept
    if at < (clock.now() - LONGEST).timestamp() or request.args.get("iss", there.client.issuer) != there.client.issuer:
        return refused(_("This sign-in was begun elsewhere, or too long ago. Please begin again."), 403)
    if "code" not in request.args:
        return refused(_("%(provider)s has not signed you in.", provider=name()), 403)
    try:
        claims = there.claims(request.args["code"], Question(state, nonce, verifier))
        return _proved(claims, at, aim) if anew else _entered(claims, aim)
    except Unreachable as error:
        return _down(error)
    except Untrusted as error:
        LOG.warning("single sign-on refused: %s", error)
        return refused(_("What %(provider)s answered could not be trusted. Please begin again.", provider=name()), 403)
    except Denied as error:
        return refused(said(error.words), 403)


def _entered(claims: dict[str, Any], aim: str) -> Response:
    whom, here, conditions = _said(claims), place(), terms()
    return go_on(counted(lambda system: sso.enter(system, whom, here, conditions)), aim)


def _proved(claims: dict[str, Any], asked_at: int, aim: str) -> Response:
    """`auth_time` shows that the provider asked anew and did not answer from memory."""
    if not current_user.is_authenticated or claims.get("auth_time", 0) < asked_at - LEEWAY:
        raise Untrusted("no fresh proof")
    whom, person_id, here = _said(claims), current_user.viewer.person_id, current_user.sign_in_id
    renew(counted(lambda system: sso.prove_again(system, whom, person_id, here)))
    return redirect(aim)


def _said(claims: dict[str, Any]) -> Said:
    config, amr = platform().config, claims.get("amr")
    verified = str(claims.get("email_verified")).lower() == "true"
    return Said(
        provider=config.sso_name,
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        email=str(claims.get("email") or "").strip().lower() if verified else "",
        session=str(claims.get("sid") or ""),
        method=given(
            str(claims.get("acr") or ""),
            [str(each) for each in amr] if isinstance(amr, list) else [],
            (config.sso_strong_acr.split(), config.sso_strong_amr.split()),
        ),
    )


@room.post("/ended")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def ended() -> Any:
    """Back-channel logout: the provider itself tells us who has left it."""
    there = platform().provider
    try:
        if there is None:
            raise Untrusted("no provider")
        what = there.ended(request.form.get("logout_token", ""))
        with system_desk(writing=True) as system:
            sso.end(system, what)
    except (Untrusted, Denied, Unreachable) as error:
        LOG.warning("back-channel logout refused: %s", error)
        return jsonify(error="invalid_request"), 400
    return jsonify({})


@room.get("/left")
@public
def left() -> Any:
    """After one has signed out here: whether to do so at the provider too."""
    try:
        there = provider().farewell(platform().config.base_url + url_for("sign_in.show"))
    except Unreachable:
        there = ""
    if not there or current_user.is_authenticated:
        return redirect(url_for("sign_in.show"))
    return render_template("sso/left.html", provider=name(), there=there)
