"""The audit chain: each line holds the hash of the one before. Appending only; reading is for the dpo's pages."""

import hashlib
import json
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlmodel import Session, SQLModel, select

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


def line_hash(previous: str, line: dict[str, Any]) -> str:
    return hashlib.sha256((previous + json.dumps(line, sort_keys=True, default=str)).encode()).hexdigest()


def line(record: Record) -> dict[str, Any]:
    """The part of a record that its hash covers."""
    fields = ("at", "person_id", "organisation_id", "act", "verb", "subject", "details", "digest")
    return {name: plain(getattr(record, name)) for name in fields}


def append(
    desk: Session, viewer: Viewer | System, act: Act, about: str, digest: str, details: dict[str, Any]
) -> Record:
    """Write one line. The writing transaction holds the lock that orders the chain (`store.engine`)."""
    last = desk.exec(select(Record.hash).order_by(Record.id.desc()).limit(1)).first()  # type: ignore[union-attr]
    person = viewer if isinstance(viewer, Viewer) else None
    record = Record(
        at=clock.now(),
        person_id=person.person_id if person else None,
        organisation_id=person.organisation_id if person else None,
        act=act.value,
        verb=RULES[act].verb.value,
        subject=about,
        details=details,
        digest=digest,
        previous=last or GENESIS,
        hash="",
    )
    record.hash = line_hash(record.previous, line(record))
    desk.add(record)
    desk.flush()
    return record


def verify(desk: Session) -> tuple[int, int | None]:
    """How many lines were proven, and the id of the first broken one (None where the chain is whole)."""
    previous, count = GENESIS, 0
    chain = select(Record).order_by(Record.id).execution_options(yield_per=1000)  # type: ignore[arg-type]
    with desk.exec(chain) as records:
        for record in records:
            if record.previous != previous or record.hash != line_hash(previous, line(record)):
                return count, record.id
            previous, count = record.hash, count + 1
    return count, None
