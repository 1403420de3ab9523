"""Overlaps: the list, the page of one, and what people do about it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.exceptions import abort
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, TextAreaField

from csap import clock
from csap.actions import disclosing, overlaps, settling
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.overlaps import Outcome, Overlap
from csap.refs import number
from csap.rules.acts import Act, allows
from csap.web import accesses
from csap.web.door import reading, writing
from csap.web.forms import show_problems
from csap.web.gate import whole
from csap.web.paths import this_page
from csap.web.wording import said

room = Blueprint("overlaps", __name__, url_prefix="/overlaps")

DONE = {
    "acknowledge": (settling.acknowledge, _l("Acknowledged: both sides see it.")),
    "take": (settling.take, _l("You have taken this overlap in hand.")),
    "same": (settling.confirm, _l("Remembered: the two are the same.")),
    "nudge": (settling.nudge, _l("They are reminded.")),
    "disclose": (disclosing.disclose, _l("Disclosed: the other side can read your post now.")),
    "take-back": (disclosing.take_back, _l("Taken back: the other side can't read your post any more.")),
}


class SettleForm(FlaskForm):
    outcome = SelectField(_l("Outcome"))
    reason = StringField(_l("Why, in one line"), render_kw={"maxlength": settling.LONGEST})


class ReopenForm(FlaskForm):
    reason = StringField(_l("Why, in one line"), render_kw={"maxlength": settling.LONGEST})


class NoteForm(FlaskForm):
    text = TextAreaField(_l("Write to the other side"), render_kw={"maxlength": 2000})


def _settle_form() -> SettleForm:
    form = SettleForm()
    form.outcome.choices = [("", _("Choose …"))] + [(each.value, said(settling.OUTCOMES[each])) for each in Outcome]
    return form


@room.get("", strict_slashes=False)
@reading
def index(desk: Desk) -> str:
    filtered = wanted()
    found = overlaps.page(desk, filtered, request.args.get("after", ""))
    measures = allows(Act.OVERLAP_MEASURE, desk.person, None)
    onward = this_page({"after": found.after}) if found.after else None
    return render_template(
        "overlaps/index.html", page=found, wanted=filtered, measures=measures, now=clock.now(), onward=onward
    )


def wanted() -> overlaps.Filter:
    """The filter as the address has it; what can't be read is no filter."""
    given = request.args
    try:
        post_id = number(given["post"]) if "post" in given else None
    except ValueError:
        post_id = 0
    return overlaps.Filter(
        state=given.get("state", ""),
        kind=given.get("kind", ""),
        mine=given.get("mine") == "1",
        needs_me=given.get("needs") == "me",
        days=given.get("days", 0, type=whole),
        post_id=post_id,
    )


@room.get("/<ref:overlap_id>")
@reading
def show(desk: Desk, overlap_id: int) -> str:
    return _page(desk, overlap_id)


def _page(desk: Desk, overlap_id: int, **forms: FlaskForm) -> str:
    found = overlaps.seen(desk, overlap_id)
    if found.hit:
        accesses.of_hit(desk.person, found)
    return render_template(
        "overlaps/show.html",
        seen=found,
        overlap=found.overlap,
        thread=overlaps.thread(desk, found.overlap),
        may={act.value.partition(":")[2] for act in Act if _may(desk, act, found.overlap)},
        standing=disclosing.standing(desk, found.overlap),
        now=clock.now(),
        forms_={"settle": _settle_form(), "note": NoteForm(), "reopen": ReopenForm()} | forms,
    )


def _may(desk: Desk, act: Act, overlap: Overlap) -> bool:
    return act.value.startswith("overlap:") and allows(act, desk.person, overlap)


@room.post("/<ref:overlap_id>/<word>")
@writing
def do(desk: Desk, overlap_id: int, word: str) -> Response:
    if word not in DONE:
        abort(404)
    act, words = DONE[word]
    act(desk, overlaps.seen(desk, overlap_id).overlap)
    flash(str(words), "success")
    return redirect(url_for("overlaps.index" if word == "take-back" else "overlaps.show", overlap_id=overlap_id))


@room.post("/<ref:overlap_id>/settle")
@writing
def settle(desk: Desk, overlap_id: int) -> Response | tuple[str, int]:
    form = _settle_form()

    def act(overlap: Overlap) -> None:
        settling.settle(desk, overlap, form.outcome.data, form.reason.data or "")

    return _said(desk, overlap_id, "settle", form, act)


@room.post("/<ref:overlap_id>/reopen")
@writing
def reopen(desk: Desk, overlap_id: int) -> Response | tuple[str, int]:
    form = ReopenForm()
    return _said(desk, overlap_id, "reopen", form, lambda it: settling.reopen(desk, it, form.reason.data or ""))


@room.post("/<ref:overlap_id>/note")
@writing
def note(desk: Desk, overlap_id: int) -> Response | tuple[str, int]:
    form = NoteForm()
    return _said(desk, overlap_id, "note", form, lambda it: settling.write(desk, it, form.text.data or ""))


def _said(
    desk: Desk, overlap_id: int, name: str, form: FlaskForm, act: Callable[[Overlap], None]
) -> Response | tuple[str, int]:
    """Do it; what can't be taken is shown at its field, with what was typed."""
    try:
        act(overlaps.seen(desk, overlap_id).overlap)
    except Invalid as error:
        show_problems(form, error.problems)
        return _page(desk, overlap_id, **{name: form}), 422
    return redirect(url_for("overlaps.show", overlap_id=overlap_id))
