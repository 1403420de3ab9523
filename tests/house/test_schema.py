"""The migrations make just the tables that the models describe, on either database."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import csap.model  # noqa: F401 - fills the metadata
from csap.store.engine import open_engine


def test_the_migrated_schema_is_what_the_models_say(database):
    engine = open_engine(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    assert difference == []
