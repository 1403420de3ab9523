"""What the cells of a column speak for: dates, places' codes, addresses, words of a code list. No headings here."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from csap.formats import dates, values
from csap.formats.cells import Cell, as_text
from csap.formats.fields import Field
from csap.formats.problems import CellError
from csap.formats.vocabulary import fold, words

LOOKED_AT = 150
BENEFIT = 4
PHONE = re.compile(r"[+(]?\d[\d\s().\-/+]{6,60}\Z")
GRADING = re.compile(r"(?:[A-FX]\s?-?/?\s?[1-6X]|[1-4A-EX]\s?[1-5]?)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """The filled cells of a sample, and how many of the sampled rows have one (0 to 1)."""

    cells: Sequence[Cell]
    filled: float


def column(cells: Sequence[Cell]) -> Column:
    """What a sample of a column holds; at most LOOKED_AT cells are kept."""
    found = [cell for cell in cells if cell is not None]
    return Column(found[:LOOKED_AT], len(found) / len(cells) if cells else 0.0)


def share(cells: Sequence[Cell], test: Callable[[Cell], object]) -> float:
    """The part of the cells that pass a test, from 0 to 1; a CellError is a no."""
    passed = 0
    for cell in cells:
        try:
            passed += test(cell) not in (None, False)
        except CellError:
            continue
    return passed / len(cells) if cells else 0.0


def is_phone(cell: Cell) -> bool:
    return bool(PHONE.match(as_text(cell).strip())) and sum(each.isdigit() for each in as_text(cell)) >= 7


def is_prose(cell: Cell) -> bool:
    """Words, not a number, date, code or yes or no."""
    return isinstance(cell, str) and len(cell) > 1 and any(map(str.isalpha, cell)) and fold(cell) not in words("yes_no")


def is_date(cell: Cell) -> bool:
    return not (isinstance(cell, float) and not dates.FIRST_SERIAL < cell < dates.LAST_SERIAL) and bool(
        dates.span(cell, year=2000)
    )


TESTS: dict[str, Callable[[Cell], object]] = {
    "date": is_date,
    "status": lambda cell: values.coded(cell, "status"),
    "form": lambda cell: values.coded(cell, "form"),
    "tlp": values.tlp,
    "on_match": lambda cell: values.coded(cell, "on_match"),
    "contact_kind": lambda cell: values.coded(cell, "contact_kind"),
    "lat": values.latitude,
    "lon": values.longitude,
    "pcode": values.pcode,
    "count": values.number,
    "email": values.emails,
    "emails": values.emails,
    "languages": values.languages,
}
STRICT = {"contact_phone": is_phone, "phone": is_phone, "evaluation": lambda cell: bool(GRADING.match(as_text(cell)))}
NAMES = ("organisation", "institution", "parent", "function", "contact_name", "name", "first_name", "last_name")
PLACES = ("admin1", "admin2", "admin3", "place")
SENTENCES = ("themes", "title", "beneficiaries", "ask", "outcome", "commitments", "follow_up")
PROSE = frozenset((*NAMES, *PLACES, *SENTENCES))


def agreement(of: Column, field: Field) -> float:
    """How far a column's cells suit a field: 1 fully, 0 not at all. A few cells prove little, so they weigh little."""
    if field.key == "ref":
        return leniently(len({as_text(cell) for cell in of.cells}), len(of.cells)) ** 2
    test = STRICT.get(field.key) or TESTS.get(field.kind) or (is_prose if field.key in PROSE else None)
    return leniently(share(of.cells, test) * len(of.cells), len(of.cells)) if test else 1.0


def leniently(passed: float, looked_at: int) -> float:
    """The share that passed, as if some more had."""
    return (passed + BENEFIT) / (looked_at + BENEFIT)


def betrays(of: Column, field: Field) -> bool:
    """Whether the cells alone give a column away, whatever its heading: e-mail addresses and P-codes do."""
    return (
        len(of.cells) >= 3 and field.kind in ("email", "emails", "pcode") and share(of.cells, TESTS[field.kind]) >= 0.9
    )
