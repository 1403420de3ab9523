"""The engine, for SQLite or PostgreSQL, and what makes their transactions behave the same.

A writing transaction is alone from its first statement: `BEGIN IMMEDIATE` on SQLite (plain BEGIN fails under concurrent
read-then-write), one advisory lock on PostgreSQL (READ COMMITTED misses overlaps between posts written at once)."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

WRITERS = 5_270_019


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///file`, or `postgresql+psycopg://…`."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 30})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10)
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-65536",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
