"""`csap retention`: what the clock does with posts that come to their end, by hand; old backups named."""

from pathlib import Path

import click

from csap import clock
from csap.actions import retention as actions
from csap.actions import tombstones
from csap.commands.context import Context
from csap.config import tombstone_file
from csap.desk import open_desk
from csap.rules.retention import BACKUP
from csap.rules.viewers import SYSTEM
from csap.store import backup

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def retention() -> None:
    """Posts that come to their end, and what is left of those that were erased."""


@retention.command()
@click.pass_obj
def run(context: Context) -> None:
    """Ask about what comes to its end and erase what is over, as the job does every hour."""
    with open_desk(context.engine, SYSTEM, writing=True) as system:
        actions.ask(system)
    done = actions.erase_due(context.engine)
    tombstones.write(context.engine, tombstone_file(context.config))
    click.echo(f"{done} posts erased.")


@retention.command("tombstones")
@click.option("-o", "--output", type=FILE, required=True, help="a file to add to; give it to csap restore")
@click.pass_obj
def list_tombstones(context: Context, output: Path) -> None:
    """List what was erased in a file: keep it apart from the backups, and give it to `csap restore`."""
    click.echo(f"{output}: {tombstones.write(context.engine, output)} lines added.")


@retention.command()
@click.argument("folder", type=FOLDER)
def backups(folder: Path) -> None:
    """Name the backups in a folder that are past their term; exits with 1 where there is one."""
    old = [
        (file, taken)
        for file in sorted(folder.iterdir())
        if (taken := backup.taken_at(file)) and taken < clock.now() - BACKUP
    ]
    for file, taken in old:
        click.echo(f"{file}: of {taken:%Y-%m-%d}, past its term of {BACKUP.days} days: delete it.")
    if old:
        raise click.exceptions.Exit(1)
    click.echo("No backup here is past its term.")
