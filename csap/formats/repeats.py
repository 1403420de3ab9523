"""Rows that say the same: a row sent before, a row twice in a sheet, one activity spread over a row for every month."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from csap.formats.records import Record
from csap.formats.vocabulary import fold

PERIODS = frozenset(("month", "quarter"))
WHEN = frozenset(("starts", "ends"))
BESIDE = frozenset(("reported", "verified"))


@dataclass(frozen=True)
class Joined:
    """One activity: the first row's record, up to the end of the last; `numbers` are the rows it stands for."""

    record: Record
    numbers: tuple[int, ...]


def fingerprint(record: Record, without: frozenset[str] = BESIDE) -> str:
    """The same for rows that say the same, whatever their case, accents, order of columns and place in the sheet."""
    said = {key: canonical(value) for key, value in record.values.items() if key not in without}
    for heading, text in record.rest.items():
        key = fold(heading)
        said[key] = [said[key], fold(text)] if key in said else fold(text)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def canonical(value: Any) -> Any:
    if isinstance(value, str):
        return fold(value) or value
    if isinstance(value, date):
        return value.isoformat()
    return [canonical(each) for each in value] if isinstance(value, list) else value


def join_periods(records: Iterable[Record]) -> Iterator[Joined]:
    """Rows for January, February and March that are alike otherwise are one activity from January to March.

    Only whole months and quarters are joined, only where they adjoin, and only rows without a problem; rows that are
    alike in their period too are joined as well. In the order of the first row of each.
    """
    open_ones: dict[str, Joined] = {}
    done: list[Joined] = []
    for record in sorted(records, key=lambda each: (str(each.values.get("starts", "")), each.row.number)):
        if not joinable(record):
            done.append(Joined(record, (record.row.number,)))
            continue
        key = fingerprint(record, BESIDE | WHEN)
        before = open_ones.get(key)
        if before is not None and adjoins(before.record, record):
            open_ones[key] = extended(before, record)
            continue
        if before is not None:
            done.append(before)
        open_ones[key] = Joined(record, (record.row.number,))
    yield from sorted([*done, *open_ones.values()], key=lambda each: each.numbers[0])


def joinable(record: Record) -> bool:
    plain = not isinstance(record.values.get("starts"), datetime) and not isinstance(
        record.values.get("ends"), datetime
    )
    return not record.problems and record.values.get("precision") in PERIODS and "ends" in record.values and plain


def adjoins(before: Record, after: Record) -> bool:
    return bool(after.values["starts"] <= before.values["ends"] + timedelta(days=1))


def extended(before: Joined, by: Record) -> Joined:
    ends = max(before.record.values["ends"], by.values["ends"])
    record = replace(before.record, values=before.record.values | {"ends": ends})
    return Joined(record, (*before.numbers, by.row.number))
