"""The list check: a list is brought or pasted, a purpose stated, and each line answered with hit or no hit."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from csap.actions import checking, exports
from csap.actions.check_export import CHECK
from csap.actions.checking import Line
from csap.actions.country import country
from csap.actions.engaged import Engaged
from csap.desk import Desk
from csap.errors import Invalid
from csap.formats.cells import Limits
from csap.formats.stakeholders import Listed, in_sheet, pasted
from csap.model.checking import MOST_LINES
from csap.rules.acts import Act
from csap.web.door import asking
from csap.web.forms import show_problems
from csap.web.platform import platform
from csap.web.rolls import taken

room = Blueprint("checking", __name__, url_prefix="/overlaps/check")


class CheckForm(FlaskForm):
    purpose = StringField(_l("What it is for"), render_kw={"maxlength": 300, "required": True})
    text = TextAreaField(_l("Stakeholders, a line each"), render_kw={"rows": 8})
    file = FileField(_l("Or a spreadsheet"), render_kw={"accept": ".xlsx,.xlsm,.csv,.tsv,.txt"})


@room.route("", methods=["GET", "POST"], strict_slashes=False)
@asking
def show(desk: Desk) -> str | tuple[str, int] | Response:
    desk.decide(Act.LIST_CHECK, None)
    form = CheckForm()
    if request.method == "GET":
        return _page(form)
    try:
        listed = _listed(desk, form)
        lines = checking.check(platform().engine, desk.person, listed, form.purpose.data or "")
    except Invalid as refusal:
        show_problems(form, refusal.problems)
        return _page(form), 422
    if request.form.get("take") in exports.WRITERS:
        return taken(desk, CHECK, lines, request.form["take"], CHECK.everything)
    return _page(form, lines, checking.institutions(desk, listed))


def _page(form: CheckForm, lines: list[Line] | None = None, engaged: Sequence[Engaged] = ()) -> str:
    """Hits first: of a long list they are what is read."""
    return render_template("overlaps/check.html", form=form, lines=lines, engaged=engaged, most=MOST_LINES)


def _listed(desk: Desk, form: CheckForm) -> list[Listed]:
    region = country(desk).phone_region
    given = request.files.get("file")
    if given and given.filename:
        limits = Limits(file_bytes=platform().config.upload_megabytes * 1024 * 1024, rows=MOST_LINES)
        return in_sheet(given.read(), given.filename, limits, region)
    return pasted(form.text.data or "", region)
