"""What keeps the alerts useful: the stop list, how many were dismissed, and one's own possible doubles."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from csap.actions import doubles, quality, stop_list
from csap.desk import Desk
from csap.errors import Invalid
from csap.rules.acts import Act, allows
from csap.web.door import reading, writing
from csap.web.forms import show_problems
from csap.web.gate import whole

room = Blueprint("watching", __name__, url_prefix="/overlaps")


class StopForm(FlaskForm):
    name = StringField(_l("Name"), render_kw={"maxlength": 200, "required": True})
    reason = StringField(_l("Why, in one line"), render_kw={"maxlength": 300})


@room.route("/stop-list", methods=["GET", "POST"])
@writing
def stops(desk: Desk) -> str | Response | tuple[str, int]:
    form = StopForm()
    if request.method == "GET":
        return _stops(desk, form)
    try:
        stop_list.add(desk, form.name.data or "", form.reason.data or "")
    except Invalid as refusal:
        show_problems(form, refusal.problems)
        return _stops(desk, form), 422
    flash(_("Kept."), "success")
    return redirect(url_for("watching.stops"))


def _stops(desk: Desk, form: StopForm) -> str:
    keeps = allows(Act.STOP_LIST_KEEP, desk.person, None)
    return render_template("overlaps/stop_list.html", form=form, entries=stop_list.entries(desk), keeps=keeps)


@room.post("/stop-list/<int:entry_id>/remove")
@writing
def remove(desk: Desk, entry_id: int) -> Response:
    stop_list.remove(desk, entry_id)
    return redirect(url_for("watching.stops"))


@room.get("/quality")
@reading
def measured(desk: Desk) -> str:
    return render_template("overlaps/quality.html", quality=quality.measure(desk))


@room.get("/doubles")
@reading
def own_doubles(desk: Desk) -> str:
    """Looked for only when asked: `?look=1`, a hundred contacts at a time."""
    look = request.args.get("look") == "1"
    found = doubles.doubles(desk, request.args.get("after", 0, type=whole)) if look else None
    return render_template("overlaps/doubles.html", found=found)
