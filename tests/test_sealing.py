"""E-mails and phones stand nowhere in clear, are found all the same, and open with their keys alone."""

import hashlib
import io
import json
import struct
from io import BytesIO
from pathlib import Path

import pytest
from alembic import command
from click.testing import CliRunner
from sqlalchemy import literal_column, text
from sqlmodel import select

from csap import create_app
from csap.actions import posts
from csap.cli import group
from csap.config import Config, Misconfigured, read
from csap.model.contacts import Contact, ContactDraft
from csap.model.overlaps import Overlap, OverlapEntry, OverlapKey
from csap.model.posts import Change, Post
from csap.model.records import ImportedRow, Record
from csap.model.sealing import Ring, Unreadable, new_key, ring_of
from csap.overlap.candidates import values_of
from csap.overlap.keys import hashed
from csap.rules.acts import Act
from csap.store import keys, schema
from csap.store.engine import open_engine
from csap.web.refs import ref
from tests.attached import pdf
from tests.conftest import POSTGRESQL, fresh_database
from tests.world import DATA_KEY, World, data_keys

EMAIL, PHONE = "zq.canari@quelque-part.example", "+33199887766"
NEXT = "3d" * 32


def everything(engine):
    """All that the database holds, as bytes: rows of every table in text, and on SQLite the file itself."""
    with engine.connect() as connection:
        if POSTGRESQL:
            tables = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
            rows = [
                connection.scalars(select(literal_column("t::text")).select_from(text(f'"{each}" t')))
                for each in tables
            ]
            found = "\n".join(row for each in rows for row in each)
            return found.encode() + b"".join(bytes.fromhex(h) for h in _hexadecimal(found))
        connection.exec_driver_sql("PRAGMA wal_checkpoint(FULL)")
    return Path(engine.url.database).read_bytes()


