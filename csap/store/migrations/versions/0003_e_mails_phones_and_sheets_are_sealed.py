"""E-mails, phones and sheets are sealed

What stands in clear is encrypted with the data key, and what is found by equality is marked, on the way: the search
text, the overlap engine's subjects and keys, the fingerprints of rows. Sealing and marking are `csap.model.sealing`'s,
whose formats stay; everything else that this step rests on stands here."""

import json
import re
import struct
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from anyascii import anyascii
from sqlalchemy import Connection

from csap.model.sealing import Marks, ring_of
from csap.store import keys

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHUNK = 1000
DOMAIN = "the same web domain: %(domain)s"
DOMAIN_NOW = "their e-mail addresses have the same web domain"
FREE_MAIL = frozenset(
    {
        "gmail.com",
        "yahoo.com",
        "yahoo.fr",
        "hotmail.com",
        "hotmail.fr",
        "outlook.com",
        "outlook.fr",
        "live.com",
        "icloud.com",
        "protonmail.com",
        "proton.me",
        "mail.ru",
        "yandex.ru",
        "ukr.net",
        "gmx.de",
        "gmx.net",
        "aol.com",
        "orange.fr",
        "wanadoo.fr",
        "laposte.net",
        "msn.com",
    }
)


def _table(name: str, **columns: Any) -> Any:
    return sa.table(name, *(sa.column(each, kind) for each, kind in columns.items()))


CONTACT = _table(
    "contact",
    post_id=sa.BigInteger(),
    contact_kind=sa.String(),
    names=sa.JSON(),
    institution=sa.String(),
    parent_institution=sa.String(),
    function=sa.String(),
    languages=sa.JSON(),
    verified_on=sa.Date(),
    emails=sa.JSON(),
    phones=sa.JSON(),
    emails_sealed=sa.LargeBinary(),
    phones_sealed=sa.LargeBinary(),
)
POST = _table("post", id=sa.BigInteger(), title=sa.String(), summary=sa.String(), folded=sa.String())
CHANGE = _table("change", id=sa.Integer(), difference=sa.JSON(), private=sa.LargeBinary())
UPLOAD = _table(
    "upload",
    id=sa.Integer(),
    digest=sa.String(),
    content=sa.LargeBinary(),
    report=sa.JSON(),
    report_sealed=sa.LargeBinary(),
)
ENTRY = _table(
    "overlap_entry", generation=sa.Integer(), post_id=sa.BigInteger(), subject=sa.String(), keys=sa.LargeBinary()
)
KEY = _table("overlap_key", generation=sa.Integer(), key=sa.BigInteger())
ROW = _table("imported_row", organisation_id=sa.Integer(), digest=sa.String())
OVERLAP = _table("overlap", id=sa.BigInteger(), reasons=sa.JSON())


