"""`csap export`: a list as a file, as one person may read it."""

import sys
from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlmodel import col, select

from csap.actions import exports, mosaic
from csap.actions.country import country
from csap.actions.exported import Voice
from csap.actions.exports import Wish
from csap.actions.filters import Filter
from csap.actions.people import viewer_of
from csap.commands.context import Context
from csap.desk import Desk, open_desk
from csap.errors import Invalid, NotFound
from csap.model.people import Person
from csap.model.posts import Kind
from csap.refs import ref
from csap.rules.viewers import SYSTEM, Viewer

KINDS: dict[str, Kind | None] = {
    "contacts": Kind.CONTACT,
    "activities": Kind.ACTIVITY,
    "risks": Kind.RISK,
    "board": None,
}


@click.command("export")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--format", "form", type=click.Choice(["xlsx", "csv", "ics"]), default="xlsx", show_default=True)
@click.option("--as", "email", required=True, help="e-mail address of the person whose reading rights count")
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), help="file; standard output without it")
@click.option("--reason", default="", help="why, where its rows tell more together than each by itself")
@click.pass_obj
def export(context: Context, kind: str, form: str, email: str, output: Path | None, reason: str) -> None:
    """Write what that person may read; it is audited as theirs."""
    if form == "ics" and kind != "activities":
        raise click.UsageError("Only activities go into a calendar.")
    viewer, zone = _viewer(context, email)
    wish = Wish(KINDS[kind], Filter())
    with open_desk(context.engine, viewer) as desk:
        gone_on = _gone_on(desk, wish, zone, reason)
        if output:
            with output.open("wb") as file:
                rows = _write(desk, wish, form, file, Voice(str, ref, zone), context.config.base_url)
        else:
            rows = _write(desk, wish, form, sys.stdout.buffer, Voice(str, ref, zone), context.config.base_url)
    with open_desk(context.engine, viewer, writing=True) as desk:
        exports.remember(desk, wish, form, rows, **gone_on)
    click.echo(f"{rows} rows", err=True)


def _gone_on(desk: Desk, wish: Wish, zone: str, reason: str) -> dict[str, object]:
    """What the audit is told of going on in spite of a mosaic; without a reason it is shown, and nothing written."""
    exports.may_export(desk)
    told = exports.told_together(desk, wish, zone)
    try:
        return mosaic.reasoned(told, reason, "reason")
    except Invalid as error:
        lines = [f"{each.words} {', '.join(post.title for post in each.posts)}" for each in mosaic.shown(desk, told)]
        raise click.ClickException("\n".join([*lines, f"{error} (--reason)"])) from None


def _viewer(context: Context, email: str) -> tuple[Viewer, str]:
    with open_desk(context.engine, SYSTEM) as system:
        person = system.exec(select(Person).where(Person.email == email.lower(), col(Person.active))).first()
        if person is None:
            raise NotFound
        return viewer_of(person), country(system).timezone


def _write(desk: Desk, wish: Wish, form: str, into: BinaryIO, voice: Voice, address: str) -> int:
    if form != "ics":
        return exports.write(desk, wish, form, into, voice)
    body: Any = exports.activities_calendar(desk, wish.filter, voice, address)
    into.write(body)
    return int(body.count(b"BEGIN:VEVENT"))