def _hexadecimal(found):
    return [part[: len(part) // 2 * 2] for part in (p.split('"')[0] for p in found.split("\\x")[1:]) if _is_hex(part)]


def _is_hex(part):
    return bool(part) and all(each in "0123456789abcdef" for each in part)


def told(engine):
    stored = everything(engine).lower()
    wanted = (EMAIL, PHONE, "zq.canari", "quelque-part", PHONE[1:], "199887766", "01 99 88 77 66")
    return [each for each in wanted if each.encode() in stored]


def test_an_address_and_a_number_stand_in_no_table_in_clear(world):
    browser = world.browser("mission")
    form = {"contact_kind": "person", "tlp": "GREEN", "on_match": "tell_both", "emails": EMAIL}
    browser.post("/contacts/new", names="Amadou Testa", phones="01 99 88 77 66", **form)
    browser.post("/contacts/new", names="Police", **form | {"contact_kind": "institution"})
    world.contact("frontex", "Amadou Testa", emails=[EMAIL.upper()], phones=[PHONE])
    other = world.contact("capacity", "Issa Autre", emails=["before@example.org"]).post
    with world.desk("capacity") as desk:
        draft = ContactDraft(names=["Issa Autre"], emails=[EMAIL], phones=[PHONE])
        posts.amend(desk, desk.fetch(Post, other.id), draft, 1)
    sheet = f"Name,Phone,E-mail\nKofi Sheet,{PHONE},{EMAIL}\nAma Sheet,{PHONE}00000000000,{EMAIL}\n".encode()
    page = browser.post("/import", follow=True, file=(io.BytesIO(sheet), "contacts.csv"))
    assert page.status_code == 200
    browser.post("/overlaps/check", text=f"Kofi Sheet, {EMAIL}, {PHONE}", purpose="To prepare a visit.")
    assert told(world.engine) == []
    assert "amadou testa" in everything(world.engine).lower().decode(errors="ignore")


def test_the_owner_reads_both_on_the_page_and_in_the_history(world):
    post = world.contact("mission", emails=[EMAIL]).post
    with world.desk("mission") as desk:
        posts.amend(desk, desk.fetch(Post, post.id), ContactDraft(names=["Amadou Testa"], phones=[PHONE]), 1)
    page = world.browser("mission").get(f"/posts/{ref(post.id)}").text
    assert PHONE in page and f'<del dir="auto">{EMAIL}</del>' in page


@pytest.mark.parametrize(
    "typed",
    [EMAIL, EMAIL.upper(), PHONE, "+33 1 99 88 77 66", "01 99 88 77 66", "0199887766", f"amadou {EMAIL}"],
)
def test_a_whole_address_or_number_is_found_in_lists(world, typed):
    world.contact("mission", "Amadou Testa", emails=[EMAIL], phones=[PHONE])
    world.contact("mission", "Issa Autre", emails=["other@example.org"], phones=["+33199887700"])
    world.contact("frontex", "Hidden Testa", emails=[EMAIL], phones=[PHONE], tlp="AMBER+STRICT")
    browser = world.browser("mission")
    page = browser.get("/contacts", query_string={"text": typed}).text
    assert ">Amadou Testa</a>" in page and "Issa Autre" not in page and "Hidden Testa" not in page
    found = browser.get("/contacts/search", query_string={"text": typed}).json["contacts"]
    assert [each["title"] for each in found] == ["Amadou Testa"]


@pytest.mark.parametrize("typed", ["zq.canari", "quelque-part.example", "+3319988776", "99887766%"])
def test_a_part_of_one_finds_nothing(world, typed):
    world.contact("mission", "Amadou Testa", emails=[EMAIL], phones=[PHONE])
    assert "Amadou Testa" not in world.browser("mission").get("/contacts", query_string={"text": typed}).text


@pytest.mark.parametrize("same", [{"emails": [EMAIL]}, {"phones": [PHONE]}])
def test_the_engine_finds_by_an_identifier_alone_and_keeps_no_value_in_the_reasons(world, same):
    world.contact("mission", "Zoumana Kalandaré", **same)
    world.contact("frontex", "Giorgi Kvaratskhelia", **same)
    with world.system() as system:
        [overlap] = system.exec(select(Overlap)).all()
    assert next(each["code"] for each in overlap.reasons if each["favours"]) == "identifier"
    assert EMAIL not in json.dumps(overlap.reasons) and PHONE not in json.dumps(overlap.reasons)


def test_two_institutions_of_one_web_domain_are_told_so_without_the_domain(world):
    world.contact("mission", "Border Police of Testland", contact_kind="institution", emails=["a@border.example"])
    world.contact("frontex", "Border Police Testland", contact_kind="institution", emails=["b@border.example"])
    with world.system() as system:
        [overlap] = system.exec(select(Overlap)).all()
    assert [each["params"] for each in overlap.reasons if each["code"] == "domain"] == [{}]


def test_digests_in_the_audit_chain_differ_between_two_databases(world, tmp_path):
    values = {"emails": [[], [EMAIL]]}
    with world.system() as system:
        system.audit(Act.POST_AMEND, "post:1", values)
        digest = system.exec(select(Record.digest).order_by(Record.id.desc())).first()
    marks = ring_of(world.engine).marks
    assert digest == marks.full("audit", json.dumps(values, sort_keys=True))
    other = Ring(data_keys, lambda: b"another root")
    assert digest != other.marks.full("audit", json.dumps(values, sort_keys=True))


def test_a_sealed_value_opens_only_where_it_was_sealed():
    ring = Ring(data_keys, bytes)
    sealed = ring.seal(b"secret", "contact.phones")
    assert ring.unseal(sealed, "contact.phones") == b"secret"
    with pytest.raises(Unreadable):
        ring.unseal(sealed, "contact.emails")
    with pytest.raises(Unreadable):
        ring.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), "contact.phones")
    with pytest.raises(Unreadable):
        Ring(new_key, bytes).unseal(sealed, "contact.phones")


def test_the_platform_does_not_start_with_another_key(world, database):
    with pytest.raises(keys.WrongKey, match="give-up"):
        create_app(Config(database=database, secret_key="t" * 40, data_key=NEXT))


@pytest.mark.parametrize("key", ["short", "0g" * 32, f"{DATA_KEY} short"])
def test_a_malformed_key_is_refused(key):
    with pytest.raises(Misconfigured, match="64 hexadecimal"):
        read({"CSAP_DATA_KEY": key})


