"""Rows into XLSX and CSV: marking on top, headings, HXL tags, data; no cell is ever a live formula.

Texts arrive translated: nothing here knows a language. Memory stays flat however many rows come.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from csap.formats.cells import Cell, as_text
from csap.formats.fields import SHAPES, Shape
from csap.formats.tables import Row, Sheet

LIVE = ("=", "+", "-", "@", "\t", "\r")
LONGEST = 32_767
OFFERED_ROWS = 5_000
LONGEST_RULE = 255
SEVERAL = "; "

Value = Cell | int | bool | Sequence[str]


@dataclass(frozen=True)
class Column:
    """One column of an export: the key of the value, its heading in the reader's language, its HXL tag or ""."""

    key: str
    header: str
    hxl: str = ""


@dataclass(frozen=True)
class Heading:
    """What stands above a table: the marking as a banner, then lines: who exported it, when, on what ground."""

    marking: str
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Refusal:
    """A row that was not taken, the reasons in the reader's language, and which columns (from 0) are at fault."""

    row: Row
    reasons: Sequence[str]
    at_fault: Collection[int] = ()


def write_xlsx(into: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Value]], heading: Heading) -> int:
    """Write a workbook of one sheet; returns its number of rows. Texts stay texts, whatever they begin with."""
    return fill(into, columns, ((row, ()) for row in rows), heading, {})


def write_template(
    into: IO[bytes], columns: Sequence[Column], heading: Heading, choices: Mapping[str, Sequence[str]]
) -> None:
    """Write a sheet to be filled in; a column whose key is in `choices` offers those words, and takes others too."""
    fill(into, columns, (), heading, choices)


def write_refused(
    into: IO[bytes], sheet: Sheet, refused: Iterable[Refusal], heading: Heading, reason_header: str
) -> int:
    """Give rows back in the columns they came in, faults coloured, reasons in a last column: to be sent again."""
    columns = [Column(str(at), each.text, each.hxl_tag) for at, each in enumerate(sheet.headers)]
    last = Column("reason", reason_header, "#meta+problem" if tagged(columns) else "")
    rows = (([*each.row.cells, " ".join(each.reasons)], each.at_fault) for each in refused)
    return fill(into, [*columns, last], rows, heading, {})


def fill(
    into: IO[bytes],
    columns: Sequence[Column],
    rows: Iterable[tuple[Sequence[Value], Collection[int]]],
    heading: Heading,
    choices: Mapping[str, Sequence[str]],
) -> int:
    """The workbook behind all three: rows with the columns to colour, and what to choose from."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(into, options) as book:
        sheet, looks = book.add_worksheet(), Looks(book)
        first = top(sheet, columns, heading, looks)
        count = 0
        for count, (row, at_fault) in enumerate(rows, 1):
            for at, value in enumerate(row):
                if value is not None or at in at_fault:
                    put(sheet, (first + count - 1, at), value, looks.of(value, at in at_fault))
        sheet.autofilter(first - 1, 0, max(first + count - 1, first), max(len(columns) - 1, 0))
        for at, column in enumerate(columns):
            if column.key in choices:
                offer(sheet, first, at, choices[column.key])
    return count


class Looks:
    """The few formats of a workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.marking = book.add_format({"bold": True, "font_size": 13})
        self.quiet = book.add_format({"italic": True, "font_color": "#555555"})
        self.header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        fault = {"bg_color": "#FFE08A", "border": 1, "border_color": "#B26B00"}
        day, moment = {"num_format": "yyyy-mm-dd"}, {"num_format": "yyyy-mm-dd hh:mm"}
        kinds: dict[str, dict[str, Any]] = {
            "plain": {},
            "day": day,
            "moment": moment,
            "guarded": {"quote_prefix": True},
        }
        self._formats: dict[tuple[str, bool], Format | None] = {
            (kind, False): book.add_format(look) if look else None for kind, look in kinds.items()
        }
        self._formats |= {(kind, True): book.add_format(look | fault) for kind, look in kinds.items()}

    def of(self, value: Value, fault: bool) -> Format | None:
        kind = "plain"
        if isinstance(value, date):
            kind = "moment" if isinstance(value, datetime) else "day"
        elif isinstance(value, str) and value.startswith(LIVE):
            kind = "guarded"
        return self._formats[kind, fault]


