"""The host country's institutions as a tree: everybody reads it, the Delegation keeps it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, TextAreaField

from csap.actions import institutions
from csap.actions.rolls import Asked
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.places import Institution, InstitutionDraft
from csap.rules.acts import Act, allows
from csap.web.door import reading, writing
from csap.web.forms import draft, options, show_problems

room = Blueprint("institutions", __name__, url_prefix="/institutions")


class InstitutionForm(FlaskForm):
    name = StringField(_l("Name"), render_kw={"required": True})
    aliases = TextAreaField(_l("Other names"), description=_l("One in each line: other languages, abbreviations."))
    parent_id = SelectField(_l("Belongs to"), validate_choice=False)


@room.get("")
@reading
def index(desk: Desk) -> str:
    text = wanted().text
    keeps = allows(Act.INSTITUTION_KEEP, desk.person, None)
    return render_template("institutions/index.html", branches=institutions.tree(desk, text), text=text, keeps=keeps)


def wanted() -> Asked:
    return Asked(request.args.get("q", "").strip()[:80])


@room.route("/new", methods=["GET", "POST"])
@writing
def new(desk: Desk) -> str | Response | tuple[str, int]:
    return _page(desk, None)


@room.route("/<int:institution_id>/edit", methods=["GET", "POST"])
@writing
def edit(desk: Desk, institution_id: int) -> str | Response | tuple[str, int]:
    return _page(desk, desk.fetch(Institution, institution_id))


def _page(desk: Desk, institution: Institution | None) -> str | Response | tuple[str, int]:
    desk.decide(Act.INSTITUTION_KEEP, None)
    form = InstitutionForm(obj=institution)
    if institution and not form.is_submitted():
        form.aliases.data = "\n".join(institution.aliases)
    without = institution.id if institution else None
    form.parent_id.choices = options([("", "–"), *institutions.choices(desk, without)])
    if not form.is_submitted():
        return render_template("institutions/edit.html", form=form, institution=institution)
    try:
        _keep(desk, institution, draft(form, InstitutionDraft))
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("institutions/edit.html", form=form, institution=institution), 422
    flash(_("Kept."), "success")
    return redirect(url_for("institutions.index"))


def _keep(desk: Desk, institution: Institution | None, given: InstitutionDraft) -> None:
    if institution is None:
        institutions.add(desk, given)
    else:
        institutions.change(desk, institution, given)
