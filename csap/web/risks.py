"""Risk analyses after CIRAM: the list and the form. Signing and dissent are on the post's own page."""

from typing import Any

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms import Form as SubForm

from csap.actions.drafting import Choices
from csap.actions.risks import areas_of
from csap.desk import Desk
from csap.model.posts import Kind
from csap.model.risks import Confidence, Horizon, Level, Likelihood, RiskDraft, RiskStatus, Scheme
from csap.web import lists, posting
from csap.web.choices import choices
from csap.web.door import asking, reading, writing
from csap.web.post_forms import NEEDED, PageOfKind, PostForm, checkboxes, day, options, radio, rows, select

room = Blueprint("risks", __name__, url_prefix="/risks")

SOURCES = [
    ("", _l("not assessed")),
    ("A", "A"),
    ("B", "B"),
    ("C", "C"),
    ("D", _l("D (6×6 only)")),
    ("E", _l("E (6×6 only)")),
    ("F", _l("F (6×6 only)")),
    ("X", _l("X (4×4 only)")),
]
GRADES = [
    ("", _l("not assessed")),
    *((str(n), str(n)) for n in range(1, 5)),
    ("5", _l("5 (6×6 only)")),
    ("6", _l("6 (6×6 only)")),
]


def level(label: Any, **more: Any) -> Any:
    return radio(label, choices(Level), validators=NEEDED, **more)


class EvidenceForm(SubForm):
    text = StringField(_l("What is known, and from where"))
    scheme = select(_l("Code"), choices(Scheme), default=Scheme.FOUR.value)
    source = select(_l("Source"), SOURCES)
    information = select(_l("Information"), GRADES)


class RiskForm(PostForm):
    title = StringField(_l("Title"), validators=NEEDED)
    status = select(_l("Status"), choices(RiskStatus), default="draft")
    threat = TextAreaField(
        _l("The threat"),
        validators=NEEDED,
        description=_l("The force or pressure: who, where, when, how, along which routes, and what drives it."),
    )
    magnitude = level(_l("Magnitude of the threat"))
    likelihood = radio(_l("Likelihood"), choices(Likelihood), validators=NEEDED)
    vulnerability = TextAreaField(
        _l("The vulnerability"),
        description=_l("What limits the capacity of the system to mitigate the threat."),
    )
    vulnerable_system = StringField(_l("Of which system of the host country"))
    vulnerability_level = level(_l("Degree of vulnerability"))
    counter_measures = TextAreaField(_l("Counter-measures in place"))
    impact_security = level(_l("Impact on security"))
    impact_institutions = level(_l("Impact on host-country institutions and population"))
    impact_eu = level(_l("Impact on EU staff and mandate"))
    impact_persons = level(
        _l("Impact on persons and human rights"),
        description=_l("Always asked: a risk analysis also looks at risks to people."),
    )
    impact_text = TextAreaField(_l("The impact in words"))
    do_no_harm = TextAreaField(
        _l("Do no harm"),
        description=_l("What an answer to this risk must not make worse, and for whom."),
    )
    judgement = level(
        _l("Overall judgement"),
        description=_l("Your own: it is not calculated from the others, which stay beside it."),
    )
    horizon = radio(_l("Horizon"), choices(Horizon), validators=NEEDED)
    confidence = radio(_l("Confidence"), choices(Confidence), validators=NEEDED)
    evidence = rows(_l("Evidence"), EvidenceForm)
    regions = checkboxes(_l("Regions concerned"))
    contributors = checkboxes(
        _l("Organisations asked to contribute"),
        description=_l("Each signs, or records its dissent, on the page of the analysis."),
    )
    review_on = day(_l("To be reviewed on"))
    functions = BooleanField(_l("Put the functions in the place of the names"))
    names_nobody = BooleanField(_l("None of these words is the name of a person"))

    def offer(self, offered: Choices, own: int) -> None:
        super().offer(offered, own)
        self.regions.choices = options((str(each.id), each.name) for each in offered.regions)
        self.contributors.choices = self.audience_organisations.choices


PAGE = PageOfKind("risks", RiskDraft, RiskForm, _l("New risk analysis"), _l("Change a risk analysis"), likely=True)
UNSAID = {name: "low" for name in RiskDraft.model_fields if name.startswith("impact_") and name != "impact_text"} | {
    "title": "–",
    "threat": "–",
    "magnitude": "low",
    "likelihood": "roughly_even",
    "vulnerability_level": "low",
    "judgement": "low",
    "horizon": "3-12",
    "confidence": "low",
}
"""What a form that is being filled in has not said yet and the comparison does not need."""


@room.get("", strict_slashes=False)
@reading
def index(desk: Desk) -> str:
    own = {"levels": choices(Level), "statuses": choices(RiskStatus), "horizons": choices(Horizon)}
    return lists.show(desk, Kind.RISK, lambda ids: {"areas": areas_of(desk, ids)}, **own)


@room.route("/new", methods=["GET", "POST"])
@writing
def new(desk: Desk) -> Any:
    return posting.new(desk, PAGE)


@room.post("/likely")
@asking
def likely(desk: Desk) -> str:
    said = {name: value for name, value in RiskForm().data.items() if value}
    return posting.likely(desk, PAGE, UNSAID | said, request.args.get("own", 0, type=posting.own))
