"""The register of processing as page, PDF and JSON, and what it rests on: controller, officer, joint controllers."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Redirect
from wtforms import DateField, StringField, TextAreaField

from csap.actions import joint_controls, register
from csap.actions.country import country
from csap.desk import Desk
from csap.errors import Invalid
from csap.formats.pdf import AVAILABLE, pdf
from csap.mail.press import Press
from csap.model.contacts import Purpose
from csap.model.joint_control import JointControl, JointControlDraft
from csap.model.people import Organisation
from csap.model.places import ProtectionDraft
from csap.rules.acts import Act, allows
from csap.web.choices import WORDS
from csap.web.door import reading, writing
from csap.web.forms import draft, show_problems
from csap.web.platform import platform
from csap.web.wording import language, said, timezone

room = Blueprint("register", __name__, url_prefix="/privacy")


class ProtectionForm(FlaskForm):
    controller = TextAreaField(_l("Controller: name and postal address"), render_kw={"rows": 3})
    controller_email = StringField(_l("E-mail of the controller"))
    dpo = StringField(_l("Data protection officer"))
    dpo_email = StringField(_l("E-mail of the data protection officer"))


class JointControlForm(FlaskForm):
    reference = StringField(_l("Reference"))
    terms = TextAreaField(_l("Key terms in English"), render_kw={"rows": 5})
    terms_fr = TextAreaField(_l("Key terms in French"), render_kw={"rows": 5})
    signed_on = DateField(_l("Signed on"))
    review_on = DateField(_l("Review on"))
    ended_on = DateField(_l("Ended on"))


def _given(desk: Desk) -> dict[str, Any]:
    config = platform().config
    return {
        "register": register.compiled(desk),
        "purposes": [str(words) for words in WORDS[Purpose].values()],
        "hours": config.sign_in_hours,
        "secure": config.secure_cookies,
    }


@room.get("/record")
@reading
def record(desk: Desk) -> str:
    keeps = allows(Act.PRIVACY_KEEP, desk.person, None)
    return render_template("privacy/record.html", keeps=keeps, pdf=AVAILABLE, **_given(desk))


@room.get("/record.pdf")
@reading
def paper(desk: Desk) -> Response | Redirect:
    """Where WeasyPrint is not installed, the page says so, and prints well."""
    if not AVAILABLE:
        flash(_("PDF is not set up on this platform. This page prints well: print it to a file."), "warning")
        return redirect(url_for("register.record"))
    press = Press(language(), timezone(), platform().config.base_url.rstrip("/"))
    body = pdf(press.write("privacy/paper.html", **_given(desk)))
    name = 'inline; filename="register-of-processing.pdf"'
    return Response(body, mimetype="application/pdf", headers={"Content-Disposition": name})


@room.get("/record.json")
@reading
def data(desk: Desk) -> Response:
    """The same for machines, in the reader's language; null where nothing is recorded."""
    given = _given(desk)
    found: register.Register = given["register"]
    here = found.country
    return jsonify(
        controller={"name": here.controller, "email": here.controller_email},
        data_protection_officer={"name": here.dpo, "email": here.dpo_email},
        joint_controllers=[_joint(each) for each in found.joint],
        contact_purposes=given["purposes"],
        processings=[_processing(*each) for each in found.processings.values()],
        recipients=[{"organisation": each.organisation.name, "accounts": each.accounts} for each in found.recipients],
    )


def _joint(standing: joint_controls.Standing) -> dict[str, Any]:
    made = standing.arrangement
    dates = {"signed_on": made.signed_on.isoformat(), "review_on": made.review_on.isoformat()} if made else None
    return {"organisation": standing.organisation.name, "arrangement": dates}


def _processing(about: Any, entries: list[register.Entry]) -> dict[str, Any]:
    return {
        "title": said(about.title),
        "purpose": said(about.purpose),
        "subjects": said(about.subjects),
        "ground": said(about.ground),
        "data": [
            {
                "table": each.table,
                "columns": each.columns,
                "category": said(each.category),
                "readers": said(each.readers),
                "kept": said(each.kept),
                "protection": said(each.protection),
            }
            for each in entries
        ],
    }


@room.route("/protection", methods=["GET", "POST"])
@writing
def protection(desk: Desk) -> Any:
    """Who the controller and the data protection officer are."""
    desk.decide(Act.PRIVACY_KEEP, None)
    form = ProtectionForm(obj=country(desk))
    if not form.is_submitted():
        return render_template("privacy/protection.html", form=form)
    try:
        joint_controls.protect(desk, draft(form, ProtectionDraft))
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("privacy/protection.html", form=form), 422
    flash(_("Kept."), "success")
    return redirect(url_for("register.record"))


@room.route("/arrangements/<int:organisation_id>", methods=["GET", "POST"])
@writing
def arrangement(desk: Desk, organisation_id: int) -> Any:
    return _arrangement(desk, organisation_id, None)


@room.route("/arrangements/<int:organisation_id>/<int:arrangement_id>", methods=["GET", "POST"])
@writing
def amend(desk: Desk, organisation_id: int, arrangement_id: int) -> Any:
    return _arrangement(desk, organisation_id, desk.fetch(JointControl, arrangement_id))


def _arrangement(desk: Desk, organisation_id: int, stored: JointControl | None) -> Any:
    desk.decide(Act.PRIVACY_KEEP, None)
    organisation = desk.fetch(Organisation, organisation_id)
    form = JointControlForm(obj=stored)
    if not form.is_submitted():
        return render_template("privacy/arrangement.html", form=form, organisation=organisation)
    try:
        joint_controls.keep(desk, organisation, draft(form, JointControlDraft), stored)
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("privacy/arrangement.html", form=form, organisation=organisation), 422
    flash(_("Kept."), "success")
    return redirect(url_for("organisations.show", organisation_id=organisation_id))
