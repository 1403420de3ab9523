"""The audit as the data protection officer reads it: newest first, by filter, a page by key. To everyone else it isn't
there. Each look at it is written into it, once for a filter in half an hour."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select

from csap import clock
from csap.actions.country import country
from csap.audit import plain
from csap.desk import Desk
from csap.errors import NotFound
from csap.model.people import Organisation, Person
from csap.model.records import Record
from csap.rules.acts import Act, Verb, allows

PAGE = 50
MOST = 100_000
"""Lines of an export."""
ONE_LOOK = timedelta(minutes=30)
NEWEST = 50
"""Looks of a person among which one under the same filter is looked for."""
LATE = timedelta(days=1)
"""No line is written later than this after what it tells of."""


_time = func.coalesce(Record.at, Record.at)
"""When, by no index: whoever goes by the time has to sort what was found."""


@dataclass(frozen=True)
class Wanted:
    """What of the audit is asked for; empty is everything. Days are the host country's, both included."""

    person_id: int | None = None
    organisation_id: int | None = None
    act: Act | None = None
    verb: Verb | None = None
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Page:
    """`older`, `newer`: the ids beyond which the next page begins; None where there is none."""

    lines: list[Record]
    older: int | None
    newer: int | None
    people: dict[int, Person] = field(default_factory=dict)
    organisations: dict[int, Organisation] = field(default_factory=dict)


def look(desk: Desk, wanted: Wanted, form: str = "page") -> None:
    """Write down that the audit is being read, and how it was narrowed; `desk` is a writing one. `NotFound` to all but
    the data protection officer, as for what is not there."""
    if not allows(Act.AUDIT_READ, desk.person, None):
        raise NotFound(Act.AUDIT_READ.value, "audit")
    looked: dict[str, Any] = {
        "form": form,
        "asked": {name: plain(value) for name, value in vars(wanted).items() if value},
    }
    mine = Record.person_id == desk.person.person_id, Record.act == Act.AUDIT_READ.value
    newest = select(Record.at, Record.details).where(*mine).order_by(col(Record.id).desc()).limit(NEWEST)
    since = clock.now() - ONE_LOOK
    lately = [details for at, details in desk.as_system().exec(newest) if at > since]
    if form != "page" or looked not in lately:
        desk.audit(Act.AUDIT_READ, "audit", **looked)


def page(desk: Desk, wanted: Wanted, before: int | None = None, after: int | None = None) -> Page:
    """Fifty lines, newest first: those before an id, or those after one."""
    system = desk.as_system()
    onward = after is None
    beyond = col(Record.id) < before if before else col(Record.id) > after if after else True
    order = col(Record.id).desc() if onward else col(Record.id).asc()
    rows = list(system.exec(_asked(desk, wanted).where(beyond).order_by(order).limit(PAGE + 1)))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if not onward:
        rows.reverse()
    ends = (rows[0].id, rows[-1].id) if rows else (None, None)
    older = ends[1] if more or not onward else None
    newer = ends[0] if (before if onward else more) else None
    return Page(rows, older, newer, *_named(desk, rows))


def every(desk: Desk, wanted: Wanted) -> Iterator[Record]:
    """The lines of an export, read as they are written."""
    chosen = _asked(desk, wanted).order_by(col(Record.id).desc()).limit(MOST)
    yield from desk.as_system().exec(chosen.execution_options(yield_per=1000))


def names(desk: Desk) -> tuple[dict[int, str], dict[int, str]]:
    """What people and organisations are called, by id."""
    people = {each.id or 0: each.name for each in desk.exec(select(Person))}
    return people, {each.id or 0: each.short_name for each in desk.exec(select(Organisation))}


def _named(desk: Desk, rows: list[Record]) -> tuple[dict[int, Person], dict[int, Organisation]]:
    ids = {each.person_id for each in rows} | {_person_in(each.subject) for each in rows}
    people = desk.exec(select(Person).where(col(Person.id).in_(ids - {None})))
    return {each.id or 0: each for each in people}, {each.id or 0: each for each in desk.exec(select(Organisation))}


def _person_in(subject: str) -> int | None:
    kind, _, key = subject.partition(":")
    return int(key) if kind == "person" and key.isdigit() else None


def _asked(desk: Desk, wanted: Wanted) -> Any:
    conditions = {"person_id", "organisation_id", "act", "verb", "subject"}
    chosen = {name: plain(getattr(wanted, name)) for name in conditions if getattr(wanted, name)}
    statement = select(Record).filter_by(**chosen)
    zone = country(desk).timezone
    if wanted.since:
        statement = statement.where(*since(desk.as_system(), _midnight(wanted.since, zone)))
    if wanted.until:
        statement = statement.where(*_until(desk.as_system(), _midnight(wanted.until + timedelta(days=1), zone)))
    return statement


def since(system: Desk, moment: datetime) -> list[Any]:
    """The conditions of lines of that moment and later. Ids follow the time but for lines that were written late: they
    say where to begin, so that a page needs no more than its own lines, whatever the days."""
    before = select(Record.id).where(Record.at < moment - LATE).order_by(col(Record.at).desc()).limit(1)
    return [_time >= moment, col(Record.id) > (system.exec(before).first() or 0)]


def _until(system: Desk, moment: datetime) -> list[Any]:
    after = select(Record.id).where(Record.at >= moment + LATE).order_by(col(Record.at)).limit(1)
    last = system.exec(after).first()
    return [_time < moment, *([col(Record.id) < last] if last else [])]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
