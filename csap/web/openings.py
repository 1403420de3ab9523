"""Opening a post to the data protection officer by two persons: asking, agreeing, and what was opened until when."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from csap.actions import openings
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.opening import Opening, OpeningState
from csap.rules.acts import Act, allows
from csap.web.again import again
from csap.web.door import reading, writing
from csap.web.forms import show_problems
from csap.web.refs import number
from csap.web.veils import veil

room = Blueprint("openings", __name__, url_prefix="/privacy/openings")
STATES = {
    OpeningState.ASKED: _l("asked for"),
    OpeningState.OPEN: _l("open"),
    OpeningState.DECLINED: _l("declined"),
    OpeningState.ENDED: _l("closed again"),
}


class AskForm(FlaskForm):
    reference = StringField(_l("Reference of the post"), description=_l("Eight characters, as the audit shows them."))
    reason = TextAreaField(_l("Why you need to read it"), description=_l("Whoever decides reads it; it is audited."))


@room.get("")
@reading
def index(desk: Desk) -> str:
    return _page(desk, AskForm(formdata=None))


def _page(desk: Desk, form: AskForm) -> str:
    shown, more = openings.listed(desk, request.args.get("before", type=veil().uncover))
    return render_template(
        "privacy/openings.html",
        form=form if allows(Act.OPENING_ASK, desk.person, desk.person) else None,
        shown=shown,
        older=veil().cover(shown[-1].opening.id or 0) if more else None,
        decides={each.opening.id for each in shown if allows(Act.OPENING_DECIDE, desk.person, each.opening)},
        states=STATES,
    )


@room.post("")
@writing
def ask(desk: Desk) -> Any:
    form = AskForm()
    try:
        openings.ask(desk, _number(form.reference.data or ""), form.reason.data or "")
    except Invalid as error:
        show_problems(form, error.problems)
        return _page(desk, form), 422
    flash(_("Asked: the Head of Delegation and the organisation are told."), "success")
    return redirect(url_for("openings.index"), 303)


def _number(reference: str) -> int | None:
    try:
        return number(reference.strip().rsplit("/", 1)[-1].removeprefix("post:"))
    except ValueError:
        return None


@room.post("/<veiled:opening_id>/agree")
@again
@writing
def agree(desk: Desk, opening_id: int) -> Response:
    openings.agree(desk, desk.fetch(Opening, opening_id))
    flash(_("Opened for a day; the author is told."), "success")
    return redirect(url_for("openings.index"), 303)


@room.post("/<veiled:opening_id>/decline")
@writing
def decline(desk: Desk, opening_id: int) -> Response:
    openings.decline(desk, desk.fetch(Opening, opening_id))
    flash(_("Declined; the officer is told."), "success")
    return redirect(url_for("openings.index"), 303)


@room.post("/<veiled:opening_id>/end")
@writing
def end(desk: Desk, opening_id: int) -> Response:
    openings.end(desk, desk.fetch(Opening, opening_id))
    flash(_("Closed again."), "success")
    return redirect(url_for("openings.index"), 303)
