"""`csap backup`, `csap restore` and `csap verify`: keeping the platform's data safe, and proving it whole."""

from pathlib import Path

import click

from csap import audit
from csap.actions import heads, tombstones
from csap.audit import Head
from csap.commands.context import Context
from csap.config import audit_key, tombstone_file
from csap.desk import open_desk
from csap.rules.viewers import SYSTEM
from csap.store import backup as store
from csap.store import schema
from csap.store.integrity import faults

NO_LIST = "csap: no list of what was erased since this backup: what it holds is back (--tombstones FILE)."
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.pass_obj
def backup(context: Context, file: Path) -> None:
    """Write everything into one file, while people work. Keep it as safe as the platform itself."""
    _some(context)
    store.back_up(context.engine, file, _tell)
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB")


@click.command()
@click.argument("file", type=FILE)
@click.option("--tombstones", "erased", type=FILE, help="the list of what was erased, if not where the settings say")
@click.pass_obj
def restore(context: Context, file: Path, erased: Path | None) -> None:
    """Fill an empty database from a backup, erase again what was erased since, then verify it."""
    store.restore(context.engine, file, _tell)
    erased = erased or tombstone_file(context.config)
    if erased and erased.exists():
        click.echo(f"{tombstones.apply(context.engine, erased)} posts erased again that {erased} names.")
    else:
        click.echo(NO_LIST, err=True)
    _verify(context)


@click.command()
@click.pass_obj
def upgrade(context: Context) -> None:
    """Bring the database of an earlier version of CSAP up to date, in one transaction. Make a backup first, and stop
    what serves it."""
    _some(context)
    schema.upgrade(context.engine)
    click.echo("The database is up to date.")


@click.command()
@click.option("--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="a head that was kept")
@click.option("--key", help="the public key that signed it; else the platform's own")
@click.pass_obj
def verify(context: Context, against: Path | None, key: str | None) -> None:
    """Prove the database sound and its audit chain unbroken, and a kept head still in it."""
    kept = None
    if against:
        kept = heads.read(against.read_bytes(), key or heads.public_key(audit_key(context.config)))
    _verify(context, kept)


def _some(context: Context) -> None:
    """Refuse an empty database; one of an earlier version may be backed up and upgraded."""
    if schema.is_empty(context.engine):
        schema.check(context.engine)


def _tell(table: str) -> None:
    if table:
        click.echo(f"  {table}", err=True)


def _verify(context: Context, kept: Head | None = None) -> None:
    """Print what was proven; exit with 1 where something is wrong."""
    wrong = faults(context.engine)
    with open_desk(context.engine, SYSTEM) as system:
        proof = audit.verify(system, kept)
        wrong += [f"the audit chain breaks at line {proof.broken}"] if proof.broken else []
        wrong += [] if proof.kept else ["the kept head is not in the audit chain: it was cut, or written anew"]
    for each in wrong:
        click.echo(f"csap: {each}", err=True)
    if wrong:
        raise click.exceptions.Exit(1)
    click.echo(f"Sound: schema, rows, and {proof.head.lines} lines of audit.")
    click.echo(f"Head of the audit chain: line {proof.head.line}, {proof.head.hash}")
