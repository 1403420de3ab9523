"""Sheets: read, understood, and given back without loss."""

import os
import zipfile
from io import BytesIO
from pathlib import Path

import xlsxwriter

from csap.actions.imports import left_out
from csap.errors import Invalid
from csap.formats import dates, stakeholders
from csap.formats.cells import Limits, as_text
from csap.formats.columns import apply_mapping, guess_mapping
from csap.formats.fields import SHAPES
from csap.formats.problems import CellError
from csap.formats.records import PARSERS, read_records
from csap.formats.repeats import fingerprint, join_periods
from csap.formats.sheets_out import LONGEST, Heading, Refusal, write_csv, write_refused
from csap.formats.sheets_out import Column as Written
from csap.formats.tables import Sheet, read_table
from csap.formats.xlsxfile import Workbook
from tests.fuzz.target import Target, text

MOST_COLUMNS = 12
LIMITS = Limits(file_bytes=1_000_000, inflated_bytes=4_000_000, rows=2_000)
PARTS = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
)
SHARED = Path(os.environ.get("CSAP_SHARED", Path(__file__).resolve().parents[3] / "shared"))
HEADINGS = ("Title", "Start", "End", "Region", "Organisation", "Themes", "Name", "E-mail", "Phone", "Beneficiaries")
ROW = ("A meeting", "2026-12-01", "décembre 2026", "North", "EUBAM", "1. SGBV; 2. Police", "Col. A. Testa", "a@b.eu")


def taken(data: bytes) -> Sheet | None:
    """A file as it comes, whose rows are as many and as wide as the reader says."""
    try:
        found = read_table(data, "plan 2026.csv", LIMITS)
    except Invalid as refusal:
        assert str(refusal.words)
        return None
    rows = list(found.rows())
    assert len(rows) == found.row_count and all(len(row.cells) == len(found.headers) for row in rows)
    return found


def sheet(data: bytes) -> None:
    taken(data)


def workbook(data: bytes) -> None:
    """The parts of a workbook, apart by NUL, which no XML holds."""
    taken(packed(data.split(b"\0")))


def mapped(data: bytes) -> None:
    """Its columns guessed and its rows read by them."""
    found = taken(data)
    if found and len(found.headers) <= MOST_COLUMNS:
        understood(found)


def returned(data: bytes) -> None:
    """Its rows as they are given back when they are refused."""
    found = taken(data) if b"\0" not in data else taken(packed(data.split(b"\0")))
    if found:
        given_back(found)


def packed(parts: list[bytes]) -> bytes:
    into = BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        for name, part in zip(PARTS, parts, strict=False):
            made.writestr(zipfile.ZipInfo(name), part)
    return into.getvalue()


def understood(found: Sheet) -> None:
    """Every row is there in each reading, every cell of a column with a heading in a value, a problem or the rest."""
    rows = list(found.rows())
    for shape in SHAPES:
        mapping = left_out(found, guess_mapping(found, shape))
        apply_mapping(found, shape, mapping.columns)
        records = list(read_records(found, mapping))
        assert [record.row.number for record in records] == [row.number for row in rows]
        for record in records:
            fingerprint(record)
            beside = sorted(
                as_text(record.row.cells[at]) for at in mapping.unmapped if record.row.cells[at] is not None
            )
            kept = "\n".join(record.rest.values())
            assert all(said in kept for said in beside), (beside, record.rest)
        numbers = [number for joined in join_periods(records) for number in joined.numbers]
        assert sorted(numbers) == sorted(row.number for row in rows)


def given_back(found: Sheet) -> None:
    """Were every row refused, each would come back as it came."""
    rows, into = list(found.rows()), BytesIO()
    refused = (Refusal(row, ["No."], range(0, len(found.headers), 2)) for row in rows)
    write_refused(into, found, refused, Heading("Not classified"), "Why")
    book = Workbook(into.getvalue(), Limits())
    back = [cells for _, cells in book.rows(book.parts[0])][-len(rows) :]
    for row, cells in zip(rows, back, strict=True):
        assert [as_text(each)[:LONGEST] for each in row.cells] == said(cells, len(row.cells)), (row, cells)


def said(cells: list[object], width: int) -> list[str]:
    return [as_text(each) for each in (*cells[:width], *[None] * (width - len(cells)))]  # type: ignore[arg-type]


