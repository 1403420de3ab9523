"""The filter in an address: `?organisation=3&since=2026-11-01&overlaps=1`; names may come several times."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from csap import clock
from csap.actions.filters import Box, Filter
from csap.errors import Invalid
from csap.model.posts import FIRST_YEAR, LAST_YEAR, Kind
from csap.wording import N_, Words

T = TypeVar("T")
LONGEST = 200
UNREADABLE = N_("“%(value)s” can't be read here.")
Asked = MultiDict[str, str]


def parse(asked: Asked) -> Filter:
    """The filter of an address. `Invalid` at a value that can't be read."""
    return Filter(
        organisations=_all(asked, "organisation", int),
        kinds=_all(asked, "kind", Kind),
        themes=_all(asked, "theme", str),
        formats=_all(asked, "format", int),
        since=one(asked, "since", day),
        until=one(asked, "until", day),
        region=one(asked, "region", int),
        text=asked.get("text", "")[:LONGEST].strip(),
        overlaps=asked.get("overlaps") in ("1", "true"),
        box=one(asked, "box", box),
        status=asked.get("status", "")[:LONGEST],
    )


def on_board(asked: Asked, zone: str) -> Filter:
    """The same, with the board's period where none is given."""
    return parse(asked).within(clock.today(zone))


def box(text: str) -> Box:
    """`west,south,east,north` in degrees."""
    west, south, east, north = (float(part) for part in text.split(","))
    if not (-90 <= south <= north <= 90 and west <= east):
        raise ValueError(text)
    return west, south, east, north


def day(text: str) -> date:
    """An ISO 8601 date; ValueError for a year that no clock can be turned to."""
    found = date.fromisoformat(text)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(text)
    return found


def instant(text: str) -> datetime:
    """An ISO 8601 instant; without a zone it is UTC."""
    found = datetime.fromisoformat(text)
    day(found.date().isoformat())
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def number(asked: Asked, name: str, default: int) -> int:
    found = one(asked, name, int)
    return default if found is None else found


def view_box(asked: Asked, default: Box) -> Box:
    return one(asked, "bbox", box) or default


def window(asked: Asked, default: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    """The part of the timeline that is in view, `from` and `to`."""
    first, last = default
    return one(asked, "from", instant) or first, one(asked, "to", instant) or last


def one(asked: Asked, name: str, read: Callable[[str], T]) -> T | None:
    """The first value of that name, None where there is none. `Invalid` if it can't be read."""
    found = _all(asked, name, read)
    return found[0] if found else None


def _all(asked: Asked, name: str, read: Callable[[str], T]) -> tuple[T, ...]:
    return tuple(_read(name, text, read) for text in asked.getlist(name) if text)


def _read(name: str, text: str, read: Callable[[str], T]) -> T:
    try:
        value = read(text)
    except ValueError:
        raise _refused(name, text) from None
    if isinstance(value, int) and not isinstance(value, StrEnum) and abs(value) >= 2**31:
        raise _refused(name, text)
    return value


def _refused(name: str, text: str) -> Invalid:
    return Invalid({name: [Words(UNREADABLE, {"value": text[:40]})]})
