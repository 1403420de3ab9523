"""Making the keys of many contacts: in processes of their own where there are so many that it pays, else here.

Pure work: neither database nor secrets go to the processes."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager

from csap.overlap.candidates import Made as Entry
from csap.overlap.candidates import entry
from csap.overlap.frequencies import Tally
from csap.overlap.packing import taken_apart
from csap.overlap.subjects import Subject

PAYS_FROM = 20_000
"""Contacts from which starting processes (a second or two) is worth it."""
PART = 500
Asked = tuple[int, int, int, Subject]
"""What `candidates.entry` takes: generation, post, organisation, subject."""
Made = tuple[list[Entry], Tally]
"""Entries, and the counts of the parts of their names."""
Making = Callable[[], Made]
"""Waits until they are made."""
Maker = Callable[[Sequence[Asked]], Making]


def made_of(asked: Sequence[Asked]) -> Made:
    tally, entries = Tally(), []
    for generation, post_id, organisation_id, subject in asked:
        apart = taken_apart(subject)
        tally.count(apart)
        entries.append(entry(generation, post_id, organisation_id, apart))
    return entries, tally


@contextmanager
def maker(contacts: int) -> Iterator[Maker]:
    """A way to have keys made while something else is done; `contacts` is about how many there will be."""
    cores = os.cpu_count() or 1
    if contacts < PAYS_FROM or cores < 2 or multiprocessing.current_process().daemon:
        yield _here
        return
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn")) as pool:
        yield lambda asked: _there(pool, asked)


def _here(asked: Sequence[Asked]) -> Making:
    return lambda: made_of(asked)


def _there(pool: ProcessPoolExecutor, asked: Sequence[Asked]) -> Making:
    """Where the processes are gone (too little memory, a machine that forbids them) the work is done here."""
    parts = [asked[n : n + PART] for n in range(0, len(asked), PART)]
    try:
        begun = [pool.submit(made_of, part) for part in parts]
    except BrokenExecutor:
        return _here(asked)
    return lambda: _together(_waited(future, part) for future, part in zip(begun, parts, strict=True))


def _together(parts: Iterable[Made]) -> Made:
    every, counted = [], Tally()
    for entries, tally in parts:
        every += entries
        counted.include(tally)
    return every, counted


def _waited(future: Future[Made], part: Sequence[Asked]) -> Made:
    try:
        return future.result()
    except BrokenExecutor:
        return made_of(part)
