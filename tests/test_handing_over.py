"""How often a letter arrives when a server or a worker dies, at each step: once; and twice, under one Message-ID, only
where the last dot is out and no answer is noted. Never a third time."""

import signal
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from csap import clock
from csap.actions import digest_review
from csap.actions.telling import tell
from csap.jobs import weekly_digest
from csap.mail import sending
from csap.mail.server import Fate, Postman, server
from csap.model.digests import Digest
from csap.model.mail import LetterState, Outbox
from csap.wording import Words
from tests import workers
from tests.post_office import opened, send, settings

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZoneInfo("Africa/Niamey"))
THURSDAY = datetime(2026, 11, 19, 12, 5, tzinfo=ZoneInfo("Africa/Niamey"))
READERS = ("head", "coordinator", "mission", "capacity", "frontex", "europol", "observer", "dpo")


def tell_of(world):
    answer = world.activity("mission", "Border course")
    with world.system() as system:
        tell(system, answer.post, Words("Something"), [world.viewer("frontex").person_id], "overlap")


def row(world):
    with world.system(writing=False) as system:
        return system.exec(select(Outbox)).one()


def later(minutes):
    return clock.stopped(clock.now() + timedelta(minutes=minutes))


@pytest.mark.parametrize("mood", ["die before", "refuse now", "refuse at the end"])
def test_what_the_server_surely_did_not_take_goes_again_and_arrives_once(world, mood):
    tell_of(world)
    with opened() as (office, url):
        office.moods = [mood] * 3
        for minutes in (0, 2, 6):
            with later(minutes):
                assert send(world, url) == 0
                assert (row(world).handovers, row(world).attempts > 0) == (0, True)
        with later(20):
            assert send(world, url) == 1
        assert len(office.letters) == 1


def test_a_server_that_died_within_a_letter_is_known_not_to_have_it(world):
    letter = EmailMessage()
    letter["From"], letter["To"] = "csap@eudel.example", "frontex@csap.example"
    letter.set_content("Something")
    with opened() as (office, url), Postman(server(url), 1, 1) as postman:
        office.moods = ["die within"]
        died = postman.give(letter, lambda: office.died.wait(5))
        assert (died.fate, died.unknown, office.letters) == (Fate.DOWN, False, [])
        assert postman.give(letter, lambda: True).fate == Fate.SENT
        assert len(office.letters) == 1


def test_a_server_that_takes_its_time_over_a_letter_gets_it_once(world):
    tell_of(world)
    with opened() as (office, url):
        office.moods = ["take slowly"]
        assert send(world, url, smtp_patience=5) == 1
        assert len(office.letters) == 1


def test_a_letter_of_unknown_outcome_goes_a_second_time_and_never_a_third(world):
    tell_of(world)
    with opened() as (office, url):
        office.moods = ["take and die"] * 9
        for minutes in (0, 2, 10, 60, 1000):
            with later(minutes):
                assert send(world, url) == 0
    assert len(office.letters) == 2 and len({each["Message-ID"] for each in office.letters}) == 1
    assert row(world).state == LetterState.UNKNOWN


def test_a_worker_that_was_too_slow_withholds_what_another_has_sent(world):
    with clock.stopped(MONDAY):
        tell_of(world)
        slow = sending.claim(world.engine)
    with opened() as (office, url), clock.stopped(MONDAY + sending.LEASE + timedelta(seconds=1)):
        other = sending.claim(world.engine)
        with Postman(server(url), 1, 1) as postman:
            sending._send(world.engine, settings(world, url), postman, slow)
            assert office.letters == []
            sending._send(world.engine, settings(world, url), postman, other)
        assert len(office.letters) == 1
    assert row(world).state == LetterState.SENT


WORKER = """
import os, signal, sys
from datetime import datetime
from csap import clock
from csap.config import Config
from csap.mail import sending
from csap.mail.server import Postman
from csap.mail.smtp import END, Careful
from csap.store.engine import open_engine

database, instant, url, step, number = sys.argv[1:]
owner, name = {
    "claimed": (sending, "claim"),
    "written": (sending, "_write"),
    "handing over": (sending, "hand_over"),
    "last dot": (Careful, "send"),
    "answered": (Postman, "give"),
    "noted": (sending, "end"),
}[step]
real, count = getattr(owner, name), 0

def dying(*given, **named):
    global count
    answer = real(*given, **named)
    count += step != "last dot" or given[1] == END
    if count == int(number):
        os.kill(os.getpid(), signal.SIGKILL)
    return answer

setattr(owner, name, dying)
config = Config(database=database, secret_key="t" * 40, smtp_url=url, smtp_timeout=2, mail_from="csap@eudel.example")
with clock.stopped(datetime.fromisoformat(instant)):
    sending.send_due(open_engine(database), config)
"""


def killed(database, url, step, number):
    return workers.run(WORKER, database, THURSDAY.isoformat(), url, step, str(number))


@pytest.mark.parametrize("number", [1, 5])
@pytest.mark.parametrize(
    ("step", "copies"),
    [("claimed", 1), ("written", 1), ("handing over", 1), ("last dot", 2), ("answered", 2), ("noted", 1)],
)
def test_a_worker_killed_at_any_step_leaves_one_digest_each(world, database, step, copies, number):
    """Two copies, under one Message-ID, of the one letter that it was at, and only between last dot and note."""
    with clock.stopped(MONDAY):
        world.activity("mission", "Border course", "2026-11-24T10:00")
    with clock.stopped(THURSDAY):
        weekly_digest(world.engine, settings(world, ""))
        send(world, "")
        with world.desk("head") as desk:
            digest_review.release(desk, desk.exec(select(Digest)).one())
    with opened() as (office, url):
        assert killed(database, url, step, number) == -signal.SIGKILL
        with clock.stopped(THURSDAY + sending.LEASE + timedelta(minutes=1)):
            send(world, url)
            send(world, url)
        got = {who: office.to(who) for who in READERS}
    assert all(len({each["Message-ID"] for each in letters}) == 1 for letters in got.values())
    assert sorted(len(letters) for letters in got.values()) == sorted([copies] + [1] * 7)
