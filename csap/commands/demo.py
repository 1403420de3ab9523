"""`csap demo`: the fictional country, ready to be looked at."""

import os
import secrets
from pathlib import Path

import click

from csap.actions import demo, demo_digests
from csap.actions.demo_posts import Story
from csap.commands.context import Context
from csap.config import Config
from csap.desk import open_desk
from csap.rules.digest import cutoff
from csap.rules.viewers import SYSTEM
from csap.store import schema

CAST = ("head", "coordinator", "mission", "capacity", "frontex", "europol", "observer", "dpo", "administrator")


@click.command("demo")
@click.pass_obj
def fill_demo(context: Context) -> None:
    """Fill the demo country, once; print how to sign in."""
    schema.upgrade(context.engine)
    with open_desk(context.engine, SYSTEM, writing=True) as system:
        fresh = demo.lay(system)
    if fresh:
        with click.progressbar(length=1, label="Filling the demo country") as bar:
            Story(context.engine).tell(lambda done, of: _advance(bar, done, of))
        demo_digests.publish(context.engine, cutoff(context.config.digest_cutoff))
    password = _password(context.config)
    with open_desk(context.engine, SYSTEM, writing=True) as system:
        people = demo.give_password(system, password)
    click.echo("A fictional country with fictional people. Sign in as:")
    for person in people:
        if person.email.split("@")[0] in CAST:
            click.echo(f"  {person.email:<28} {person.role.value:<14} {person.name}")
    click.echo(f"  password of all: {password}")


def _advance(bar: object, done: int, of: int) -> None:
    bar.length = of  # type: ignore[attr-defined]
    bar.update(done - bar.pos)  # type: ignore[attr-defined]


def _password(config: Config) -> str:
    """The one that was set, or one made once and kept beside an SQLite database, readable by its owner alone."""
    if config.demo_password or not config.database.startswith("sqlite:///"):
        return config.demo_password or secrets.token_urlsafe(12)
    path = Path(config.database.removeprefix("sqlite:///") + ".demo-password")
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        path.write_text(secrets.token_urlsafe(12))
    return path.read_text()
