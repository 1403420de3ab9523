"""The engine, for SQLite or PostgreSQL, and what makes their transactions behave the same.

A writing transaction is alone from its first statement: `BEGIN IMMEDIATE` on SQLite (plain BEGIN fails under concurrent
read-then-write), one advisory lock on PostgreSQL (READ COMMITTED misses overlaps between posts written at once)."""

import weakref
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from csap.model.sealing import NO_RING, Ring, Source, Unreadable, hang
from csap.store import keys

WRITERS = 5_270_019


def open_engine(url: str, data_keys: Source | None = None) -> Engine:
    """An engine for `sqlite:///file`, or `postgresql+psycopg://…`; without data keys nothing sealed can be read."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 30})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10)
        event.listen(engine, "begin", _begin_postgresql)
    if data_keys is not None:
        give_keys(engine, data_keys)
    return engine


def give_keys(engine: Engine, data_keys: Source) -> None:
    """Let the engine read and write what is sealed; nothing that it learned of other keys before stays."""
    hang(engine, Ring(data_keys, _root(weakref.ref(engine))))


def _root(opened: "weakref.ref[Engine]") -> Callable[[], bytes]:
    """Finds what marks are made with once somebody needs it; the ring must not keep its engine alive."""

    def found() -> bytes:
        engine = opened()
        if engine is None:
            raise Unreadable(NO_RING)
        with engine.connect() as connection:
            return keys.root(connection)

    return found


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-65536",
        "mmap_size=2147418112",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
