"""What the platform holds on the person who asks, to be taken along (Regulation (EU) 2018/1725 art. 17 and 22, GDPR
art. 15 and 20): every row of every table that points at them. A table with a column for people comes in by itself.

Of what a person wrote it says where that is and when: the words stay on the platform, under their marking. Secrets,
hashed or sealed, stay too. What stands in texts of others, or in the officer's own registers, is for the data
protection officer to find."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, or_
from sqlmodel import SQLModel, col, select

from csap import clock
from csap.actions.register import entries
from csap.desk import Desk
from csap.model.holdings import Category, Holding, Processing
from csap.model.people import Organisation, Person
from csap.model.records import Record
from csap.model.register import REGISTER
from csap.rules.acts import Act
from csap.wording import Words

OWN = (Processing.ACCOUNTS,)
"""What is held on people who use the platform; in all else they are authors, and whom something is told."""
TRACES = (Category.AUTHOR, Category.ACCOUNT, Category.TRACE)
KEYS = ("id", "post_id", "overlap_id", "digest_id", "kind", "created_at")
NEWEST = 100_000
"""Lines of audit of one's own acts."""


def taken_along(desk: Desk) -> dict[str, Any]:
    """All of it as JSON has it, and a line in the audit that it was taken; `desk` is a writing one."""
    desk.decide(Act.ACCOUNT_EXPORT, desk.person)
    system = desk.as_system()
    person = desk.fetch(Person, desk.person.person_id)
    desk.audit(Act.ACCOUNT_EXPORT, person)
    held = dict(_held(system, person.id or 0))
    return {
        "taken_at": clock.now().isoformat(),
        "name": person.name,
        "email": person.email,
        "organisation": desk.fetch(Organisation, person.organisation_id).name,
        "held": held,
        "done_by_others": list(_by_others(system, person.id or 0)),
    }


def _held(system: Desk, person_id: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for table, holding in REGISTER.items():
        rows = list(_rows(system, table, holding, person_id)) if people_in(table) else []
        if rows:
            first = next(iter(entries(table, holding)), None)
            yield str(table.__tablename__), {"kept": first.kept if first else Words(""), "rows": rows}


def people_in(table: type[SQLModel]) -> list[Column[Any]]:
    """The columns that say which person; of a person's own row its id."""
    columns: Any = table.__table__.columns  # type: ignore[attr-defined]
    return [columns["id"]] if table is Person else [each for each in columns if _points(each)]


def _points(column: Column[Any]) -> bool:
    """The audit names people without a foreign key: its lines outlive what they tell of."""
    return column.key == "person_id" or any(key.target_fullname == "person.id" for key in column.foreign_keys)


def _rows(system: Desk, table: type[SQLModel], holding: Holding, person_id: int) -> Iterator[dict[str, Any]]:
    mine = or_(*(column == person_id for column in people_in(table)))
    asked = select(table).where(mine)
    if table is Record:
        asked = asked.order_by(col(Record.id).desc()).limit(NEWEST)
    names = shown(table, holding)
    for row in system.exec(asked):
        yield {name: _plain(getattr(row, name)) for name in names}


def shown(table: type[SQLModel], holding: Holding) -> list[str]:
    """The columns that are taken along."""
    categories = dict(holding.columns())
    columns = list(table.__table__.columns.keys())  # type: ignore[attr-defined]
    if holding.processing in OWN:
        return [name for name in columns if categories.get(name) != Category.SECRET]
    pointing = {each.key for each in people_in(table)}
    return [name for name in columns if name in pointing or name in KEYS or categories.get(name) in TRACES]


def _by_others(system: Desk, person_id: int) -> Iterator[dict[str, Any]]:
    """What others did to the account. Who that was is their own."""
    mine = Record.subject == f"person:{person_id}", Record.person_id != person_id
    for line in system.exec(select(Record).where(*mine).order_by(col(Record.id).desc()).limit(NEWEST)):
        yield {"at": line.at.isoformat(), "act": line.act, "what": line.details.get("what", "")}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value
