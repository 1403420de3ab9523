"""The demo country as a whole: rich enough for the first screen, its overlaps found, its near misses left alone."""

from collections import Counter

import pytest
from sqlmodel import func, select

from csap.actions import demo
from csap.actions.demo_posts import Story
from csap.actions.ground import rows
from csap.desk import open_desk
from csap.model.overlaps import Overlap
from csap.model.people import Organisation
from csap.model.posts import Kind, Post
from csap.rules.viewers import SYSTEM
from csap.store import schema
from csap.store.engine import open_engine
from tests.conftest import fresh_database
from tests.world import data_keys


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The engine of a filled demo, and the id of each ref."""
    engine = open_engine(fresh_database(tmp_path_factory.mktemp("demo")), data_keys)
    schema.upgrade(engine)
    with open_desk(engine, SYSTEM, writing=True) as system:
        assert demo.lay(system)
    ids = Story(engine).tell()
    yield engine, ids
    engine.dispose()


@pytest.fixture
def found(told):
    """Each overlap by its pair of ids."""
    engine, _ = told
    with open_desk(engine, SYSTEM) as system:
        return {frozenset((each.left_id, each.right_id)): each for each in system.exec(select(Overlap))}


def expected(ids, same):
    for row in rows("expected_overlaps"):
        if row["same"] == same:
            yield row["kind"], frozenset((ids[row["left"]], ids[row["right"]]))


def test_it_is_rich_enough_for_the_first_screen(told):
    engine, _ = told
    with open_desk(engine, SYSTEM) as system:
        kinds = dict(system.exec(select(Post.kind, func.count()).group_by(Post.kind)).all())
        organisations = system.scalar(select(func.count()).select_from(Organisation))
    assert kinds[Kind.CONTACT] >= 60 and kinds[Kind.ACTIVITY] >= 120 and kinds[Kind.RISK] >= 12
    assert organisations >= 7


def test_it_is_told_once(told):
    engine, _ = told
    with open_desk(engine, SYSTEM, writing=True) as system:
        assert not demo.lay(system)


def test_most_of_its_true_overlaps_are_found_of_every_kind(told, found):
    _, ids = told
    wanted, met = Counter(), Counter()
    for kind, pair in expected(ids, "yes"):
        wanted[kind] += 1
        met[kind] += pair in found and found[pair].kind == kind
    assert sum(met.values()) >= 0.8 * sum(wanted.values()), met
    assert all(met[kind] for kind in wanted), met


def test_it_does_not_cry_wolf(told, found):
    """Namesakes in another institution and post can't be told apart by name; everything else can."""
    _, ids = told
    wrong = [pair for kind, pair in expected(ids, "no") if pair in found and found[pair].kind == kind]
    assert len(wrong) <= 8
    activities = sum(1 for row in rows("activities"))
    assert sum(each.kind == "same_engagement" for each in found.values()) <= activities / 3
