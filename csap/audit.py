"""The audit chain: each line holds the hash of the one before. Appending and proving only; the dpo's pages read it.

Whoever can write to the database's file can also compute a chain anew, but not past a head that is kept elsewhere."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import insert, inspect
from sqlmodel import Session, SQLModel, col, select

from csap import clock
from csap.model.records import Record
from csap.rules.acts import RULES, Act
from csap.rules.viewers import System, Viewer

GENESIS = "0" * 64


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date) else value


def content(*records: SQLModel) -> dict[str, Any]:
    return {
        f"{type(record).__name__.lower()}.{name}": plain(value)
        for record in records
        for name, value in record.model_dump().items()
    }


def subject(record: Any) -> str:
    """What a line is about: the kind and its key, `post:1099511627776`."""
    if isinstance(record, str):
        return record
    columns = record.__table__.primary_key.columns
    return f"{record.__tablename__}:" + "-".join(str(getattr(record, column.name)) for column in columns)


ENCODED = json.JSONEncoder(sort_keys=True, default=str).encode


def named(record: Any) -> str:
    """What an act was to be done to; its kind alone before it is stored, nothing for what is no record."""
    if not isinstance(record, SQLModel):
        return record if isinstance(record, str) else ""
    return subject(record) if inspect(record).has_identity else str(record.__tablename__)


def line_hash(previous: str, line: dict[str, Any]) -> str:
    return hashlib.sha256((previous + ENCODED(line)).encode()).hexdigest()


FIELDS = ("at", "person_id", "organisation_id", "act", "verb", "subject", "details", "digest")
"""The part of a line that its hash covers."""


@dataclass(frozen=True)
class Entry:
    """A line to be written: who did which act to what. `details` are kept in plain and hold no content; `digest` is the
    content's. `at`: when, if not now. What was done by a token names it."""

    viewer: Viewer | System
    act: Act
    about: str
    digest: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None

    def row(self, previous: str) -> dict[str, Any]:
        """The line that follows the one of that hash, as it is inserted."""
        person = self.viewer if isinstance(self.viewer, Viewer) else None
        values = {
            "at": self.at or clock.now(),
            "person_id": person.person_id if person else None,
            "organisation_id": person.organisation_id if person else None,
            "act": self.act.value,
            "verb": RULES[self.act].verb.value,
            "subject": self.about,
            "details": self.details | ({"token": person.token} if person and person.token else {}),
            "digest": self.digest,
        }
        hashed = line_hash(previous, values | {"at": plain(values["at"])})
        return values | {"previous": previous, "hash": hashed}


def append(desk: Session, entries: Sequence[Entry]) -> None:
    """Write lines, in their order. The writing transaction holds the lock that orders the chain (`store.engine`)."""
    last = desk.exec(select(Record.hash).order_by(col(Record.id).desc()).limit(1)).first() or GENESIS
    rows = []
    for entry in entries:
        rows.append(entry.row(last))
        last = rows[-1]["hash"]
    if rows:
        desk.execute(insert(Record), rows)


@dataclass(frozen=True)
class Head:
    """Where the chain stood at a moment: how many lines, the id, the time and the hash of the last."""

    lines: int = 0
    line: int = 0
    at: datetime | None = None
    hash: str = GENESIS


@dataclass(frozen=True)
class Proof:
    """What a walk along the chain proved: `head`, up to where it is whole; `broken`, the id of the first line that is
    not (None where all are); `kept`, whether the head that was asked for is still in it."""

    head: Head
    broken: int | None = None
    kept: bool = True


def verify(desk: Session, kept: Head | None = None) -> Proof:
    """Walk along the whole chain, a thousand lines in memory; look for the `kept` head on the way."""
    columns = [getattr(Record, name) for name in ("id", "previous", "hash", *FIELDS)]
    chain = select(*columns).order_by(col(Record.id)).execution_options(yield_per=1000)
    count, at, last, found = 0, None, (0, GENESIS), kept is None or kept == Head()
    with desk.execute(chain) as records:
        for number, previous, hashed, when, *others in records:
            said = dict(zip(FIELDS, (when.isoformat(), *others), strict=True))
            if previous != last[1] or hashed != line_hash(last[1], said):
                return Proof(Head(count, last[0], at, last[1]), number, found)
            count, at, last = count + 1, when, (number, hashed)
            found = found or kept == Head(count, number, when, hashed)
    return Proof(Head(count, last[0], at, last[1]), None, found)
