"""`csap backup`, `csap restore` and `csap verify`: keeping the platform's data safe, and proving it whole."""

from pathlib import Path

import click

from csap import audit
from csap.actions import cells
from csap.commands.context import Context
from csap.desk import open_desk
from csap.rules.viewers import SYSTEM
from csap.store import backup as store
from csap.store.integrity import faults

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.pass_obj
def backup(context: Context, file: Path) -> None:
    """Write everything into one file, while people work. Keep it as safe as the platform itself."""
    store.back_up(context.engine, file, _tell)
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB")


@click.command()
@click.argument("file", type=FILE)
@click.pass_obj
def restore(context: Context, file: Path) -> None:
    """Fill an empty database from a backup, then verify it."""
    store.restore(context.engine, file, _tell)
    _verify(context)


@click.command()
@click.pass_obj
def verify(context: Context) -> None:
    """Prove the database sound, its counts right and its audit chain unbroken."""
    _verify(context)


def _tell(table: str) -> None:
    if table:
        click.echo(f"  {table}", err=True)


def _verify(context: Context) -> None:
    """Print what was proven; exit with 1 where something is wrong."""
    wrong = faults(context.engine)
    with open_desk(context.engine, SYSTEM) as system:
        lines, broken = audit.verify(system)
        wrong += [f"the audit chain breaks at line {broken}"] if broken else []
        wrong += [f"the map's counts are wrong in {off} cells"] if (off := cells.differences(system)) else []
    for each in wrong:
        click.echo(f"csap: {each}", err=True)
    if wrong:
        raise click.exceptions.Exit(1)
    click.echo(f"Sound: schema, rows, counts of the map, and {lines} lines of audit.")
