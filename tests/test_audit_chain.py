"""The audit chain holds: the database refuses to change it, a change is named, a kept head unmasks a new chain."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from csap import audit
from csap.config import Misconfigured, read
from csap.model.records import Record
from csap.store import backup
from csap.store.engine import open_engine
from tests.conftest import fresh_database
from tests.sealed import unseal
from tests.test_keeping import csap
from tests.world import data_keys

CHANGES = {
    "an update": "UPDATE record SET subject = 'post:1'",
    "an update of one line": "UPDATE record SET at = at WHERE id = 1",
    "a delete": "DELETE FROM record WHERE id = 2",
    "a line in place of another": "INSERT OR REPLACE INTO record SELECT * FROM record WHERE id = 1",
    "a truncate": "TRUNCATE record",
}
ONLY = {"a line in place of another": "sqlite", "a truncate": "postgresql"}


@pytest.fixture
def kept(world, database, tmp_path):
    """A world with a few lines of audit, and the file with its signed head."""
    for name in ("mission", "frontex", "head"):
        world.browser(name)
    file = tmp_path / "head.txt"
    answer = csap(database, "audit", "head", "-o", file, audit_key="ab" * 32)
    assert answer.exit_code == 0, answer.output
    return file


def refused(engine, statement):
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_itself_refuses_to_change_the_audit(world, kept, change):
    if ONLY.get(change, world.engine.dialect.name) == world.engine.dialect.name:
        refused(world.engine, CHANGES[change])
    assert world.browser("mission").get("/").status_code == 200


def test_the_seals_are_there_after_a_restore(world, kept, tmp_path):
    backup.back_up(world.engine, tmp_path / "backup.csap")
    other = open_engine(fresh_database(tmp_path), data_keys)
    backup.restore(other, tmp_path / "backup.csap")
    refused(other, CHANGES["an update"])
    refused(other, CHANGES["a delete"])
    other.dispose()


def against(database, file, **more):
    return csap(database, "verify", "--against", file, **({"audit_key": "ab" * 32} | more))


def test_a_kept_head_stays_in_a_chain_that_grows(world, database, kept):
    world.browser("europol")
    answer = against(database, kept)
    assert answer.exit_code == 0 and "Sound" in answer.output, answer.output


def test_a_head_is_found_in_a_mail_by_whoever_knows_the_public_key(world, database, kept, tmp_path):
    public = csap(database, "audit", "key", audit_key="ab" * 32).output.strip()
    mail = tmp_path / "mail.eml"
    mail.write_text("Dear officer,\n\n" + kept.read_text().replace(" ", "\n") + "\nCSAP")
    assert csap(database, "verify", "--against", mail, "--key", public, audit_key="cd" * 32).exit_code == 0


def cut(system):
    for each in system.exec(select(Record).order_by(Record.id.desc()).limit(2)).all():
        system.delete(each)


def said(record):
    return {name: audit.plain(getattr(record, name)) for name in audit.FIELDS}


def write_anew(system):
    """Leave out one line and compute every hash again, as somebody can who has the file."""
    lines = system.exec(select(Record).order_by(Record.id)).all()
    system.delete(lines.pop(1))
    last = audit.GENESIS
    for each in lines:
        each.previous, last = last, audit.line_hash(last, said(each))
        each.hash = last


@pytest.mark.parametrize("attack", [cut, write_anew])
def test_a_chain_that_was_cut_or_written_anew_no_longer_holds_the_kept_head(world, database, kept, attack):
    unseal(world.engine)
    with world.system() as system:
        attack(system)
    with world.system(writing=False) as system:
        assert audit.verify(system).broken is None
    answer = against(database, kept)
    assert answer.exit_code == 1 and "kept head is not in the audit chain" in answer.output


def test_a_line_taken_out_breaks_the_chain_at_the_next(world, database, kept):
    unseal(world.engine)
    with world.system() as system:
        second = system.exec(select(Record).order_by(Record.id).limit(3)).all()[1]
        following = system.exec(select(Record.id).where(Record.id > second.id).order_by(Record.id).limit(1)).one()
        system.delete(second)
    answer = csap(database, "verify")
    assert answer.exit_code == 1 and f"breaks at line {following}" in answer.output
    assert "breaks at line" in str(csap(database, "audit", "head", audit_key="ab" * 32).exception)


@pytest.mark.parametrize("spoil", [lambda line: "nothing", lambda line: line.replace("head 3", "head 2")])
def test_what_is_no_head_or_was_changed_is_refused(world, database, kept, spoil):
    kept.write_text(spoil(kept.read_text()))
    assert str(against(database, kept).exception)
    assert against(database, kept).exit_code == 1


def test_a_head_of_another_platform_is_refused(world, database, kept):
    assert "another platform" in str(against(database, kept, audit_key="cd" * 32).exception)


def test_an_audit_key_that_is_none_is_refused():
    with pytest.raises(Misconfigured):
        read({"CSAP_AUDIT_KEY": "short"})


def test_many_lines_written_at_once_hang_together(world):
    entry = audit.Entry(world.viewer("mission"), audit.Act.LIST_CHECK, "list:1")
    with world.system() as system:
        before = audit.verify(system).head.lines
        audit.append(system, [entry] * 2500)
        audit.append(system, [])
    with world.system(writing=False) as system:
        proof = audit.verify(system)
    assert proof.broken is None and proof.head.lines == before + 2500
