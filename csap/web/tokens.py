"""Tokens to the API: made in one's account, shown once, revoked there."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from csap import clock
from csap.actions import api_tokens, tokens
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.people import Scope, SignIn, TokenDraft
from csap.web.again import again
from csap.web.door import reading, writing
from csap.web.forms import draft, options, show_problems
from csap.web.post_forms import checkboxes
from csap.web.session import terms

room = Blueprint("tokens", __name__, url_prefix="/account/tokens")

SCOPES = {
    Scope.READ: _l("read what I may read"),
    Scope.POST: _l("post for my organisation, change and withdraw its posts"),
    Scope.CHECK: _l("check lists for overlaps"),
}
DAYS = 30


class TokenForm(FlaskForm):
    name = StringField(
        _l("Which programme it is for"), render_kw={"maxlength": 80, "required": True, "autocomplete": "off"}
    )
    scopes = checkboxes(_l("What it may do"), description=_l("Never more than you may do yourself."))
    days = StringField(
        _l("For how many days"),
        default=str(DAYS),
        render_kw={"inputmode": "numeric", "maxlength": 3},
        description=_l("From 1 to 365; then it ends, and you make another one."),
    )


def _form(**begun: Any) -> TokenForm:
    form = TokenForm(**begun)
    form.scopes.choices = options((scope.value, words) for scope, words in SCOPES.items())
    return form


@room.get("")
@reading
def show(desk: Desk) -> str:
    return _page(desk, _form())


@room.post("")
@again
@writing
def make(desk: Desk) -> str | tuple[str, int]:
    form = _form()
    proved = desk.fetch(SignIn, current_user.sign_in_id).methods
    try:
        secret = api_tokens.make(desk, draft(form, TokenDraft), proved, terms().required)
    except Invalid as refusal:
        show_problems(form, refusal.problems)
        return _page(desk, form), 422
    return _page(desk, _form(formdata=None), secret)


@room.post("/<veiled:token_id>/revoke")
@writing
def revoke(desk: Desk, token_id: int) -> Response:
    tokens.revoke(desk, token_id)
    flash(_("This token no longer opens anything."))
    return redirect(url_for("tokens.show"))


def _page(desk: Desk, form: TokenForm, made: str = "") -> str:
    mine = tokens.to_api(desk)
    return render_template("account/tokens.html", form=form, tokens=mine, made=made, scopes=SCOPES, now=clock.now())
