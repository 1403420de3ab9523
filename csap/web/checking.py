"""The list check: a list is brought or pasted, a purpose stated, and each line answered with hit or no hit."""

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField

from csap.actions import checking
from csap.actions.country import country
from csap.desk import Desk
from csap.errors import Invalid
from csap.formats.cells import Limits
from csap.formats.stakeholders import Listed, in_sheet, pasted
from csap.model.checking import MOST_LINES
from csap.rules.acts import Act
from csap.web.door import asking
from csap.web.forms import show_problems
from csap.web.platform import platform

room = Blueprint("checking", __name__, url_prefix="/overlaps/check")


class CheckForm(FlaskForm):
    purpose = StringField(_l("What it is for"), render_kw={"maxlength": 300, "required": True})
    text = TextAreaField(_l("Stakeholders, a line each"), render_kw={"rows": 8})
    file = FileField(_l("Or a spreadsheet"), render_kw={"accept": ".xlsx,.xlsm,.csv,.tsv,.txt"})


@room.route("", methods=["GET", "POST"], strict_slashes=False)
@asking
def show(desk: Desk) -> str | tuple[str, int]:
    desk.decide(Act.LIST_CHECK, None)
    form = CheckForm()
    if request.method == "GET":
        return render_template("overlaps/check.html", form=form, lines=None, most=MOST_LINES)
    try:
        lines = checking.check(platform().engine, desk.person, _listed(desk, form), form.purpose.data or "")
    except Invalid as refusal:
        show_problems(form, refusal.problems)
        return render_template("overlaps/check.html", form=form, lines=None, most=MOST_LINES), 422
    return render_template("overlaps/check.html", form=form, lines=lines, most=MOST_LINES)


def _listed(desk: Desk, form: CheckForm) -> list[Listed]:
    region = country(desk).phone_region
    given = request.files.get("file")
    if given and given.filename:
        limits = Limits(file_bytes=platform().config.upload_megabytes * 1024 * 1024, rows=MOST_LINES)
        return in_sheet(given.read(), given.filename, limits, region)
    return pasted(form.text.data or "", region)
