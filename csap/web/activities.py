"""Activities: the list, the form, and likely overlaps while it is filled in. The twenty-second form is `quick`."""

from typing import Any

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l
from wtforms import Form as SubForm
from wtforms import StringField, TextAreaField

from csap.actions.activities import engaged, titles
from csap.desk import Desk
from csap.model.activities import ActivityDraft, ActivityStatus, Form
from csap.model.posts import Kind
from csap.web import lists, posting
from csap.web.choices import choices
from csap.web.door import asking, reading, writing
from csap.web.post_forms import FORMATS, NEEDED, PageOfKind, PostForm, RefsField, day, moment, rows, select

room = Blueprint("activities", __name__, url_prefix="/activities")


class CommitmentForm(SubForm):
    text = StringField(_l("What was promised"))
    owner = StringField(_l("By whom"))
    due_on = day(_l("Due on"))


class ActivityForm(PostForm):
    title = StringField(_l("Title"), validators=NEEDED)
    form = select(_l("Form"), choices(Form), default="meeting")
    status = select(_l("Status"), choices(ActivityStatus), default="planned")
    starts = moment(_l("Start"), description=_l("In the host country’s time. Late is fine: post what has been, too."))
    ends = moment(_l("End"))
    contacts = RefsField(
        _l("Stakeholders on the platform"),
        description=_l("Type a name in any script and choose among what you may read."),
    )
    stakeholders = TextAreaField(
        _l("Other stakeholders"),
        description=_l(
            "One per line: name, function, institution. "
            "They become contacts of your organisation, marked like this activity."
        ),
    )
    ask = TextAreaField(_l("The ask"), description=_l("What you want of them, in one or two sentences."))
    beneficiaries = StringField(_l("For whom"), description=_l("Such as officers of the border police."))
    beneficiary_count = StringField(_l("How many"), render_kw={"inputmode": "numeric"})
    partners = StringField(_l("With which partners"))
    sector = StringField(_l("Sector, as the source has it"))
    area = StringField(_l("Area, as the source has it"))
    area_code = StringField(_l("Area code (P-code)"))
    funding_reference = StringField(_l("Funding reference"))
    outcome = TextAreaField(_l("Outcome"))
    commitments = rows(_l("Commitments"), CommitmentForm)


def _offer(desk: Desk, form: ActivityForm) -> dict[str, Any]:
    return {"picked": titles(desk, form.contacts.data)}


PAGE = PageOfKind(
    "activities",
    ActivityDraft,
    ActivityForm,
    _l("New activity"),
    _l("Change an activity"),
    offer=_offer,
    likely=True,
    unfinished={"title": "…", "status": ActivityStatus.IDEA},
)


@room.get("", strict_slashes=False)
@reading
def index(desk: Desk) -> str:
    own = {"forms": choices(Form), "statuses": choices(ActivityStatus), "formats": FORMATS[1:]}
    return lists.show(desk, Kind.ACTIVITY, lambda ids: {"engaged": engaged(desk, ids)}, **own)


@room.route("/new", methods=["GET", "POST"])
@writing
def new(desk: Desk) -> Any:
    return posting.new(desk, PAGE)


@room.post("/likely")
@asking
def likely(desk: Desk) -> str:
    return posting.likely(desk, PAGE, ActivityForm().data, request.args.get("own", 0, type=posting.own))
