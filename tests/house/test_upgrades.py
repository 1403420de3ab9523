"""A database that was filled under any earlier schema comes up to the present one with all its rows, on either
database."""

import warnings
from datetime import date, datetime
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, func, select
from sqlalchemy.exc import SAWarning
from sqlmodel import SQLModel

import csap.model  # noqa: F401 - fills the metadata
from csap.model.sealing import new_key
from csap.store import schema
from csap.store.engine import open_engine
from tests.conftest import fresh_database

PLAIN: dict[type, Any] = {
    int: 1,
    str: "x",
    bytes: bytes(8),
    float: 1.0,
    bool: True,
    datetime: datetime(2026, 11, 1),
    date: date(2026, 11, 1),
    object: [],
}
LISTS = {"emails": ["director@ministry.example"], "phones": ["+33199001234"]}
MAPS = "annotations figures params shape difference private details progress mapping report"
MEANT: dict[str, Any] = LISTS | {name: {} for name in MAPS.split()}
MEANT |= {"subject": '["x",["a@b.example"],["+33199001234"]]', "colour": "#123456"}


def step_by_step() -> list[str]:
    return [each.revision for each in ScriptDirectory.from_config(schema.alembic_config()).walk_revisions()][::-1]


def test_rows_of_every_earlier_schema_come_through(tmp_path):
    key = str(new_key())
    engine = open_engine(fresh_database(tmp_path), lambda: key)
    for revision in step_by_step():
        with engine.execution_options(writing=True).begin() as connection:
            config = schema.alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            fill(connection)
    with engine.connect() as connection:
        lost = [name for name, table in tables(connection).items() if not rows(connection, table)]
    engine.dispose()
    assert lost == []


def tables(connection: Connection) -> dict[str, Table]:
    found = MetaData()
    with warnings.catch_warnings(action="ignore", category=SAWarning):
        found.reflect(connection)
        return {each.name: each for each in found.sorted_tables if each.name != "alembic_version"}


def rows(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def fill(connection: Connection) -> None:
    """A row into each table that has none."""
    for table in tables(connection).values():
        if not rows(connection, table):
            connection.execute(table.insert().values({each.name: value(each) for each in table.columns}))


def value(of: Column[Any]) -> Any:
    """What such a column may hold; a word out of its list where it has one."""
    if of.nullable:
        return None
    present = SQLModel.metadata.tables.get(of.table.name)
    kept = present.columns.get(of.name) if present is not None else None
    words = list(getattr(kept.type, "words", ())) if kept is not None else []
    return MEANT.get(of.name, words[0].value if words else PLAIN[of.type.python_type])
