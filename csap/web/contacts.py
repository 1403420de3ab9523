"""Contacts: the list, the form, likely overlaps while it is filled in, and the search that other forms pick from."""

from typing import Any

from flask import Blueprint, jsonify, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from csap.actions.contacts import institution_names, search_contacts
from csap.actions.joint_controls import lacking
from csap.desk import Desk
from csap.model.contacts import ContactDraft, ContactKind, ContactStatus, Exemption, Provenance, Purpose
from csap.model.posts import Kind
from csap.web import accesses, lists, posting
from csap.web.choices import choices
from csap.web.door import asking, reading, writing
from csap.web.post_forms import PageOfKind, PostForm, day, radio, select
from csap.web.refs import ref

room = Blueprint("contacts", __name__, url_prefix="/contacts")


class ContactForm(PostForm):
    contact_kind = radio(_l("What it is"), choices(ContactKind), default="person")
    names = TextAreaField(
        _l("Names"),
        description=_l("One per line, in any script: the name as it is used here first, then other spellings."),
    )
    function = StringField(_l("Function"), description=_l("Such as Director of the border police."))
    institution = StringField(_l("Institution"))
    parent_institution = StringField(_l("Which belongs to"), description=_l("Such as the ministry above it."))
    emails = TextAreaField(_l("E-mail addresses"), description=_l("One per line."))
    phones = TextAreaField(
        _l("Phone numbers"), description=_l("One per line; numbers without + are the host country’s.")
    )
    languages = StringField(_l("Languages"), description=_l("Separated by semicolons: French; Arabic."))
    verified_on = day(_l("Last verified on"))
    status = select(_l("Status"), choices(ContactStatus), default="current")
    purpose = select(_l("Kept for"), choices(Purpose), default="coordination")
    provenance = select(_l("Where the details come from"), choices(Provenance), default="")
    informed_on = day(_l("Informed on"), description=_l("When the person was given the notice on data protection."))
    exemption = select(_l("Not informed, because"), choices(Exemption), default="")
    exemption_reason = StringField(_l("Reason, in one line"))


def _offer(desk: Desk, form: ContactForm) -> dict[str, Any]:
    return {"institutions": institution_names(desk), "lacking": lacking(desk)}


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    lines = {name: "\n".join(values[name]) for name in ("names", "emails", "phones")}
    return values | lines | {"languages": "; ".join(values["languages"])}


PAGE = PageOfKind(
    "contacts",
    ContactDraft,
    ContactForm,
    _l("New contact"),
    _l("Change a contact"),
    offer=_offer,
    typed=_typed,
    likely=True,
)


@room.get("")
@reading
def index(desk: Desk) -> str:
    return lists.show(desk, Kind.CONTACT, kinds=choices(ContactKind), statuses=choices(ContactStatus))


@room.route("/new", methods=["GET", "POST"])
@writing
def new(desk: Desk) -> Any:
    return posting.new(desk, PAGE)


@room.post("/likely")
@asking
def likely(desk: Desk) -> str:
    return posting.likely(desk, PAGE, ContactForm().data, request.args.get("own", 0, type=posting.own))


@room.get("/search")
@reading
def search(desk: Desk) -> Response:
    """Contacts to pick from, of those that this person may read: `{"contacts": [{"ref", "title", "about"}]}`."""
    found = search_contacts(desk, request.args.get("text", "")[:100])
    accesses.of_list(desk.person, (post for post, *_ in found))
    return jsonify(
        contacts=[
            {"ref": ref(post.id), "title": post.title, "about": _about(contact, organisation.short_name)}
            for post, contact, organisation in found
        ]
    )


def _about(contact: Any, organisation: str) -> str:
    return " · ".join(part for part in (contact.function, contact.institution, organisation) if part)
