"""What the database itself can say of its own soundness."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, exists, select
from sqlmodel import SQLModel

from csap.store import seals
from csap.store.engine import is_sqlite
from csap.store.schema import alembic_config


def faults(engine: Engine) -> list[str]:
    """What is wrong, in words for whoever keeps the machine; empty where nothing is."""
    return [*_schema(engine), *(_pages(engine) if is_sqlite(engine) else []), *_orphans(engine), *_seals(engine)]


def _schema(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    return [] if present == head else [f"the schema is at {present}, this version of CSAP wants {head}"]


def _pages(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return [each for each in found if each != "ok"]


def _orphans(engine: Engine) -> list[str]:
    """Rows that refer to one that is not there."""
    found = []
    with engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for key in table.foreign_keys:
                there = key.column.table.alias()
                has = exists().where(there.c[key.column.name] == key.parent)
                orphan = select(key.parent).where(key.parent.is_not(None), ~has).limit(1)
                if connection.execute(orphan).first():
                    found.append(f"{table.name}.{key.parent.name} refers to what is not there")
    return found


def _seals(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [f"the audit can be changed: its seal {name} is gone" for name in seals.missing(connection)]
