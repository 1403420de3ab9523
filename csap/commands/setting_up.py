"""`csap init`, `csap demo` and `csap person`: from an empty folder to people who can sign in."""

import sys
from pathlib import Path

import click
from pydantic import ValidationError
from sqlmodel import select

from csap.actions import api_tokens, directory, founding, people
from csap.actions.ground import lay_themes
from csap.commands.context import Context
from csap.desk import open_desk
from csap.errors import Invalid, NotFound
from csap.formats.gazetteer import geography
from csap.model.drafts import problems
from csap.model.people import Organisation, Person, Role, Scope, TokenDraft
from csap.rules.viewers import SYSTEM
from csap.store import schema

OF_API = [Scope.READ.value, Scope.POST.value, Scope.CHECK.value]


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
        account = directory.add_person(system, name, email, found.id, Role(role))
        secret = people.invite(system, account)
    click.echo(f"{context.config.base_url}/invitations/{secret}")


@person.command("token")
@click.argument("email")
@click.option("--api", is_flag=True, help="a token to the API instead")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(OF_API), help="what it opens; may be repeated")
@click.option("--days", default=30, show_default=True, help="it works for so many days")
@click.option("--name", default="command line", show_default=True, help="which programme it is for")
@click.pass_obj
def token(context: Context, email: str, api: bool, scopes: tuple[str, ...], days: int, name: str) -> None:
    """Print a new one-time link for somebody who can't sign in any more; with --api a token to the API, shown this
    once. The person and the data protection officer are told."""
    if bool(scopes) != api:
        raise click.ClickException("A token to the API is asked for by --api with --scope read, post or check.")
    with open_desk(context.engine, SYSTEM, writing=True) as system:
        account = system.exec(select(Person).where(Person.email == email.lower())).first()
        if account is None:
            raise NotFound
        if api:
            click.echo(api_tokens.make_for(system, account, _drafted(name, scopes, days)))
        else:
            click.echo(f"{context.config.base_url}/invitations/{people.invite(system, account)}")


def _drafted(name: str, scopes: tuple[str, ...], days: int) -> TokenDraft:
    try:
        return TokenDraft(name=name, scopes=scopes, days=days)  # type: ignore[arg-type]
    except ValidationError as error:
        raise Invalid(problems(error)) from None


def _asked(whom: str) -> tuple[str, str] | None:
    """Name and address as typed; nothing where nobody sits at the terminal, or nothing is typed."""
    if not sys.stdin.isatty():
        return None
    name = click.prompt(f"{whom}, name", default="", show_default=False)
    return (name, click.prompt(f"{whom}, e-mail address", default="", show_default=False)) if name else None


def _protection(controller: tuple[str, str] | None, dpo: tuple[str, str] | None) -> dict[str, str]:
    """The country's columns for what was said; refused where an address is none."""
    given = {"controller": controller, "dpo": dpo}
    for pair in given.values():
        if pair and "@" not in pair[1]:
            raise click.ClickException(f"{pair[1]} is not an e-mail address.")
    names = {name: pair[0] for name, pair in given.items() if pair}
    return names | {f"{name}_email": pair[1].lower() for name, pair in given.items() if pair}


@click.command()
@click.option("--country", required=True, help="ISO 3166-1 code of the host country, such as TD")
@click.option("--administrator", default="administrator@csap.example", help="e-mail address of the first administrator")
@click.option("--delegation", default="EUDEL", help="short name of the EU Delegation")
@click.option("--controller", nargs=2, metavar="NAME E-MAIL", help="who answers for the personal data")
@click.option("--dpo", nargs=2, metavar="NAME E-MAIL", help="the data protection officer")
@click.pass_obj
def init(
    context: Context,
    country: str,
    administrator: str,
    delegation: str,
    controller: tuple[str, str] | None,
    dpo: tuple[str, str] | None,
) -> None:
    """Set the platform up for a host country; what is there already stays."""
    protection = _protection(controller or _asked("Controller"), dpo or _asked("Data protection officer"))
    click.echo("The tables …")
    schema.upgrade(context.engine)
    click.echo("Outline, regions and places …")
    ground = geography(Path(context.config.packages), country.strip().upper())
    with open_desk(context.engine, SYSTEM, writing=True) as system:
        founded = founding.settle(system, ground)
        lay_themes(system)
        named = founding.protect(system, protection)
        eudel = founding.delegation(system, delegation, f"EU Delegation to {ground.country.name_en}")
        secret = founding.first_administrator(system, administrator, eudel.id or 0)
    click.echo(f"{ground.country.name_en}: {founded.regions} regions, {founded.places} places added.")
    for remark in ground.remarks:
        click.echo(f"Note: {remark}")
    if not named:
        click.echo("Note: name the controller and the data protection officer at /privacy/protection.")
    if secret:
        click.echo(f"The first administrator ({administrator}) sets a password here, once, within 7 days:")
        click.echo(f"{context.config.base_url}/invitations/{secret}")
