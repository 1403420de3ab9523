"""For developers: `python -m csap.store.migrate "What changes"` writes the step from the last schema to the models."""

import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from csap.model.sealing import new_key
from csap.store.engine import open_engine
from csap.store.schema import alembic_config, upgrade


def write(message: str) -> None:
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'last.db'}", partial(str, new_key()))
        config = alembic_config()
        if any((Path(__file__).parent / "migrations/versions").glob("*.py")):
            upgrade(engine)
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            number = len(list((Path(__file__).parent / "migrations/versions").glob("*.py"))) + 1
            command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()


if __name__ == "__main__":
    write(sys.argv[1])
