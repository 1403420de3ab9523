"""Tables out of files: where they begin, what is left out, and every file that must be refused in plain words."""

import contextlib
import io
import struct
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csap.formats.tables import Limits, Sheet, TableProblem, read_table
from tests.formats.conftest import changed, workbook

HEADERS = ["Organisation", "Activité", "Date début"]
LINES = [HEADERS, ["EUCAP", "Formation", date(2025, 3, 1)], ["Frontex", "Visite", datetime(2025, 3, 2, 14, 30)]]
SHEET = "xl/worksheets/sheet1.xml"


def texts(sheet: Sheet) -> list[str]:
    return [header.text for header in sheet.headers]


def cells(sheet: Sheet) -> list[list[object]]:
    return [row.cells for row in sheet.rows()]


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(TableProblem) as caught:
        list(read_table(data, "sheet.xlsx", limits).rows())
    return str(caught.value)


def test_a_workbook_gives_headers_and_typed_rows() -> None:
    sheet = read_table(io.BytesIO(workbook(LINES)), "sheet.xlsx")
    assert texts(sheet) == HEADERS
    assert [header.column_letter for header in sheet.headers] == ["A", "B", "C"]
    assert cells(sheet) == [
        ["EUCAP", "Formation", date(2025, 3, 1)],
        ["Frontex", "Visite", datetime(2025, 3, 2, 14, 30)],
    ]
    assert [row.number for row in sheet.rows()] == [2, 3]
    assert (sheet.row_count, sheet.notes) == (2, [])


def test_titles_above_and_instructions_below_the_headings_are_left_out() -> None:
    lines = [
        ["Matrice 4W du pays"],
        [],
        ["Mise à jour", "mai 2025"],
        ["Organisation\n(Choisir dans la liste)", "Activité", "Date début"],
        ["Choisir dans la liste", "Texte libre", "jj/mm/aaaa"],
        ["EUCAP", "Formation", "01/03/2025"],
    ]
    sheet = read_table(workbook(lines))
    assert cells(sheet) == [["EUCAP", "Formation", "01/03/2025"]]
    assert sheet.header_row == 4
    assert [note.params["count"] for note in sheet.notes] == [2, 1]


def test_the_tag_row_is_recognised_right_under_the_headings() -> None:
    sheet = read_table(workbook([["About"], ["Qui", "Quoi"], ["#org +name", "#activity"], ["EUCAP", "Formation"]]))
    assert [(each.text, each.hxl_tag) for each in sheet.headers] == [("Qui", "#org +name"), ("Quoi", "#activity")]
    assert cells(sheet) == [["EUCAP", "Formation"]]


def test_headings_may_be_tags_alone() -> None:
    sheet = read_table(b"#org,#activity,#date\nEUCAP,Formation,2025\n")
    assert next((each.text, each.hxl_tag) for each in sheet.headers) == ("", "#org")
    assert sheet.row_count == 1


def test_totals_and_headings_pasted_again_are_left_out() -> None:
    lines = [*LINES, HEADERS, ["Ministère", "Don", date(2025, 1, 1)], ["TOTAL GÉNÉRAL", None, 12]]
    assert [row.cells[0] for row in read_table(workbook(lines)).rows()] == ["EUCAP", "Frontex", "Ministère"]


def test_two_tiers_of_headings_are_read_by_the_lower_one() -> None:
    lines = [["Organisation", "Where", None], [None, "Region", "District"], ["EUCAP", "Bay", "Baidoa"]]
    data = changed(
        workbook(lines),
        {
            SHEET: lambda xml: xml.replace(
                b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>'
            )
        },
    )
    assert texts(read_table(data)) == ["Organisation", "Region", "District"]


def test_merged_cells_are_filled_downwards_and_said() -> None:
    sheet = read_table(workbook([["Region", "Activity"], ["", "a"], ["", "b"], ["South", "c"]], merged=["A2:A3"]))
    assert cells(sheet) == [["North", "a"], ["North", "b"], ["South", "c"]]
    assert [str(note) for note in sheet.notes] == ["Merged cells were filled downwards: 1."]


