"""The organisations on the platform, their mandates and their people; an administrator keeps them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField

from csap.actions import directory, house_markings, joint_controls, organisations
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.house_marking import LABELS, HouseDraft
from csap.model.people import Mandate, MandateDraft, Organisation, OrganisationDraft, OrganisationKind
from csap.model.posts import TLP, Kind, Marking, OnMatch
from csap.rules.acts import Act, allows
from csap.web.choices import WORDS, choices
from csap.web.door import reading, writing
from csap.web.forms import draft, options, show_problems
from csap.web.people import ROLES
from csap.web.post_forms import checkboxes, select

room = Blueprint("organisations", __name__, url_prefix="/organisations")

KINDS = {
    OrganisationKind.DELEGATION: _l("EU Delegation"),
    OrganisationKind.CSDP_CIVILIAN: _l("Civilian CSDP mission"),
    OrganisationKind.CSDP_MILITARY: _l("Military CSDP mission"),
    OrganisationKind.JHA_AGENCY: _l("JHA agency"),
    OrganisationKind.MEMBER_STATE: _l("Member State"),
    OrganisationKind.COMMISSION: _l("Commission service"),
    OrganisationKind.EUSR: _l("EU Special Representative"),
}


class OrganisationForm(FlaskForm):
    kind = SelectField(_l("Kind"), choices=options(KINDS.items()), validate_choice=False)
    short_name = StringField(_l("Short name"), render_kw={"required": True})
    name = StringField(_l("Name in English"), render_kw={"required": True})
    name_fr = StringField(_l("Name in French"))
    colour = StringField(_l("Colour"), render_kw={"type": "color"}, default="#4a5568")
    default_tlp = SelectField(
        _l("Marking that its posts start with"),
        choices=options((tlp, f"TLP:{tlp}") for tlp in TLP),
        default=TLP.GREEN.value,
        validate_choice=False,
    )
    active = BooleanField(_l("On the platform"), default=True)


class MarkingsForm(FlaskForm):
    applies = checkboxes(
        _l("May apply to its posts"),
        description=_l("What it may read is another matter: that is for each post’s own marking to say."),
    )
    contact_tlp = select(_l("Contacts begin with"), [])
    contact_marking = select(_l("Distribution marking"), choices(Marking), validate_choice=False)
    contact_on_match = select(_l("If it overlaps with a hidden post"), choices(OnMatch), default="tell_both")
    activity_tlp = select(_l("Activities begin with"), [])
    activity_marking = select(_l("Distribution marking"), choices(Marking), validate_choice=False)
    activity_on_match = select(_l("If it overlaps with a hidden post"), choices(OnMatch), default="tell_both")
    risk_tlp = select(_l("Risk analyses begin with"), [])
    risk_marking = select(_l("Distribution marking"), choices(Marking), validate_choice=False)
    risk_on_match = select(_l("If it overlaps with a hidden post"), choices(OnMatch), default="tell_both")

    def offer(self, organisation: Organisation) -> None:
        own = _("Its own default, TLP:%(tlp)s", tlp=organisation.default_tlp)
        for kind in Kind:
            self[f"{kind.value}_tlp"].choices = options([("", own), *((each.value, f"TLP:{each}") for each in TLP)])
        self.applies.choices = options((each, f"TLP:{each}" if each in set(TLP) else each) for each in LABELS)


class MandateForm(FlaskForm):
    text = TextAreaField(_l("Mandate in English"), render_kw={"required": True})
    text_fr = TextAreaField(_l("Mandate in French"))
    legal_basis = StringField(_l("Legal basis"), render_kw={"required": True})
    starts_on = DateField(_l("From"), render_kw={"required": True})
    ends_on = DateField(_l("Until"))


@room.get("")
@reading
def index(desk: Desk) -> str:
    keeps = allows(Act.ORGANISATION_KEEP, desk.person, None)
    return render_template("organisations/index.html", profiles=organisations.listed(desk), kinds=KINDS, keeps=keeps)


@room.get("/<int:organisation_id>")
@reading
def show(desk: Desk, organisation_id: int) -> str:
    return render_template(
        "organisations/show.html",
        profile=organisations.profile(desk, organisation_id),
        people=directory.of_organisation(desk, organisation_id),
        keeps=allows(Act.ORGANISATION_KEEP, desk.person, None),
        marks=allows(Act.ORGANISATION_MARK, desk.person, desk.fetch(Organisation, organisation_id)),
        begins=house_markings.of(desk, organisation_id),
        kinds_of_post=WORDS[Kind],
        arrangements=joint_controls.of_organisation(desk, organisation_id),
        protects=allows(Act.PRIVACY_KEEP, desk.person, None),
        kinds=KINDS,
        roles=ROLES,
        in_force=organisations.in_force,
    )


@room.route("/new", methods=["GET", "POST"])
@writing
def new(desk: Desk) -> str | Response | tuple[str, int]:
    desk.decide(Act.ORGANISATION_KEEP, None)
    form = OrganisationForm()
    if not form.is_submitted():
        return render_template("organisations/edit.html", form=form, organisation=None)
    try:
        made = organisations.add(desk, draft(form, OrganisationDraft))
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("organisations/edit.html", form=form, organisation=None), 422
    return redirect(url_for("organisations.show", organisation_id=made.id))


@room.route("/<int:organisation_id>/edit", methods=["GET", "POST"])
@writing
def edit(desk: Desk, organisation_id: int) -> str | Response | tuple[str, int]:
    desk.decide(Act.ORGANISATION_KEEP, None)
    organisation = desk.fetch(Organisation, organisation_id)
    form = OrganisationForm(obj=organisation)
    if not form.is_submitted():
        return render_template("organisations/edit.html", form=form, organisation=organisation)
    try:
        organisations.change(desk, organisation, draft(form, OrganisationDraft))
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("organisations/edit.html", form=form, organisation=organisation), 422
    flash(_("Kept."), "success")
    return redirect(url_for("organisations.show", organisation_id=organisation_id))


@room.route("/<int:organisation_id>/markings", methods=["GET", "POST"])
@writing
def markings(desk: Desk, organisation_id: int) -> str | Response | tuple[str, int]:
    """What an organisation may apply, and with what its forms begin."""
    organisation = desk.fetch(Organisation, organisation_id)
    desk.decide(Act.ORGANISATION_MARK, organisation)
    form = MarkingsForm(data=house_markings.drafted(desk, organisation))
    form.offer(organisation)
    if not form.is_submitted():
        return render_template("organisations/markings.html", form=form, organisation=organisation)
    try:
        house_markings.keep(desk, organisation, draft(form, HouseDraft))
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("organisations/markings.html", form=form, organisation=organisation), 422
    flash(_("Kept."), "success")
    return redirect(url_for("organisations.show", organisation_id=organisation_id))


@room.route("/<int:organisation_id>/mandates/new", methods=["GET", "POST"])
@writing
def new_mandate(desk: Desk, organisation_id: int) -> str | Response | tuple[str, int]:
    return _mandate(desk, organisation_id, None)


@room.route("/<int:organisation_id>/mandates/<int:mandate_id>", methods=["GET", "POST"])
@writing
def edit_mandate(desk: Desk, organisation_id: int, mandate_id: int) -> str | Response | tuple[str, int]:
    return _mandate(desk, organisation_id, desk.fetch(Mandate, mandate_id))


def _mandate(desk: Desk, organisation_id: int, mandate: Mandate | None) -> str | Response | tuple[str, int]:
    desk.decide(Act.ORGANISATION_KEEP, None)
    organisation = desk.fetch(Organisation, organisation_id)
    form = MandateForm(obj=mandate)
    if not form.is_submitted():
        return render_template("organisations/mandate.html", form=form, organisation=organisation)
    try:
        _keep(desk, organisation, mandate, form)
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("organisations/mandate.html", form=form, organisation=organisation), 422
    flash(_("Kept."), "success")
    return redirect(url_for("organisations.show", organisation_id=organisation_id))


def _keep(desk: Desk, organisation: Organisation, mandate: Mandate | None, form: MandateForm) -> None:
    given = draft(form, MandateDraft)
    if mandate is None:
        organisations.add_mandate(desk, organisation, given)
    else:
        organisations.change_mandate(desk, mandate, given)
