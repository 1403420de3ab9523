"""The people of the platform: whom to ask. An administrator adds them, amends them, switches them off and on."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlmodel import select
from werkzeug.wrappers import Response
from wtforms import EmailField, SelectField, StringField

from csap.actions import directory, factors, organisations, people, sso
from csap.actions.directory import Listed, Wanted
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.people import AccountDraft, Organisation, Person, PersonDraft, Role
from csap.rules.acts import Act, allows
from csap.web.again import again
from csap.web.door import reading, writing
from csap.web.forms import draft, options, show_problems
from csap.web.gate import whole
from csap.web.platform import platform

room = Blueprint("people", __name__, url_prefix="/people")

ROLES = {
    Role.HEAD: _l("Head of Delegation"),
    Role.COORDINATOR: _l("Coordinator of the Delegation"),
    Role.OFFICER: _l("Officer"),
    Role.OBSERVER: _l("Observer"),
    Role.DPO: _l("Data protection officer"),
    Role.ADMINISTRATOR: _l("Administrator"),
}


class AccountForm(FlaskForm):
    name = StringField(_l("Name"), render_kw={"required": True, "autocomplete": "off"})
    organisation_id = SelectField(_l("Organisation"), validate_choice=False)
    role = SelectField(_l("Role"), validate_choice=False)
    function = StringField(_l("Function"), description=_l("What people ask this person about."))


class PersonForm(AccountForm):
    email = EmailField(_l("E-mail"), render_kw={"required": True, "autocomplete": "off"})


def _filled(form: AccountForm, desk: Desk) -> AccountForm:
    form.organisation_id.choices = options(organisations.choices(desk))
    form.role.choices = options(ROLES.items())
    return form


def _number(name: str) -> int | None:
    return request.args.get(name, type=whole)


@room.get("")
@reading
def index(desk: Desk) -> str:
    keeps = allows(Act.PERSON_KEEP, desk.person, None)
    asked = wanted(desk)
    found = directory.listed(desk, asked)
    return render_template(
        "people/index.html",
        found=found,
        wanted=asked,
        next=_next(found),
        keeps=keeps,
        organisations=organisations.choices(desk),
        roles=ROLES,
        role_choices=list(ROLES.items()),
    )


def wanted(desk: Desk) -> Wanted:
    """The filter as the address has it; what can't be read is no filter."""
    role = request.args.get("role", "")
    return Wanted(
        text=request.args.get("q", "").strip()[:80],
        organisation_id=_number("organisation"),
        role=Role(role) if role in set(Role) else None,
        after=(request.args["after"], _number("id") or 0) if "after" in request.args else None,
        former=allows(Act.PERSON_KEEP, desk.person, None),
    )


def _next(found: Listed) -> str | None:
    if not found.more:
        return None
    last = found.people[-1][0]
    kept: dict[str, Any] = {
        name: value for name, value in request.args.items() if name in ("q", "organisation", "role")
    }
    return url_for("people.index", after=last.name, id=last.id, **kept)


@room.get("/me")
@reading
def me(desk: Desk) -> Response:
    return redirect(url_for("account.show"))


@room.get("/<int:person_id>")
@reading
def show(desk: Desk, person_id: int) -> str:
    person = desk.fetch(Person, person_id)
    keeps = allows(Act.PERSON_KEEP, desk.person, person)
    bound = sso.identity_of(desk.as_system(), person.id, platform().config.sso_issuer) if keeps else None
    more = {"sso": platform().config.sso_name if bound else "", **_place(desk, person)}
    return render_template("people/show.html", person=person, keeps=keeps, roles=ROLES, **more)


def _place(desk: Desk, person: Person) -> dict[str, Organisation]:
    return {"organisation": desk.exec(select(Organisation).where(Organisation.id == person.organisation_id)).one()}


@room.route("/new", methods=["GET", "POST"])
@again
@writing
def new(desk: Desk) -> str | tuple[str, int]:
    desk.decide(Act.PERSON_KEEP, None)
    form = _filled(PersonForm(), desk)
    if not form.is_submitted():
        return render_template("people/new.html", form=form)
    try:
        given = draft(form, PersonDraft)
        person = directory.add_person(desk, **given.model_dump())
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("people/new.html", form=form), 422
    return _link_once(desk, person), 201


@room.route("/<int:person_id>/edit", methods=["GET", "POST"])
@again
@writing
def edit(desk: Desk, person_id: int) -> str | Response | tuple[str, int]:
    desk.decide(Act.PERSON_KEEP, None)
    person = desk.fetch(Person, person_id)
    form = _filled(AccountForm(obj=person), desk)
    if not form.is_submitted():
        return render_template("people/edit.html", form=form, person=person)
    try:
        directory.change_person(desk, person, draft(form, AccountDraft).model_dump())
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("people/edit.html", form=form, person=person), 422
    flash(_("Kept."), "success")
    return redirect(url_for("people.show", person_id=person_id))


@room.post("/<int:person_id>/off")
@again
@writing
def switch_off(desk: Desk, person_id: int) -> Response:
    return _switch(desk, person_id, False)


@room.post("/<int:person_id>/on")
@again
@writing
def switch_on(desk: Desk, person_id: int) -> Response:
    return _switch(desk, person_id, True)


def _switch(desk: Desk, person_id: int, active: bool) -> Response:
    directory.change_person(desk, desk.fetch(Person, person_id), {"active": active})
    flash(_("This account is on again.") if active else _("This account is off, and signed out everywhere."), "success")
    return redirect(url_for("people.show", person_id=person_id))


@room.post("/<int:person_id>/factors/reset")
@again
@writing
def reset(desk: Desk, person_id: int) -> Response:
    factors.reset(desk, desk.fetch(Person, person_id))
    flash(_("The second factors are reset. The person and the data protection officer are told."), "success")
    return redirect(url_for("people.show", person_id=person_id))


@room.post("/<int:person_id>/sso/forget")
@again
@writing
def forget_sso(desk: Desk, person_id: int) -> Response:
    sso.forget(desk, desk.fetch(Person, person_id))
    flash(_("Disconnected. The person and the data protection officer are told."), "success")
    return redirect(url_for("people.show", person_id=person_id))


@room.post("/<int:person_id>/link")
@again
@writing
def link(desk: Desk, person_id: int) -> str:
    return _link_once(desk, desk.fetch(Person, person_id))


def _link_once(desk: Desk, person: Person) -> str:
    """The page with a one-time link: shown in this answer and nowhere else, for only its hash is kept."""
    secret = people.invite(desk, person)
    address = platform().config.base_url + url_for("sign_in.accept", secret=secret)
    return render_template("people/link.html", person=person, address=address, days=people.INVITATION_DAYS)
