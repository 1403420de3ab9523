"""From a row of a sheet to a Draft: what the platform knows (regions, places, themes) put to what the row says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from annotated_types import MaxLen
from pydantic import ValidationError
from sqlmodel import select

from csap import clock
from csap.actions import house_markings
from csap.actions.country import country, fold
from csap.desk import Desk
from csap.errors import Invalid
from csap.formats.records import Record
from csap.formats.spellings import find_region
from csap.model.activities import ActivityDraft, ActivityStatus, CommitmentDraft
from csap.model.contacts import ContactDraft
from csap.model.drafts import problems
from csap.model.places import Place, Region, Theme
from csap.model.posts import Kind, PostDraft, Precision
from csap.wording import Words

FIELDS = {
    "names": "name",
    "stakeholders": "contact_name",
    "emails": "email",
    "phones": "phone",
    "verified_on": "verified",
    "parent_institution": "parent",
    "place_name": "place",
    "funding_reference": "funding_ref",
}
"""Our Draft's fields by the sheet's, where they differ, so that a problem speaks at the column it came from."""

MOST: dict[str, int] = {
    name: limit.max_length
    for kind in (ActivityDraft, CommitmentDraft)
    for name, field in kind.model_fields.items()
    for limit in field.metadata
    if isinstance(limit, MaxLen)
}
"""Characters that a field takes."""


def at_columns(found: dict[str, list[Words]], shape: str) -> dict[str, list[Words]]:
    """Problems of a Draft's fields, at the sheet's."""
    names = FIELDS | ({"summary": "notes"} if shape == "contacts" else {})
    return {names.get(name, name): sentences for name, sentences in found.items()}


class Atlas:
    """What rows are matched against, read once for a whole sheet."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._begins: dict[Kind, dict[str, Any]] = {}
        self.here = country(desk)
        self.today = clock.today(self.here.timezone)
        self._regions: dict[str, Region | None] = {}
        self._places: dict[tuple[str, int | None], Place | None] = {}

    @cached_property
    def regions(self) -> Sequence[Region]:
        return self.desk.exec(select(Region)).all()

    @cached_property
    def themes(self) -> dict[str, str]:
        """Folded code or label, English or French -> code."""
        rows = self.desk.exec(select(Theme)).all()
        return {fold(words): row.code for row in rows for words in (row.code, row.label, row.label_fr)}

    def region(self, text: str) -> Region | None:
        if text not in self._regions:
            self._regions[text] = find_region(self.regions, text)
        return self._regions[text]

    def begins(self, kind: Kind) -> dict[str, Any]:
        """The marking that the viewer's organisation begins with."""
        if kind not in self._begins:
            self._begins[kind] = house_markings.begins(self.desk, self.desk.person.organisation_id, kind)
        return self._begins[kind]

    def place(self, text: str, region: Region | None) -> Place | None:
        """The gazetteer's place of that name, in that region if one is known."""
        key = fold(text), region.id if region else None
        if key not in self._places:
            within = [Place.region_id == region.id] if region else []
            found = self.desk.exec(select(Place).where(Place.folded == key[0], *within)).all()
            self._places[key] = found[0] if len(found) == 1 or (found and region) else None
        return self._places[key]


@dataclass(frozen=True)
class Location:
    """Where a row is, as exactly as it can be known."""

    name: str = ""
    region_id: int | None = None
    lat: float | None = None
    lon: float | None = None
    precision: Precision | None = None


def location(values: dict[str, Any], atlas: Atlas) -> Location:
    """By coordinates, else by the smallest named place that the gazetteer knows, else by the region."""
    region = atlas.region(values["admin1"]) if values.get("admin1") else None
    region_id = region.id if region else None
    named = _named(values)
    name = location_name(values)
    if values.get("lat") is not None and values.get("lon") is not None:
        return Location(name, region_id, values["lat"], values["lon"], Precision.POINT)
    for text in named:
        if found := atlas.place(text, region):
            return Location(name, found.region_id or region_id, found.lat, found.lon, Precision.PLACE)
    if region:
        return Location(name, region_id, region.lat, region.lon, Precision.REGION)
    return Location(name)


def _named(values: dict[str, Any]) -> list[str]:
    """The places that a row names, the smallest first."""
    return [values[key] for key in ("place", "admin3", "admin2") if values.get(key)]


def location_name(values: dict[str, Any]) -> str:
    return str([*_named(values), values.get("admin1", "")][0])


def draft(record: Record, shape: str, atlas: Atlas) -> PostDraft:
    """The row as a Draft. `Invalid` with problems by the sheet's fields."""
    bad = {name: [words] for name, words in record.problems.items()}
    try:
        made = (_activity if shape == "activities" else _contact)(record, atlas)
    except ValidationError as error:
        bad = at_columns(problems(error), shape) | bad
    if bad:
        raise Invalid(bad)
    return made


