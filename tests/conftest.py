"""One world for every test: the demo's cast on a fresh database, SQLite or (CSAP_TEST_DATABASE) PostgreSQL."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy import event, text

from csap import create_app
from csap.config import Config
from csap.store.engine import give_keys, open_engine
from csap.web import accesses
from csap.web.kept import answers_of
from tests.refilling import Kept, keep, refilled
from tests.world import DATA_KEY, World, data_keys, fill

os.environ["CSAP_DATA_KEY"] = DATA_KEY
settings.register_profile("fuzz", max_examples=300, deadline=None)
POSTGRESQL = os.environ.get("CSAP_TEST_DATABASE", "")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the cast in it and no posts, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    url = _on_postgresql("template") if POSTGRESQL else f"sqlite:///{folder / 'world.db'}"
    engine = open_engine(url, data_keys)
    fill(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database of each test lies, one after the other under one name."""
    return tmp_path_factory.mktemp("database")


@pytest.fixture
def database(template: str, place: Path) -> str:
    return copied(template, place)


def copied(template: str, folder: Path, name: str = "test") -> str:
    """A copy of the template, in `folder` or beside it, in place of the one before."""
    if POSTGRESQL:
        url = _beside(name)
        return url if refilled(_plain(url), _kept(template)) else _on_postgresql(name, template)
    for old in folder.glob("world.db*"):
        old.unlink()
    shutil.copy(template.removeprefix("sqlite:///"), folder / "world.db")
    return f"sqlite:///{folder / 'world.db'}"


def fresh_database(folder: Path) -> str:
    """A database with nothing in it, not even tables."""
    return _on_postgresql("empty") if POSTGRESQL else f"sqlite:///{folder / 'empty.db'}"


@cache
def _kept(template: str) -> Kept:
    return keep(_plain(template))


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


def _beside(name: str) -> str:
    """The database of that name beside the one that was given."""
    return f"{POSTGRESQL}_{name}"


def _on_postgresql(name: str, template: str = "") -> str:
    """A database of its own beside the one that was given, empty or a copy."""
    made = _beside(name).rsplit("/", 1)[-1]
    admin = open_engine(POSTGRESQL)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {made} WITH (FORCE)"))
        like = f" TEMPLATE {template.rsplit('/', 1)[-1]}" if template else ""
        connection.execute(text(f"CREATE DATABASE {made}{like}"))
    admin.dispose()
    return _beside(name)


@pytest.fixture(scope="session")
def served() -> dict[str, Flask]:
    """The application of all tests by its database: templates, routes and statements are compiled once."""
    return {}


@pytest.fixture
def world(database: str, served: dict[str, Flask]) -> Iterator[World]:
    """The platform with its cast, spoken to over HTTP through the real stack."""
    if database not in served:
        served[database] = create_app(Config(database=database, secret_key="t" * 40, data_key=DATA_KEY, testing=True))
    app = served[database]
    platform = app.extensions["csap"]
    yield World(app)
    platform.engine.dispose()
    app.extensions["csap"] = platform
    _forget(app)


def _forget(app: Flask) -> None:
    """Nothing that a process keeps of its database outlives it."""
    answers_of(app).clear()
    give_keys(app.extensions["csap"].engine, data_keys)
    accesses.begin(app)
    for limiter in app.extensions["limiter"]:
        limiter.reset()


@pytest.fixture
def queries(world: World) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with queries() as done:` the statements that the platform sends meanwhile."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        done: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            done.append(statement)

        event.listen(world.engine, "before_cursor_execute", note)
        yield done
        event.remove(world.engine, "before_cursor_execute", note)

    return counted
