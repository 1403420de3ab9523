"""Lists other than of posts as files: the same top, the same tags, the same filter as the page, and a line of audit."""

import io
from datetime import timedelta

import openpyxl
import pytest
from click.testing import CliRunner
from sqlmodel import select

from csap import clock
from csap.actions import breaches, stop_list, subject_requests
from csap.actions.every_roll import ROLLS
from csap.cli import group
from csap.formats.hxl import is_tag_row
from csap.model.breaches import BreachDraft
from csap.model.people import Person
from csap.model.places import Institution
from csap.model.posts import Kind
from csap.model.records import Record
from csap.model.subject_requests import SubjectRequestDraft
from csap.rules.retention import POST_DAYS
from csap.web.rolls import PAGES
from tests.test_coverage import meets
from tests.test_export import FIRST, exported, lines, table

DIRECTORY = ("organisations", "institutions", "people")


def _taken(subject):
    return select(Record).where(Record.subject == subject).order_by(Record.id)


@pytest.fixture
def police(world):
    with world.system() as system:
        ministry = Institution(name="Ministry of Testing")
        system.add(ministry)
        system.flush()
        system.add(Institution(name="Test Police", aliases=["TP", "Police d’essai"], parent_id=ministry.id))


@pytest.mark.parametrize("name", ROLLS)
def test_every_list_is_a_file_with_its_marking_its_taker_its_tags_and_a_line_of_audit(world, name):
    found = exported(world, f"{PAGES[name]}.csv", "dpo")
    assert found[0][0].startswith("TLP:") and "Dpo (EUDEL)" in found[1][0] and found[2][0]
    assert len(found[FIRST]) == len(ROLLS[name].columns) and is_tag_row(found[FIRST + 1])
    answer = world.browser("dpo").get(f"{PAGES[name]}.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet["A1"].value == found[0][0]
    assert world.browser("dpo").get(f"{PAGES[name]}.ics").status_code == 404
    with world.system() as system:
        taken = system.exec(_taken(f"list:{name}")).all()
    assert {(each.act, each.verb) for each in taken} == {(ROLLS[name].act.value, "export")}
    assert [each.details["form"] for each in taken] == ["csv", "xlsx"]
    assert taken[0].details["rows"] == len(table(found))


@pytest.mark.parametrize("name", ROLLS)
def test_a_list_leads_to_its_file_under_the_filter_of_its_page(world, name):
    page = world.browser("dpo").get(f"{PAGES[name]}?mine=1").text
    assert f'href="{PAGES[name]}.xlsx?mine=1"' in page and f'href="{PAGES[name]}.csv?mine=1"' in page


@pytest.mark.parametrize("name", ROLLS)
def test_an_administrator_takes_along_who_is_who_and_nothing_else(world, name):
    browser = world.browser("administrator")
    assert browser.get(f"{PAGES[name]}.csv").status_code == (200 if name in DIRECTORY else 403)
    assert (f'href="{PAGES[name]}.csv"' in browser.get(PAGES[name]).text) == (name in DIRECTORY)


def test_every_list_and_the_audit_ask_for_a_fresh_proof(world):
    browser = world.browser("dpo")
    paths = [*(f"{PAGES[name]}.csv" for name in ROLLS), "/privacy/audit/export.xlsx"]
    with clock.stopped(clock.now() + timedelta(minutes=11)):
        assert {browser.get(path).status_code for path in paths} == {403}
        assert "again_password" in browser.get(paths[0]).text


@pytest.mark.parametrize("name", ROLLS)
def test_the_command_writes_every_list(world, database, tmp_path, name):
    file = tmp_path / "list.csv"
    words = ["export", name, "--format", "csv", "--as", "dpo@csap.example", "-o", str(file)]
    answer = CliRunner().invoke(group, words, env={"CSAP_DATABASE": database})
    assert answer.exit_code == 0, answer.output
    found = lines(file.read_text())
    assert found[FIRST] == exported(world, f"{PAGES[name]}.csv", "dpo")[FIRST]
    with world.system(writing=False) as system:
        first = system.exec(_taken(f"list:{name}")).first()
        assert first and first.details["rows"] == len(table(found))


def test_people_are_taken_along_as_the_page_shows_them(world):
    with world.system() as system:
        europol = system.exec(select(Person).where(Person.name == "Europol")).one()
        europol.active, europol.function = False, "=1+1"
    world.contact("mission")
    rows = table(exported(world, "/people.csv"))
    assert len(rows) == 8 and "Europol" not in [each["Name"] for each in rows]
    assert [each["E-mail"] for each in rows if each["Name"] == "Mission"] == ["mission@csap.example"]
    (off,) = table(exported(world, "/people.csv?q=europol", "administrator"))
    assert (off["On the platform"], off["Function"]) == ("FALSE", "'=1+1")
    assert [each["Name"] for each in table(exported(world, "/people.csv?role=dpo"))] == ["Dpo"]
    assert exported(world, "/people.csv")[0][0].startswith("TLP:AMBER")
    with world.system(writing=False) as system:
        line = system.exec(_taken("list:people")).all()[1]
    assert line.details["filter"] == {"former": "True"}, "whom somebody looked for is not in the audit"


def test_more_people_than_a_page_holds_are_all_there(world, monkeypatch):
    monkeypatch.setattr("csap.actions.directory.PAGE", 2)
    assert len(table(exported(world, "/people.csv?after=Europol&id=1"))) == 9


def test_institutions_come_with_what_they_belong_to(world, police):
    above, unit = table(exported(world, "/institutions.csv"))
    assert (above["Institution"], above["Part of institution"]) == ("Ministry of Testing", "")
    assert (unit["Institution"], unit["Other names"]) == ("Test Police", "TP; Police d’essai")
    assert unit["Part of institution"] == "Ministry of Testing"
    assert table(exported(world, "/institutions.csv?q=nothing")) == []


def test_coverage_is_taken_along_without_what_is_red_and_with_the_strictest_marking_of_what_is_counted(world, police):
    me = world.viewer("mission").person_id
    red = {"tlp": "RED", "audience_people": [me]}
    contact = meets(world, "mission", themes=["police-reform"], tlp="AMBER")
    meets(world, "mission", contact=contact, tlp="RED")
    meets(world, "frontex", themes=["police-reform"], marking="EU LIMITED")
    hidden = world.contact("mission", "Colonel Red", institution="Test Police", **red).post
    meets(world, "mission", contact=hidden)
    found = exported(world, "/coverage.csv")
    assert found[0][0].startswith("TLP:AMBER · EU LIMITED ·"), "the contact's marking counts too"
    assert found[2][0].startswith("All of it bears this marking"), "no line says its own"
    above, mine, theirs = sorted(table(found), key=lambda each: each["Organisation"])
    assert (above["Institution"], above["Activities"]) == ("Ministry of Testing", "0")
    assert (mine["Organisation"], mine["Activities"], mine["Theme code"]) == ("EUBAM", "1", "police-reform")
    assert theirs["Organisation"] == "Frontex" and theirs["Several on one theme"] == "police-reform"
    assert {each["Admin 1"] for each in table(exported(world, "/coverage.csv?by=region"))} == {"North", "South"}
    assert {each["Activities"] for each in table(exported(world, "/coverage.csv?theme=migrant-smuggling"))} == {"0"}
    assert world.browser("mission").get("/coverage").text.count("<strong>3</strong>") == 1, "the page counts all"


def test_requests_and_breaches_are_for_the_officer_alone_and_for_nobody_beyond(world):
    today = clock.now().replace(tzinfo=None)
    with world.desk("dpo") as desk:
        given = {"kind": "access", "name": "=Amadou Testa", "received_on": today.date()}
        subject_requests.register(desk, SubjectRequestDraft(**given))
        breaches.register(desk, BreachDraft(what="A laptop was stolen", known_at=today, loss="everything"))
    found = exported(world, "/privacy/requests.csv", "dpo")
    (request,) = table(found)
    assert found[0][0].startswith("TLP:AMBER+STRICT ·") and request["Person"] == "'=Amadou Testa"
    assert (request["Received on"], request["Closed on"]) == (f"{today:%Y-%m-%d}", "") and request["Due on"]
    assert table(exported(world, "/privacy/requests.csv?closed=1", "dpo")) == []
    (breach,) = table(exported(world, "/privacy/breaches.csv", "dpo"))
    assert breach["What happened"] == "A laptop was stolen"
    for path in ("/privacy/requests.csv", "/privacy/breaches.xlsx"):
        assert world.browser("head").get(path).status_code == 403


def test_who_was_not_informed_and_what_ends_go_along_as_far_as_one_may_read_them_and_never_red(world, monkeypatch):
    monkeypatch.setattr("csap.actions.uninformed.PAGE", 1)
    monkeypatch.setattr("csap.actions.retention.PAGE", 1)
    me = world.viewer("mission").person_id
    with clock.stopped(clock.now() - timedelta(days=POST_DAYS[Kind.CONTACT] - 30)):
        world.contact("mission", "Amadou Testa", tlp="AMBER")
        world.contact("mission", "Binta Testa")
        world.contact("mission", "Red Testa", tlp="RED", audience_people=[me])
        world.contact("frontex", "Closed Testa", tlp="AMBER+STRICT")
    mine, all_ = ["Amadou Testa", "Binta Testa"], ["Binta Testa"]
    for path, column in (("/privacy/uninformed.csv", "Contact"), ("/privacy/retention.csv", "The post")):
        found = exported(world, path)
        assert sorted(each[column] for each in table(found)) == mine and found[0][0].startswith("TLP:AMBER ·")
        assert {(each[column], each["TLP"]) for each in table(found)} == set(zip(mine, ("AMBER", "GREEN"), strict=True))
        assert found[2][0].startswith("Each row keeps its own marking")
        assert sorted(each[column] for each in table(exported(world, path, "dpo"))) == all_
    assert "the term of its kind" in str(exported(world, "/privacy/retention.csv"))


def test_the_stop_list_goes_along_with_its_reasons(world):
    with world.desk("coordinator") as desk:
        stop_list.add(desk, "The President", "everybody meets him")
    (row,) = table(exported(world, "/overlaps/stop-list.csv", "observer"))
    assert (row["Name"], row["Why"]) == ("The President", "everybody meets him") and row["Since"]
