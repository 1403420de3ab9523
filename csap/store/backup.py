"""Backups: whatever the database, a backup is one SQLite file with the same tables, taken while people work; restored
into either database. SQLite copies itself page by page; PostgreSQL is read in one snapshot, table by table. The data
keys are not in it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, text
from sqlmodel import SQLModel

from csap.errors import Conflict, Invalid
from csap.model.sealing import ring_of
from csap.store import keys, schema
from csap.store.engine import is_sqlite, open_engine
from csap.wording import N_, Words

BATCH = 1000
MAGIC = b"SQLite format 3\x00"
THERE = N_("%(file)s is there already; a backup overwrites nothing.")
NOT_EMPTY = N_("A backup is restored into an empty place only; this database holds tables.")
NO_BACKUP = N_("%(file)s is no backup of CSAP.")

Progress = Callable[[str], None]


def back_up(engine: Engine, file: Path, tell: Progress = lambda table: None) -> None:
    """Write a consistent backup, readable by its owner alone. `Conflict` if the file is there."""
    if file.exists():
        raise Conflict(Words(THERE, {"file": str(file)}))
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        (_copy_pages if is_sqlite(engine) else _copy_rows_out)(engine, part, tell)
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def restore(engine: Engine, file: Path, tell: Progress = lambda table: None) -> None:
    """Fill an empty database from a backup of this or an earlier version. `Conflict` if it is not empty."""
    _check(file)
    if not schema.is_empty(engine):
        raise Conflict(NOT_EMPTY)
    _check_key(engine, file)
    if is_sqlite(engine):
        with closing(sqlite3.connect(file)) as source, closing(_raw(engine)) as target:
            source.backup(target.driver_connection)
        schema.upgrade(engine)
    else:
        schema.upgrade(engine)
        _copy_rows_in(engine, file, tell)


def taken_at(file: Path) -> datetime | None:
    """When the last thing happened that is in this backup; None where it is no backup, or empty."""
    if not file.is_file() or not _is_sqlite_file(file):
        return None
    with closing(sqlite3.connect(file)) as found:
        if not found.execute("SELECT 1 FROM sqlite_master WHERE name = 'record'").fetchone():
            return None
        (last,) = found.execute("SELECT max(at) FROM record").fetchone()
    return datetime.fromisoformat(last).replace(tzinfo=UTC) if last else None


def _check(file: Path) -> None:
    wrong = Invalid({"file": [Words(NO_BACKUP, {"file": str(file)})]})
    if not file.is_file() or not _is_sqlite_file(file):
        raise wrong
    with closing(sqlite3.connect(file)) as found:
        names = {name for (name,) in found.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"alembic_version", "post", "record"} <= names:
        raise wrong


def _check_key(engine: Engine, file: Path) -> None:
    """`WrongKey` before anything is written, where the backup was sealed with a key that is not given."""
    with closing(sqlite3.connect(file)) as found:
        there = found.execute("SELECT 1 FROM sqlite_master WHERE name = 'sealed_secret'").fetchone()
        sealed = found.execute("SELECT value FROM sealed_secret").fetchall() if there else []
    if not all(ring_of(engine).opens(value) for (value,) in sealed):
        raise keys.WrongKey(keys.WRONG)


def _is_sqlite_file(file: Path) -> bool:
    with file.open("rb") as found:
        return found.read(len(MAGIC)) == MAGIC


def _raw(engine: Engine) -> Any:
    return engine.raw_connection()


def _copy_pages(engine: Engine, file: Path, tell: Progress) -> None:
    tell("")
    with closing(_raw(engine)) as source, closing(sqlite3.connect(file)) as target:
        source.driver_connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _copy_rows_out(engine: Engine, file: Path, tell: Progress) -> None:
    target = open_engine(f"sqlite:///{file}", ring_of(engine).source)
    try:
        schema.upgrade(target)
        snapshot = engine.connect().execution_options(isolation_level="REPEATABLE READ")
        with snapshot as source, target.execution_options(writing=True).begin() as into:
            _copy(source, into, tell)
    finally:
        target.dispose()
    with closing(sqlite3.connect(file)) as made:
        made.execute("PRAGMA journal_mode=DELETE")


def _copy_rows_in(engine: Engine, file: Path, tell: Progress) -> None:
    """From a copy of the backup that was brought to the present schema first."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "backup.db"
        with closing(sqlite3.connect(file)) as backup, closing(sqlite3.connect(copy)) as target:
            backup.backup(target)
        source = open_engine(f"sqlite:///{copy}", ring_of(engine).source)
        try:
            schema.upgrade(source)
            with source.connect() as out, engine.execution_options(writing=True).begin() as into:
                _copy(out, into, tell)
                _advance_sequences(into)
        finally:
            source.dispose()


def _copy(source: Connection, into: Connection, tell: Progress) -> None:
    """Every row; the secret that the new tables were made with gives way to the copied one."""
    for table in SQLModel.metadata.sorted_tables:
        tell(table.name)
        if table.name == "sealed_secret":
            into.execute(delete(table))
        for rows in _batches(source, table):
            into.execute(insert(table), rows)


def _batches(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """Rows in such an order that what a row refers to has come before."""
    own = [key for key in table.foreign_keys if key.column.table is table]
    if own:
        yield from _by_generation(source, table, own[0].parent.name)
        return
    found = source.execute(select(table), execution_options={"stream_results": True})
    for part in found.partitions(BATCH):
        yield [dict(row._mapping) for row in part]


def _by_generation(source: Connection, table: Table, parent: str) -> Iterator[list[dict[str, Any]]]:
    """For a small table that refers to itself: those without a parent, then their children, and so on."""
    waiting = [dict(row._mapping) for row in source.execute(select(table))]
    done: set[Any] = {None}
    while waiting:
        ready = [row for row in waiting if row[parent] in done] or waiting
        waiting = [row for row in waiting if row not in ready]
        done |= {row["id"] for row in ready}
        yield ready


def _advance_sequences(connection: Connection) -> None:
    """Rows came in with their ids; the next one made here must be higher."""
    for table in SQLModel.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None or connection.scalar(_sequence(table.name, column.name)) is None:
            continue
        highest = connection.scalar(select(func.max(column)))
        if highest is not None:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, :column), :highest)"),
                {"name": f'"{table.name}"', "column": column.name, "highest": highest},
            )


def _sequence(table: str, column: str) -> Any:
    return select(func.pg_get_serial_sequence(f'"{table}"', column))
