"""Making and checking the tables: Alembic's head is what the models say (proven by a test)."""

from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Engine, inspect

from csap.store import keys

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def upgrade(engine: Engine) -> None:
    """Bring an empty or older database to the present schema, in one transaction. Where a step took clear text out of
    an SQLite file, the file is written anew, so that it is not left in free pages."""
    config = alembic_config()
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        keys.lay(connection)
    if config.attributes.get("cleared") and engine.dialect.name == "sqlite":
        _vacuum(engine)


def _vacuum(engine: Engine) -> None:
    with closing(engine.raw_connection()) as raw:
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def is_empty(engine: Engine) -> bool:
    return not inspect(engine).get_table_names()
