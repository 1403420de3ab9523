"""Sheets come in over HTTP: understood, corrected, rehearsed, taken in once, bad rows given back."""

import re
import threading
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from csap.formats.fields import SHAPES
from csap.formats.tables import read_table
from csap.formats.values import coded
from csap.model.posts import Post
from csap.model.records import Record, Upload
from csap.refs import ref

LOG = """Stakeholder institution,Contact person,Activity title,Activity start,TLP,Place name
Border Police,Ivan Testov,Meeting on the border,2026-12-03,GREEN,
Border Police,Ivan Testov,Meeting on the coast,not a date,GREEN,
Border Police,,Meeting marked RESTREINT UE,2026-12-04,GREEN,
"""
REGISTER = """Nom,Fonction,Institution,Téléphone
Ould Salem Mohamed,Directeur,Police,01 99 00 12 34
Sans téléphone,Directeur,Police,pas un numéro
"""


def bring(browser, content: str, name: str = "log.csv") -> str:
    answer = browser.post("/import", file=(BytesIO(content.encode()), name))
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def run(browser, address: str, apply: bool) -> str:
    browser.get(address)
    assert browser.post(f"{address}/run", apply="yes" if apply else "no").status_code == 302
    for thread in threading.enumerate():
        if thread.name.startswith("import of upload"):
            thread.join(timeout=60)
    return browser.get(address).text


def titles(world) -> list[str]:
    with world.system(writing=False) as system:
        return sorted(system.exec(select(Post.title)))


def test_a_rehearsal_writes_nothing_and_says_what_would_happen(world):
    browser = world.browser("mission")
    page = run(browser, bring(browser, LOG), apply=False)
    assert "1 row would be taken in." in page and "2 rows would be refused." in page
    assert "“not a date” is not a date." in page and "Say when it starts" not in page
    assert "“RESTREINT UE” marks classified information" in page
    assert titles(world) == []


def test_dates_with_day_and_month_changed_over_are_warned_about_before_anything_is_taken_in(world):
    days = [f"2025-0{month}-03" for month in range(1, 7)] + ["31/12/2025", "15/01/2025", "28/02/2025", "13/05/2025"]
    book, into = openpyxl.Workbook(), BytesIO()
    book.active.append(["Activity title", "Activity start"])
    for day in days:
        book.active.append(["Patrol", datetime.fromisoformat(day) if "-" in day else day])
    book.save(into)
    browser = world.browser("mission")
    address = browser.post("/import", file=(BytesIO(into.getvalue()), "log.xlsx")).headers["Location"]
    assert "Day and month were probably changed over" in browser.get(address).text


def test_good_rows_are_taken_in_once_and_bad_ones_given_back_with_the_reason(world):
    browser = world.browser("mission")
    address = bring(browser, LOG)
    assert "1 row was taken in." in run(browser, address, apply=True)
    assert titles(world) == ["Ivan Testov", "Meeting on the border"]
    assert "0 rows were taken in." in run(browser, bring(browser, LOG), apply=True)
    assert len(titles(world)) == 2
    back = read_table(BytesIO(browser.get(f"{address}/refused.xlsx").data), "back.xlsx")
    assert back.headers[-1].text == "Why it was refused"
    assert [bool(row.cells[-1]) for row in back.rows()] == [True, True]


def test_a_french_register_comes_in_and_its_bad_cell_is_named(world):
    browser = world.browser("mission")
    page = run(browser, bring(browser, REGISTER), apply=True)
    assert titles(world) == ["Ould Salem Mohamed"]
    assert "pas un numéro" in page and "Téléphone" in page


def test_a_rehearsal_shows_overlaps_but_nothing_hidden(world):
    world.contact("frontex", "IVAN TESTOV", institution="Border Police")
    world.contact(
        "europol",
        "Testov Ivan",
        institution="Border Police",
        tlp="AMBER+STRICT",
        on_match="tell_nobody",
        function="canary",
    )
    page = run(browser := world.browser("mission"), bring(browser, LOG), apply=False)
    assert "Frontex" in page and "IVAN TESTOV" in page
    assert "Europol" not in page and "canary" not in page


def test_of_which_hidden_post_a_rehearsal_says_that_it_overlaps_is_written_down(world):
    hidden = world.contact("europol", "Testov Ivan", institution="Border Police", tlp="AMBER+STRICT").post
    page = run(browser := world.browser("mission"), bring(browser, LOG), apply=False)
    assert "Europol" in page and ref(hidden.id) not in page
    with world.system(writing=False) as system:
        shown = system.exec(
            select(Record.subject, Record.details).where(Record.act == "hit:see").order_by(Record.id)
        ).all()
        upload = system.exec(select(Upload)).one()
    assert shown == [(f"post:{hidden.id}", {"by": f"upload:{upload.id}"})]
    assert str(hidden.id) not in str(upload.report)


def test_a_row_of_another_organisation_is_refused(world):
    sheet = "Posting organisation,Activity title,Activity start\nFrontex,Theirs,2026-12-03\nEUBAM,Ours,2026-12-03\n"
    browser = world.browser("mission")
    page = run(browser, bring(browser, sheet), apply=True)
    assert titles(world) == ["Ours"] and "row is Frontex" in page


