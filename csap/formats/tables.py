"""A table from a file that somebody sent: headers and rows, whatever programme wrote it. What they mean is columns.py.

XLSX and XLSM by a streaming reader of ours, CSV by Python's; the rest is refused with what to do instead.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from csap.formats.cells import Cell, Header, Limits, Row, SheetChoice, column_letter
from csap.formats.csvfile import open_text
from csap.formats.heading import LOOKED_AT, Heading, Numbered, find_heading
from csap.formats.problems import TableProblem
from csap.formats.xlsxfile import Part, Workbook
from csap.formats.xlsxrows import Oddities
from csap.wording import N_, Words

__all__ = ["Cell", "Header", "Limits", "Row", "Sheet", "SheetChoice", "TableProblem", "read_table"]

SAMPLED = 400
LISTS = (
    "list",
    "lookup",
    "readme",
    "read me",
    "lisez",
    "instruction",
    "dropdown",
    "guide",
    "codes",
    "legend",
    "légende",
    "pivot",
    "tcd",
    "summary",
    "dashboard",
)


@dataclass
class Sheet:
    """One table, read as often as wanted. It has been read through once: `rows()` brings no surprises.

    `row_count` counts rows of data. `sample` is spread over the whole sheet. `choices` are the sheets of the
    workbook (none for CSV). `notes` say what was left out or filled in.
    """

    filename: str
    name: str
    headers: list[Header]
    header_row: int
    choices: list[SheetChoice]
    row_count: int = 0
    notes: list[Words] = field(default_factory=list)
    sample: list[Row] = field(default_factory=list)
    _source: Callable[[], Iterator[Row]] = field(default=lambda: iter(()), repr=False)

    def rows(self) -> Iterator[Row]:
        """The rows of data in the order of the sheet, each with as many cells as there are headers."""
        return self._source()


def read_table(
    source: BinaryIO | Path | str | bytes, filename: str = "", limits: Limits | None = None, sheet: str | None = None
) -> Sheet:
    """Read a path, bytes or an open binary file: of a workbook the sheet named `sheet`, or else the likeliest one.

    Raises TableProblem when the file can't be read, holds no table, or is larger than `limits`.
    """
    limits = limits or Limits()
    data = take(source, limits)
    filename = filename or (Path(source).name if isinstance(source, str | Path) else "")
    refuse_kind(data, filename)
    return read_workbook(data, filename, limits, sheet) if data.startswith(b"PK") else read_csv(data, filename, limits)


def take(source: BinaryIO | Path | str | bytes, limits: Limits) -> bytes:
    """The file's bytes, never more than the limit and one."""
    if isinstance(source, bytes):
        data = source[: limits.file_bytes + 1]
    elif isinstance(source, str | Path):
        with Path(source).open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    else:
        data = source.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise TableProblem(
            Words(
                N_("This file is larger than %(most)s MB. Send the table alone, without pictures."),
                {"most": limits.file_bytes // 1_000_000},
            )
        )
    if not data.strip():
        raise TableProblem(Words(N_("This file is empty.")))
    return data


def refuse_kind(data: bytes, filename: str) -> None:
    """Name the kinds of file that are sent by mistake, by their first bytes and not by their name."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        locked = b"E\x00n\x00c\x00r\x00y\x00p\x00t" in data
        raise TableProblem(
            Words(
                N_("This workbook is locked with a password. Save it without one and send it again.") if locked else OLD
            )
        )
    if data.startswith(b"%PDF"):
        raise TableProblem(
            Words(N_("This is a PDF, whatever its name says. Send the spreadsheet that it was made from."))
        )
    if data.startswith(b"PK") and b"opendocument" in data[:200]:
        raise TableProblem(Words(N_("This is an OpenDocument file. Save it as .xlsx or CSV and send that.")))
    if data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<?xml", b"<html", b"<!doctype", b"{\\rtf")):
        raise TableProblem(
            Words(N_("This is a web page or text named like a spreadsheet. Save it as .xlsx or CSV and send that."))
        )


OLD = N_("This is a workbook of the old .xls kind. Open it in a spreadsheet programme, save it as .xlsx and send that.")


def read_csv(data: bytes, filename: str, limits: Limits) -> Sheet:
    text = open_text(data)
    records = partial(text.records, limits)
    heading = need_heading(find_heading(list(islice(records(), LOOKED_AT))))
    notes = []
    if not text.encoding.startswith("utf-8"):
        notes.append(Words(N_("The text was read as %(encoding)s; check the accents."), {"encoding": text.encoding}))
    return survey(Sheet(filename, "", heading.headers, heading.at, [], notes=notes), heading, records, limits)


def read_workbook(data: bytes, filename: str, limits: Limits, wanted: str | None) -> Sheet:
    book = Workbook(data, limits)
    found = [(part, find_heading(list(islice(book.rows(part), LOOKED_AT)))) for part in book.parts]
    choices = [choice(part, heading) for part, heading in found]
    part, heading = choose(found, choices, wanted)
    oddities, first = Oddities(), need_heading(heading)
    sheet = Sheet(filename, part.name, first.headers, first.at, choices)
    survey(sheet, first, lambda: book.rows(part, oddities), limits)
    sheet.notes += oddity_notes(oddities) + merge_notes(len(book.merges(part)))
    return sheet


def choice(part: Part, heading: Heading | None) -> SheetChoice:
    """How likely the sheet is the one with the data: hidden sheets and lists of words hardly are."""
    likeness = heading.likeness if heading else 0.0
    doubtful = part.hidden or any(word in part.name.lower() for word in LISTS)
    return SheetChoice(
        part.name, part.hidden, len(heading.headers) if heading else 0, likeness / 4 if doubtful else likeness
    )


def choose(
    found: list[tuple[Part, Heading | None]], choices: list[SheetChoice], wanted: str | None
) -> tuple[Part, Heading | None]:
    if not found:
        raise TableProblem(Words(N_("This workbook has no sheet with a table.")))
    if wanted is None:
        return found[max(range(len(found)), key=lambda index: choices[index].likeness)]
    named = next((each for each in found if each[0].name == wanted), None)
    if named is None:
        raise TableProblem(Words(N_("This workbook has no sheet named “%(name)s”."), {"name": wanted}))
    return named


def need_heading(heading: Heading | None) -> Heading:
    if heading is None:
        raise TableProblem(Words(N_("No row of headings was found. The table needs one row that names its columns.")))
    return heading


def survey(sheet: Sheet, heading: Heading, records: Callable[[], Iterator[Numbered]], limits: Limits) -> Sheet:
    """Read the table through once: count, check, sample, and cut away columns with neither heading nor data."""
    used, left_out, step = 0, 0, 1
    for number, cells in records():
        if not heading.is_data(number, cells):
            left_out += number > heading.last
            continue
        sheet.row_count += 1
        used = max(used, len(cells))
        if sheet.row_count > limits.rows:
            raise TableProblem(
                Words(
                    N_("This sheet has more than %(most)s rows. Send it in parts, for example by year."),
                    {"most": limits.rows},
                )
            )
        if sheet.row_count % step == 0:
            sheet.sample.append(Row(number, cells))
            if len(sheet.sample) > SAMPLED:
                sheet.sample, step = sheet.sample[1::2], step * 2
    if not sheet.row_count:
        raise TableProblem(Words(N_("There is a row of headings, but no row of data under it.")))
    finish(sheet, heading, used)
    sheet.notes += heading_notes(heading, left_out)
    sheet._source = partial(stream, heading, records, len(sheet.headers))
    return sheet


def finish(sheet: Sheet, heading: Heading, used: int) -> None:
    named = max((index + 1 for index, each in enumerate(heading.headers) if each.text or each.hxl_tag), default=0)
    sheet.headers = padded(heading.headers, max(named, used))
    sheet.sample = [Row(row.number, sized(row.cells, len(sheet.headers))) for row in sheet.sample]


def padded(headers: list[Header], width: int) -> list[Header]:
    from_letters = headers[:width]
    return from_letters + [Header("", "", column_letter(index)) for index in range(len(from_letters), width)]


def stream(heading: Heading, records: Callable[[], Iterator[Numbered]], width: int) -> Iterator[Row]:
    for number, cells in records():
        if heading.is_data(number, cells):
            yield Row(number, sized(cells, width))


def sized(cells: list[Cell], width: int) -> list[Cell]:
    return cells[:width] + [None] * (width - len(cells))


def heading_notes(heading: Heading, left_out: int) -> list[Words]:
    notes = []
    if heading.above:
        notes.append(Words(N_("Rows above the headings were left out: %(count)s."), {"count": heading.above}))
    if heading.instructions:
        notes.append(
            Words(
                N_("Rows of instructions under the headings were left out: %(count)s."), {"count": heading.instructions}
            )
        )
    if left_out:
        notes.append(Words(N_("Repeated headings and lines of totals were left out: %(count)s."), {"count": left_out}))
    return notes


def oddity_notes(oddities: Oddities) -> list[Words]:
    notes = []
    if oddities.errors:
        notes.append(
            Words(
                N_("Cells with a spreadsheet error such as #N/A were read as empty: %(count)s."),
                {"count": oddities.errors},
            )
        )
    if oddities.unsaved_formulas:
        notes.append(
            Words(
                N_("Formulas without a saved result were read as empty: %(count)s. Save the workbook to keep results."),
                {"count": oddities.unsaved_formulas},
            )
        )
    return notes


def merge_notes(merges: int) -> list[Words]:
    return [Words(N_("Merged cells were filled downwards: %(count)s."), {"count": merges})] if merges else []
