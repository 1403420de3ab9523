"""The audit at size: how quickly the data protection officer pages through it under each filter, and how many lines a
second are proved, in how much memory.

Lines are appended by the platform's own code, so their chain is a true one; one database grows from size to size."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, func
from sqlmodel import col, select

from csap import audit, clock
from csap.actions import demo
from csap.actions.people import viewer_of
from csap.audit import Entry
from csap.bench.measures import PASSWORD, Result, Tell, result
from csap.bench.serving import Browser, server, timed
from csap.config import Config, data_keys
from csap.desk import Desk, open_desk
from csap.errors import CsapError
from csap.model.people import Person, Role
from csap.model.records import Record
from csap.model.sealing import new_key
from csap.rules.acts import Act
from csap.rules.viewers import SYSTEM, Viewer
from csap.store import schema
from csap.store.counts import refresh_statistics
from csap.store.engine import open_engine

SIZES = (10_000, 100_000, 1_000_000)
BATCH = 10_000
TIMES = 20
DAYS = 730
"""Lines are spread over so many days until now."""
POSTS = 20_000
FIRST_POST = 1 << 39
ACTS = {Act.POST_READ: 55, Act.HIT_SEE: 15, Act.SIGN_IN: 10, Act.POST_CREATE: 8, Act.POST_AMEND: 6, Act.COMMENT_POST: 3}
ACTS |= {Act.LIST_EXPORT: 2, Act.SIGN_IN_FAIL: 1}
"""How often, of a hundred; what else there is comes from elsewhere, and seldom."""


@dataclass(frozen=True)
class Ground:
    """Who acts, and by what settings the database is served."""

    url: str
    engine: Engine
    people: list[Viewer]
    officer: Person
    settings: Mapping[str, str]


def measured(sizes: tuple[int, ...], tell: Tell, url: str = "") -> Iterator[Result]:
    """For each size: the pages over HTTP, an export, and the proof of the chain by `csap verify`."""
    with TemporaryDirectory() as folder:
        url = url or f"sqlite:///{Path(folder) / 'bench.db'}"
        settings = {"CSAP_DATABASE": url, "CSAP_DATA_KEY": new_key(), "CSAP_AUDIT_KEY": "ab" * 32}
        engine = open_engine(url, data_keys(Config(database=url, data_key=settings["CSAP_DATA_KEY"])))
        ground = _ground(engine, url, settings)
        for size in sorted(sizes):
            tell(f"filling up to {size} lines …")
            yield fill(ground, size)
            yield from _pages(ground, size)
            yield _proved(ground, size)
            yield _verified(ground, size, tell)
        engine.dispose()


def _ground(engine: Engine, url: str, settings: Mapping[str, str]) -> Ground:
    schema.upgrade(engine)
    with open_desk(engine, SYSTEM, writing=True) as system:
        demo.lay(system)
        demo.give_password(system, PASSWORD)
        people = list(system.exec(select(Person).order_by(col(Person.id))))
    officer = next(each for each in people if each.role == Role.DPO)
    return Ground(url, engine, [viewer_of(each) for each in people if each.id != officer.id], officer, settings)


def fill(ground: Ground, size: int) -> Result:
    """Lines up to that number, and how long one takes where ten thousand are written at once."""
    chance = random.Random(size)  # noqa: S311 - fiction, no secret
    with open_desk(ground.engine, SYSTEM) as system:
        there = _lines(system)
        latest = system.exec(select(Record.at).order_by(col(Record.id).desc()).limit(1)).first()
    missing = max(size - there, 1)
    begins = clock.now() - timedelta(days=DAYS) if latest is None or there < BATCH // 2 else latest
    step = (clock.now() - begins) / missing / 2
    begun = time.perf_counter()
    for start in range(0, missing, BATCH):
        with open_desk(ground.engine, SYSTEM, writing=True) as system:
            whole = range(start, min(start + BATCH, missing))
            audit.append(system, [_entry(chance, ground, begins + each * step) for each in whole])
    took = (time.perf_counter() - begun) * 1000
    with open_desk(ground.engine, SYSTEM, writing=True) as system:
        refresh_statistics(system.connection())
    return result("audit: a line written, of many", size, [took / missing])


def _lines(system: Desk) -> int:
    return system.exec(select(func.count(col(Record.id)))).one()


def _entry(chance: random.Random, ground: Ground, at: datetime) -> Entry:
    act = chance.choices(list(ACTS), list(ACTS.values()))[0]
    who = ground.people[int(len(ground.people) * chance.random() ** 2)]
    late = timedelta(seconds=chance.random())
    post = FIRST_POST + chance.randrange(POSTS)
    about = f"person:{who.person_id}" if act in (Act.SIGN_IN, Act.SIGN_IN_FAIL) else f"post:{post}"
    details: dict[str, object] = {"tlp": "AMBER"} if act == Act.POST_READ else {}
    if act == Act.HIT_SEE:
        details = {"posts": [post, FIRST_POST], "organisation": who.organisation_id}
    return Entry(who, act, about, details=details, at=at - late)


def addresses(ground: Ground, size: int) -> dict[str, str]:
    """What is measured -> the question of the address: no filter, each that the page offers, and hard pairs."""
    busy, idle = ground.people[0], ground.people[-1]
    now = clock.now()
    past = f"from={now - timedelta(days=DAYS // 2 + 30):%Y-%m-%d}&to={now - timedelta(days=DAYS // 2):%Y-%m-%d}"
    return {
        "first page": "",
        "page in the middle": f"before={size // 2}",
        "oldest page": "before=60",
        "one page newer, from the middle": f"after={size // 2}",
        "by person": f"person={busy.person_id}",
        "by person, in the middle": f"person={busy.person_id}&before={size // 2}",
        "by organisation": f"organisation={idle.organisation_id}",
        "by act": "act=post:read",
        "by an act that never was": "act=breach:keep",
        "by verb": "verb=export",
        "by subject": f"subject=post:{FIRST_POST + 1}",
        "from last week": f"from={now - timedelta(days=7):%Y-%m-%d}",
        "until long ago": f"to={now - timedelta(days=DAYS - 3):%Y-%m-%d}",
        "one month of a year ago": past,
        "that month, by act": f"{past}&act=list:export",
        "that month, by person": f"{past}&person={idle.person_id}",
        "by person and an act never theirs": f"person={busy.person_id}&act=audit:read",
        "by organisation and a verb never theirs": f"organisation={busy.organisation_id}&verb=erase",
        "by a frequent act and a rare person": f"person={idle.person_id}&act=post:read",
    }


def _pages(ground: Ground, size: int) -> Iterator[Result]:
    with server(ground.url, settings=ground.settings) as port:
        browser = Browser(port)
        browser.sign_in(ground.officer.email, PASSWORD)
        for name, question in addresses(ground, size).items():
            yield _asked(browser, f"audit: {name}", f"/privacy/audit?{question}", size)
        yield _asked(browser, "audit: export of the newest 100,000", "/privacy/audit/export.csv", size, 1)
        browser.close()


def _asked(browser: Browser, name: str, address: str, size: int, times: int = TIMES) -> Result:
    lengths = []

    def ask(_number: int) -> None:
        status, body = browser.ask(address)
        if status != 200:
            raise CsapError(f"{address} answered {status}.")
        lengths.append(len(body))

    return result(name, size, timed(ask, times, warm=min(times - 1, 2)), length=max(lengths, default=0))


def _proved(ground: Ground, size: int) -> Result:
    """The walk along the chain alone; the rate is lines a second."""
    begun, started = time.perf_counter(), time.thread_time()
    with open_desk(ground.engine, SYSTEM) as system:
        proof = audit.verify(system)
    took, busy = ((now - then) * 1000 for now, then in ((time.perf_counter(), begun), (time.thread_time(), started)))
    if proof.broken:
        raise CsapError(f"The chain that the bench made breaks at line {proof.broken}.")
    made = replace(result("audit: chain proved, lines", size, [took]), cpu_ms=round(busy, 2))
    return replace(made, rate=round(1000 * proof.head.lines / took))


def _verified(ground: Ground, size: int, tell: Tell) -> Result:
    """`csap verify` in a process of its own, with all else that it proves."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "csap", "verify"], env=os.environ | ground.settings, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = (time.perf_counter() - begun) * 1000
    if process.returncode:
        raise CsapError("csap verify refuses what the bench made.")
    tell(f"csap verify of {size} lines took {used.ru_maxrss / 1024:.0f} MB of memory at its most")
    return replace(result("csap verify, all of it, lines", size, [took]), rate=round(1000 * size / took))
