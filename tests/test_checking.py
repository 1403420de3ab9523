"""The list check: hit or no hit, nothing given away that `on_match` keeps, nothing of the list stored."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from sqlmodel import select

from csap import cli, clock
from csap.actions import checking
from csap.model.places import Institution
from csap.model.records import Record
from csap.refs import ref
from tests.test_overlaps import HIDDEN, NAME, SECRET, notices
from tests.world import soon

PURPOSE = "Preparing the visit of the third of December"
CASES = {
    # the post's fields -> does the asker see a hit, and its content; is the owner told
    "GREEN": ({}, True, True, True),
    "GREEN, tell nobody": ({"on_match": "tell_nobody"}, True, True, True),
    "hidden, tell both": (HIDDEN, True, False, True),
    "hidden, tell me first": (HIDDEN | {"on_match": "tell_me_first"}, False, False, True),
    "hidden, tell nobody": (HIDDEN | {"on_match": "tell_nobody"}, False, False, False),
    "RED, tell both": ({"tlp": "RED", "summary": SECRET}, True, False, True),
    "RED, tell nobody": ({"tlp": "RED", "summary": SECRET, "on_match": "tell_nobody"}, False, False, False),
}


def ask(world, text=NAME, who="mission", purpose=PURPOSE):
    return world.browser(who).post("/overlaps/check", text=text, purpose=purpose)


@pytest.mark.parametrize("case", CASES)
def test_a_hit_says_what_the_owner_lets_it_say(world, case):
    fields, hit, content, told = CASES[case]
    post = world.contact("frontex", NAME, function="Deputy of Quuxville", institution="Border Police", **fields).post
    answer = ask(world, f"{NAME}\nSomebody Else Entirely")
    assert answer.status_code == 200
    result = answer.text.split('id="check-title"')[0]
    assert ("<strong>hit</strong>" in result) == hit
    assert ("frontex@csap.example" in result) == hit
    assert (ref(post.id) in result) == content
    assert SECRET not in result and "Quuxville" not in result
    assert (len(notices(world, "frontex")) == 1) == told
    if told:
        assert PURPOSE in notices(world, "frontex")[0] and "Mission (EUBAM)" in notices(world, "frontex")[0]


def test_no_hit_of_a_kept_post_looks_like_no_hit_at_all(world):
    world.contact("frontex", NAME, **HIDDEN, on_match="tell_nobody")
    kept = ask(world, NAME).text.split('id="check-title"')[0]
    unknown = ask(world, "Zoltan Nowhere").text.split('id="check-title"')[0]
    assert kept.replace(NAME, "").split("<main")[1] == unknown.replace("Zoltan Nowhere", "").split("<main")[1]


def test_a_purpose_is_compulsory(world):
    for purpose in ("", "why not", "Notes of the RESTREINT UE meeting"):
        assert ask(world, purpose=purpose).status_code == 422, purpose
    assert not notices(world, "frontex")


def test_nothing_of_the_list_is_stored_but_the_audit_line(world):
    ask(world, "Zoltan Nowhere")
    with world.system(writing=False) as system:
        line = system.exec(select(Record).where(Record.act == "list:check")).one()
    assert line.details == {"lines": 1, "purpose": PURPOSE} and len(line.digest) == 64
    assert "Zoltan" not in repr(line)


def test_a_sheet_is_checked_row_by_row(world):
    world.contact("frontex", NAME)
    sheet = BytesIO(f"Name,Function,Institution\nZoltan Nowhere,Guard,Prison\n{NAME},Director,Police\n".encode())
    browser = world.browser("mission")
    answer = browser.post("/overlaps/check", purpose=PURPOSE, file=(sheet, "list.csv"))
    assert answer.text.count("<strong>hit</strong>") == 1


def test_own_contacts_are_no_hits(world):
    world.contact("mission", NAME)
    assert "<strong>hit</strong>" not in ask(world).text


def test_observers_and_administrators_check_nothing(world):
    for who in ("observer", "administrator", "dpo"):
        assert ask(world, who=who).status_code == 403


def test_checks_are_counted_per_person(world, monkeypatch):
    monkeypatch.setattr(checking, "CHECKS_AN_HOUR", 2)
    assert [ask(world).status_code for _ in range(3)] == [200, 200, 429]
    assert ask(world, who="europol").status_code == 200


def test_lines_are_counted_per_day(world, monkeypatch):
    monkeypatch.setattr(checking, "LINES_A_DAY", 3)
    assert ask(world, "One Person\nTwo Person").status_code == 200
    assert ask(world, "One Person\nTwo Person").status_code == 429
    monkeypatch.setattr(checking, "MOST_LINES", 1)
    assert ask(world, "One Person\nTwo Person", who="europol").status_code == 422


def test_a_name_alone_and_a_phone_alone_hit(world):
    world.contact("frontex", NAME, phones=["+33199001234"])
    answer = ask(world, "Somebody with +33 1 99 00 12 34\n" + NAME.upper())
    assert answer.text.count("<strong>hit</strong>") == 2


def test_the_command_answers_line_by_line(world, tmp_path, monkeypatch):
    world.contact("frontex", NAME, **HIDDEN)
    file = tmp_path / "list.csv"
    file.write_text(f"name,institution\n{NAME},Border Police\nZoltan Nowhere,Prison\n")
    monkeypatch.setenv("CSAP_DATABASE", world.app.extensions["csap"].config.database)
    arguments = ["overlaps", "check", str(file), "--as", "mission@csap.example", "--purpose", PURPOSE, "--json"]
    result = CliRunner().invoke(cli.group, arguments, catch_exceptions=False)
    hit, miss = json.loads(result.output)["lines"]
    assert hit["hit"] and hit["certainty"] > 0.7 and hit["ask"] == ["Frontex (Frontex)"]
    assert "names agree" in " ".join(hit["reasons"])
    assert miss == {"line": 3, "hit": False, "certainty": None, "reasons": [], "ask": []}


def test_the_answer_is_taken_along_and_the_owner_is_told_once(world):
    """What stands in the file of a post that is not open to the asker, or TLP:RED, is that there is one."""
    world.contact("frontex", NAME, function="Deputy of Quuxville", **HIDDEN)
    world.contact("europol", NAME, tlp="RED", audience_people=[world.viewer("mission").person_id])
    browser = world.browser("mission")
    lines = f"{NAME}\n=Zoltan Nowhere"
    assert browser.post("/overlaps/check", text=lines, purpose=PURPOSE).status_code == 200
    answer = browser.post("/overlaps/check", text=lines, purpose=PURPOSE, take="xlsx")
    rows = [row[:6] for row in load_workbook(BytesIO(answer.data)).active.iter_rows(min_row=7, values_only=True)]
    assert sorted(row[5] or "" for row in rows) == ["", "TLP:RED", "not open to you"]
    assert [row[:3] for row in rows if row[2] == "no hit"] == [(2, "=Zoltan Nowhere", "no hit")]
    assert sum("checked a list" in each for each in notices(world, "frontex")) == 1
    world.contact("capacity", NAME)
    browser.post("/overlaps/check", text=lines, purpose=PURPOSE)
    assert [sum("checked a list" in each for each in notices(world, who)) for who in ("frontex", "capacity")] == [1, 1]
    with world.system(writing=False) as system:
        acts = system.exec(select(Record.act).where(Record.subject == "list:check")).all()
    assert acts == ["list:export"]


def test_an_institution_of_the_list_says_who_else_engages_it(world):
    with world.system() as system:
        system.add(Institution(name="Ministry of the Interior", aliases=["Ministère de l’Intérieur"]))
    for who, fields in {"frontex": {}, "mission": {}, "europol": HIDDEN}.items():
        whom = world.contact(who, f"Somebody of {who}", institution="Ministry of the Interior", **fields)
        world.activity(who, "Visit", soon(), contacts=[whom.post.id], **fields)
    page = ask(world, "MINISTERE DE L'INTERIEUR\nZoltan Nowhere").text
    engaged = page.split('id="engaged-title"')[1].split("</section>")[0]
    assert "Frontex" in engaged and "Europol" not in engaged and "Mission" not in engaged
    assert 'id="engaged-title"' not in ask(world, "Zoltan Nowhere").text


@pytest.mark.parametrize(
    ("line", "hit"),
    [
        ("La Piscine", True),
        ("Fontainiers du Grand Nord", True),
        ("Grand Nord Fontainiers (FGN)", True),
        ("Fontainiers du Grand Sud", False),
        ("FGN", False),
    ],
)
def test_a_listed_alias_hits_the_institution_under_its_name(world, line, hit):
    with world.system() as system:
        system.add(Institution(name="Service des Eaux de Wosso", aliases=["La Piscine", "Fontainiers du Grand Nord"]))
    world.contact("frontex", "Service des Eaux de Wosso", contact_kind="institution")
    assert ("<strong>hit</strong>" in ask(world, line).text.split('id="check-title"')[0]) == hit


MANY = ("Amadou Testa", "Moussa Ibrahim Garba", "National Police of Testland", "Fatima Diallo", "Ibrahim Moussa Garba")


def told(world, text):
    """What a check shows, tells the owners and writes down, of all checks so far."""
    shown = ask(world, text).text.split('id="check-title"')[0].split("<main")[1]
    with world.system(writing=False) as system:
        seen = system.exec(select(Record.subject).where(Record.act == "hit:see").order_by(Record.id)).all()
    hits = [each for each in seen if each.startswith("post:")]
    return [shown, *(notices(world, who) for who in ("frontex", "europol", "capacity")), hits]


@pytest.mark.parametrize("at_once", [2, 3, 50])
def test_lines_looked_up_together_hit_what_each_alone_hits(world, monkeypatch, at_once):
    for who, fields in {"frontex": {}, "europol": HIDDEN, "capacity": HIDDEN | {"on_match": "tell_nobody"}}.items():
        for name in MANY[:2]:
            world.contact(who, name, function="Director", institution="Border Police", **fields)
    world.contact("europol", MANY[2], contact_kind="institution")
    world.contact("frontex", "Somebody Else", phones=["+33199001234"])
    lines = "\n".join([*MANY, "A name with +33 1 99 00 12 34", MANY[0].upper(), "Zoltan Nowhere"])
    monkeypatch.setattr(checking, "AT_ONCE", 1)
    before = [notices(world, who) for who in ("frontex", "europol", "capacity")]
    shown, *alone, hits = told(world, lines)
    assert shown.count("<strong>hit</strong>") >= 5 and hits and alone[0] > before[0] and alone[1] > before[1]
    monkeypatch.setattr(checking, "AT_ONCE", at_once)
    with clock.stopped(clock.now() + timedelta(hours=2)):  # within the hour the same list is told of once
        again, *twice, hits_twice = told(world, lines)
    assert again == shown and hits_twice == hits * 2
    for was, once, both in zip(before, alone, twice, strict=True):
        assert both == once + once[len(was) :]