def test_postgresql_needs_a_key():
    with pytest.raises(Misconfigured, match="CSAP_DATA_KEY is needed"):
        create_app(Config(database="postgresql+psycopg://x@127.0.0.1/x", secret_key="t" * 40))


def csap(database, key, *words):
    return CliRunner().invoke(group, words, env={"CSAP_DATABASE": database, "CSAP_DATA_KEY": key})


def emails(engine):
    with engine.connect() as connection:
        return sorted(each for found in connection.scalars(select(Contact.emails)) for each in found)


def test_rotation_seals_everything_anew_while_the_old_key_still_opens(world, database):
    for n in range(30):
        world.contact("mission", f"Person {n}", emails=[f"p{n}@example.org"])
    digest = ring_of(world.engine).marks.fingerprint(b"row")
    answer = csap(database, f"{NEXT} {DATA_KEY}", "keys", "rotate")
    assert answer.exit_code == 0 and "31 rows sealed" in answer.output
    engine = open_engine(database, lambda: NEXT)
    assert len(emails(engine)) == 30
    assert ring_of(engine).marks.fingerprint(b"row") == digest
    engine.dispose()
    assert "Everything is sealed" in csap(database, NEXT, "keys", "rotate").output
    with pytest.raises(keys.WrongKey):
        keys.check(world.engine)


def test_a_running_platform_takes_up_a_new_key_and_loses_none(world, database):
    post = world.contact("mission", emails=[EMAIL]).post
    given = [DATA_KEY]
    running = World(create_app(Config(database=database, secret_key="t" * 40, data_key=DATA_KEY, testing=True)))
    ring_of(running.engine).source = lambda: given[0]
    given[0] = f"{NEXT} {DATA_KEY}"
    running.contact("frontex", "Late One", emails=["late@example.org"])
    beside = open_engine(database, lambda: given[0])
    assert keys.rotate(beside) == 2
    beside.dispose()
    given[0] = NEXT
    assert EMAIL in running.browser("mission").get(f"/posts/{ref(post.id)}").text
    assert emails(running.engine) == ["late@example.org", EMAIL]
    running.engine.dispose()


@pytest.mark.skipif(bool(POSTGRESQL), reason="the platform keeps a key of its own beside SQLite alone")
def test_the_key_beside_an_sqlite_database_is_made_kept_apart_and_rotated(tmp_path):
    database, file = f"sqlite:///{tmp_path / 'own.db'}", tmp_path / "own.db.data.key"
    config = Config(database=database, secret_key="t" * 40)
    app = create_app(config)
    schema.upgrade(app.extensions["csap"].engine)
    first = file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    answer = CliRunner().invoke(group, ["keys", "rotate"], env={"CSAP_DATABASE": database, "CSAP_DATA_KEY": None})
    assert "1 rows sealed with a new key" in answer.output
    assert len(file.read_text()) == 64 and file.read_text() != first
    keys.check(app.extensions["csap"].engine)
    assert [each.name for each in tmp_path.glob("*.part")] == []


def test_without_the_key_all_but_addresses_and_numbers_goes_on(world, database):
    post = world.contact("mission", "Amadou Testa", emails=[EMAIL], function="Director").post
    talks = world.activity("mission").post
    given = {"file": (BytesIO(pdf("Minutes")), "minutes.pdf")}
    assert world.browser("mission").post(f"/posts/{ref(talks.id)}/attachments", **given).status_code == 303
    answer = csap(database, NEXT, "keys", "give-up", "--yes")
    assert answer.exit_code == 0, answer.output
    left = World(create_app(Config(database=database, secret_key="t" * 40, data_key=NEXT, testing=True)))
    page = left.browser("mission").get(f"/posts/{ref(post.id)}").text
    assert "Director" in page and EMAIL not in page
    assert "minutes.pdf" not in left.browser("mission").get(f"/posts/{ref(talks.id)}").text.split("history-title")[0]
    left.contact("frontex", "Amadou Testa", emails=[EMAIL])
    left.engine.dispose()


