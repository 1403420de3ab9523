"""Overlaps as far as one may know them: the list, and one with what was said of it."""

from flask import request

from csap.actions import exports, overlaps, rolls
from csap.actions.overlap_export import OVERLAPS
from csap.api import asking, shapes, showing
from csap.api.asking import CURSOR, flag
from csap.api.describing import Parameter, described
from csap.api.door import reading
from csap.api.room import room
from csap.desk import Desk, open_desk
from csap.model.overlaps import OverlapKind, State
from csap.model.people import Scope
from csap.refs import number
from csap.web import accesses
from csap.web.filters import one
from csap.web.gate import whole
from csap.web.platform import platform

ASKS = (
    Parameter("state", {"type": "string", "enum": [*(each.value for each in State), "any"]}, "Else: not settled."),
    Parameter("kind", {"type": "string", "enum": [each.value for each in OverlapKind]}),
    flag("mine", "Only those of your organisation."),
    flag("waiting", "Only those that wait for you."),
    Parameter("days", {"type": "integer", "minimum": 0}, "Only those that are so many days old."),
    Parameter("post", {"type": "string"}, "Reference of a post: only those that it has."),
    CURSOR,
)


@room.get("/overlaps")
@described(shapes.Overlaps, asks=ASKS, fails=(422,))
@reading(Scope.READ)
def all_overlaps(desk: Desk) -> dict[str, object]:
    """Overlaps that you may know of, the worst first, then the oldest; fifty a page. Of what is TLP:RED it says no
    more."""
    asking.refuse_unknown(ASKS)
    exports.may_export(desk)
    wanted = _wanted()
    found = overlaps.page(desk, wanted, _place(asking.cursor()))
    with open_desk(platform().engine, desk.person, writing=True) as writer:
        rolls.remember(writer, OVERLAPS, wanted, "api", len(found.rows))
    rows = [showing.listed_overlap(each) for each in found.rows]
    return shapes.Overlaps(overlaps=rows, next=asking.spelled(found.after)).model_dump(mode="json")


def _place(text: str) -> str:
    if text and overlaps.place(text) is None:
        raise asking.unreadable("cursor", text)
    return text


def _wanted() -> overlaps.Filter:
    """`Invalid` at what can't be read."""
    given = request.args
    state = one(given, "state", lambda text: text if text == "any" else State(text).value)
    kind = one(given, "kind", OverlapKind)
    return overlaps.Filter(
        state=state or "",
        kind=kind.value if kind else "",
        mine=given.get("mine") in ("1", "true"),
        needs_me=given.get("waiting") in ("1", "true"),
        days=min(one(given, "days", whole) or 0, 36_500),
        post_id=_post(given.get("post", "")),
    )


def _post(text: str) -> int | None:
    try:
        return number(text) if text else None
    except ValueError:
        raise asking.unreadable("post", text) from None


@room.get("/overlaps/<ref:overlap_id>")
@described(shapes.WholeOverlap, fails=(404,))
@reading(Scope.READ)
def one_overlap(desk: Desk, overlap_id: int) -> dict[str, object]:
    """One overlap, with what was said and done between the two sides."""
    found = overlaps.seen(desk, overlap_id)
    if found.hit:
        accesses.of_hit(desk.person, found)
    return showing.whole_overlap(desk, found).model_dump(mode="json")
