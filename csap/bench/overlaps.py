"""How fast, and how well, a stakeholder is found among many, beside what others use for it: same names, same run."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from tempfile import TemporaryDirectory

from rapidfuzz import fuzz, process, utils
from sqlalchemy import Engine

from csap.actions import demo, indexing
from csap.actions.matching import AT_ONCE, matching
from csap.bench.measures import Result, result
from csap.bench.stakeholders import Names, Query, store
from csap.desk import open_desk
from csap.model.sealing import new_key
from csap.overlap.candidates import Circle
from csap.overlap.stakeholders import matches
from csap.overlap.subjects import Subject
from csap.rules.viewers import SYSTEM
from csap.store import schema
from csap.store.counts import bytes_of, refresh_statistics
from csap.store.engine import open_engine

SIZES = (10_000, 100_000)
CHECKS = 300
BATCH = 10_000
WARM = 100
PEER_CHECKS = 60
ALERTS_FROM = 80.0
"""Score from which `token_set_ratio` would alert: its best on real names."""
EVERYBODY = Circle(0)
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Register:
    """Contacts in a throw-away database, their names and ids in one order, and whom to look up."""

    engine: Engine
    names: list[str]
    ids: list[int]
    queries: list[Query]


def measured(sizes: tuple[int, ...], peers: bool, tell: Tell, url: str = "") -> Iterator[Result]:
    """For each size: making the keys, one check, many at once, and with `peers` what others take for the same."""
    for size in sizes:
        with TemporaryDirectory() as folder:
            engine = open_engine(url or f"sqlite:///{Path(folder) / 'bench.db'}", partial(str, new_key()))
            tell(f"filling {size} contacts …")
            register, built = filled(engine, size)
            yield built
            tell(_weight(engine, size))
            yield _one_by_one(register)
            yield _together(register)
            tell(f"memory of this process at its most: {getrusage(RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
            if peers:
                yield from _peers(register, tell)
            engine.dispose()


def _weight(engine: Engine, size: int) -> str:
    with open_desk(engine, SYSTEM) as system:
        return f"the database takes {bytes_of(system.connection()) / size:,.0f} bytes for each contact"


def filled(engine: Engine, size: int) -> tuple[Register, Result]:
    """So many contacts with their keys, and how long making the keys of one took."""
    made = Names(1)
    names = made.many(size)
    schema.upgrade(engine)
    with open_desk(engine, SYSTEM, writing=True) as system:
        demo.lay(system)
        ids = store(system, names, random.Random(2))  # noqa: S311 - fiction, no secret
    started = time.perf_counter()
    indexing.rebuild(engine)
    each = (time.perf_counter() - started) * 1000 / size
    with open_desk(engine, SYSTEM, writing=True) as system:
        refresh_statistics(system.connection())
    queries = made.queries(names, max(CHECKS, BATCH))
    return Register(engine, names, ids, queries), result("overlaps: keys of a contact made", size, [each])


def _subject(query: Query) -> Subject:
    return Subject("person", (query.name,))


def _one_by_one(register: Register) -> Result:
    """Each check in a transaction of its own: candidates, comparison, reasons."""
    times, busy, found = [], [], []
    for number, query in enumerate(register.queries[:CHECKS]):
        started, begun = time.perf_counter(), time.thread_time()
        with open_desk(register.engine, SYSTEM) as system:
            listed = {post.id for post, _ in matches(system, _subject(query), EVERYBODY)}
        if number >= CHECKS // 5:
            times.append((time.perf_counter() - started) * 1000)
            busy.append((time.thread_time() - begun) * 1000)
        found.append(listed)
    made = replace(result("overlaps: one check", len(register.names), times), cpu_ms=round(median(busy), 2))
    return _with_quality(made, register, found)


def _together(register: Register) -> Result:
    """All at once, as a rehearsal of a sheet asks: on every core, once the processes have started and answered."""
    begun = _busy()
    with matching(register.engine, BATCH) as looking, open_desk(register.engine, SYSTEM) as system:
        looking.answer(system, looking.ask([Subject("person", (name,)) for name in register.names[:WARM]], EVERYBODY))
        started = time.perf_counter()
        subjects = [_subject(query) for query in register.queries[:BATCH]]
        asked = [looking.ask(subjects[at : at + AT_ONCE], EVERYBODY) for at in range(0, BATCH, AT_ONCE)]
        found = [{post.id for post, _ in each} for part in asked for each in looking.answer(system, part)]
        taken = time.perf_counter() - started
    made = result("overlaps: checks in a batch", len(register.names), [taken * 1000 / BATCH])
    return _with_quality(replace(made, cpu_ms=round((_busy() - begun) * 1000 / BATCH, 2)), register, found)


def _busy() -> float:
    """Seconds of processors that this process has taken, and those it started that have ended, their start included."""
    return sum(sum(getrusage(who)[:2]) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))


def _with_quality(made: Result, register: Register, found: list[set[int]]) -> Result:
    """Adds how many of those who are there were found, and how many false alerts a query brought."""
    queries = register.queries[: len(found)]
    same = _namesakes(register)
    meant = [(ids, same[register.names[q.meant]]) for ids, q in zip(found, queries, strict=True) if q.meant is not None]
    absent = [ids for ids, q in zip(found, queries, strict=True) if q.meant is None]
    recall = sum(bool(ids & right) for ids, right in meant) / max(len(meant), 1)
    false = sum(len(ids) for ids in absent) / max(len(absent), 1)
    return replace(made, recall=round(recall, 3), false_alerts=round(false, 3))


def _namesakes(register: Register) -> dict[str, set[int]]:
    same: dict[str, set[int]] = {}
    for name, post_id in zip(register.names, register.ids, strict=True):
        same.setdefault(name, set()).add(post_id)
    return same


def _peers(register: Register, tell: Tell) -> Iterator[Result]:
    ours = _one_by_one(register)
    yield _beside(_rapidfuzz(register), ours)
    tell(
        "nomenklatura compares pairs and finds no candidates, Splink and dedupe look no single record up: "
        "csap bench --pairs FOLDER compares pairs"
    )


def _rapidfuzz(register: Register) -> Result:
    """`rapidfuzz.process.extract` over all names, in memory."""
    plain = [utils.default_process(name) for name in register.names]
    times, busy, found = [], [], []
    for query in register.queries[:PEER_CHECKS]:
        started, begun = time.perf_counter(), time.thread_time()
        hits = process.extract(
            utils.default_process(query.name), plain, scorer=fuzz.token_set_ratio, score_cutoff=ALERTS_FROM, limit=20
        )
        times.append((time.perf_counter() - started) * 1000)
        busy.append((time.thread_time() - begun) * 1000)
        found.append({register.ids[place] for _, _, place in hits})
    made = replace(result("rapidfuzz token_set_ratio, all names", len(plain), times), cpu_ms=round(median(busy), 2))
    return _with_quality(made, register, found)


def _beside(peer: Result, ours: Result) -> Result:
    return replace(peer, ratio=round(peer.p50_ms / ours.p50_ms, 1), against="our check")
