"""The signed head of the audit leaves each day, once, and a mail that was kept unmasks a chain that was cut."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select, update

from csap import clock, jobs
from csap.actions import daily_head
from csap.model.mail import Outbox
from csap.model.notices import Notice
from csap.model.people import Person
from csap.model.records import Record
from tests.post_office import opened, send, settings, text
from tests.sealed import unseal
from tests.test_keeping import csap

KEY = "ab" * 32
MORNING = datetime(2026, 11, 26, 7, 0, tzinfo=ZoneInfo("UTC"))
JOB = tuple(each for each in jobs.JOBS if each.name == "head")


def heads(world):
    with world.system(writing=False) as system:
        people = {each.id: each.name for each in system.exec(select(Person))}
        told = system.exec(select(Notice).where(Notice.kind == "head").order_by(Notice.id))
        return [(people[each.person_id], each.params.get("head", "")) for each in told]


@pytest.fixture
def mailed(world, tmp_path):
    """What the officer's mail programme saved, in French."""
    with world.system() as system:
        system.execute(update(Person).where(Person.email == "dpo@csap.example").values(language="fr"))
    world.browser("mission")
    with opened() as (office, url):
        daily_head.send(world.engine, KEY)
        assert send(world, url) == 1
        (letter,) = office.to("dpo")
    assert "Le journal d’audit est intact" in text(letter) and "csap-head" in text(letter)
    assert "/mail/stop/" in letter["List-Unsubscribe"]
    file = tmp_path / "head.eml"
    file.write_bytes(letter.as_bytes())
    assert not re.search("[0-9a-f]{128}", file.read_text())
    return file


def test_a_mail_that_was_saved_as_it_came_proves_the_chain(world, database, mailed):
    world.browser("europol")
    answer = csap(database, "verify", "--against", mailed, audit_key=KEY)
    assert answer.exit_code == 0 and "Sound" in answer.output, answer.output


def test_a_mail_that_was_saved_unmasks_a_chain_that_was_cut(world, database, mailed):
    unseal(world.engine)
    with world.system() as system:
        for each in system.exec(select(Record)).all():
            system.delete(each)
    answer = csap(database, "verify", "--against", mailed, audit_key=KEY)
    assert answer.exit_code == 1 and "kept head is not in the audit chain" in answer.output


def test_the_head_leaves_once_a_day_however_many_workers_there_are(world, tmp_path):
    config = replace(settings(world, ""), audit_key=KEY)
    world.browser("mission")
    for hours in (0, 0, 3, 16, 24, 25):
        with clock.stopped(MORNING + timedelta(hours=hours)):
            jobs.run_due(world.engine, config, JOB)
    told = heads(world)
    assert [name for name, _ in told] == ["Dpo"] * 2
    assert all(head.startswith("csap-head ") for _, head in told)


def test_a_broken_chain_is_told_and_nothing_is_signed(world):
    world.browser("mission")
    unseal(world.engine)
    with world.system() as system:
        first = system.exec(select(Record).order_by(Record.id).limit(1)).one()
        first.subject = "person:0"
    daily_head.send(world.engine, KEY)
    assert heads(world) == [("Dpo", "")]
    browser = world.browser("dpo")
    assert "The audit is broken at its line" in browser.get("/inbox").text


def test_who_wants_no_such_mail_gets_none_and_only_officers_are_asked(world):
    officer = world.browser("dpo")
    assert 'id="head-off"' in officer.get("/account/mail").text
    assert 'id="head-off"' not in world.browser("mission").get("/account/mail").text
    officer.post("/account/mail", head="off")
    daily_head.send(world.engine, KEY)
    with world.system(writing=False) as system:
        assert system.exec(select(Outbox)).all() == []
    assert len(heads(world)) == 1
