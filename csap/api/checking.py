"""The list check: each line answered with hit or no hit, under the limits, the audit and the notices of the page."""

from typing import Any

from csap.actions import checking
from csap.actions.checking import Hit, Line
from csap.actions.country import country
from csap.api import shapes, showing
from csap.api.bodies import draft
from csap.api.describing import described
from csap.api.door import asking
from csap.api.room import room
from csap.desk import Desk
from csap.errors import Invalid
from csap.formats.stakeholders import Listed, listed
from csap.model.checking import CheckDraft, LineDraft
from csap.model.people import Scope
from csap.refs import ref
from csap.rules.acts import Act
from csap.web.platform import platform
from csap.web.wording import said

FIELDS = {"text": "lines"}
"""What the page calls them."""


@room.post("/check")
@described(shapes.Checked, takes=("CheckDraft",), fails=(400, 413, 415, 422, 429))
@asking(Scope.CHECK)
def check(desk: Desk) -> dict[str, Any]:
    """Compare a list with the platform, for a stated purpose. Nothing of the list is kept; the owners of what is hit
    are told who checked, and what for."""
    desk.decide(Act.LIST_CHECK, None)
    asked = draft(CheckDraft)
    region = country(desk).phone_region
    brought = [_listed(number, line, region) for number, line in enumerate(asked.lines, 1)]
    try:
        found = checking.check(platform().engine, desk.person, brought, asked.purpose)
    except Invalid as refusal:
        raise Invalid({FIELDS.get(name, name): words for name, words in refusal.problems.items()}) from None
    return shapes.Checked(lines=[_line(each) for each in found]).model_dump(mode="json")


def _listed(number: int, line: LineDraft, region: str) -> Listed:
    values = {
        "name": line.names[0] if line.names else "",
        "aliases": line.names[1:],
        "function": line.function,
        "institution": line.institution,
        "parent": line.parent_institution,
        "email": line.emails,
        "phone": line.phones,
        "contact_kind": line.kind.value if line.kind else "",
    }
    return listed(number, values, region)


def _line(line: Line) -> shapes.Line:
    return shapes.Line(line=line.line, hit=bool(line.hits), hits=[_hit(each) for each in line.hits])


def _hit(hit: Hit) -> shapes.Hit:
    return shapes.Hit(
        certainty=hit.certainty,
        reasons=[said(each) for each in hit.reasons],
        organisation=showing.named(hit.organisation),
        ask=showing.asked(hit.ask),
        post=ref(hit.post.id) if hit.post else None,
    )
