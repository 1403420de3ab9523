"""Rows with a meaning: each cell parsed as its field wants it, each problem at its field. Drafts decide on content."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from csap.formats import dates, values
from csap.formats.cells import Cell, Row, as_text
from csap.formats.columns import Mapping
from csap.formats.fields import SHAPES, Field
from csap.formats.problems import CellError
from csap.formats.tables import Sheet
from csap.wording import Words

REMEMBERED = 5_000


@dataclass(frozen=True)
class Record:
    """One row: parsed `values` by field (blank ones are absent), `problems` by field, and the `rest` by heading.

    Dates are `date`, or naive `datetime` in host-country time where the cell says an hour; `precision` says how exact
    `starts` was ("month", "quarter" ...), and then `ends` is the end of that month unless the sheet has an end.
    """

    row: Row
    values: dict[str, Any]
    problems: dict[str, Words] = field(default_factory=dict)
    rest: dict[str, str] = field(default_factory=dict)


PARSERS: dict[str, Callable[[Cell], Any]] = {
    "text": values.text,
    "list": values.listed,
    "names": values.names,
    "email": values.email,
    "emails": values.emails,
    "languages": values.languages,
    "count": values.count,
    "pcode": values.pcode,
    "lat": values.latitude,
    "lon": values.longitude,
    "tlp": values.tlp,
    "status": lambda cell: values.coded(cell, "status"),
    "form": lambda cell: values.coded(cell, "form"),
    "on_match": lambda cell: values.coded(cell, "on_match"),
    "purpose": lambda cell: values.coded(cell, "purpose"),
    "contact_kind": lambda cell: values.coded(cell, "contact_kind"),
}


def read_records(sheet: Sheet, mapping: Mapping) -> Iterator[Record]:
    """Every row of the sheet as a record. Never raises for what stands in a cell."""
    readers = [(each.key, mapping.columns[each.key], Reader(each, mapping)) for each in known_fields(mapping)]
    for row in sheet.rows():
        yield record(sheet, mapping, row, readers)


def known_fields(mapping: Mapping) -> list[Field]:
    return [each for each in SHAPES[mapping.shape] if each.key in mapping.columns]


class Reader:
    """Parses the cells of one column; what a sheet repeats, and sheets repeat nearly everything, is parsed once."""

    def __init__(self, wanted: Field, mapping: Mapping) -> None:
        self._wanted, self._mapping = wanted, mapping
        self._seen: dict[tuple[type, Cell], Any] = {}

    def __call__(self, cell: Cell) -> Any:
        """The value, or the CellError itself."""
        key = (type(cell), cell)
        if key not in self._seen:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[key] = self._parse(cell)
        return self._seen[key]

    def _parse(self, cell: Cell) -> Any:
        try:
            return parsed(self._wanted, cell, self._mapping)
        except CellError as problem:
            return problem


def record(sheet: Sheet, mapping: Mapping, row: Row, readers: list[tuple[str, int, Reader]]) -> Record:
    found: dict[str, Any] = {}
    problems: dict[str, Words] = {}
    for key, at, read in readers:
        value = read(row.cells[at])
        if isinstance(value, CellError):
            problems[key] = value.words
        elif value is not None:
            found[key] = list(value) if isinstance(value, list) else value
    return Record(row, joined_name(settled_dates(found)), problems, beside(sheet, mapping, row))


def beside(sheet: Sheet, mapping: Mapping, row: Row) -> dict[str, str]:
    """What stands in the columns without a field, those of one heading together."""
    found: dict[str, str] = {}
    for at in mapping.unmapped:
        if row.cells[at] is not None:
            heading, said = sheet.headers[at].text, as_text(row.cells[at])
            found[heading] = f"{found[heading]}; {said}" if heading in found else said
    return found


def parsed(wanted: Field, cell: Cell, mapping: Mapping) -> Any:
    """The value of one cell; a Span for a date."""
    if wanted.kind == "date":
        return dates.span(cell, mapping.day_first.get(wanted.key), mapping.year)
    return PARSERS[wanted.kind](cell)


def settled_dates(found: dict[str, Any]) -> dict[str, Any]:
    """Spans as plain dates: starts at their beginning, ends and deadlines at their end."""
    starts = found.get("starts")
    if isinstance(starts, dates.Span):
        found["precision"] = starts.precision
        if "ends" not in found and starts.last > starts.first:
            found["ends"] = starts
    for key, value in found.items():
        if isinstance(value, dates.Span):
            found[key] = moment(value.last if key in ("ends", "due") else value.first, value)
    return found


def moment(day: date, span: dates.Span) -> date | datetime:
    return datetime.combine(day, span.at) if span.at else day


def joined_name(found: dict[str, Any]) -> dict[str, Any]:
    """`name` from given and family name where the sheet keeps them apart."""
    given, family = found.pop("first_name", None), found.pop("last_name", None)
    if "name" not in found and (given or family):
        found["name"] = " ".join(part for part in (given, family) if part)
    return found
