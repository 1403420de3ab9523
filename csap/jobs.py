"""What runs when. One scheduler ticks in each process; each due slot is claimed by a unique row, so it runs once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.blocking import BlockingScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from csap import clock
from csap.actions import (
    daily_head,
    digest_reminders,
    digests,
    expiring,
    housekeeping,
    indexing,
    retention,
    subject_requests,
    tombstones,
    unusual,
)
from csap.config import Config, audit_key, tombstone_file
from csap.desk import Desk, open_desk
from csap.mail import sending
from csap.model.records import JobSlot
from csap.rules.digest import cutoff
from csap.rules.viewers import SYSTEM

LOG = logging.getLogger("csap.jobs")
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Job:
    """`run` opens the desks that it needs: what takes long or waits for somebody else holds up no writer."""

    name: str
    every: timedelta
    run: Callable[[Engine, Config], object]


def inside(act: Callable[[Desk], object]) -> Callable[[Engine, Config], None]:
    """A job that is one short writing transaction."""

    def run(engine: Engine, config: Config) -> None:
        with open_desk(engine, SYSTEM, writing=True) as system:
            act(system)

    return run


def weekly_digest(engine: Engine, config: Config) -> None:
    """Compile what is due, however late, and remind of what is not released. The week's own row is the last word on
    whether it is compiled, so a worker that dies on the way is made up for at the next slot."""
    cut = cutoff(config.digest_cutoff)
    period = digests.due(engine, cut)
    if period:
        digests.compile_week(engine, cut, period)
    inside(digest_reminders.remind)(engine, config)


def end_of_terms(engine: Engine, config: Config) -> None:
    """Ask who is to look at what comes to its end, erase what has, and list it outside the database."""
    inside(retention.ask)(engine, config)
    inside(subject_requests.sweep)(engine, config)
    retention.erase_due(engine)
    tombstones.write(engine, tombstone_file(config))


def watch(engine: Engine, config: Config) -> None:
    most = config.unusual_opened, config.unusual_exported, config.unusual_hits, config.unusual_refused
    usual = unusual.Usual(*most)
    inside(partial(unusual.watch, usual=usual))(engine, config)


def head_of_chain(engine: Engine, config: Config) -> None:
    daily_head.send(engine, audit_key(config))


JOBS = (
    Job("overlaps", timedelta(days=1), inside(expiring.expire)),
    Job("housekeeping", timedelta(hours=1), inside(housekeeping.sweep)),
    Job("digest", timedelta(minutes=5), weekly_digest),
    Job("keys", timedelta(minutes=10), indexing.keep),
    Job("retention", timedelta(hours=1), end_of_terms),
    Job("watch", timedelta(hours=1), watch),
    Job("head", timedelta(days=1), head_of_chain),
    Job("mail", timedelta(minutes=1), sending.send_due),
)


def due_slot(job: Job, now: datetime) -> datetime:
    """The latest moment at or before `now` at which the job was due."""
    return EPOCH + (now - EPOCH) // job.every * job.every


def claim(engine: Engine, job: Job, due_at: datetime) -> int | None:
    """The slot's id, if this process is the first to claim it."""
    try:
        with open_desk(engine, SYSTEM, writing=True) as system:
            known = select(JobSlot.id).where(JobSlot.job == job.name, JobSlot.due_at == due_at)
            if system.exec(known).first():
                return None
            slot = JobSlot(job=job.name, due_at=due_at, claimed_at=clock.now())
            system.add(slot)
            system.flush()
            return slot.id
    except IntegrityError:
        return None


def run_due(engine: Engine, config: Config, jobs: tuple[Job, ...] = JOBS) -> list[str]:
    """Claim and run whatever is due now; returns the names of what ran here."""
    ran = []
    for job in jobs:
        slot_id = claim(engine, job, due_slot(job, clock.now()))
        if slot_id is not None:
            _run(engine, config, job, slot_id)
            ran.append(job.name)
    return ran


def _run(engine: Engine, config: Config, job: Job, slot_id: int) -> None:
    problem = ""
    try:
        job.run(engine, config)
    except Exception as error:
        LOG.exception("%s failed", job.name)
        problem = f"{type(error).__name__}: {error}"
    with open_desk(engine, SYSTEM, writing=True) as system:
        slot = system.fetch(JobSlot, slot_id)
        slot.finished_at, slot.problem = clock.now(), problem


def work(engine: Engine, config: Config) -> None:
    """Tick until stopped. Mail ticks apart: who waits for a slow mail server holds up no digest."""
    if not config.smtp_url:
        LOG.info("CSAP_SMTP_URL is not set: notices stay on the platform, nothing is mailed")
    scheduler = BlockingScheduler(timezone=UTC)
    every = {"seconds": 20, "next_run_time": clock.now(), "max_instances": 1}
    mail = tuple(each for each in JOBS if each.name == "mail")
    for apart in (mail, tuple(each for each in JOBS if each not in mail)):
        scheduler.add_job(run_due, "interval", args=[engine, config, apart], **every)
    scheduler.start()
