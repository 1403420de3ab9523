"""`csap init`, `csap demo` and `csap person`: from an empty folder to people who can sign in."""

import click
from sqlmodel import select

from csap.actions import people
from csap.commands.context import Context
from csap.desk import open_desk
from csap.errors import NotFound
from csap.model.people import Organisation, Person, Role
from csap.rules.viewers import SYSTEM
from csap.store import schema


@click.group()
def person() -> None:
    """Accounts."""


@person.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--organisation", required=True, help="its short name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.pass_obj
def add_person(context: Context, email: str, name: str, organisation: str, role: str) -> None:
    """Add an account and print the one-time link that sets its password."""
    schema.upgrade(context.engine)
    with open_desk(context.engine, SYSTEM, writing=True) as system:
        found = system.exec(select(Organisation).where(Organisation.short_name == organisation)).first()
        if found is None or found.id is None:
            raise click.ClickException(f"There is no organisation called {organisation}.")
        account = people.add_person(system, name, email, found.id, Role(role))
        secret = people.invite(system, account)
    click.echo(f"{context.config.base_url}/invitations/{secret}")


@person.command("token")
@click.argument("email")
@click.pass_obj
def link(context: Context, email: str) -> None:
    """Print a new one-time link for somebody who can't sign in any more."""
    with open_desk(context.engine, SYSTEM, writing=True) as system:
        account = system.exec(select(Person).where(Person.email == email.lower())).first()
        if account is None:
            raise NotFound
        secret = people.invite(system, account)
    click.echo(f"{context.config.base_url}/invitations/{secret}")