def test_the_sheet_with_the_data_is_guessed_and_can_be_chosen() -> None:
    lists = [["Listes"], ["Statut", "Type"], ["fait", "réunion"]]
    data = workbook([["Read me"], ["This workbook holds the 4W."]], Data=LINES, Lists=lists)
    assert read_table(data).name == "Data"
    assert [choice.name for choice in read_table(data).choices] == ["Sheet1", "Data", "Lists"]
    assert read_table(data, sheet="Lists").row_count == 1
    with pytest.raises(TableProblem, match="no sheet named"):
        read_table(data, sheet="Nowhere")


def test_formulas_give_their_saved_result_and_never_their_text() -> None:
    sheet = read_table(workbook([*LINES, ["EUCAP", '=HYPERLINK("http://x","y")', date(2025, 1, 1)]]))
    assert all("HYPERLINK" not in str(cell) for row in sheet.rows() for cell in row.cells)


def test_formulas_without_a_result_and_errors_are_empty_and_said() -> None:
    made = workbook([["Region", "Count"], ["North", 1], ["South", 2]])
    data = changed(
        made,
        {
            SHEET: lambda xml: xml.replace(b'<c r="B2"><v>1</v>', b'<c r="B2"><f>A1</f>').replace(
                b'<c r="B3"><v>2</v>', b'<c r="B3" t="e"><v>#N/A</v>'
            )
        },
    )
    assert [row.cells[1] for row in read_table(data).rows()] == [None, None]
    assert len(read_table(data).notes) == 2


def test_macros_are_not_looked_at() -> None:
    data = changed(workbook(LINES), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 anything"})
    assert read_table(data, "sheet.xlsm").row_count == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_is_read_in_every_usual_encoding_and_separator(encoding: str, separator: str) -> None:
    lines = [
        "Organisation;Activité;Où",
        "EUCAP;Formation avancée à l’été;Bâle",
        'Frontex;"Visite\nde terrain";Liège',
    ] * 3
    sheet = read_table("\r\n".join(lines).replace(";", separator).encode(encoding), "a.csv")
    assert texts(sheet) == ["Organisation", "Activité", "Où"]
    assert cells(sheet)[:2] == [
        ["EUCAP", "Formation avancée à l’été", "Bâle"],
        ["Frontex", "Visite\nde terrain", "Liège"],
    ]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Министерство внутренних дел;Начальник управления;Встреча о подготовке кадров"),
        ("cp1256", "وزارة الداخلية;مدير إدارة التعاون الدولي;اجتماع حول التدريب وبناء القدرات"),
        ("cp1252", "Ministère de l’Intérieur;Directeur général de la sûreté;Réunion sur l’intégrité"),
    ],
)
def test_8_bit_pages_are_told_apart(encoding: str, text: str) -> None:
    data = ("Institution;Function;Activity\n" + (text + "\n") * 12).encode(encoding)
    sheet = read_table(data, "a.csv")
    assert cells(sheet)[0] == text.split(";")
    assert sheet.notes[-1].params == {"encoding": encoding}


def test_excels_separator_line_is_obeyed() -> None:
    assert texts(read_table(b"sep=|\nOrganisation|Activity, where\nEUCAP|a;b\n")) == ["Organisation", "Activity, where"]


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def doctype(data: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">' + entities + b"]><worksheet><sheetData/></worksheet>"
    return changed(data, {SHEET: bomb})


