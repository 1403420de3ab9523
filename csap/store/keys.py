"""The data keys over the whole database: that they fit, that everything is sealed anew with the first one, and what
is given up where a key is lost. Values are rewritten as they stand, table by table, in short transactions."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    LargeBinary,
    Table,
    and_,
    bindparam,
    column,
    delete,
    func,
    inspect,
    or_,
    select,
)
from sqlalchemy import table as bare_table
from sqlalchemy.sql.expression import ColumnElement, TableClause
from sqlmodel import SQLModel

from csap.errors import CsapError
from csap.model.attachments import Attachment, AttachmentPiece
from csap.model.overlaps import OverlapIndex
from csap.model.records import SealedSecret, Upload
from csap.model.sealing import ID_BYTES, Sealed, Unreadable, ring_of

ROOT = "marks"
ROOT_BYTES = 32
CHUNK = 500
CHUNKS = {"attachment_piece": 40, "upload": 2}
"""Rows that are sealed anew in one transaction; sheets and pieces of files are large."""
WRONG = (
    "the data key (CSAP_DATA_KEY, or the file beside the SQLite database whose name ends in .data.key) is not the one "
    "that this database was sealed with. Put the right one back. If it is lost, `csap keys give-up` goes on without "
    "the e-mails and phones."
)
_SECRETS: Any = SealedSecret.__table__  # type: ignore[attr-defined]
Progress = Callable[[int, int], None]


class WrongKey(CsapError):
    """The database was sealed with a key that is not given."""


def root(connection: Connection) -> bytes:
    """What all marks of this database are made with. `WrongKey` where it opens no more."""
    try:
        found = connection.scalar(select(_SECRETS.c.value).where(_SECRETS.c.name == ROOT))
    except Unreadable:
        raise WrongKey(WRONG) from None
    if not found:
        raise WrongKey(WRONG)
    return bytes(found)


def lay(connection: Connection) -> bytes:
    """The root of the marks, made where there is none yet."""
    if connection.scalar(select(_SECRETS.c.name).where(_SECRETS.c.name == ROOT)) is None:
        connection.execute(_SECRETS.insert(), {"name": ROOT, "value": secrets.token_bytes(ROOT_BYTES)})
    return root(connection)


def check(engine: Engine) -> None:
    """`WrongKey` where the given keys are not this database's; nothing is asked of one that has no tables yet."""
    ring_of(engine).seal(b"", "")
    if inspect(engine).has_table(_SECRETS.name):
        with engine.connect() as connection:
            root(connection)


def sealed_columns() -> Iterator[tuple[Table, list[str]]]:
    """Every table with sealed columns, and their names."""
    for table in SQLModel.metadata.sorted_tables:
        names = [each.name for each in table.columns if isinstance(each.type, Sealed)]
        if names:
            yield table, names


def rotate(engine: Engine, progress: Progress = lambda done, of: None) -> int:
    """Seal with the first key whatever another one sealed, while people work; returns how many rows were. A value that
    no given key opens raises `Unreadable`, and what is done stays done."""
    check(engine)
    of, done = sum(_left(engine, *each) for each in sealed_columns()), 0
    for table, names in sealed_columns():
        after: Any = None
        while found := _chunk(engine, table, names, after):
            after, count = found
            done += count
            progress(done, max(of, done))
    return done


def _bare(table: Table, names: list[str]) -> tuple[TableClause, ColumnElement[Any]]:
    """The table with its sealed columns as they stand, and its key."""
    [key] = table.primary_key.columns
    bare = bare_table(table.name, column(key.name, key.type), *(column(name, LargeBinary()) for name in names))
    return bare, bare.c[key.name]


def _otherwise(engine: Engine, bare: TableClause, names: list[str]) -> ColumnElement[bool]:
    """Rows with a value that another key than the first one sealed."""
    first = ring_of(engine).first
    values = [bare.c[name] for name in names]
    return or_(*(and_(func.length(v) > 0, func.substr(v, 1, ID_BYTES) != first) for v in values))


