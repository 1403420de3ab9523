"""Jobs: each due slot runs once, however many workers there are, and whoever is killed on the way."""

import signal
import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from csap import clock, jobs
from csap.actions import digest_review
from csap.config import Config
from csap.mail.sending import LEASE, send_due
from csap.model.digests import Digest
from csap.model.records import JobSlot
from csap.store.engine import open_engine
from tests import workers
from tests.post_office import opened, settings
from tests.world import data_keys

START = datetime(2026, 11, 1, tzinfo=ZoneInfo("UTC"))
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZoneInfo("Africa/Niamey"))
THURSDAY = datetime(2026, 11, 19, 12, 5, tzinfo=ZoneInfo("Africa/Niamey"))
SLOTS, WORKERS = 50, 8


def test_eight_workers_and_fifty_due_slots_make_fifty_runs(world, database):
    ran = []
    job = jobs.Job("counted", timedelta(hours=1), lambda engine, config: ran.append(clock.now()))
    together = threading.Barrier(WORKERS)

    def worker():
        engine = open_engine(database, data_keys)
        for _ in range(SLOTS):
            together.wait()
            jobs.run_due(engine, Config(), (job,))
            if together.wait() == 0:
                clock._fixed[-1] += timedelta(hours=1)
            together.wait()
        engine.dispose()

    with clock.stopped(START):
        workers = [threading.Thread(target=worker) for _ in range(WORKERS)]
        for each in workers:
            each.start()
        for each in workers:
            each.join()
    assert len(ran) == len(set(ran)) == SLOTS
    with world.system(writing=False) as system:
        slots = system.exec(select(JobSlot).where(JobSlot.job == "counted")).all()
    assert len(slots) == SLOTS and all(each.finished_at and not each.problem for each in slots)


def test_missed_ticks_are_made_up_for_once(world):
    ran = []
    job = jobs.Job("counted", timedelta(hours=1), lambda engine, config: ran.append(clock.now()))
    for hours in (0, 9, 9.5):
        with clock.stopped(START + timedelta(hours=hours)):
            jobs.run_due(world.engine, Config(), (job,))
    assert len(ran) == 2


def test_a_job_that_fails_is_written_down_and_runs_again_at_its_next_slot(world):
    job = jobs.Job("broken", timedelta(hours=1), lambda engine, config: 1 / 0)
    for hours in (0, 1):
        with clock.stopped(START + timedelta(hours=hours)):
            jobs.run_due(world.engine, Config(), (job,))
    with world.system(writing=False) as system:
        assert [each.problem for each in system.exec(select(JobSlot))] == ["ZeroDivisionError: division by zero"] * 2


WORKER = """
import os, signal, sys
from datetime import datetime
from sqlalchemy import event
from csap import clock, jobs
from csap.config import Config
from csap.store.engine import open_engine
from tests.world import DATA_KEY, data_keys

database, instant, url, word, at = sys.argv[1:]
engine, count = open_engine(database, data_keys), 0

def die(connection, cursor, statement, *rest):
    global count
    if word in statement:
        count += 1
        if count == int(at):
            os.kill(os.getpid(), signal.SIGKILL)

event.listen(engine, "after_cursor_execute", die)
config = Config(database=database, secret_key="t" * 40, data_key=DATA_KEY, smtp_url=url,
                mail_from="csap@eudel.example", smtp_timeout=2)
with clock.stopped(datetime.fromisoformat(instant)):
    jobs.run_due(engine, config, jobs.JOBS)
"""


def killed(database, at, url, statement, count=1):
    """A worker of its own process that is killed right after its n-th statement of that kind; how it ended."""
    return workers.run(WORKER, database, at.isoformat(), url, statement, str(count))


@pytest.mark.parametrize(
    "statement", ["INSERT INTO job_slot", "FROM organisation", "INSERT INTO digest", "INSERT INTO outbox"]
)
def test_a_worker_killed_while_compiling_leaves_one_digest_and_one_reminder(world, database, statement):
    with clock.stopped(MONDAY):
        world.activity("mission", "Border course", "2026-11-24T10:00")
    assert killed(database, THURSDAY, "", statement) == -signal.SIGKILL
    with opened() as (office, url):
        for minutes in (5, 10, 15):
            with clock.stopped(THURSDAY + timedelta(minutes=minutes)):
                jobs.run_due(world.engine, settings(world, url))
        assert len(office.to("head")) == 1
    with world.system(writing=False) as system:
        assert len(system.exec(select(Digest)).all()) == 1


@pytest.mark.parametrize("count", [1, 4, 8, 13])
def test_a_worker_killed_while_sending_leaves_one_mail_each(world, database, count):
    with clock.stopped(MONDAY):
        world.activity("mission", "Border course", "2026-11-24T10:00")
    with clock.stopped(THURSDAY):
        jobs.weekly_digest(world.engine, settings(world, ""))
        send_due(world.engine, settings(world, ""))
        with world.desk("head") as desk:
            digest_review.release(desk, desk.exec(select(Digest)).one())
    with opened() as (office, url):
        assert killed(database, THURSDAY, url, "UPDATE outbox", count) == -signal.SIGKILL
        with clock.stopped(THURSDAY + LEASE + timedelta(minutes=1)):
            jobs.run_due(world.engine, settings(world, url))
            jobs.run_due(world.engine, settings(world, url))
        for who in ("head", "coordinator", "mission", "capacity", "frontex", "europol", "observer", "dpo"):
            digests = {each["Message-ID"] for each in office.to(who) if "audit" not in each["Subject"]}
            assert len(digests) == 1
        again = len(office.letters) - 8
        assert again <= 1
