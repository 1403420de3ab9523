"""`csap keys`: the data keys, which stand outside the database and seal e-mails, phones and sheets in it."""

import click

from csap.commands.context import Context
from csap.config import data_keys, keep_data_keys, own_data_keys
from csap.model.sealing import new_key
from csap.store import keys as store

ALREADY = (
    "Everything is sealed with the first key of CSAP_DATA_KEY. To change it, write a new one (csap keys new) before "
    "it, a blank between them, restart every process and run this again; then take the old one away."
)


@click.group()
def keys() -> None:
    """The keys that seal personal data."""


@keys.command()
def new() -> None:
    """Print a new key."""
    click.echo(new_key())


@keys.command()
@click.pass_obj
def rotate(context: Context) -> None:
    """Seal everything anew with the newest key, while the platform runs; the old one opens until all is done. The key
    that is kept beside an SQLite database is made anew first."""
    path = own_data_keys(context.config)
    if path is not None:
        store.check(context.engine)
        keep_data_keys(path, f"{new_key()} {data_keys(context.config)()}")
    done = _rotated(context)
    if path is not None:
        keep_data_keys(path, path.read_text().split()[0])
        click.echo(f"{done} rows sealed with a new key; the old one is gone from {path}.")
    elif done:
        click.echo(f"{done} rows sealed with the first key; the others can be taken from CSAP_DATA_KEY.")
    else:
        click.echo(ALREADY)


def _rotated(context: Context) -> int:
    with click.progressbar(length=1, label="Rows") as bar:

        def show(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        return store.rotate(context.engine, show)


@keys.command("give-up")
@click.confirmation_option(prompt="E-mails and phones that no given key opens will be gone for ever. Go on?")
@click.pass_obj
def give_up(context: Context) -> None:
    """Go on without what no given key opens: e-mails, phones, their history, and sheets that wait."""
    click.echo(f"{store.give_up(context.engine)} rows lost something. Post their e-mails and phones anew.")
