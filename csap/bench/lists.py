"""The check of a list at size: 1,000 lines against all contacts, and beside it what comparing each with each takes."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rapidfuzz import fuzz, process, utils
from sqlalchemy import Engine
from sqlmodel import col, select

from csap.actions.checking import check
from csap.actions.people import viewer_of
from csap.bench.measures import EMAIL, Result, result
from csap.bench.overlaps import ALERTS_FROM, Register, filled
from csap.config import Config, data_keys
from csap.desk import open_desk
from csap.formats.stakeholders import Listed
from csap.model.people import Person
from csap.rules.viewers import SYSTEM, Viewer
from csap.store.engine import open_engine

SIZES = (100_000,)
LINES = 1000
BESIDE = 50
"""Lines that are compared with every name; what all of them would take follows."""
Tell = Callable[[str], None]


def measured(sizes: tuple[int, ...], tell: Tell, lines: int = LINES) -> Iterator[Result]:
    """For each size the whole list, told and audited, and what rapidfuzz takes for the same lines, one by one."""
    for size in sizes:
        with TemporaryDirectory() as folder:
            database = f"sqlite:///{Path(folder) / 'bench.db'}"
            engine = open_engine(database, data_keys(Config(database=database)))
            tell(f"filling {size} contacts …")
            register, _ = filled(engine, size)
            yield from _beside(register, lines)
            engine.dispose()


def _beside(register: Register, lines: int) -> Iterator[Result]:
    asked = [query.name for query in register.queries[:lines]]
    listed = [Listed(number, (name,), kind="person") for number, name in enumerate(asked, 1)]
    viewer = _officer(register.engine)
    took = _timed(lambda: check(register.engine, viewer, listed, "A benchmark with fictional names"))
    ours = result(f"list check, {len(listed)} lines", len(register.names), [took])
    yield ours
    brute = _timed(partial(_all_with_all, asked[:BESIDE], register.names)) * len(asked) / len(asked[:BESIDE])
    peer = result(f"rapidfuzz, {len(asked)} lines with all names", len(register.names), [brute])
    yield replace(peer, ratio=round(brute / took, 1), against="our list check")


def _officer(engine: Engine) -> Viewer:
    with open_desk(engine, SYSTEM) as system:
        return viewer_of(system.exec(select(Person).where(col(Person.email) == EMAIL)).one())


def _all_with_all(asked: list[str], names: list[str]) -> None:
    plain = [utils.default_process(name) for name in names]
    for name in asked:
        word = utils.default_process(name)
        process.extract(word, plain, scorer=fuzz.token_set_ratio, score_cutoff=ALERTS_FROM, limit=20)


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000