def test_a_corrected_mapping_is_remembered_for_the_organisation(world):
    sheet = "When,What,Whatever\n2026-12-03,Meeting,Somebody\n"
    browser = world.browser("mission")
    address = bring(browser, sheet)
    browser.get(address)
    fields = {"column-0": "starts", "column-1": "title", "column-2": "contact_name", "shape": "activities", "sheet": ""}
    browser.post(f"{address}/columns", **fields)
    again = browser.get(bring(browser, sheet.replace("Meeting", "Other"))).text
    assert re.findall(r'<option value="(\w+)" selected>', again)[1:] == ["starts", "title", "contact_name"]


def test_of_a_sheet_that_is_not_understood_at_all_the_page_says_so_and_what_to_do(world):
    browser, words = world.browser("mission"), "No column of this sheet was recognised."
    assert words in browser.get(bring(browser, "foo;bar\n1;2\n")).text
    assert words not in browser.get(bring(browser, LOG)).text


def test_a_column_that_is_none_goes_nowhere(world):
    browser = world.browser("mission")
    address = bring(browser, LOG)
    odd = {f"column-{each}": "outcome" for each in ("²", "x", "-1", "9" * 5000, "", "99")}
    assert browser.post(f"{address}/columns", shape="activities", **odd, **{"column-2": "title"}).status_code == 302
    with world.system(writing=False) as system:
        assert system.exec(select(Upload)).one().mapping["columns"] == {"title": 2}


def test_somebody_elses_upload_is_not_there(world):
    address = bring(world.browser("mission"), LOG)
    assert world.browser("capacity").get(address).status_code == 404


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"\x00\x01\x02", b"PK\x03\x04broken"])
def test_what_cannot_be_read_is_refused_in_words(world, content):
    answer = world.browser("mission").post("/import", file=(BytesIO(content), "sheet.xlsx"))
    assert answer.status_code == 422 and "can’t be saved yet" in answer.text


def test_observers_and_administrators_import_nothing(world):
    for name in ("observer", "administrator"):
        browser = world.browser(name)
        assert browser.post("/import", file=(BytesIO(LOG.encode()), "log.csv")).status_code == 403
        assert browser.get("/import").status_code == 403 and 'href="/import"' not in browser.get("/").text


def test_a_filled_template_needs_no_mapping(world):
    browser = world.browser("mission")
    book = openpyxl.load_workbook(BytesIO(browser.get("/import/template/activities.xlsx").data))
    headings = [cell.value for cell in book.active[3]]
    row = {"Activity title": "From the template", "Activity start": "2026-12-03", "TLP": "TLP:CLEAR"}
    book.active.append([row.get(heading) for heading in headings])
    book.save(filled := BytesIO())
    address = browser.post("/import", file=(BytesIO(filled.getvalue()), "filled.xlsx")).headers["Location"]
    run(browser, address, apply=True)
    assert titles(world) == ["From the template"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_words_that_a_template_offers_are_understood_when_it_comes_back(world, language):
    browser = world.browser("mission")
    browser.post("/language", language=language)
    book = openpyxl.load_workbook(BytesIO(browser.get("/import/template/activities.xlsx").data))
    tags = {cell.column_letter: cell.value for cell in book.active[4]}
    offered = {}
    for rule in book.active.data_validations.dataValidation:
        column = str(rule.sqref)[0] if str(rule.sqref)[1].isdigit() else str(rule.sqref)[:2]
        offered[tags[column]] = rule.formula1.strip('"').split(",")
    fields = {each.hxl: each for each in SHAPES["activities"]}
    assert {fields[tag].key for tag in offered} == {"status", "form", "tlp"}
    for tag, words in offered.items():
        assert len({coded(each, fields[tag].kind) for each in words}) == len(words), words


def test_what_has_no_field_or_is_too_long_for_it_stands_in_the_notes(world):
    """A column without a field is kept as a remark, as the page says, of contacts too; nothing is cut off unseen."""
    beside = [f"Beside {number}" for number in range(20)]
    title = "A long title " * 20
    sheet = ",".join(["Activity title", "Activity start", *beside]) + "\n"
    sheet += ",".join([title, "2026-12-03", *(f"said {number}" for number in range(20))])
    browser = world.browser("mission")
    run(browser, bring(browser, sheet), apply=True)
    run(browser, bring(browser, "Nom,Fonction,Institution,Couleur\nAnna Testova,Directrice,Police,bleu\n"), apply=True)
    with world.system(writing=False) as system:
        contact, activity = system.exec(select(Post).order_by(Post.kind.desc())).all()
    assert "Couleur: bleu" in contact.summary
    assert title.strip() in activity.summary and all(f"Beside {n}: said {n}" in activity.summary for n in range(20))


def test_a_row_that_says_too_much_for_its_notes_is_refused_not_cut(world):
    browser = world.browser("mission")
    sheet = "Activity title,Activity start,Remark\n" + f"A,2026-12-03,{'x' * 6000}\nB,2026-12-03,y\n"
    page = run(browser, bring(browser, sheet), apply=True)
    assert "1 row was refused." in page and "at most 5000 characters" in page and titles(world) == ["B"]
