"""Posts come to their end: who posted them is asked, a reason keeps them, the clock erases the others without a trace,
and a backup of before does not bring them back."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import SQLModel, select

from csap import clock
from csap.actions import posts, retention, tombstones
from csap.actions.terms import terms
from csap.model.overlaps import Overlap
from csap.model.posts import Post
from csap.model.retention import RetentionTerm, Review, Tombstone
from csap.refs import ref
from csap.rules.retention import ended, expiry
from csap.store.backup import back_up
from csap.store.engine import open_engine
from tests.conftest import fresh_database
from tests.test_keeping import csap
from tests.world import data_keys

BEGIN = datetime(2026, 11, 25, 9, tzinfo=UTC)
PHONE = {"phones": ["+33199001234"]}


def traces(engine, word):
    """The tables that hold this word anywhere."""
    found = set()
    with engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                if word in json.dumps([str(value) for value in row], ensure_ascii=False):
                    found.add(table.name)
    return found


def ask(world):
    with world.system() as system:
        retention.ask(system)


@pytest.fixture
def met(world):
    """Two sides that meet the same person, in a world that stands still; one of them calls him Testov."""
    with clock.stopped(BEGIN):
        mine = world.contact("mission", "Amadou Testov", lat=1.5, lon=1.5, **PHONE).post
        theirs = world.contact("frontex", "Amadou Testa", **PHONE).post
        world.activity("mission", contacts=[mine.id])
        world.activity("frontex", contacts=[theirs.id])
        with world.desk("frontex") as desk:
            posts.comment(desk, desk.fetch(Post, mine.id), "Testov speaks French.")
    return mine, theirs


def test_what_nobody_gives_a_reason_for_is_erased_everywhere_and_stays_so(world, database, met, tmp_path):
    mine, theirs = met
    assert {"contact", "post", "comment", "overlap_entry"} <= traces(world.engine, "Testov")
    back_up(world.engine, tmp_path / "before.csap")
    with clock.stopped(BEGIN + timedelta(days=3 * 365 - 31)):
        ask(world)
        frontex = world.browser("frontex")
        queue = frontex.get("/privacy/retention").text
        assert "Amadou Testa" in queue and "Amadou Testov" not in queue
        assert "posts of your organisation come to their end" in frontex.get("/inbox").text
        page = f"/privacy/retention/{ref(theirs.id)}"
        assert frontex.post(page, until="2099-01-01", reason="Still our liaison").status_code == 422
        assert frontex.post(page, until="2030-01-01", reason="").status_code == 422
        kept = frontex.post(page, follow=True, until="2030-01-01", reason="Still our liaison")
        assert "kept longer, for a reason" in kept.text and "Still our liaison" in kept.text
        assert world.browser("mission").post(page, until="2030-01-01", reason="x").status_code == 403
        assert retention.erase_due(world.engine) == 0
    with clock.stopped(BEGIN + timedelta(days=3 * 365 + 1)):
        assert retention.erase_due(world.engine) == 1
    assert traces(world.engine, "Testov") == set()
    assert csap(database, "verify").exit_code == 0
    with world.system() as system:
        [stone] = system.exec(select(Tombstone)).all()
        assert (stone.post_id, stone.kind, stone.ground) == (mine.id, "contact", "kind")
        assert not [each for each in system.exec(select(Overlap)) if "Testov" in str(each.reasons)]
        assert system.exec(select(Post).where(Post.id == theirs.id)).one()
    listed = tmp_path / "erased"
    assert tombstones.write(world.engine, listed) == 1 and tombstones.write(world.engine, listed) == 0
    other = fresh_database(tmp_path)
    answer = csap(other, "restore", tmp_path / "before.csap", "--tombstones", listed)
    assert answer.exit_code == 0 and "1 posts erased again" in answer.output, answer.output
    engine = open_engine(other, data_keys)
    assert traces(engine, "Testov") == set() and traces(engine, "Testa")
    engine.dispose()


def test_the_strictest_term_wins_and_the_database_counts_as_the_page_does(world, met):
    mine, theirs = met
    with clock.stopped(BEGIN):
        former = world.contact("capacity", "Former Person", status="former").post
        with world.desk("frontex") as desk:
            posts.withdraw(desk, desk.fetch(Post, theirs.id), "Wrong person")
        dpo = world.browser("dpo")
        assert world.browser("mission").post("/privacy/retention/terms", kind="contact", days="9").status_code == 403
        given = {"organisation_id": str(mine.organisation_id), "kind": "contact"}
        assert dpo.post("/privacy/retention/terms", **given, days="1095").status_code == 422
        assert dpo.post("/privacy/retention/terms", **given, days="200").status_code == 302
        page = world.browser("mission").get(f"/posts/{ref(mine.id)}").text
        assert "a shorter term of its organisation" in page
    with world.system(writing=False) as system:
        own, everything = terms(system), system.exec(select(Post)).all()
        ends = {each.id: expiry(each, own) for each in everything}
        assert [ends[each.id].ground.value for each in (mine, theirs, former)] == ["own", "withdrawn", "former"]
        for days in (1, 89, 91, 199, 201, 364, 366, 1094, 1200):
            moment = BEGIN + timedelta(days=days)
            over = {each.id for each in system.exec(select(Post).where(ended(moment, own)))}
            assert over == {key for key, end in ends.items() if end.at <= moment}, days
        kept = Review(post_id=mine.id, until=BEGIN.date() + timedelta(days=400))
        assert expiry(system.fetch(Post, mine.id), own, kept).ground == "kept"
    with clock.stopped(BEGIN):
        assert dpo.post("/privacy/retention/terms", **given, days="0").status_code == 302
    with world.system(writing=False) as system:
        assert system.exec(select(RetentionTerm)).all() == []


def test_backups_past_their_term_are_named(world, database, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "other").write_text("nothing")
    with clock.stopped(BEGIN):
        world.contact("mission")
        back_up(world.engine, folder / "a.csap")
        assert csap(database, "retention", "backups", folder).exit_code == 0
    with clock.stopped(BEGIN + timedelta(days=91)):
        late = csap(database, "retention", "backups", folder)
    assert late.exit_code == 1 and "a.csap: of 2026-11-25" in late.output