def lying_size(data: bytes) -> bytes:
    """The archive whose table of contents says that a part is one byte long."""
    at = data.rfind(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<I", 1) + data[at + 28 :]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"%PDF-1.7 something", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls"),
        (encrypted(), "password"),
        (b"PK\x03\x04 nothing more", "damaged"),
        (workbook(LINES)[:-200], "damaged"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "web page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 40, "neither a workbook nor a text"),
        (workbook([]), "No row of headings"),
        (workbook([HEADERS]), "no row of data"),
        (doctype(workbook(LINES)), "no spreadsheet programme writes"),
        (changed(workbook(LINES), {SHEET: b"<worksheet><sheetData><row>"}), "damaged"),
        (changed(workbook(LINES), {SHEET: b"<a>" * 100_000}), "damaged"),
        (changed(workbook(LINES), {"xl/sharedStrings.xml": b"\xff\xfe\x00"}), "damaged"),
        (changed(workbook(LINES), {"xl/_rels/workbook.xml.rels": None}), "damaged"),
        (changed(workbook(LINES), {"xl/workbook.xml": None}), "not an .xlsx"),
        (changed(workbook(LINES), {"xl/media/x.bin": bytes(50_000_000)}), "unpacks"),
        (changed(workbook(LINES), {f"x/{n}": b"" for n in range(6000)}), "unpacks"),
        (b'Organisation,Activity\n"EUCAP,' + b"x" * 200_000, "quotation mark"),
        (b"Organisation," + b"x," * 10_000 + b"\nEUCAP\n", "more than 400 columns"),
        (workbook([["Organisation"] * 3, [None] * 9_999 + ["far away"]]), "more than 400 columns"),
    ],
)
def test_what_cannot_be_read_is_refused_in_plain_words(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_a_sheet_of_200_000_rows_is_refused_with_what_to_do() -> None:
    assert "more than 50000 rows. Send it in parts" in refusal(
        b"Organisation,Activity\n" + b"EUCAP,Formation\n" * 200_000
    )


def test_a_file_beyond_the_limit_is_not_read_to_its_end() -> None:
    assert "larger than 1 MB" in refusal(b"x" * 1_000_002, Limits(file_bytes=1_000_000))


def test_a_cell_at_the_far_corner_costs_nothing() -> None:
    far = b'<row r="1048576"><c r="A1048576" t="str"><v>EUCAP</v></c><c r="B1048576"><v>5</v></c></row></sheetData>'
    sheet = read_table(changed(workbook(LINES), {SHEET: lambda xml: xml.replace(b"</sheetData>", far)}))
    assert [row.number for row in sheet.rows()][-1] == 1_048_576


def test_an_archive_that_lies_about_sizes_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(LINES))) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(parts, key=lambda each: each == SHEET):
            new.writestr(name, parts[name])
    assert "damaged" in refusal(lying_size(into.getvalue()))


def test_strange_references_and_indexes_are_survived() -> None:
    odd = (
        b'<row r="x"><c r="??" t="s"><v>99999</v></c><c t="s"><v>-4</v></c><c r="C9" s="777"><v>1e400</v></c></row>'
        b'<row r="7"><c r="B7" t="inlineStr"><is><r><t>EU</t></r><r><t>CAP</t></r><rPh><t>no</t></rPh></is></c></row>'
        b"</sheetData>"
    )
    sheet = read_table(changed(workbook(LINES), {SHEET: lambda xml: xml.replace(b"</sheetData>", odd)}))
    assert cells(sheet)[-1] == [None, "EUCAP", None]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
def test_no_bytes_raise_anything_but_a_table_problem(data: bytes) -> None:
    try:
        sheet = read_table(data, "any")
    except TableProblem:
        return
    assert sum(1 for _ in sheet.rows()) == sheet.row_count


WHOLE = workbook(LINES)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(at: int, noise: bytes) -> None:
    with contextlib.suppress(TableProblem):
        list(read_table(WHOLE[:at] + noise + WHOLE[at + len(noise) :], "any.xlsx").rows())


def test_a_workbook_whose_sheet_lies_before_the_file_begins_is_refused() -> None:
    """Bytes are missing in its first member: the archive's own reckoning puts that one below zero."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as found, zipfile.ZipFile(into, "w") as made:
        for name in sorted(found.namelist(), key=lambda name: name != SHEET):
            made.writestr(name, found.read(name))
    with pytest.raises(TableProblem, match="damaged"):
        read_table(into.getvalue()[:60] + into.getvalue()[89:], "any.xlsx")


PARTS = st.sampled_from(
    [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"]
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PARTS, st.integers(0, 3000), st.sampled_from([b"", b"9", b"<", b'"', b"\xff", b"-1", b"&#0;", b"zzzz", b"/"]))
def test_a_workbook_with_damaged_xml_is_read_or_refused(part: str, at: int, noise: bytes) -> None:
    data = changed(WHOLE, {part: lambda xml: xml[: at % len(xml)] + noise + xml[at % len(xml) + 1 :]})
    with contextlib.suppress(TableProblem):
        list(read_table(data, "any.xlsx").rows())
