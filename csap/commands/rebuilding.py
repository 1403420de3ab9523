"""`csap overlaps rebuild`: makes the keys of all contacts anew, while the platform runs."""

import time

import click

from csap.actions import indexing
from csap.commands.context import Context


@click.command("rebuild")
@click.pass_obj
def rebuild(context: Context) -> None:
    """Make the keys of all contacts anew, beside those in use; the platform need not stop."""
    started = time.perf_counter()
    with click.progressbar(length=1, label="Contacts") as bar:

        def show(done: int, of: int) -> None:
            bar.length = max(of, done)
            bar.update(done - bar.pos)

        contacts = indexing.rebuild(context.engine, show)
    taken = time.perf_counter() - started
    click.echo(f"{contacts} contacts in {taken:.1f} s: {contacts / taken:.0f} a second.")
