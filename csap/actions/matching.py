"""Looking many stakeholders up: in processes of their own where there are so many that it pays, else here.

The processes read through connections of their own and know no data keys. Whoever waits for them works as well: on what
they have not begun."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from csap.desk import Desk, open_desk
from csap.garbage import collect_rarely, uncollected
from csap.overlap.candidates import Circle
from csap.overlap.stakeholders import Certain, Same, certain, standing
from csap.overlap.subjects import Subject
from csap.rules.viewers import SYSTEM
from csap.store.engine import open_engine

MOST_BESIDE = 3
"""Processes beside this one."""
PAYS_FROM = 2000
"""Subjects from which starting a process (a second) is worth it."""
AT_ONCE = 1000
"""Subjects looked up together: fewer take longer each, more take more memory."""


@dataclass(eq=False)
class Asked:
    """Subjects that are looked up in a circle: `there` by another process, `found` once that is known."""

    subjects: Sequence[Subject]
    circle: Circle
    there: Future[Certain] | None = None
    found: Certain | None = None

    @property
    def waits(self) -> bool:
        return self.there is None and self.found is None

    @property
    def begun(self) -> bool:
        return self.there is not None and not self.there.done()

    def here(self, system: Desk) -> None:
        self.found = _found(system, self.subjects, self.circle)

    def wait(self, system: Desk) -> None:
        """Where the process is gone (too little memory, a machine that forbids it) the work is done here."""
        assert self.there is not None
        try:
            self.found = self.there.result()
        except BrokenExecutor:
            self.here(system)


class Matching:
    """Takes questions, and gives the answer to each when it is wanted. The pool is handed no more than it can begin:
    what it has can't be taken back for sure (before Python 3.12 a pool that breaks forgets what waits behind that).
    What is to lie ready for a busy process is never the last: this one would wait for it with nothing to do."""

    def __init__(self, pool: Executor | None = None, processes: int = 0) -> None:
        self._pool, self._processes = pool, processes
        self._open: list[Asked] = []

    def ask(self, subjects: Sequence[Subject], circle: Circle) -> Asked:
        asked = Asked(subjects, circle)
        self._open.append(asked)
        self._hand_over()
        return asked

    def _hand_over(self) -> None:
        """Words are one object each in a process, and looked up by that: names go there as they are written."""
        while self._pool and (waiting := self._next()):
            plain = [replace(each, parts=()) for each in waiting.subjects]
            try:
                waiting.there = self._pool.submit(_found_there, plain, waiting.circle)
            except BrokenExecutor:
                self._pool = None

    def _next(self) -> Asked | None:
        """What the pool is to have now."""
        begun = sum(each.begun for each in self._open)
        waiting = [each for each in self._open if each.waits]
        least = 1 if begun < self._processes else 2
        return waiting[0] if len(waiting) >= least and begun < 2 * self._processes else None

    def answer(self, system: Desk, asked: Asked) -> list[Same]:
        """For each subject the contacts that it is, the most certain first."""
        while asked.found is None:
            self._hand_over()
            if asked.waits:
                asked.here(system)
            elif asked.begun and (last := next((each for each in reversed(self._open) if each.waits), None)):
                last.here(system)
            else:
                asked.wait(system)
        self._open.remove(asked)
        return standing(system, asked.found, asked.circle)


@contextmanager
def matching(engine: Engine, subjects: int) -> Iterator[Matching]:
    """A way to look stakeholders up while something else is done; `subjects` is about how many there will be."""
    beside = min((os.cpu_count() or 1) - 1, MOST_BESIDE)
    if subjects < PAYS_FROM or beside < 1 or multiprocessing.current_process().daemon:
        yield Matching()
        return
    url = engine.url.render_as_string(hide_password=False)
    pool = ProcessPoolExecutor(beside, multiprocessing.get_context("spawn"), _open_there, (url,))
    try:
        yield Matching(pool, beside)
    finally:
        pool.shutdown(cancel_futures=True)


_THERE: list[Engine] = []
"""In a process of the pool: its own engine."""


def _open_there(url: str) -> None:
    collect_rarely()
    _THERE.append(open_engine(url))


def _found_there(subjects: Sequence[Subject], circle: Circle) -> Certain:
    with open_desk(_THERE[0], SYSTEM) as system:
        return _found(system, subjects, circle)


def _found(system: Desk, subjects: Sequence[Subject], circle: Circle) -> Certain:
    with uncollected():
        return certain(system, subjects, circle)
