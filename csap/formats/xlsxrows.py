"""The rows of one XLSX sheet, in one forward pass. Formula text is never looked at: only the saved result is.

calamine is five times faster, but makes room for the whole rectangle up to the last cell before it gives the first row:
five kilobytes with a cell at XFD1048576 ask for 512 GB and abort the process. openpyxl keeps every element that it does
not know (24 MB of XML became 290 MB) and drops merged cells when it streams. Here memory stays flat.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from csap.formats.cells import Cell, Limits, column_index
from csap.formats.problems import TableProblem
from csap.formats.xmlparts import Readable, local, parse
from csap.wording import N_, Words

ESCAPED = re.compile(r"_x(00[0-9A-Fa-f]{2})_")
REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]+\Z")


@dataclass
class Oddities:
    """What a person should hear about cells that had no plain value."""

    errors: int = 0
    unsaved_formulas: int = 0


@dataclass(frozen=True)
class Meaning:
    """What the numbers in a sheet's XML stand for: shared strings, which styles are dates, and day zero."""

    strings: list[str]
    date_styles: frozenset[str]
    epoch: datetime


@dataclass(slots=True)
class _Open:
    """The cell being read; one for all of them, since there are millions."""

    column: int = -1
    kind: str = "n"
    style: str = "0"
    text: str = ""
    formula: bool = False


@dataclass
class SheetReader:
    meaning: Meaning
    limits: Limits
    oddities: Oddities = field(default_factory=Oddities)

    def __post_init__(self) -> None:
        self._done: deque[tuple[int, list[Cell]]] = deque()
        self._row: list[Cell] = []
        self._number = 0
        self._cell = _Open()
        self._taking = False
        self._phonetic = False
        self._columns: dict[str, int] = {}

    def rows(self, stream: Readable) -> Iterator[tuple[int, list[Cell]]]:
        """(row number, cells up to the last filled one) for every row with something in it."""
        for _ in parse(stream, self._start, self._end, self._data):
            while self._done:
                yield self._done.popleft()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "c":
            self._open_cell(attributes)
        elif name == "v" or name == "t":
            self._taking = not self._phonetic
        elif name == "f":
            self._cell.formula = True
        elif name == "row":
            given = attributes.get("r", "")
            self._number = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else self._number + 1
            self._row = []
            self._cell.column = -1
        elif name == "rPh":
            self._phonetic = True

    def _open_cell(self, attributes: dict[str, str]) -> None:
        cell = self._cell
        cell.column = self._column(attributes.get("r", ""), cell.column + 1)
        cell.kind = attributes.get("t", "n")
        cell.style = attributes.get("s", "0")
        cell.text, cell.formula = "", False

    def _column(self, reference: str, following: int) -> int:
        letters = reference.rstrip("0123456789")
        known = self._columns.get(letters)
        if known is None:
            known = column_index(letters) if REFERENCE.match(reference) else -1
            if len(letters) < 4:
                self._columns[letters] = known
        return known if known >= 0 else following

    def _data(self, text: str) -> None:
        if self._taking:
            self._cell.text += text
            if len(self._cell.text) > self.limits.cell_characters:
                raise TableProblem(
                    Words(N_("A cell in row %(row)s holds more text than a spreadsheet allows."), {"row": self._number})
                )

    def _end(self, name: str) -> None:
        name = local(name)
        if name == "v" or name == "t":
            self._taking = False
        elif name == "c":
            self._close_cell()
        elif name == "row" and self._row:
            self._done.append((self._number, self._row))
            self._row = []
        elif name == "rPh":
            self._phonetic = False

    def _close_cell(self) -> None:
        value = self._value()
        if value is None:
            return
        column = self._cell.column
        if column >= self.limits.columns:
            raise TableProblem(
                Words(
                    N_("This sheet has more than %(most)s columns. Keep the columns that matter and send it again."),
                    {"most": self.limits.columns},
                )
            )
        missing = column - len(self._row)
        if missing >= 0:
            self._row.extend([None] * missing)
            self._row.append(value)
        else:
            self._row[column] = value

    def _value(self) -> Cell:
        cell = self._cell
        if cell.text == "":
            self.oddities.unsaved_formulas += cell.formula
            return None
        if cell.kind == "s":
            index = int(cell.text)
            return (self.meaning.strings[index] or None) if 0 <= index < len(self.meaning.strings) else None
        if cell.kind == "e":
            self.oddities.errors += 1
            return None
        if cell.kind == "b":
            return "TRUE" if cell.text.strip() == "1" else "FALSE"
        if cell.kind == "d":
            return from_iso(cell.text)
        if cell.kind in ("str", "inlineStr"):
            return tidy(cell.text)
        return self._number_or_date(float(cell.text))

    def _number_or_date(self, number: float) -> Cell:
        if self._cell.style in self.meaning.date_styles:
            return from_serial(number, self.meaning.epoch)
        return number if abs(number) < 1e300 else None


def tidy(text: str) -> str | None:
    """Without spaces around it, zeros and Excel's `_x000D_` escapes, lines ended by \\n; None if nothing is left."""
    if "_x" in text:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if "\r" in text or "\x00" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.strip() or None


def from_serial(number: float, epoch: datetime) -> Cell:
    """A date from the spreadsheet's count of days; a bare time of day comes as text; day 0 and nonsense as nothing."""
    if not -657_434 < number < 2_958_466 or number == 0:
        return None
    moment = epoch + timedelta(days=number + (1 if 0 < number < 60 and epoch.year == 1899 else 0))
    moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    if 0 < number < 1:
        return moment.strftime("%H:%M")
    return moment.date() if number == int(number) else moment


def from_iso(text: str) -> Cell:
    """ISO 8601 as strict workbooks store dates; left as text when it is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return tidy(text)
