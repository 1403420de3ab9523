"""`csap overlaps check`: compares a list with the platform as one person, and stores nothing of it."""

import json
from pathlib import Path
from typing import Any

import click
from sqlmodel import select

from csap.actions.checking import Line, check
from csap.actions.country import country
from csap.actions.people import viewer_of
from csap.commands.context import Context
from csap.desk import open_desk
from csap.errors import NotFound
from csap.formats.cells import Limits
from csap.formats.stakeholders import Listed, in_sheet, pasted
from csap.model.checking import MOST_LINES
from csap.model.people import Person
from csap.rules.viewers import SYSTEM, Viewer


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "email", required=True, help="whose eyes it is seen with")
@click.option("--purpose", required=True, help="what it is for; the owners of what is hit read it")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
@click.pass_obj
def check_list(context: Context, file: Path, email: str, purpose: str, as_json: bool) -> None:
    """Compare a list (XLSX, CSV, or text with a line each) with the platform: hit or no hit, why, and whom to ask."""
    viewer, region = _viewer(context, email)
    lines = check(context.engine, viewer, _listed(file, region), purpose)
    if as_json:
        click.echo(json.dumps({"lines": [_plain(line) for line in lines]}, ensure_ascii=False))
        return
    for line in lines:
        click.echo(f"{line.line}\t{_said(line)}")


def _viewer(context: Context, email: str) -> tuple[Viewer, str]:
    with open_desk(context.engine, SYSTEM) as system:
        person = system.exec(select(Person).where(Person.email == email.strip().lower(), Person.active)).first()
        if person is None:
            raise NotFound
        return viewer_of(person), country(system).phone_region


def _listed(file: Path, region: str) -> list[Listed]:
    if file.suffix.lower() == ".txt":
        return pasted(file.read_text("utf-8"), region)
    return in_sheet(file.read_bytes(), file.name, Limits(rows=MOST_LINES), region)


def _plain(line: Line) -> dict[str, Any]:
    best = line.hits[0] if line.hits else None
    asked = [
        f"{hit.ask.name} ({hit.organisation.short_name})" if hit.ask else hit.organisation.name for hit in line.hits
    ]
    return {
        "line": line.line,
        "hit": bool(line.hits),
        "certainty": best.certainty if best else None,
        "reasons": [str(each) for each in best.reasons] if best else [],
        "ask": list(dict.fromkeys(asked)),
    }


def _said(line: Line) -> str:
    plain = _plain(line)
    if not plain["hit"]:
        named = [f"{post.title} ({owner.short_name})" for post, owner in line.possible.contacts]
        return f"no hit\tpossible: {', '.join(named)}" if named else "no hit"
    return f"hit\t{plain['certainty']}\t{'; '.join(plain['reasons'])}\task {', '.join(plain['ask'])}"
