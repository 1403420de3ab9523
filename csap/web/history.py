"""A post's history in words: who changed which field from what to what, as this person may know it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlmodel import select

from csap.desk import Desk
from csap.model.people import Organisation, Person
from csap.model.places import Region
from csap.model.posts import Change, Post
from csap.rules.acts import Act
from csap.web.choices import WORDS
from csap.web.post_forms import PageOfKind
from csap.web.wording import local_date, local_time

ACTS = {
    Act.POST_CREATE.value: _l("posted this"),
    Act.POST_AMEND.value: _l("changed this"),
    Act.POST_MARK.value: _l("marked this anew"),
    Act.POST_WITHDRAW.value: _l("withdrew this"),
    Act.ATTACHMENT_ADD.value: _l("attached a file"),
    Act.ATTACHMENT_REMOVE.value: _l("took a file off"),
}
PARTS = {
    "post_theme": ("themes", None),
    "engagement": ("contacts", Post),
    "commitment": ("commitments", None),
    "risk_area": ("regions", Region),
    "position": ("contributors", Organisation),
    "link": ("links", Post),
}
"""The parts of a post that a step may name by its table: the form's field, and what its ids are of."""
OTHERS = {
    "title": _l("Title"),
    "starts_at": _l("Start"),
    "ends_at": _l("End"),
    "withdrawn_at": _l("Withdrawn on"),
    "withdrawn_reason": _l("Reason"),
    "precision": _l("Precision of the place"),
    "links": _l("Linked posts"),
    "attachments": _l("Attachments"),
}
SILENT = {"institution_id", "place_id", "lat", "lon"}


@dataclass(frozen=True)
class Step:
    change: Change
    person: Person | None
    did: Any
    fields: list[tuple[Any, str, str]]


def steps(desk: Desk, page: PageOfKind, history: Iterable[tuple[Change, Person | None]]) -> list[Step]:
    """Each step with its fields: label, old value, new value."""
    changes = list(history)
    names = _names(desk, [change for change, _person in changes])
    return [
        Step(change, person, ACTS.get(change.act, change.act), _fields(page, change.whole, names))
        for change, person in changes
    ]


Names = dict[tuple[type, int], str]


def _names(desk: Desk, changes: list[Change]) -> Names:
    """What the ids in these steps are called, of those that this person may read."""
    wanted: dict[type[Any], set[int]] = {Post: set(), Region: set(), Organisation: set()}
    for change in changes:
        for name, pair in change.whole.items():
            kind = PARTS.get(name, ("", None))[1] or (Region if name == "region_id" else None)
            if kind:
                wanted[kind] |= {
                    each for value in pair for each in (value if isinstance(value, list) else [value]) if each
                }
    found: Names = {}
    for kind, ids in wanted.items():
        if ids:
            found |= {(kind, each.id): _called(each) for each in desk.exec(select(kind).where(kind.id.in_(ids)))}
    return found


def _called(record: Any) -> str:
    return str(getattr(record, "title", "") or getattr(record, "short_name", "") or record.name)


def _fields(page: PageOfKind, difference: dict[str, Any], names: Names) -> list[tuple[Any, str, str]]:
    shown = []
    for name, (old, new) in difference.items():
        if name in SILENT:
            continue
        field, kind = PARTS.get(name, (name, Region if name == "region_id" else None))
        values = [_said(page, field, value, kind, names) for value in (old, new)]
        if values[0] != values[1]:
            shown.append((_label(page, field), *values))
    return shown


def _label(page: PageOfKind, name: str) -> Any:
    field = getattr(page.form, name, None)
    if name in OTHERS or field is None:
        return OTHERS.get(name, name)
    return field.args[0] if field.args else name


def _said(page: PageOfKind, name: str, value: Any, kind: type | None, names: Names) -> str:
    """A stored value in words; ids of what this person may not read are left out."""
    if kind is not None:
        ids = value if isinstance(value, list) else [value]
        return ", ".join(sorted(names[kind, each] for each in ids if (kind, each) in names))
    if isinstance(value, list):
        return "; ".join(_item(each) for each in value)
    if isinstance(value, str):
        return _text(page, name, value)
    return "" if value is None else str(value)


def _item(value: Any) -> str:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return ", ".join(str(each) for each in parts if each not in (None, ""))


def _text(page: PageOfKind, name: str, value: str) -> str:
    for owner in (page.draft.table, Post):
        words = _words_of(owner, name)
        if words is not None:
            return str(WORDS[words].get(value, value))
    if name == "status":
        return str(_status(page, value))
    if name.endswith("_at"):
        return local_time(datetime.fromisoformat(value)) if value else ""
    return local_date(date.fromisoformat(value)) if name.endswith("_on") and value else value


def _words_of(table: Any, name: str) -> Any:
    column = table.__table__.columns.get(name)
    words = getattr(column.type, "words", None) if column is not None else None
    return words if words in WORDS else None


def _status(page: PageOfKind, value: str) -> Any:
    field = getattr(page.form, "status", None)
    listed = {each.value: each.label for each in field.kwargs["choices"]} if field is not None else {}
    return listed.get(value, value)
