"""What is written can be read back, opens safely, and says whose it is."""

import csv
import io
import tracemalloc
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csap.formats.cells import Cell
from csap.formats.sheets_out import Column, Heading, Refusal, write_csv, write_refused, write_template, write_xlsx
from csap.formats.tables import read_table
from tests.formats.conftest import workbook

COLUMNS = [Column("organisation", "Organisation", "#org+name"), Column("title", "Activity", "#activity+name")]
HEADING = Heading("TLP:GREEN · EU LIMITED", ["Exported by Ada Okoro, 23 November 2026", "Ground: coordination meeting"])
LIVE = ["=1+1", "+33 1 99 00 12 34", "-2+3", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
def test_marking_and_ground_stand_on_top_and_the_rows_come_back(write: object) -> None:
    into = io.BytesIO()
    rows = [["EUCAP", "Training"], ["Frontex", None]]
    assert write(into, COLUMNS, rows, HEADING) == 2  # type: ignore[operator]
    sheet = read_table(into.getvalue(), "a")
    assert [(each.text, each.hxl_tag) for each in sheet.headers] == [(each.header, each.hxl) for each in COLUMNS]
    assert [row.cells for row in sheet.rows()] == rows
    assert sheet.header_row > len(HEADING.lines) + 1


def test_the_marking_is_the_first_thing_in_the_file() -> None:
    book, text = io.BytesIO(), io.BytesIO()
    write_xlsx(book, COLUMNS, [], HEADING)
    write_csv(text, COLUMNS, [], HEADING)
    assert openpyxl.load_workbook(book).active["A1"].value == HEADING.marking
    assert text.getvalue().decode("utf-8-sig").splitlines()[:2] == [HEADING.marking, f'"{HEADING.lines[0]}"']


@pytest.mark.parametrize("text", LIVE)
def test_no_cell_is_a_formula_in_xlsx(text: str) -> None:
    into = io.BytesIO()
    write_xlsx(into, COLUMNS, [[text, "x"]], Heading("TLP:GREEN"))
    cell = openpyxl.load_workbook(into).active["A5"]
    assert (cell.data_type, cell.quotePrefix, cell.hyperlink) == ("s", True, None)
    assert next(read_table(into.getvalue()).rows()).cells[0] == text.strip()


@pytest.mark.parametrize("text", LIVE)
def test_no_cell_is_a_formula_in_csv(text: str) -> None:
    into = io.BytesIO()
    write_csv(into, COLUMNS, [[text, -2.5]], Heading("=TLP"))
    written = list(csv.reader(io.StringIO(into.getvalue().decode("utf-8-sig"), newline="")))
    assert written[0] == ["'=TLP"]
    assert written[-1] == ["'" + text, "-2.5"]
    assert [row.cells for row in read_table(into.getvalue()).rows()][-1] == [text.strip(), "-2.5"]


def test_values_keep_their_types_in_xlsx() -> None:
    into = io.BytesIO()
    columns = [Column(str(at), f"Column {at}", "#x") for at in range(6)]
    write_xlsx(into, columns, [[1, 2.5, date(2025, 3, 1), datetime(2025, 3, 1, 9, 30), ["a", "b"], True]], HEADING)
    cells = next(read_table(into.getvalue()).rows()).cells
    assert cells == [1.0, 2.5, date(2025, 3, 1), datetime(2025, 3, 1, 9, 30), "a; b", "TRUE"]


def test_a_text_too_long_for_a_cell_is_cut_and_not_dropped() -> None:
    into = io.BytesIO()
    write_xlsx(into, COLUMNS, [["x" * 40_000, "y"]], HEADING)
    assert len(str(next(read_table(into.getvalue()).rows()).cells[0])) == 32_767


def test_memory_stays_flat_over_many_rows() -> None:
    tracemalloc.start()
    write_xlsx(io.BytesIO(), COLUMNS, (["EUCAP", f"Training {n}"] for n in range(20_000)), HEADING)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000


def test_refused_rows_come_back_with_the_reason_and_can_be_sent_again() -> None:
    sheet = read_table(workbook([["Who", "When"], ["EUCAP", "never"], ["Frontex", "1/1/2025"]]))
    bad = next(sheet.rows())
    into = io.BytesIO()
    refusal = Refusal(bad, ["“never” is not a date.", "No title."], at_fault=[1])
    assert write_refused(into, sheet, [refusal], HEADING, "Why not taken") == 1
    again = read_table(into.getvalue())
    assert [each.text for each in again.headers] == ["Who", "When", "Why not taken"]
    assert next(again.rows()).cells == ["EUCAP", "never", "“never” is not a date. No title."]
    cells = openpyxl.load_workbook(into).active[again.header_row + 1]
    assert [cell.fill.fgColor.rgb == "FFFFE08A" for cell in cells] == [False, True, False]


def test_a_template_offers_words_and_is_read_when_filled_in() -> None:
    into = io.BytesIO()
    columns = [Column("title", "Activity", "#activity+name"), Column("status", "Status", "#status")]
    write_template(into, columns, HEADING, {"status": ["prévu", "réalisé"], "title": ["Visit, short", "Visit"]})
    book = openpyxl.load_workbook(into)
    [rule] = book.active.data_validations.dataValidation
    assert (rule.formula1, rule.errorStyle, str(rule.sqref).partition(":")[0]) == (
        '"prévu,réalisé"',
        "information",
        "B7",
    )
    book.active["A7"], book.active["B7"] = "Patrol", "prévu"
    filled = io.BytesIO()
    book.save(filled)
    assert next(read_table(filled.getvalue()).rows()).cells == ["Patrol", "prévu"]


LETTERS = st.text(st.characters(categories=["L"]), min_size=1, max_size=12)
ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
CELLS = st.none() | st.tuples(LETTERS, ANY).map("".join).map(str.strip)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(LETTERS, CELLS), min_size=1, max_size=6))
def test_texts_survive_the_way_out_and_in(rows: list[tuple[str, Cell]]) -> None:
    lines = [[first, second] for first, second in rows if not first.lower().endswith(("total", "totaux"))]
    for write in (write_xlsx, write_csv):
        into = io.BytesIO()
        write(into, COLUMNS, lines, HEADING)
        if lines:
            assert [row.cells for row in read_table(into.getvalue()).rows()] == lines
