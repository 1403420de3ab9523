"""A person named by one word alone: who may be meant is said to who asks, of what they may read, and alerts nobody."""

import pytest
from click.testing import CliRunner
from sqlmodel import select

from csap import cli
from csap.model.overlaps import Overlap
from csap.model.records import Record
from csap.refs import ref
from csap.rules.acts import Act
from tests.test_checking import ask
from tests.test_overlaps import HIDDEN, notices

QUICK = {"tense": "met", "about": "Training plan", "on": "2026-11-23", "tlp": "GREEN"}


@pytest.fixture
def sahlouni(world):
    return world.contact("frontex", "Karim Sahlouni").post


def typed(world, name, who="mission"):
    return world.browser(who).post("/activities/quick/likely", whom=name, **QUICK).text


def result(world, text):
    return ask(world, text).text.split('id="check-title"')[0]


@pytest.mark.parametrize("name", ["Sahlouni", "SAHLUNI", "Colonel Sahlouni", "سهلوني", "Сахлуни"])
def test_who_types_one_word_is_shown_who_may_be_meant(world, sahlouni, name):
    said = typed(world, name)
    assert "Possible, with one name in common" in said and ref(sahlouni.id) in said and "data-found" not in said
    said = world.browser("mission").post("/contacts/likely", names=name, contact_kind="person", tlp="GREEN").text
    assert ref(sahlouni.id) in said


@pytest.mark.parametrize(
    "name", ["Ba", "Sahlouni Something", "Nowhere", "Karimov", "Ministère de l’Intérieur du Sahlouni"]
)
def test_other_words_say_nothing(world, sahlouni, name):
    world.contact("frontex", "Amadou Ba")
    assert "Possible" not in typed(world, name) and "Possible" not in result(world, name)


def test_a_likely_overlap_leaves_nothing_to_guess(world, sahlouni):
    assert "Possible" not in typed(world, "Karim Sahlouni")
    assert "Possible" not in result(world, "Karim Sahlouni")


def test_one_word_in_a_list_is_no_hit_and_nobody_is_told(world, sahlouni):
    said = result(world, "Sahlouni\nSomebody Else Entirely")
    assert "<strong>hit</strong>" not in said and "Possible, with one name in common" in said
    assert ref(sahlouni.id) in said and "2 lines without a hit" in said
    assert notices(world, "frontex") == []
    with world.system() as system:
        (line,) = system.exec(
            select(Record).where(Record.act == Act.POST_READ.value, Record.subject == "list:contacts")
        )
    assert line.details == {"posts": [sahlouni.id]}


@pytest.mark.parametrize("on_match", ["tell_both", "tell_me_first", "tell_nobody"])
def test_what_is_hidden_is_not_spoken_of(world, on_match):
    before = typed(world, "Sahlouni"), result(world, "Sahlouni").split("<main")[1]
    world.contact("frontex", "Karim Sahlouni", **HIDDEN, on_match=on_match)
    assert (typed(world, "Sahlouni"), result(world, "Sahlouni").split("<main")[1]) == before


def test_ones_own_institutions_and_what_was_withdrawn_are_not_meant(world):
    world.contact("mission", "Karim Sahlouni")
    world.contact("frontex", "Sahlouni Transport", contact_kind="institution")
    assert "Possible" not in typed(world, "Sahlouni")


def test_many_of_a_name_are_cut(world):
    for given in ("Karim", "Leila", "Omar", "Nadia"):
        world.contact("frontex", f"{given} Sahlouni")
    said = typed(world, "Sahlouni")
    assert said.count(" Sahlouni</a>") == 3 and "and others" in said


def test_posting_one_word_alerts_nobody(world, sahlouni):
    answer = world.activity("mission", "Training plan", stakeholders=["Sahlouni"])
    assert not answer.overlaps
    with world.system() as system:
        assert system.exec(select(Overlap)).all() == []


def test_the_command_says_it_too(world, sahlouni, tmp_path, monkeypatch):
    file = tmp_path / "list.txt"
    file.write_text("Sahlouni\n")
    monkeypatch.setenv("CSAP_DATABASE", world.app.extensions["csap"].config.database)
    arguments = [
        "overlaps",
        "check",
        str(file),
        "--as",
        "mission@csap.example",
        "--purpose",
        "Preparing a visit in May",
    ]
    said = CliRunner().invoke(cli.group, arguments, catch_exceptions=False).output
    assert said == "1\tno hit\tpossible: Karim Sahlouni (Frontex)\n"