def upgrade() -> None:
    op.create_table(
        "sealed_secret",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    for table, name in (
        ("contact", "emails_sealed"),
        ("contact", "phones_sealed"),
        ("change", "private"),
        ("upload", "report_sealed"),
    ):
        op.add_column(table, sa.Column(name, sa.LargeBinary(), nullable=False, server_default=_nothing()))
    connection = op.get_bind()
    marks = Marks(keys.lay(connection))
    _seal_contacts(connection, marks)
    _seal_changes(connection)
    _seal_uploads(connection, marks)
    _mark_entries(connection, marks)
    _mark_rows(connection, marks)
    _say_no_domain(connection)
    _take_place("contact", "emails")
    _take_place("contact", "phones")
    _take_place("upload", "report")
    context.config.attributes["cleared"] = True


def _nothing() -> Any:
    return sa.text("x''" if op.get_bind().dialect.name == "sqlite" else "''::bytea")


def _take_place(table: str, name: str) -> None:
    """Both databases know these words."""
    op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {name}_sealed TO {name}")


def _by_key(connection: Connection, statement: Any, key: Any) -> Iterator[Any]:
    """Every row, read in chunks by its key, which stays what it is."""
    after: Any = None
    while True:
        asked = statement if after is None else statement.where(key > after)
        rows = connection.execute(asked.order_by(key).limit(CHUNK)).all()
        if not rows:
            return
        yield from rows
        after = rows[-1]._mapping[key.name]


def _packed(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _sealed(connection: Connection, value: Any, place: str) -> bytes:
    return ring_of(connection).seal(_packed(value), place) if value else b""


def _unsealed(connection: Connection, value: Any, place: str, empty: Any) -> Any:
    return json.loads(ring_of(connection).unseal(bytes(value), place)) if value else empty


def _seal_contacts(connection: Connection, marks: Marks) -> None:
    written = sa.select(CONTACT, POST.c.title, POST.c.summary).join(POST, POST.c.id == CONTACT.c.post_id)
    hidden = [each for each in written.selected_columns if not each.name.endswith("_sealed")]
    for row in _by_key(connection, written.with_only_columns(*hidden), CONTACT.c.post_id):
        sealed = {f"{n}_sealed": _sealed(connection, getattr(row, n), f"contact.{n}") for n in ("emails", "phones")}
        connection.execute(CONTACT.update().where(CONTACT.c.post_id == row.post_id).values(sealed))
        connection.execute(POST.update().where(POST.c.id == row.post_id).values(folded=_folded(row, marks)))


def _fold(text: str) -> str:
    return " ".join(anyascii(text).lower().split())


def _folded(row: Any, marks: Marks) -> str:
    found = ["@" + marks.short("search email", email.strip().casefold()) for email in row.emails]
    for phone in row.phones:
        digits = re.sub(r"\D", "", phone)
        found += ["+" + marks.short("search phone", digits), "#" + marks.short("search number", digits[-7:])]
    parts = [row.summary, row.contact_kind, *row.names, row.institution, row.parent_institution, row.function]
    rest = _fold(" ".join([*parts, *row.languages, str(row.verified_on or "")]))
    return " ".join(part for part in (_fold(row.title), *found, rest) if part)[:4000]


def _seal_changes(connection: Connection) -> None:
    for row in _by_key(connection, sa.select(CHANGE.c.id, CHANGE.c.difference), CHANGE.c.id):
        private = {name: pair for name, pair in row.difference.items() if name in ("emails", "phones")}
        if private:
            rest = {name: pair for name, pair in row.difference.items() if name not in private}
            values = {"difference": rest, "private": _sealed(connection, private, "change.private")}
            connection.execute(CHANGE.update().where(CHANGE.c.id == row.id).values(values))


def _seal_uploads(connection: Connection, marks: Marks) -> None:
    for upload in connection.scalars(sa.select(UPLOAD.c.id)).all():
        mine = UPLOAD.c.id == upload
        row = connection.execute(sa.select(UPLOAD.c.digest, UPLOAD.c.content, UPLOAD.c.report).where(mine)).one()
        values = {
            "digest": marks.full("fingerprint", row.digest),
            "content": ring_of(connection).seal(bytes(row.content), "upload.content") if row.content else b"",
            "report_sealed": _sealed(connection, row.report, "upload.report"),
        }
        connection.execute(UPLOAD.update().where(mine).values(values))


def _mark_entries(connection: Connection, marks: Marks) -> None:
    """A key of an identifier is carried for it alone, so that it can be renamed where it stands."""
    for generation in connection.scalars(sa.select(ENTRY.c.generation).distinct()).all():
        renamed: dict[int, int] = {}
        mine = sa.select(ENTRY).where(ENTRY.c.generation == generation)
        for row in _by_key(connection, mine, ENTRY.c.post_id):
            subject, here = _marked(json.loads(row.subject), marks)
            renamed |= here
            values: dict[str, Any] = {"subject": json.dumps(subject, ensure_ascii=False, separators=(",", ":"))}
            if here:
                stood = struct.unpack(f"<{len(row.keys) // 8}q", row.keys)
                new = sorted({here.get(value, value) for value in stood})
                values["keys"] = struct.pack(f"<{len(new)}q", *new)
            this = sa.and_(ENTRY.c.generation == generation, ENTRY.c.post_id == row.post_id)
            connection.execute(ENTRY.update().where(this).values(values))
        for old, mark in renamed.items():
            this = sa.and_(KEY.c.generation == generation, KEY.c.key == old)
            connection.execute(KEY.update().where(this).values(key=mark))


def _marked(subject: list[Any], marks: Marks) -> tuple[list[Any], dict[int, int]]:
    """The subject with marks in place of e-mails and phones, and the domains' after them; old key -> new key."""
    *before, emails, phones = subject
    domains = sorted({each.rsplit("@", 1)[-1].strip().casefold() for each in emails if "@" in each} - FREE_MAIL)
    new: list[list[str]] = []
    renamed: dict[int, int] = {}
    for kind, texts in (("email", [each.strip().casefold() for each in emails]), ("phone", phones)):
        new.append([marks.short(kind, text) for text in texts])
        renamed |= {_key(kind, old): _key(kind, mark) for old, mark in zip(texts, new[-1], strict=True)}
    return [*before, *new, [marks.short("domain", each) for each in domains]], renamed


def _key(kind: str, text: str) -> int:
    return int.from_bytes(blake2b(f"{kind}:{text}".encode(), digest_size=8).digest(), "big") >> 1


def _mark_rows(connection: Connection, marks: Marks) -> None:
    for row in connection.execute(sa.select(ROW)).all():
        this = sa.and_(ROW.c.organisation_id == row.organisation_id, ROW.c.digest == row.digest)
        connection.execute(ROW.update().where(this).values(digest=marks.full("fingerprint", row.digest)))


def _say_no_domain(connection: Connection) -> None:
    said = sa.select(OVERLAP).where(sa.cast(OVERLAP.c.reasons, sa.Text).contains("same web domain: "))
    for row in connection.execute(said).all():
        reasons = [
            each | {"message": DOMAIN_NOW, "params": {}} if each["message"] == DOMAIN else each for each in row.reasons
        ]
        connection.execute(OVERLAP.update().where(OVERLAP.c.id == row.id).values(reasons=reasons))


def downgrade() -> None:
    """Everything in clear again; marks that can't be turned back stay until contacts are changed or indexed anew."""
    connection = op.get_bind()
    for table, name in (("contact", "emails"), ("contact", "phones"), ("upload", "report")):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {name} TO {name}_sealed")
        empty = "'{}'" if name == "report" else "'[]'"
        op.add_column(table, sa.Column(name, sa.JSON(), nullable=False, server_default=sa.text(empty)))
    _open_contacts(connection)
    _open_changes(connection)
    _open_uploads(connection)
    _forget_domains(connection)
    for table, name in (
        ("contact", "emails_sealed"),
        ("contact", "phones_sealed"),
        ("upload", "report_sealed"),
        ("change", "private"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    op.drop_table("sealed_secret")


def _open_contacts(connection: Connection) -> None:
    read = sa.select(CONTACT.c.post_id, CONTACT.c.emails_sealed, CONTACT.c.phones_sealed)
    for row in _by_key(connection, read, CONTACT.c.post_id):
        values = {
            "emails": _unsealed(connection, row.emails_sealed, "contact.emails", []),
            "phones": _unsealed(connection, row.phones_sealed, "contact.phones", []),
        }
        connection.execute(CONTACT.update().where(CONTACT.c.post_id == row.post_id).values(values))


def _open_changes(connection: Connection) -> None:
    sealed = sa.select(CHANGE).where(sa.func.length(CHANGE.c.private) > 0)
    for row in _by_key(connection, sealed, CHANGE.c.id):
        whole = row.difference | _unsealed(connection, row.private, "change.private", {})
        connection.execute(CHANGE.update().where(CHANGE.c.id == row.id).values(difference=whole))


def _open_uploads(connection: Connection) -> None:
    for upload in connection.scalars(sa.select(UPLOAD.c.id)).all():
        mine = UPLOAD.c.id == upload
        row = connection.execute(sa.select(UPLOAD.c.content, UPLOAD.c.report_sealed).where(mine)).one()
        values = {
            "content": ring_of(connection).unseal(bytes(row.content), "upload.content") if row.content else b"",
            "report": _unsealed(connection, row.report_sealed, "upload.report", {}),
        }
        connection.execute(UPLOAD.update().where(mine).values(values))


def _forget_domains(connection: Connection) -> None:
    for generation in connection.scalars(sa.select(ENTRY.c.generation).distinct()).all():
        mine = sa.select(ENTRY.c.post_id, ENTRY.c.subject).where(ENTRY.c.generation == generation)
        for row in _by_key(connection, mine, ENTRY.c.post_id):
            subject = json.dumps(json.loads(row.subject)[:-1], ensure_ascii=False, separators=(",", ":"))
            this = sa.and_(ENTRY.c.generation == generation, ENTRY.c.post_id == row.post_id)
            connection.execute(ENTRY.update().where(this).values(subject=subject))