def _left(engine: Engine, table: Table, names: list[str]) -> int:
    bare, _ = _bare(table, names)
    with engine.connect() as connection:
        counted = select(func.count()).select_from(bare).where(_otherwise(engine, bare, names))
        return connection.execute(counted).scalar_one()


def _chunk(engine: Engine, table: Table, names: list[str], after: Any) -> tuple[Any, int] | None:
    """Seal the next rows anew; returns the key of the last one and how many there were, None where none is left."""
    bare, key = _bare(table, names)
    ring = ring_of(engine)
    beyond = [key > after] if after is not None else []
    with engine.execution_options(writing=True).begin() as connection:
        wanted = select(bare).where(_otherwise(engine, bare, names), *beyond).order_by(key)
        rows = connection.execute(wanted.limit(CHUNKS.get(table.name, CHUNK))).all()
        if not rows:
            return None
        renewed = [
            {f"new_{name}": _renewed(ring, row._mapping[name], f"{table.name}.{name}") for name in names}
            | {"of_key": row._mapping[key.name]}
            for row in rows
        ]
        values = {name: bindparam(f"new_{name}", type_=LargeBinary()) for name in names}
        connection.execute(bare.update().where(key == bindparam("of_key")).values(values), renewed)
    return renewed[-1]["of_key"], len(rows)


def _renewed(ring: Any, value: Any, place: str) -> bytes:
    return ring.seal(ring.unseal(bytes(value), place), place) if value else b""


def give_up(engine: Engine) -> int:
    """Empty whatever no given key opens, so that the platform goes on without it; returns how many rows lost
    something. Sheets that wait and attached files are taken away; marks get a new root, and the overlap keys are made
    anew by the job."""
    lost = sum(_empty(engine, table, names) for table, names in sealed_columns())
    if lost:
        with engine.execution_options(writing=True).begin() as connection:
            connection.execute(delete(_SECRETS).where(func.length(_raw(_SECRETS, "value")) == 0))
            sheets: Any = Upload.__table__  # type: ignore[attr-defined]
            connection.execute(delete(sheets).where(func.length(_raw(sheets, "content")) == 0))
            _drop_emptied(connection)
            connection.execute(OverlapIndex.__table__.update().values(algorithm=""))  # type: ignore[attr-defined]
            lay(connection)
        ring_of(engine).forget_marks()
    return lost


def _drop_emptied(connection: Connection) -> None:
    """Take away the attachments of which a piece is lost."""
    files: Any = Attachment.__table__  # type: ignore[attr-defined]
    pieces: Any = AttachmentPiece.__table__  # type: ignore[attr-defined]
    lost = select(pieces.c.attachment_id).where(func.length(_raw(pieces, "content")) == 0)
    gone = connection.scalars(lost.distinct()).all()
    connection.execute(delete(pieces).where(pieces.c.attachment_id.in_(gone)))
    connection.execute(delete(files).where(files.c.id.in_(gone)))


def _raw(table: Any, name: str) -> ColumnElement[Any]:
    return column(name, LargeBinary(), _selectable=table)


def _empty(engine: Engine, table: Table, names: list[str]) -> int:
    bare, key = _bare(table, names)
    ring, lost, after = ring_of(engine), 0, None
    while True:
        with engine.execution_options(writing=True).begin() as connection:
            beyond: list[Any] = [key > after] if after is not None else []
            wanted = select(bare).where(_otherwise(engine, bare, names), *beyond).order_by(key)
            rows = connection.execute(wanted.limit(CHUNKS.get(table.name, CHUNK))).all()
            if not rows:
                return lost
            for row in rows:
                gone = {n: b"" for n in names if (value := row._mapping[n]) and not ring.opens(bytes(value))}
                after = row._mapping[key.name]
                if gone:
                    connection.execute(bare.update().where(key == after).values(gone))
                    lost += 1
