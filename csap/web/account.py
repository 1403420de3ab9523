"""One's own account: password, and the browsers that are signed in."""

import json
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user
from flask_wtf import FlaskForm
from sqlmodel import col, select
from werkzeug.wrappers import Response
from wtforms import PasswordField

from csap import clock
from csap.actions import factors, own_data, passwords, sign_in, sso, tokens
from csap.desk import Desk
from csap.errors import Denied, Invalid
from csap.model.people import SignIn
from csap.rules.passwords import SHORTEST
from csap.web.again import again
from csap.web.counting import counted
from csap.web.door import reading, writing
from csap.web.forms import show_problems
from csap.web.platform import platform
from csap.web.session import terms
from csap.web.wording import said, timezone

room = Blueprint("account", __name__, url_prefix="/account")
MOST = 50
"""Sign-ins shown; older ones can be ended all at once."""


class PasswordForm(FlaskForm):
    old = PasswordField(_l("Present password"), render_kw={"autocomplete": "current-password"})
    password = PasswordField(_l("New password"), render_kw={"autocomplete": "new-password"})


class EmptyForm(FlaskForm):
    """A button that changes something: nothing but the CSRF token."""


@room.get("/")
@reading
def show(desk: Desk) -> str:
    return _page(desk, PasswordForm())


def _page(desk: Desk, form: PasswordForm) -> str:
    newest = select(SignIn).where(col(SignIn.entered_at).is_not(None)).order_by(SignIn.seen_at.desc())  # type: ignore[attr-defined]
    here = current_user.sign_in_id
    held = factors.held(desk.as_system(), desk.person.person_id)
    sign_ins = desk.exec(newest.limit(MOST)).all()
    config = platform().config
    return render_template(
        "account/show.html",
        form=form,
        sign_ins=sign_ins,
        here=here,
        held=held,
        shortest=SHORTEST,
        feeds=tokens.feeds(desk),
        working_tokens=sum(each.expires_at > clock.now() for each in tokens.to_api(desk)),
        now=clock.now(),
        sso=config.sso_name if config.sso_issuer else "",
        bound=sso.identity_of(desk, desk.person.person_id, config.sso_issuer),
    )


@room.post("/password")
@writing
def password(desk: Desk) -> Response | tuple[str, int]:
    form = PasswordForm()
    try:
        counted(lambda system: passwords.prove(system, desk.person.person_id, form.old.data or "", terms().failures))
        passwords.change_password(desk, form.password.data or "")
    except Denied as error:
        form.old.errors = [said(error.words)]
        return _page(desk, form), 422
    except Invalid as error:
        show_problems(form, error.problems)
        return _page(desk, form), 422
    logout_user()
    flash(_("Your password is changed. Sign in again with the new one."))
    return redirect(url_for("sign_in.show"))


@room.post("/data")
@again
@writing
def data(desk: Desk) -> Response:
    """What is held on oneself, as a file; how long it is kept in the reader's language."""
    held = own_data.taken_along(desk)
    for part in held["held"].values():
        part["kept"] = said(part["kept"])
    body = json.dumps(held, ensure_ascii=False, indent=1)
    name = f"csap-account-{clock.today(timezone())}.json"
    return send_file(BytesIO(body.encode()), "application/json", as_attachment=True, download_name=name)


@room.post("/sign-ins/<veiled:sign_in_id>/end")
@writing
def end(desk: Desk, sign_in_id: int) -> Response:
    sign_in.sign_out(desk, sign_in_id)
    return redirect(url_for("account.show"))


@room.post("/sign-ins/end")
@writing
def end_all(desk: Desk) -> Response:
    sign_in.sign_out_everywhere(desk)
    logout_user()
    flash(_("You are signed out everywhere, and your API tokens have ended."))
    return redirect(url_for("sign_in.show"))
