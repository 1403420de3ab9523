"""Making and checking the tables: Alembic's head is what the models say (proven by a test)."""

from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from csap.errors import CsapError
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


def check(engine: Engine) -> None:
    """`CsapError` that says what to do where the database can't be reached, or hasn't the present schema."""
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise CsapError(f"the database does not answer: {str(error.orig).strip()}") from None
    known = ScriptDirectory.from_config(alembic_config())
    if found is None:
        raise CsapError(f"nothing is set up in {engine.url}: `csap init` sets up a country; or is CSAP_DATABASE right?")
    if found not in {each.revision for each in known.walk_revisions()}:
        raise CsapError(f"{engine.url} was written by a later version of CSAP than this one.")
    if found != known.get_current_head():
        raise CsapError(f"{engine.url} was written by an earlier version of CSAP: `csap upgrade` brings it up to date.")


def is_empty(engine: Engine) -> bool:
    return not inspect(engine).get_table_names()
