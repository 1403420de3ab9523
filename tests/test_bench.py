"""The bench fills a country in bulk with all that real posts leave behind, else it would measure something else."""

import random

from click.testing import CliRunner
from sqlmodel import func, select

from csap.actions import demo, posts
from csap.actions.people import viewer_of
from csap.bench import filling, lists, measures, peers
from csap.bench.measures import result
from csap.commands.bench import bench
from csap.desk import open_desk
from csap.model.contacts import Contact
from csap.model.overlaps import OverlapEntry
from csap.model.people import Person
from csap.model.posts import Post, PostTheme
from csap.rules.viewers import SYSTEM
from csap.store import schema
from csap.store.engine import open_engine
from tests.conftest import fresh_database
from tests.world import data_keys


def test_bulk_posts_are_keyed_and_themed_like_real_ones(tmp_path):
    engine = open_engine(fresh_database(tmp_path), data_keys)
    schema.upgrade(engine)
    with open_desk(engine, SYSTEM, writing=True) as system:
        demo.lay(system)
        filling.fill(system, 200)
        counts = [system.scalar(select(func.count()).select_from(table)) for table in (Post, PostTheme)]
        assert counts == [200, 200]
        assert system.scalar(select(func.count(OverlapEntry.post_id))) > 40
    engine.dispose()


def test_a_result_says_how_often_it_takes_what_it_is_measured_against():
    found = result("page", 1000, [10.0, 20.0, 30.0], bare=2.0)
    assert (found.p50_ms, found.rate, found.ratio, found.against) == (20.0, 50.0, 10.0, "bare Flask")


def test_people_of_the_bench_hold_posts_of_their_own_and_one_in_four_that_is_posted_is_known_to_others(tmp_path):
    engine = open_engine(fresh_database(tmp_path), data_keys)
    schema.upgrade(engine)
    with open_desk(engine, SYSTEM, writing=True) as system:
        demo.lay(system)
        filling.fill(system, 1000)
        officer = system.exec(select(Person).where(Person.email == measures.EMAIL)).one()
        contacts = system.exec(select(Contact)).all()
    stage = measures.Stage("", engine, 1000, (0, 0, 0, 0), viewer_of(officer))
    chance = random.Random(2)  # noqa: S311 - fiction, no secret
    drafts = measures.drafts(stage, chance)[: measures.TIMES]
    known = {each.names[0] for each in contacts}
    assert len({(each.function, each.institution) for each in contacts}) > len(contacts) / 2
    assert sum(each.names[0] in known for each in drafts) == measures.TIMES / measures.KNOWN
    with open_desk(engine, stage.viewer, writing=True) as desk:
        assert posts.post(desk, drafts[0]).overlaps
    engine.dispose()


def test_a_list_is_checked_against_all_contacts_beside_comparing_each_with_each():
    ours, brute = lists.measured((300,), lambda words: None, lines=20)
    assert (ours.size, brute.size, brute.against) == (300, 300, "our list check")
    assert ours.p50_ms > 0 and brute.ratio is not None


def test_the_engine_and_its_peers_compare_the_same_pairs_in_one_table(tmp_path):
    rows = ["person,Olena Testova,Testova Olena,1", "person,Olena Testova,Ivan Probny,0"]
    for kind in ("person", "institution"):
        listed = "\n".join(["kind,left,right,same", *(row.replace("person", kind) for row in rows)])
        (tmp_path / f"{kind}_pairs.csv").write_text(listed, encoding="utf-8")
    told: list[str] = []
    found = {(each.name, each.kind): each for each in peers.compared(tmp_path, told.append)}
    ours = "CSAP as shipped (has seen these pairs)"
    assert found[ours, "person"].f1 == found["rapidfuzz token_set_ratio", "person"].f1 == 1.0
    assert found[ours, "institution"].pairs == 2
    left_out = [line.split(":")[0] for line in told if "left out" in line]
    assert left_out[-4:] == ["splink", "dedupe", "out of fold, persons", "out of fold, institutions"]


def test_the_bench_fills_no_database_that_holds_something(tmp_path):
    url = fresh_database(tmp_path)
    engine = open_engine(url, data_keys)
    schema.upgrade(engine)
    engine.dispose()
    refused = CliRunner().invoke(bench, ["overlaps", "--size", "100", "--database", url])
    assert refused.exit_code and "not empty" in refused.output
