"""The form that every kind's form begins with, and what a kind's pages are made of. Drafts validate, not these."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, DateInput, DateTimeLocalInput, ListWidget

from csap.actions.drafting import Choices, new_key
from csap.desk import Desk
from csap.model.posts import MandateBasis, Marking, OnMatch, PostDraft
from csap.web.assets import language
from csap.web.choices import choices
from csap.web.refs import number

NEEDED = [InputRequired()]
SPARE_ROWS = 3
FORMATS = [
    ("", _l("Not said")),
    ("1", _l("1 · Regular communication: each knows what the other does, so that the work fits together")),
    ("2", _l("2 · Joint situational awareness: information is exchanged and analysed together")),
    ("3", _l("3 · Gateway: a CSDP mission opens the way for a JHA actor, with contacts, context or infrastructure")),
    ("4", _l("4 · Expertise: JHA experts work inside a CSDP mission, for weeks or for years")),
]
TLPS = [
    ("CLEAR", _l("TLP:CLEAR – no limit on disclosure; may go into public stories")),
    ("GREEN", _l("TLP:GREEN – the community, here everyone with an account on this platform")),
    ("AMBER", _l("TLP:AMBER – your organisation and those you name below, who need to know")),
    ("AMBER+STRICT", _l("TLP:AMBER+STRICT – your organisation only")),
    ("RED", _l("TLP:RED – only you and the people you name below; in no digest and no export")),
]


def options(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """(value, words) as WTForms has them."""
    return [SelectChoice(value, words) for value, words in pairs]


def applied(pairs: Iterable[tuple[str, Any]], applies: list[str], chosen: Any) -> list[tuple[str, Any]]:
    """Of these labels those that an organisation may apply (none: all), and the one that is chosen already."""
    return [(value, words) for value, words in pairs if not applies or value in applies or value == chosen]


def select(label: Any, pairs: Iterable[tuple[str, Any]], **more: Any) -> SelectField:
    return SelectField(label, choices=options(pairs), **more)


def radio(label: Any, pairs: Iterable[tuple[str, Any]], **more: Any) -> RadioField:
    return RadioField(label, choices=options(pairs), **more)


def checkboxes(label: Any, **more: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), choices=[], **more
    )


def day(label: Any, **more: Any) -> StringField:
    """A date as text, so that what can't be read is still there when the form is shown again."""
    return StringField(label, widget=DateInput(), **more)


def moment(label: Any, **more: Any) -> StringField:
    return StringField(label, widget=DateTimeLocalInput(), **more)


def rows(label: Any, kind: type[Form], **more: Any) -> FieldList:
    """Rows of small forms, with a few empty ones to write in; rows left empty count for nothing."""
    return FieldList(FormField(kind), label, min_entries=SPARE_ROWS, **more)


class RefsField(StringField):
    """Posts that were picked: references in the form, ids in its data; 0 for what is no reference."""

    def process_data(self, value: Any) -> None:
        self.data = [int(each) for each in value or []]

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [_id(each) for each in valuelist if each]


def _id(text: str) -> int:
    try:
        return number(text)
    except ValueError:
        return 0


class PostForm(FlaskForm):
    """The fields of any post. `version` is the one that was read; `once` makes a form that is sent twice post once."""

    version = HiddenField()
    once = HiddenField(default=new_key)
    summary = TextAreaField(_l("Notes"))
    themes = checkboxes(_l("Themes"))
    place_name = StringField(_l("Place"))
    place_id = StringField()
    lat = StringField(_l("Latitude"))
    lon = StringField(_l("Longitude"))
    region_id = select(_l("Region"), [])
    mandate_basis = select(
        _l("Under whose mandate"),
        choices(MandateBasis, none=_l("Not said")),
        description=_l("Different legal bases stay apart: say which task this serves."),
    )
    mandate_reference = StringField(
        _l("Reference of the task"), description=_l("Such as “Council Decision, art. 3(1)(b)” or an operational plan.")
    )
    cooperation_format = radio(
        _l("Form of cooperation between CSDP and JHA"),
        FORMATS,
        default="",
        description=_l("From the loosest to the closest. Say nothing where no other side takes part."),
    )
    tlp = radio(
        _l("Who may read this"),
        TLPS,
        description=_l("Traffic Light Protocol 2.0. Whoever may not read it sees nothing of it."),
    )
    audience_organisations = checkboxes(
        _l("Organisations that may read it too"), description=_l("Counts for TLP:AMBER.")
    )
    audience_people = checkboxes(_l("People who may read it too"), description=_l("Counts for TLP:AMBER and TLP:RED."))
    marking = select(
        _l("Distribution marking"),
        choices(Marking),
        description=_l("RESTREINT UE/EU RESTRICTED and above must not be entered here."),
    )
    on_match = radio(
        _l("If it overlaps with a post of somebody who may not read it"),
        choices(OnMatch),
        description=_l("What is in your post is shown to nobody by that."),
    )

    def offer(self, offered: Choices, own: int) -> None:
        """Fill in what there is to choose from; `own` is the organisation that posts."""
        french = language() == "fr"
        others = [(str(each.id), each.short_name) for each in offered.organisations if each.id != own]
        names = {each.id: each.short_name for each in offered.organisations}
        people = [(str(each.id), f"{each.name} · {names.get(each.organisation_id, '')}") for each in offered.people]
        regions = [(str(each.id), each.name) for each in offered.regions]
        applies = next((each.applies for each in offered.organisations if each.id == own), [])
        self.tlp.choices = options(applied(TLPS, applies, self.tlp.data))
        self.marking.choices = options(applied(choices(Marking), ["", *applies] if applies else [], self.marking.data))
        self.audience_organisations.choices = options(others)
        self.audience_people.choices = options(people)
        self.themes.choices = options((each.code, each.label_fr if french else each.label) for each in offered.themes)
        self.region_id.choices = options([("", _("Not said")), *regions])


def as_they_are(values: dict[str, Any]) -> dict[str, Any]:
    return values


def nothing_more(desk: Desk, form: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class PageOfKind:
    """How a kind of post is shown: its folder of templates (which is its blueprint too), its form, its titles."""

    noun: str
    draft: type[PostDraft]
    form: type[PostForm]
    new: Any
    amend: Any
    offer: Callable[[Desk, Any], dict[str, Any]] = nothing_more
    """Fills in this kind's own choices; returns what else its template needs."""
    typed: Callable[[dict[str, Any]], dict[str, Any]] = as_they_are
    """A stored draft's values as this form's fields take them."""
    likely: bool = False
    """Whether likely overlaps are shown while the form is filled in: the room then answers POST /<noun>/likely."""
    unfinished: dict[str, Any] = field(default_factory=dict)
    """What stands in for needed fields while the form is still being filled in."""
