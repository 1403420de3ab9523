"""From JSON to the Draft that forms and imports fill too, and from a stored post to the values of its draft.

Programmes write posts as references, and times with an offset if they like; both are as forms have them inside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from csap.actions import drafting, house_markings
from csap.actions.country import country, to_local
from csap.actions.kinds import KINDS
from csap.desk import Desk
from csap.model.posts import Kind, Post, PostDraft, Precision
from csap.refs import number
from csap.web.forms import draft_of

EXACT = (Precision.POINT, Precision.PLACE)
PLACE = ("place_name", "lat", "lon", "region_id", "precision")
REFERENCES = ("contacts",)
"""Fields of drafts that hold posts."""
TIMES = ("starts", "ends")
NO_TIME = "?"
"""What no Draft takes for a time."""


def new(desk: Desk, kind: Kind, given: Mapping[str, Any]) -> PostDraft:
    """A draft of a new post; marked as the organisation's forms begin where nothing is said of it."""
    return _draft(desk, kind, house_markings.begins(desk, desk.person.organisation_id, kind) | _inside(desk, given))


def amended(desk: Desk, post: Post, given: Mapping[str, Any]) -> PostDraft:
    """The draft of a stored post with what is given; what is left out stays as it is. A place is given as a whole."""
    values, said = stored(desk, post), _inside(desk, given)
    if any(name in said for name in PLACE):
        values = {name: value for name, value in values.items() if name not in PLACE}
    return _draft(desk, post.kind, values | said)


def stored(desk: Desk, post: Post) -> dict[str, Any]:
    """A post as its draft's values; the middle of a region is no point that anybody gave."""
    values = drafting.drafted(desk, post)
    vague = {} if values["precision"] in EXACT else {"lat": None, "lon": None, "precision": None}
    return values | vague


def _draft(desk: Desk, kind: Kind, values: dict[str, Any]) -> PostDraft:
    values["precision"] = _precision(values)
    made = draft_of(KINDS[kind].draft, values, {"phone_region": country(desk).phone_region})
    drafting.settle_place(desk, made)
    return made


def _precision(values: Mapping[str, Any]) -> Precision | None:
    """Of coordinates: those of a place if that is said, else a point's."""
    if values.get("lat") in (None, ""):
        return None
    return Precision.PLACE if values.get("precision") == Precision.PLACE else Precision.POINT


def _inside(desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    zone = country(desk).timezone
    times = {name: _wall(given[name], zone) for name in TIMES if name in given}
    return {**given, **times, **{name: _ids(given[name]) for name in REFERENCES if name in given}}


def _wall(said: Any, zone: str) -> Any:
    """An ISO 8601 time by the host country's clock. Numbers are none: a Draft would take them for seconds."""
    if said is None or said == "":
        return None
    try:
        found = datetime.fromisoformat(said)
        local = to_local(found, zone) if found.tzinfo else found
    except (TypeError, ValueError, OverflowError):
        return NO_TIME
    return local and local.replace(tzinfo=None)


def _ids(references: Any) -> Any:
    """0 for what is no reference: no post has that id."""
    return [_id(each) for each in references] if isinstance(references, list) else references


def _id(reference: Any) -> int:
    try:
        return number(reference) if isinstance(reference, str) and len(reference) == 8 else 0
    except ValueError:
        return 0
