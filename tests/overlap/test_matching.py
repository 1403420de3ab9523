"""Many looked up together, here and in other processes: each finds what it finds alone, to the last digit."""

import random
from concurrent.futures import BrokenExecutor, Executor, Future

import pytest

from csap.actions import indexing, matching
from csap.bench.stakeholders import UNITS, Names, store
from csap.overlap.candidates import MANY, Circle, candidates
from csap.overlap.generations import standing
from csap.overlap.packing import taken_apart
from csap.overlap.ranking import Ranked
from csap.overlap.stakeholders import certain
from csap.overlap.subjects import Subject
from csap.store import postings

INSTITUTIONS = (*UNITS[:3], "Police des frontières", "Douanes", "", "")
FUNCTIONS = ("Director", "Directeur adjoint", "Commander", "", "")


@pytest.fixture
def asked(world):
    """As somebody else would write those who are there, and people who are not; the keys made and names counted."""
    made, chance = Names(5, families=40), random.Random(6)  # noqa: S311 - fiction, no secret
    names = made.many(200)
    with world.system(writing=True) as system:
        store(system, names, random.Random(7))  # noqa: S311
    indexing.rebuild(world.engine)
    return [
        Subject("person", (query.name,), institution=chance.choice(INSTITUTIONS), function=chance.choice(FUNCTIONS))
        for query in made.queries(names, 60)
    ] + [Subject("institution", (name,)) for name in INSTITUTIONS if name]


def test_each_of_many_finds_what_it_finds_alone(world, asked):
    with world.system() as system:
        together = certain(system, asked, Circle(0))
        assert together == [certain(system, [each], Circle(0))[0] for each in asked]
        assert sum(map(len, together)) > 20


def test_other_processes_find_the_same(world, asked, monkeypatch):
    monkeypatch.setattr(matching, "PAYS_FROM", 1)
    with matching.matching(world.engine, len(asked)) as looking, world.system() as system:
        parts = [looking.ask(asked[n : n + 15], Circle(0)) for n in range(0, len(asked), 15)]
        found = [each for part in parts for each in looking.answer(system, part)]
        here = matching.Matching()
        assert found == here.answer(system, here.ask(asked, Circle(0)))


def _chosen(system, subjects, circle):
    found = candidates(system, standing(system), [taken_apart(each) for each in subjects], circle, MANY)
    return [[candidate.post_id for candidate in each.candidates] for each in found]


@pytest.mark.parametrize("organisation_id", [0, 1, 2, 3])
def test_whoever_is_out_of_reach_by_keys_would_not_be_chosen_by_sound(world, asked, monkeypatch, organisation_id):
    read, heard = [], postings.heard
    monkeypatch.setattr(postings, "heard", lambda *args: read.append(len(args[2])) or heard(*args))
    with world.system() as system:
        chosen, some = _chosen(system, asked, Circle(organisation_id)), sum(read)
        read.clear()
        monkeypatch.setattr(Ranked, "from_score", lambda self, least: self)
        assert chosen == _chosen(system, asked, Circle(organisation_id))
        assert organisation_id or some < sum(read)


class Busy(Executor):
    """A pool that takes everything and never answers."""

    def __init__(self):
        self.taken = []

    def submit(self, fn, /, *args, **kwargs):
        self.taken.append(Future())
        return self.taken[-1]


@pytest.mark.parametrize(("parts", "taken"), [(1, 1), (2, 1), (3, 2), (9, 2)])
def test_a_busy_process_is_not_handed_the_last_part(parts, taken):
    pool = Busy()
    looking = matching.Matching(pool, 1)
    for _ in range(parts):
        looking.ask([], Circle(0))
    assert len(pool.taken) == taken


class Gone(Executor):
    """A pool whose process dies over the first question, and which takes no third one."""

    def __init__(self):
        self.taken = []

    def submit(self, fn, /, *args, **kwargs):
        if len(self.taken) == 2:
            raise BrokenExecutor
        self.taken.append(Future())
        self.taken[-1].set_exception(BrokenExecutor())
        return self.taken[-1]


def test_where_a_process_dies_the_work_is_done_here(world, asked):
    with world.system() as system:
        looking, here = matching.Matching(Gone(), 2), matching.Matching()
        parts = [looking.ask(asked[n : n + 15], Circle(0)) for n in range(0, len(asked), 15)]
        found = [each for part in parts for each in looking.answer(system, part)]
        assert found == here.answer(system, here.ask(asked, Circle(0)))
