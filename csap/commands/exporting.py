"""`csap export`: a list as a file, as one person may read it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import click
from sqlmodel import col, select

from csap.actions import exports, mosaic, rolls
from csap.actions.country import country
from csap.actions.every_roll import ROLLS
from csap.actions.exported import Voice
from csap.actions.exports import Wish
from csap.actions.filters import Filter
from csap.actions.people import viewer_of
from csap.actions.rolls import Roll
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
@click.argument("kind", type=click.Choice([*KINDS, *ROLLS]))
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
    taken = _Taken(form, output, Voice(str, ref, zone))
    if kind in ROLLS:
        rows = _roll(context, viewer, ROLLS[kind], taken)
    else:
        rows = _posts(context, viewer, Wish(KINDS[kind], Filter()), taken, reason)
    click.echo(f"{rows} rows", err=True)


@dataclass(frozen=True)
class _Taken:
    """In what form, to which file (standard output without one), and how it speaks."""

    form: str
    output: Path | None
    voice: Voice

    @contextmanager
    def into(self) -> Iterator[BinaryIO]:
        if self.output is None:
            yield sys.stdout.buffer
            return
        with self.output.open("wb") as file:
            yield file


def _roll(context: Context, viewer: Viewer, roll: Roll, taken: _Taken) -> int:
    with open_desk(context.engine, viewer) as desk:
        desk.decide(roll.act, viewer)
        with taken.into() as file:
            rows = rolls.write(desk, roll, roll.everything, taken.form, file, taken.voice)
    with open_desk(context.engine, viewer, writing=True) as desk:
        rolls.remember(desk, roll, roll.everything, taken.form, rows)
    return rows


def _posts(context: Context, viewer: Viewer, wish: Wish, taken: _Taken, reason: str) -> int:
    with open_desk(context.engine, viewer) as desk:
        gone_on = _gone_on(desk, wish, taken.voice.zone, reason)
        with taken.into() as file:
            rows = _write(desk, wish, taken.form, file, taken.voice, context.config.base_url)
    with open_desk(context.engine, viewer, writing=True) as desk:
        exports.remember(desk, wish, taken.form, rows, **gone_on)
    return rows


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
