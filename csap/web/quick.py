"""The twenty-second form: I met, or will meet, whom about what on which day."""

from datetime import date, datetime, time
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from csap import clock
from csap.actions import drafting, house_markings
from csap.actions.drafting import new_key
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.activities import ActivityDraft, ActivityStatus, Form
from csap.model.people import Organisation
from csap.model.posts import Kind
from csap.web import posting
from csap.web.activities import PAGE
from csap.web.choices import choices
from csap.web.door import asking, writing
from csap.web.forms import draft_of, show_problems
from csap.web.post_forms import TLPS, applied, day, options, radio, select
from csap.web.wording import said, timezone
from csap.wording import N_, Words

room = Blueprint("quick", __name__, url_prefix="/activities/quick")

FIELDS = {"title": "about", "summary": "about", "stakeholders": "whom", "starts": "on", "ends": "on"}
"""Where a problem of the draft speaks."""
QUICK_TLPS = [
    *(choice for choice in TLPS if choice[0] in ("GREEN", "AMBER+STRICT")),
    ("RED", _l("TLP:RED – only you; in no digest and no export")),
]


class QuickForm(FlaskForm):
    once = HiddenField(default=new_key)
    tense = radio(_l("When was it?"), [("met", _l("I met")), ("will", _l("I will meet"))], default="met")
    whom = StringField(_l("Whom"))
    about = TextAreaField(_l("About what"))
    on = day(_l("On which day"))
    form = select(_l("Form"), choices(Form), default="meeting")
    place_name = StringField(_l("Place"))
    place_id = StringField()
    lat = StringField(_l("Latitude"))
    lon = StringField(_l("Longitude"))
    tlp = select(_l("Who may read this"), QUICK_TLPS)


@room.route("", methods=["GET", "POST"])
@writing
def show(desk: Desk) -> Any:
    drafting.decide_posting(desk)
    own = desk.fetch(Organisation, desk.person.organisation_id)
    begun = house_markings.begins(desk, desk.person.organisation_id, Kind.ACTIVITY)
    form = QuickForm(data={"on": clock.today(timezone()).isoformat(), "tlp": begun.get("tlp")})
    form.tlp.choices = options(applied(QUICK_TLPS, own.applies, begun.get("tlp")))
    if request.method != "POST":
        return render_template("activities/quick.html", form=form)
    try:
        answer = drafting.post_once(desk, _draft(desk, form), form.once.data or "")
    except Invalid as error:
        return _refused(form, error)
    return _taken(answer) if _for_a_script() else posting.answered(answer, _("Posted."))


@room.post("/likely")
@asking
def likely(desk: Desk) -> str:
    return posting.likely(desk, PAGE, _values(QuickForm()))


def _values(form: QuickForm) -> dict[str, Any]:
    """The activity that the form speaks of, as its draft's values. A day without an hour lasts from midnight to
    midnight; what is said in many words is said in the notes too."""
    about, on = (form.about.data or "").strip(), (form.on.data or "").strip()
    title = about if len(about) <= 100 else about[:99].rsplit(" ", 1)[0] + "…"
    given = ("form", "tlp", "place_name", "lat", "lon")
    return {name: form[name].data for name in given if form[name].data} | {
        "title": title,
        "summary": about if title != about else "",
        "stakeholders": [form.whom.data.strip()] if (form.whom.data or "").strip() else [],
        "status": ActivityStatus.DONE if form.tense.data == "met" else ActivityStatus.PLANNED,
        "starts": _at(on, time(0, 0)),
        "ends": _at(on, time(23, 59)),
    }


def _at(on: str, hour: time) -> Any:
    try:
        return datetime.combine(date.fromisoformat(on), hour)
    except ValueError:
        return on


def _draft(desk: Desk, form: QuickForm) -> ActivityDraft:
    """`Invalid` at the form's own fields."""
    needed = {"whom": N_("Say whom."), "about": N_("Say about what.")}
    problems = {name: [Words(words)] for name, words in needed.items() if not (form[name].data or "").strip()}
    try:
        draft = draft_of(ActivityDraft, _values(form) | {"precision": posting.precision(form, {})})
    except Invalid as error:
        for name, sentences in error.problems.items():
            problems.setdefault(FIELDS.get(name, name), sentences)
    if problems:
        raise Invalid(problems)
    drafting.settle_place(desk, draft)
    return draft


def _for_a_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _taken(answer: Any) -> Any:
    """For the script that sent it; what is said waits for the page that is opened next."""
    address = url_for("posts.show", post_id=answer.post.id)
    posting.tell(answer, _("Posted."))
    return jsonify(url=address, message=posting.said_of(answer, _("Posted.")), overlaps=len(answer.overlaps)), 201


def _refused(form: QuickForm, error: Invalid) -> Any:
    problems = {FIELDS.get(name, name): sentences for name, sentences in error.problems.items()}
    if _for_a_script():
        return jsonify(problems={name: [said(each) for each in found] for name, found in problems.items()}), 422
    show_problems(form, problems)
    return render_template("activities/quick.html", form=form, status=422), 422
