"""The breach kit, the data protection officer's room: register, see whom it concerns, write to the supervisor."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlmodel import select
from wtforms import DateField, DateTimeLocalField, SelectField, SelectMultipleField, TextAreaField

from csap import clock
from csap.actions import breaches
from csap.actions.country import country
from csap.desk import Desk
from csap.errors import Invalid
from csap.mail.press import LANGUAGES, Press
from csap.model.breaches import LOSSES, BreachDraft, MeasuresDraft
from csap.model.people import Person
from csap.rules.acts import Act
from csap.web.door import reading, writing
from csap.web.forms import draft, options, show_problems
from csap.web.platform import platform
from csap.web.refs import ref
from csap.web.wording import here, said, timezone

room = Blueprint("breaches", __name__, url_prefix="/privacy/breaches")
WRITTEN = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class BreachForm(FlaskForm):
    what = TextAreaField(_l("What happened"), render_kw={"rows": 4})
    known_at = DateTimeLocalField(_l("Known since"), format=WRITTEN)
    loss = SelectField(_l("What was lost"))
    accounts = SelectMultipleField(
        _l("Whose accounts"), description=_l("Hold Ctrl or Cmd to choose several."), render_kw={"size": 6}
    )
    starts_at = DateTimeLocalField(_l("From"), format=WRITTEN)
    ends_at = DateTimeLocalField(_l("To"), format=WRITTEN)


class MeasuresForm(FlaskForm):
    measures = TextAreaField(_l("What was done about it"), render_kw={"rows": 4})
    notified_on = DateField(_l("The supervisor was told on"))


@room.get("")
@reading
def index(desk: Desk) -> str:
    found = [(each, breaches.hours_left(each)) for each in breaches.page(desk)]
    return render_template("breaches/index.html", found=found, losses=LOSSES)


@room.route("/new", methods=["GET", "POST"])
@writing
def new(desk: Desk) -> Any:
    desk.decide(Act.BREACH_KEEP, None)
    form = BreachForm()
    form.loss.choices = options((loss, said(words)) for loss, words in LOSSES.items())
    people = desk.exec(select(Person).order_by(Person.name))
    form.accounts.choices = options((each.id, each.name) for each in people)
    if not form.is_submitted():
        now = here(clock.now())
        form.known_at.data = now.replace(tzinfo=None) if now else None
        return render_template("breaches/new.html", form=form)
    try:
        made = breaches.register(desk, draft(form, BreachDraft))
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("breaches/new.html", form=form), 422
    flash(_("Registered."), "success")
    return redirect(url_for("breaches.show", breach_id=made.id), 303)


@room.route("/<ref:breach_id>", methods=["GET", "POST"])
@writing
def show(desk: Desk, breach_id: int) -> Any:
    breach = breaches.fetch(desk, breach_id)
    form = MeasuresForm(obj=breach)
    given = {"breach": breach, "form": form, "losses": LOSSES, "left": breaches.hours_left(breach)}
    given |= {"found": breaches.affected(desk, breach)}
    if not form.is_submitted():
        return render_template("breaches/show.html", **given)
    try:
        breaches.note(desk, breach_id, draft(form, MeasuresDraft))
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("breaches/show.html", **given), 422
    flash(_("Kept."), "success")
    return redirect(url_for("breaches.show", breach_id=breach_id), 303)


@room.get("/<ref:breach_id>/<any(notification, persons):paper>.txt")
@reading
def text(desk: Desk, breach_id: int, paper: str) -> Response:
    """The draft notification, or the list of persons to tell."""
    breach = breaches.fetch(desk, breach_id)
    asked = request.args.get("language", "")
    press = Press(asked if asked in LANGUAGES else LANGUAGES[0], timezone(), platform().config.base_url.rstrip("/"))
    given = {"breach": breach, "found": breaches.affected(desk, breach), "losses": LOSSES, "here": country(desk)}
    body = press.write(f"letters/breach_{paper}.txt", today=clock.today(timezone()), **given)
    name = f'attachment; filename="{paper}-{ref(breach_id)}.txt"'
    return Response(body, mimetype="text/plain; charset=utf-8", headers={"Content-Disposition": name})
