"""Lists as files: only what the person may read, never TLP:RED, nothing that a spreadsheet computes, all audited."""

import csv
import io

import openpyxl
import pytest
from click.testing import CliRunner
from sqlmodel import select

from csap import clock
from csap.cli import group
from csap.model.records import Record
from tests.world import A_DAY

FIRST = 3
"""The line of the headings: after the marking and two lines on who and when."""


def lines(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def exported(world, path, who="mission"):
    answer = world.browser(who).get(path)
    assert answer.status_code == 200, answer.text
    return lines(answer.get_data(as_text=True))


def table(found):
    """The data rows as dictionaries by heading."""
    return [dict(zip(found[FIRST], row, strict=True)) for row in found[FIRST + 2 :]]


def test_a_file_says_its_marking_and_who_took_it(world):
    world.contact("frontex", "Amadou Testa", marking="EU LIMITED")
    world.contact("mission", "Binta Testa", tlp="AMBER")
    top = exported(world, "/contacts.csv")
    assert top[0] == ["TLP:AMBER · EU LIMITED · not classified · EU staff only"]
    assert "Mission (EUBAM)" in top[1][0]


def test_a_file_has_headings_and_hxl_tags(world):
    world.contact("mission", "Amadou Testa", emails=["a@example.org"], function="Director")
    found = exported(world, "/contacts.csv")
    assert found[FIRST + 1][:2] == ["#meta+id", "#org+reporting+name"]
    (row,) = table(found)
    assert (row["Stakeholder name"], row["Stakeholder e-mail"], row["Posting organisation"]) == (
        "Amadou Testa",
        "a@example.org",
        "EUBAM",
    )


def test_a_file_has_only_what_its_reader_may_read(world):
    world.contact("frontex", "Open Testa")
    world.contact("frontex", "Hidden Testa", tlp="AMBER+STRICT")
    names = [row["Stakeholder name"] for row in table(exported(world, "/contacts.csv", "frontex"))]
    assert names == ["Hidden Testa", "Open Testa"]
    assert [row["Stakeholder name"] for row in table(exported(world, "/contacts.csv"))] == ["Open Testa"]


def test_red_is_never_exported_even_to_its_author(world):
    world.contact("mission", "Red Testa", tlp="RED")
    world.contact("mission", "Open Testa")
    for path in ("/contacts.csv", "/board/export.csv"):
        assert "Red Testa" not in str(exported(world, path))


def test_a_contact_of_an_activity_is_named_only_to_those_who_may_read_it(world):
    hidden = world.contact("frontex", "Hidden Testa", emails=["h@example.org"], tlp="AMBER+STRICT").post
    world.activity("frontex", "Meeting", contacts=[hidden.id])
    (own,) = table(exported(world, "/activities.csv", "frontex"))
    (other,) = table(exported(world, "/activities.csv"))
    assert (own["Contact person"], own["Contact e-mail"]) == ("Hidden Testa", "h@example.org")
    assert (other["Contact person"], other["Contact e-mail"]) == ("", "")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_live_formula(world, evil):
    world.activity("mission", evil, summary=evil)
    (row,) = table(exported(world, "/activities.csv"))
    assert row["Activity title"] == "'" + evil
    answer = world.browser("mission").get("/activities.xlsx")
    cells = [cell for line in openpyxl.load_workbook(io.BytesIO(answer.data)).active for cell in line]
    assert evil in [cell.value for cell in cells] and not [cell for cell in cells if cell.data_type == "f"]


def test_the_filter_of_the_list_holds_for_its_file(world):
    world.contact("mission", "Amadou Testa")
    world.contact("mission", "Police", contact_kind="institution", institution="Police")
    world.contact("frontex", "Binta Testa")
    mission = world.organisation("EUBAM")
    names = [row["Stakeholder name"] for row in table(exported(world, f"/contacts.csv?organisation={mission}"))]
    assert names == ["Amadou Testa", "Police"]
    assert len(table(exported(world, "/contacts.csv?mine=1"))) == 2
    assert len(table(exported(world, "/contacts.csv?what=institution"))) == 1
    assert len(table(exported(world, "/contacts.csv?text=binta"))) == 1


def test_a_list_leads_to_its_file_under_the_same_filter(world):
    world.contact("mission", "Amadou Testa")
    page = world.browser("mission").get("/contacts?what=person").text
    assert 'href="/contacts.xlsx?what=person"' in page and "contacts.ics" not in page
    world.activity("mission", "Meeting")
    assert 'href="/activities.ics"' in world.browser("mission").get("/activities").text


def test_dates_are_host_country_time(world):
    world.activity("mission", "Meeting", starts="2026-12-01T10:00")
    (row,) = table(exported(world, "/activities.csv"))
    assert row["Activity start"] == "2026-12-01 10:00"


def test_risks_and_the_board_are_files_too(world):
    world.risk("europol", "Route shifts", themes=["migrant-smuggling"])
    (risk,) = table(exported(world, "/risks.csv"))
    assert (risk["Title"], risk["Theme code"], risk["Likelihood"]) == ("Route shifts", "migrant-smuggling", "likely")
    world.contact("mission", "Amadou Testa")
    assert {row["Kind"] for row in table(exported(world, "/board/export.csv"))} == {"risk", "contact"}


def test_activities_go_into_a_calendar(world):
    with clock.stopped(A_DAY):
        world.activity("mission", "Meeting", starts="2026-12-01T10:00", place_name="Harbour")
        for path in ("/activities.ics", "/board/export.ics"):
            answer = world.browser("mission").get(path)
            assert answer.mimetype == "text/calendar"
            assert "SUMMARY:EUBAM: Meeting" in answer.text and "DTSTART:20261201T090000Z" in answer.text


def test_what_lasts_whole_days_has_no_hour_in_a_calendar(world):
    with clock.stopped(A_DAY):
        world.activity("mission", "Course", starts="2026-12-01T00:00", ends="2026-12-02T23:59")
        text = world.browser("mission").get("/activities.ics").text
        assert "DTSTART;VALUE=DATE:20261201" in text and "DTEND;VALUE=DATE:20261203" in text


def test_an_export_is_audited_with_its_number_of_rows(world):
    world.contact("mission", "Amadou Testa")
    exported(world, "/contacts.csv", "frontex")
    with world.system() as system:
        (line,) = system.exec(select(Record).where(Record.act == "list:export")).all()
        assert (line.subject, line.details["rows"], line.person_id) == (
            "list:contacts",
            1,
            world.viewer("frontex").person_id,
        )


def test_those_who_read_no_content_take_none_along(world):
    for path in ("/contacts.xlsx", "/activities.ics", "/board/export.csv"):
        assert world.browser("administrator").get(path).status_code == 403


def test_an_unknown_format_is_not_found(world):
    assert world.browser("mission").get("/contacts.doc").status_code == 404


def test_many_rows_come_in_batches_and_none_is_lost(world, monkeypatch):
    monkeypatch.setattr("csap.actions.exports.BATCH", 3)
    for number in range(8):
        world.contact("mission", f"Person {number}")
    assert [row["Stakeholder name"] for row in table(exported(world, "/contacts.csv"))] == [
        f"Person {number}" for number in range(8)
    ]


def test_the_command_writes_what_one_person_may_read(world, database, tmp_path):
    world.contact("frontex", "Hidden Testa", tlp="AMBER+STRICT")
    world.contact("mission", "Open Testa")
    file = tmp_path / "contacts.csv"
    words = ["export", "contacts", "--format", "csv", "--as", "mission@csap.example", "-o", str(file)]
    answer = CliRunner().invoke(group, words, env={"CSAP_DATABASE": database})
    assert answer.exit_code == 0, answer.output
    assert [row["Stakeholder name"] for row in table(lines(file.read_text()))] == ["Open Testa"]


def test_overlaps_are_taken_along_as_far_as_one_may_know_them(world):
    same = {"phones": ["+33199001234"]}
    world.contact("mission", "Amadou Testa", tlp="AMBER", **same)
    world.contact("frontex", "Amadou Testa", tlp="AMBER+STRICT", **same)
    world.contact("europol", "Amadou Testa", marking="EU LIMITED", **same)
    found = exported(world, "/overlaps.csv?mine=1")
    assert found[0] == ["TLP:AMBER · EU LIMITED · not classified · EU staff only"]
    first, second = sorted(table(found), key=lambda row: row["Other organisation"])
    assert (first["Organisation"], first["Other organisation"]) == ("EUBAM", "Europol")
    assert first["The post"].startswith("Amadou Testa (") and int(first["Certainty, in per cent"]) > 90
    assert "phone" in first["Why"] and second["Post of the other organisation"] == "not open to you"
    assert second["Severity"] == second["Certainty, in per cent"] == ""
    book = openpyxl.load_workbook(io.BytesIO(world.browser("mission").get("/overlaps.xlsx").data))
    assert book.active["A1"].value.startswith("TLP:AMBER")
    assert world.browser("administrator").get("/overlaps.csv").status_code == 403
    assert world.browser("mission").get("/overlaps.ics").status_code == 404
    with world.system() as system:
        taken = system.exec(select(Record).where(Record.subject == "list:overlaps").order_by(Record.id)).all()
    assert [each.details["rows"] for each in taken] == [2, 2]


def test_an_overlap_with_what_is_red_is_taken_along_without_a_word_of_it(world):
    me = world.viewer("mission").person_id
    world.contact("mission", "Zorkan Blefusk", tlp="RED", audience_people=[me], phones=["+33199001234"])
    world.contact("frontex", "Zorkan Blefusk", phones=["+33199001234"])
    found = exported(world, "/overlaps.csv")
    (row,) = table(found)
    assert row["The post"] == "TLP:RED" and "Blefusk" in row["Post of the other organisation"]
    assert row["Why"] and "blefusk" not in row["Why"].lower() and found[0][0].startswith("TLP:GREEN")