def test_a_backup_under_another_key_is_refused_before_anything_is_written(world, database, tmp_path):
    csap(database, DATA_KEY, "backup", str(tmp_path / "backup"))
    empty = fresh_database(tmp_path)
    answer = csap(empty, NEXT, "restore", str(tmp_path / "backup"))
    assert isinstance(answer.exception, keys.WrongKey)
    assert csap(empty, DATA_KEY, "restore", str(tmp_path / "backup")).exit_code == 0


def back_at_0001(engine):
    config = schema.alembic_config()
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")


def clear(engine, statement):
    with engine.connect() as connection:
        return connection.execute(text(statement)).all()


def written_as_before(engine, post_id):
    """What the code of the first schema wrote of a contact and of an imported row, beside the contact's own table."""
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("UPDATE post SET folded = :f WHERE id = :i"), {"f": f"amadou {EMAIL}", "i": post_id})
        [subject] = connection.scalars(text("SELECT subject FROM overlap_entry WHERE post_id = :i"), {"i": post_id})
        subject = json.dumps([*json.loads(subject)[:-2], [EMAIL], [PHONE]])
        connection.execute(
            text("UPDATE overlap_entry SET subject = :s WHERE post_id = :i"), {"s": subject, "i": post_id}
        )
        row = {"i": post_id, "d": hashlib.sha256(b"a row").hexdigest(), "o": 1}
        connection.execute(text("INSERT INTO imported_row (organisation_id, digest, post_id) VALUES (:o, :d, :i)"), row)
        _rename_keys(connection, post_id)


def _rename_keys(connection, post_id):
    """The keys as they were before: of the values themselves."""
    marks = ring_of(connection).marks
    for kind, value in (("email", EMAIL), ("phone", PHONE)):
        new, old = hashed(kind, marks.short(kind, value)), hashed(kind, value)
        changed = connection.execute(text("UPDATE overlap_key SET key = :o WHERE key = :n"), {"o": old, "n": new})
        assert changed.rowcount == 1
        [carried] = connection.scalars(text("SELECT keys FROM overlap_entry WHERE post_id = :i"), {"i": post_id})
        values = sorted(old if value == new else value for value in values_of(bytes(carried)))
        packed = {"k": struct.pack(f"<{len(values)}q", *values), "i": post_id}
        connection.execute(text("UPDATE overlap_entry SET keys = :k WHERE post_id = :i"), packed)


def test_a_database_of_the_first_schema_is_sealed_where_it_stands(world):
    post = world.contact("mission", "Amadou Testa", emails=["old@example.org"], phones=[PHONE]).post
    with world.desk("mission") as desk:
        draft = ContactDraft(names=["Amadou Testa"], emails=[EMAIL], phones=[PHONE])
        posts.amend(desk, desk.fetch(Post, post.id), draft, 1)
    back_at_0001(world.engine)
    written_as_before(world.engine, post.id)
    assert EMAIL in str(clear(world.engine, "SELECT emails, phones FROM contact"))
    assert EMAIL in str(clear(world.engine, "SELECT difference FROM change"))
    assert told(world.engine)
    ring_of(world.engine).forget_marks()
    schema.upgrade(world.engine)
    assert told(world.engine) == []
    with world.system() as system:
        contact = system.exec(select(Contact)).one()
        assert (contact.emails, contact.phones) == ([EMAIL], [PHONE])
        assert system.exec(select(Change).order_by(Change.id.desc())).first().whole["emails"][1] == [EMAIL]
        assert system.exec(select(ImportedRow.digest)).one() == ring_of(system).marks.fingerprint(b"a row")
        carried = values_of(system.exec(select(OverlapEntry.keys)).one())
        assert set(carried) == set(system.exec(select(OverlapKey.key)))
    assert ">Amadou Testa</a>" in world.browser("mission").get("/contacts", query_string={"text": PHONE}).text
    world.contact("frontex", "Giorgi Kvaratskhelia", emails=[EMAIL])
    with world.system() as system:
        assert system.exec(select(Overlap)).one()
