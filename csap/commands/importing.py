"""`csap import`: a sheet's rows for one organisation, or for each that its organisation column names."""

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine
from sqlmodel import select

from csap import clock
from csap.actions.import_run import NO_ORGANISATION, Owner, Report, run
from csap.actions.imports import left_out
from csap.actions.people import viewer_of
from csap.commands.context import Context
from csap.config import Config
from csap.desk import Desk, open_desk
from csap.errors import Invalid
from csap.formats.cells import Limits
from csap.formats.columns import Mapping, guess_mapping
from csap.formats.fields import Shape
from csap.formats.records import Record
from csap.formats.tables import Sheet, read_table
from csap.model.people import Organisation, OrganisationKind, Person, Role
from csap.rules.viewers import SYSTEM, Viewer
from csap.wording import Words

FOCAL_POINT = "Focal point (import)"
SHAPES: dict[str, Shape] = {
    "contact": "contacts",
    "contacts": "contacts",
    "activity": "activities",
    "activities": "activities",
}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(list(SHAPES)), help="what the rows are; guessed if not given")
@click.option("--organisation", help="short name; without it each row goes to the one its organisation column names")
@click.option("--add-organisations", is_flag=True, help="add organisations that are not here yet, as partners")
@click.option("--apply", is_flag=True, help="take the rows in; without it nothing is written")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
@click.pass_obj
def import_sheet(
    context: Context, file: Path, kind: str, organisation: str, add_organisations: bool, apply: bool, as_json: bool
) -> None:
    """Read a sheet (XLSX or CSV): a rehearsal by default, with rows, problems and would-be overlaps."""
    sheet = read_table(file, limits=limits(context.config))
    mapping = left_out(sheet, guess_mapping(sheet, SHAPES.get(kind)))
    owners = Owners(context.engine, organisation, add_organisations, apply)
    with click.progressbar(length=sheet.row_count, label=file.name, hidden=as_json) as bar:
        report = run(context.engine, sheet, mapping, owners.owner, apply, lambda so_far: _advance(bar, so_far))
    if as_json:
        click.echo(json.dumps(summary(report, sheet, mapping), ensure_ascii=False))
    else:
        _print(report, sheet, mapping, apply)


def limits(config: Config) -> Limits:
    return Limits(file_bytes=config.upload_megabytes * 1024 * 1024, rows=config.import_rows)


def _advance(bar: Any, report: Report) -> None:
    bar.update(report.rows - bar.pos)


class Owners:
    """Finds the organisation that a row names, and the person it is posted by: its officer, or a placeholder."""

    def __init__(self, engine: Engine, only: str | None, add: bool, write: bool) -> None:
        self.engine = engine
        self.add = add
        self.write = write
        with open_desk(engine, SYSTEM) as system:
            self.names = {
                text.casefold(): each
                for each in system.exec(select(Organisation))
                for text in (each.name_fr, each.name, each.short_name)
                if text
            }
        self.only = self._named(only) if only else None
        self.viewers: dict[int, Viewer] = {}
        self.expected: dict[str, Viewer] = {}

    @property
    def owner(self) -> Owner:
        return self._owner

    def _owner(self, record: Record) -> Viewer:
        said = [record.values.get(key, "").strip() for key in ("organisation", "organisation_short")]
        found = self.only or next((self.names[text.casefold()] for text in said if text.casefold() in self.names), None)
        if found is None and self.add and any(said):
            if not self.write:
                return self._to_come(said[0] or said[1])
            found = self._new(said[0] or said[1], said[1] or said[0])
        if found is None:
            raise Invalid({"organisation": [Words(NO_ORGANISATION, {"organisation": said[0] or said[1]})]})
        return self._viewer(found)

    def _to_come(self, name: str) -> Viewer:
        """For whom a rehearsal looks, where the organisation would still be added: an id that nobody has."""
        return self.expected.setdefault(name.casefold(), Viewer(0, -1 - len(self.expected), Role.OFFICER))

    def _named(self, short_name: str) -> Organisation:
        found = self.names.get(short_name.casefold())
        if found is None:
            known = ", ".join(sorted(each.short_name for each in self.names.values()))
            raise click.ClickException(f"{Words(NO_ORGANISATION, {'organisation': short_name})} There are: {known}.")
        return found

    def _new(self, name: str, short: str) -> Organisation:
        with open_desk(self.engine, SYSTEM, writing=True) as system:
            taken = short[:40].casefold() in self.names
            made = Organisation(
                kind=OrganisationKind.PARTNER, short_name=name[:40] if taken else short[:40], name=name[:200]
            )
            system.add(made)
        self.names |= {text.casefold(): made for text in (made.name, made.short_name)}
        return made

    def _viewer(self, organisation: Organisation) -> Viewer:
        assert organisation.id is not None
        if organisation.id not in self.viewers:
            with open_desk(self.engine, SYSTEM, writing=True) as system:
                self.viewers[organisation.id] = viewer_of(
                    _officer(system, organisation.id) or _placeholder(system, organisation)
                )
        return self.viewers[organisation.id]


def _officer(system: Desk, organisation_id: int) -> Person | None:
    posting = Person.role.in_([Role.OFFICER, Role.COORDINATOR, Role.HEAD])  # type: ignore[attr-defined]
    mine = select(Person).where(Person.organisation_id == organisation_id, posting).order_by(Person.id)  # type: ignore[arg-type]
    return system.exec(mine).first()


def _placeholder(system: Desk, organisation: Organisation) -> Person:
    """Somebody must stand for an organisation without accounts; this one can't sign in."""
    person = Person(
        name=FOCAL_POINT,
        email=f"organisation-{organisation.id}@import.invalid",
        organisation_id=organisation.id or 0,
        role=Role.OFFICER,
        active=False,
        created_at=clock.now(),
    )
    system.add(person)
    system.flush()
    return person


def column_of(field: str, sheet: Sheet, mapping: Mapping) -> str:
    """The sheet's own heading of one of our fields, "" for the whole row."""
    at = mapping.columns.get(field)
    return sheet.headers[at].text.splitlines()[0] if at is not None and sheet.headers[at].text else field


def summary(report: Report, sheet: Sheet, mapping: Mapping) -> dict[str, Any]:
    return {
        "rows": report.rows,
        "accepted": report.accepted,
        "refused": len(report.refused),
        "problems": [
            {"row": each.row, "column": column_of(each.field, sheet, mapping), "problem": str(each.words)}
            for each in report.problems
        ],
        "overlaps": report.overlaps,
    }


def _print(report: Report, sheet: Sheet, mapping: Mapping, apply: bool) -> None:
    for note in [*sheet.notes, *mapping.warnings]:
        click.echo(f"  {note}")
    for each in report.problems[:20]:
        click.echo(f"  row {each.row}, {column_of(each.field, sheet, mapping) or 'whole row'}: {each.words}")
    if len(report.problems) > 20:
        click.echo(f"  … and {len(report.problems) - 20} more problems")
    taken = "taken in" if apply else "would be taken in"
    found = "overlaps found" if apply else "would-be overlaps"
    rows = f"{report.rows} row{'s' if report.rows != 1 else ''}"
    click.echo(f"{rows}: {report.accepted} {taken}, {len(report.refused)} refused; {report.overlaps} {found}.")
    if not apply:
        click.echo("Nothing was written. Add --apply to take the rows in.")