def _common(values: dict[str, Any], atlas: Atlas, kind: Kind) -> dict[str, Any]:
    """What a row does not say of its marking is what the organisation's form for that kind begins with."""
    where = location(values, atlas)
    given = atlas.begins(kind) | {name: values[name] for name in ("tlp", "marking", "on_match") if values.get(name)}
    return given | {
        "place_name": where.name[: MOST["place_name"]],
        "region_id": where.region_id,
        "lat": where.lat,
        "lon": where.lon,
        "precision": where.precision,
    }


def _activity(record: Record, atlas: Atlas) -> ActivityDraft:
    values = record.values
    known, unknown = _themes(values, atlas)
    last = _day(values.get("ends") or values.get("starts"))
    passed = last is not None and last < atlas.today
    title = values.get("title") or values.get("summary") or _made_title(values)
    said = {
        "title": title,
        "beneficiaries": values.get("beneficiaries", ""),
        "partners": "; ".join(values.get("partners", [])),
        "sector": "; ".join(unknown),
        "area": " / ".join(values[key] for key in ("admin1", "admin2", "admin3") if values.get(key)),
        "area_code": values.get("pcode", ""),
        "funding_reference": values.get("funding_ref", ""),
    }
    own = values.get("summary", "") if values.get("summary") != title else ""
    return ActivityDraft.model_validate(
        _common(values, atlas, Kind.ACTIVITY)
        | {name: values[name] for name in ("form", "beneficiary_count", "ask", "outcome") if name in values}
        | {name: text[: MOST[name]] for name, text in said.items()}
        | {
            "summary": _summary(record, own, said | _promised(values)),
            "status": values.get("status") or (ActivityStatus.DONE if passed else ActivityStatus.PLANNED),
            "starts": _wall_clock(values.get("starts")),
            "ends": _wall_clock(values.get("ends"), last=True),
            "themes": known,
            "stakeholders": _stakeholder(values),
            "commitments": _commitments(values),
        },
        context={"phone_region": atlas.here.phone_region},
    )


def _contact(record: Record, atlas: Atlas) -> ContactDraft:
    values = record.values
    plain = ("contact_kind", "institution", "function", "languages", "purpose")
    return ContactDraft.model_validate(
        _common(values, atlas, Kind.CONTACT)
        | {name: values[name] for name in plain if values.get(name)}
        | {
            "names": [name for name in (values.get("name"), *values.get("aliases", [])) if name],
            "summary": _summary(record, values.get("notes", ""), {}),
            "parent_institution": values.get("parent", ""),
            "emails": values.get("email", []),
            "phones": values.get("phone", []),
            "verified_on": _day(values.get("verified")),
        },
        context={"phone_region": atlas.here.phone_region},
    )


def _made_title(values: dict[str, Any]) -> str:
    """A title for a row that has none: its theme, what it does, and where."""
    parts = [*values.get("themes", [])[:1], values.get("form", ""), values.get("institution", "")]
    where = values.get("place") or values.get("admin3") or values.get("admin2") or values.get("admin1") or ""
    return " – ".join(part for part in (", ".join(filter(None, parts)), where) if part)


def _themes(values: dict[str, Any], atlas: Atlas) -> tuple[list[str], list[str]]:
    """Codes of our list, and the words that are none: these are kept as the sheet has them."""
    words = [*values.get("themes", []), *values.get("crime_area", [])]
    codes = [atlas.themes[fold(word)] for word in words if fold(word) in atlas.themes]
    return list(dict.fromkeys(codes)), [word for word in words if fold(word) not in atlas.themes]


def _stakeholder(values: dict[str, Any]) -> list[str]:
    """The interlocutor as one line "name, function, institution"; the institution alone where no person is named."""
    name = values.get("contact_name") or values.get("function") or values.get("institution")
    if not name:
        return []
    rest = [values.get("function", ""), values.get("institution", "")]
    return [", ".join([name.replace(",", " "), *(part.replace(",", " ") for part in rest)]).rstrip(", ")]


def _promised(values: dict[str, Any]) -> dict[str, str]:
    """What a commitment says, and who owns it."""
    text = values.get("commitments") or values.get("follow_up") or ""
    return {"text": text, "owner": values.get("commitment_owner", "") if text else ""}


def _commitments(values: dict[str, Any]) -> list[dict[str, Any]]:
    said = {name: text[: MOST[name]] for name, text in _promised(values).items()}
    return [said | {"due_on": _day(values.get("due"))}] if said["text"] else []


def _summary(record: Record, own: str, said: dict[str, str]) -> str:
    """What the sheet says beside our columns, and in full what is too long for its field, so that nothing of it is
    lost. A row that says too much for one note is refused by its Draft."""
    place = location_name(record.values)
    cut = [text for name, text in (said | {"place_name": place}).items() if len(text) > MOST[name]]
    rest = [f"{heading.splitlines()[0][:80]}: {text}" for heading, text in record.rest.items() if heading and text]
    return "\n".join([own, *cut, *rest]).strip()


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _wall_clock(value: date | datetime | None, last: bool = False) -> datetime | None:
    """A day without an hour begins at midnight and, as an end, lasts until a minute before the next."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.combine(value, time(23, 59) if last else time(0))