def listed(data: bytes) -> None:
    """A list to check: pasted, and as a sheet."""
    for each in stakeholders.pasted(text(data), "FR"):
        assert each.names or each.emails or each.phones or not each.function
    try:
        stakeholders.in_sheet(data, "list.csv", LIMITS, "FR")
    except Invalid:
        return


def cell(data: bytes) -> None:
    """One cell, as each field reads it."""
    written = text(data)
    for parse in PARSERS.values():
        tried(lambda parse=parse: parse(written))  # type: ignore[misc]
    for first in (None, True, False):
        tried(lambda first=first: dates.span(written, first, 2026))  # type: ignore[misc]
    dates.day_first([written]), dates.swapped([written]), dates.year_in(written)


def tried(parse: object) -> None:
    try:
        parse()  # type: ignore[operator]
    except CellError as problem:
        str(problem.words)


def csv_seed(*lines: tuple[object, ...]) -> bytes:
    return "\n".join(";".join(map(str, line)) for line in lines).encode()


def sheets() -> list[bytes]:
    exported = BytesIO()
    write_csv(
        exported, [Written("a", "Title", "#activity"), Written("b", "Start", "#date")], [["=1", "x"]], Heading("Y")
    )
    plain = [csv_seed(HEADINGS, ROW, ROW[::-1]), exported.getvalue(), b'Name,E-mail\r\n"A ""B""",a@b.eu\r\n']
    plain += ["Nom\tPrénom\nOuld Salem\tMohamed\n".encode("utf-16"), "Titre;Début\nÉté;3 août 2026".encode("cp1252")]
    return [*plain, *real(), written_out()]


def real() -> list[bytes]:
    """The first lines of the real sheets, where they are."""
    found = []
    for path in sorted((SHARED / "data" / "sheets").glob("*.xlsx")):
        table = read_table(path)
        rows = [[as_text(each) for each in row.cells[:MOST_COLUMNS]] for row in table.sample[:4]]
        found.append(csv_seed(tuple(each.text for each in table.headers[:MOST_COLUMNS]), *map(tuple, rows)))
    return found


def written_out() -> bytes:
    into = BytesIO()
    with xlsxwriter.Workbook(into) as book:
        page, day = book.add_worksheet("Plan"), book.add_format({"num_format": "dd/mm/yyyy"})
        for at, heading in enumerate(HEADINGS):
            page.write(0, at, heading)
        page.write_row(1, 0, ROW)
        page.write_number(2, 1, 46000.5, day)
        page.write_formula(2, 0, "=A2", None, "A meeting")
        page.merge_range("D2:D3", "North")
    return into.getvalue()


def workbooks() -> list[bytes]:
    with zipfile.ZipFile(BytesIO(written_out())) as made:
        return [b"\0".join(made.read(name) if name in made.namelist() else b"" for name in PARTS)]


def cells() -> list[bytes]:
    said = [*ROW, "Q3 2026", "3-5 août 2026", "12/11/2026 14:30", "1 234,5", "12°30'N", "+33 1 99 00 12 34", "TLP:RED"]
    return [each.encode() for each in (*said, "XX01", "français, anglais", "tell_me_first", "planned", "2026-W05")]


def lists() -> list[bytes]:
    return [b"Col. Amadou Testa, Director, Border Police, a@b.eu +33 1 99 00 12 34\nX|Y|Z", csv_seed(HEADINGS, ROW)]


XML = ("<row", "<c ", ' r="A1"', ' t="s"', ' t="inlineStr"', ' t="d"', ' s="1"', "<v>", "</v>", "<mergeCell ref=")
LINES = (*HEADINGS, "#date", "#org", "\r\n", '"', "2026-12-01", "TOTAL")
PIECES = (*XML, "&#10;", "1E308", "46000", "XFD1048576", "dd/mm/yy", "1904")
TARGETS = {
    "sheet": Target(sheet, sheets, LINES),
    "workbook": Target(workbook, workbooks, PIECES),
    "mapped": Target(mapped, sheets, LINES),
    "returned": Target(returned, lambda: [*sheets(), *workbooks()], (*LINES, *PIECES)),
    "listed": Target(listed, lists, ("@", ".eu", "+33", "|", "; ")),
    "cell": Target(cell, cells, ("janvier", "Q1", "2026", "to", "N", "°", "/", "au")),
}