def top(sheet: Worksheet, columns: Sequence[Column], heading: Heading, looks: Looks) -> int:
    """Banner, lines, headings and tags, row after row as flat memory wants; returns the first row for data, from 0."""
    sheet.write_string(0, 0, heading.marking, looks.marking)
    for at, line in enumerate(heading.lines, 1):
        sheet.write_string(at, 0, line, looks.quiet)
    at = len(heading.lines) + 2
    for index, column in enumerate(columns):
        sheet.write_string(at, index, column.header, looks.header)
    for index, column in enumerate(columns):
        if column.hxl:
            sheet.write_string(at + 1, index, column.hxl, looks.quiet)
    first = at + 1 + tagged(columns)
    sheet.set_column(0, max(len(columns) - 1, 0), 18)
    sheet.freeze_panes(first, 0)
    return first


def put(sheet: Worksheet, at: tuple[int, int], value: Value, look: Format | None) -> None:
    """One cell by the type of its value: dates as dates, texts never as formulas, blanks only if at fault."""
    if value is None or value == "":
        sheet.write_blank(*at, None, look)
    elif isinstance(value, datetime):
        sheet.write_datetime(*at, value.replace(tzinfo=None), look)
    elif isinstance(value, date):
        sheet.write_datetime(*at, value, look)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
        sheet.write_number(*at, value, look)
    else:
        sheet.write_string(*at, shown(value)[:LONGEST], look)


def offer(sheet: Worksheet, first: int, column: int, words: Sequence[str]) -> None:
    """A list to choose from, below the headings; a word that is not in it is questioned, not forbidden.

    Nothing is offered where the words do not fit in a rule: 255 characters, and a comma ends a word.
    """
    if any("," in word for word in words) or len(",".join(words)) > LONGEST_RULE:
        return
    rule = {"validate": "list", "source": list(words), "error_type": "information"}
    sheet.data_validation(first, column, first + OFFERED_ROWS, column, rule)


def write_csv(into: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Value]], heading: Heading) -> int:
    """Write UTF-8 with a byte order mark (spreadsheet programmes need it); returns how many rows of data it holds.

    Texts that a programme would compute get an apostrophe in front; read_table takes it away again.
    """
    into.write(b"\xef\xbb\xbf")
    count = 0
    for at, line in enumerate(lines(columns, rows, heading)):
        text = io.StringIO(newline="")
        csv.writer(text).writerow(line)
        into.write(text.getvalue().encode())
        count = at
    return count - len(heading.lines) - 1 - tagged(columns)


def tagged(columns: Sequence[Column]) -> bool:
    """Whether there is a row of tags."""
    return any(column.hxl for column in columns)


def own_columns(shape: Shape, translate: Callable[[str], str] = str) -> list[Column]:
    """The columns of CSAP's own sheets, which come back without any mapping; an empty template is these and no rows."""
    return [Column(each.key, translate(each.header), each.hxl) for each in SHAPES[shape]]


def lines(columns: Sequence[Column], rows: Iterable[Sequence[Value]], heading: Heading) -> Iterator[list[str]]:
    """The file line by line."""
    yield [guarded(heading.marking)]
    yield from ([guarded(line)] for line in heading.lines)
    yield [guarded(column.header) for column in columns]
    if tagged(columns):
        yield [column.hxl for column in columns]
    for row in rows:
        yield [plain(value) for value in row]


def plain(value: Value) -> str:
    """A value as CSV has it: numbers as they are, even below zero; texts guarded."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return as_text(float(value))
    return guarded(shown(value))


def guarded(text: str) -> str:
    """The text, so that no spreadsheet programme computes it."""
    return "'" + text if text.startswith(LIVE) else text


def shown(value: Value) -> str:
    """Several texts in one cell, apart by a semicolon; yes and no as TRUE and FALSE."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str | int | float | date) or value is None:
        return as_text(float(value) if isinstance(value, int) else value)
    return SEVERAL.join(value)
