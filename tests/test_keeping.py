"""Backup, restore and verify, on both databases and from one to the other."""

import sqlite3

import pytest
from click.testing import CliRunner
from sqlmodel import select

from csap import create_app
from csap.cli import group
from csap.config import Config
from csap.desk import open_desk
from csap.model.places import Institution
from csap.model.posts import Post
from csap.model.records import Record
from csap.rules.viewers import SYSTEM
from csap.store.backup import restore
from csap.store.engine import open_engine
from tests.conftest import fresh_database
from tests.sealed import unseal
from tests.world import DATA_KEY, World, data_keys


def world_on(database):
    return World(create_app(Config(database=database, secret_key="t" * 40, data_key=DATA_KEY, testing=True)))


def csap(database, *words, **settings):
    given = {f"CSAP_{name.upper()}": value for name, value in settings.items()}
    return CliRunner().invoke(group, [str(word) for word in words], env={"CSAP_DATABASE": database} | given)


@pytest.fixture
def lived_in(world):
    """A world with posts, an overlap, comments on it, and institutions that were added child first."""
    same = {"emails": ["a.testa@example.org"], "function": "Director", "institution": "Police"}
    world.contact("mission", "أمادو تستا", lat=1.5, lon=1.5, **same)
    world.contact("frontex", "Amadou Testa", tlp="AMBER+STRICT", **same)
    world.activity("mission", "Meeting", commitments=[{"text": "Send it"}])
    with world.system() as system:
        child, parent = Institution(name="Office"), Institution(name="Ministry")
        system.add_all([child, parent])
        system.flush()
        child.parent_id = parent.id
    return world


def titles(engine):
    with open_desk(engine, SYSTEM) as system:
        return sorted(system.exec(select(Post.title)))


def test_a_backup_comes_back_whole(lived_in, database, tmp_path):
    file = tmp_path / "backup.csap"
    answer = csap(database, "backup", file)
    assert answer.exit_code == 0, answer.output
    assert file.stat().st_mode & 0o077 == 0
    other = fresh_database(tmp_path)
    answer = csap(other, "restore", file)
    assert answer.exit_code == 0 and "Sound" in answer.output, answer.output
    engine = open_engine(other, data_keys)
    assert titles(engine) == titles(lived_in.engine)
    engine.dispose()


def test_people_work_on_where_the_backup_ended(lived_in, database, tmp_path):
    csap(database, "backup", tmp_path / "backup.csap")
    other = fresh_database(tmp_path)
    csap(other, "restore", tmp_path / "backup.csap")
    restored = world_on(other)
    restored.activity("frontex", "After the restore")
    assert restored.browser("mission").get("/").status_code == 200
    restored.engine.dispose()
    assert csap(other, "verify").exit_code == 0


def test_a_backup_goes_into_sqlite_whatever_it_was_taken_from(lived_in, database, tmp_path):
    csap(database, "backup", tmp_path / "backup.csap")
    engine = open_engine(f"sqlite:///{tmp_path / 'elsewhere.db'}", data_keys)
    restore(engine, tmp_path / "backup.csap")
    assert titles(engine) == titles(lived_in.engine)
    engine.dispose()


def test_a_backup_overwrites_nothing(world, database, tmp_path):
    file = tmp_path / "there"
    file.write_text("dear")
    assert csap(database, "backup", file).exit_code
    assert file.read_text() == "dear"


def test_a_backup_is_not_restored_over_data(world, database, tmp_path):
    csap(database, "backup", tmp_path / "backup.csap")
    answer = csap(database, "restore", tmp_path / "backup.csap")
    assert "empty place" in str(answer.exception)


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", "other database"])
def test_what_is_no_backup_is_refused(tmp_path, content):
    file = tmp_path / "file"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        other = sqlite3.connect(file)
        other.execute("CREATE TABLE other (id)")
        other.close()
    answer = csap(fresh_database(tmp_path), "restore", file)
    assert "no backup of CSAP" in str(answer.exception)


def test_a_sound_database_is_said_to_be_sound(lived_in, database):
    answer = csap(database, "verify")
    assert answer.exit_code == 0 and "Sound" in answer.output


def test_a_changed_line_of_audit_is_found(lived_in, database):
    unseal(lived_in.engine)
    with lived_in.system() as system:
        line = system.exec(select(Record).order_by(Record.id)).all()[2]
        line.subject = "post:1"
    answer = csap(database, "verify")
    assert answer.exit_code == 1 and f"breaks at line {line.id}" in answer.output
    assert "its seal record_no" in answer.output


def test_passwords_still_work_after_a_restore(lived_in, database, tmp_path):
    csap(database, "backup", tmp_path / "backup.csap")
    other = fresh_database(tmp_path)
    csap(other, "restore", tmp_path / "backup.csap")
    restored = world_on(other)
    assert restored.browser("mission").get("/account/").status_code == 200
    restored.engine.dispose()
