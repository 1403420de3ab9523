"""Which posts of the sketch a filter finds, of those that a desk's viewer may read: what map, timeline and totals
count. The same filter as SQL, for what is read and not counted, is in `filters`; a test holds the two together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from csap.actions.filters import Box, Filter, instants
from csap.actions.searching import needles
from csap.actions.sketch import KINDS, Column, Sketch, sight, sketch
from csap.desk import Desk
from csap.model.posts import Kind
from csap.model.sealing import ring_of

ACTIVITY = KINDS.index(Kind.ACTIVITY)


@dataclass(frozen=True)
class Found:
    """Posts by their rows in a sketch; `overlapping` says of each whether it is in an unsettled overlap that the viewer
    may know of."""

    drawn: Sketch
    rows: Column
    overlapping: Column

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> Column:
        return self.drawn.posts[name][self.rows]

    @property
    def ids(self) -> list[int]:
        found: list[int] = self.column("id").tolist()
        return found


def sifted(desk: Desk, wanted: Filter, zone: str, box: Box | None = None) -> Found:
    """Activities within the filter's period, and everything else of its kinds, in the box."""
    drawn = sketch(desk)
    return _found(desk, drawn, wanted, [_within(drawn, *instants(wanted, zone)), *_inside(drawn, box)])


def between(desk: Desk, wanted: Filter, first: datetime, last: datetime) -> Found:
    """What of a filter, but for its period, happens between two instants."""
    drawn = sketch(desk)
    during = (drawn.posts["ends"] >= first.timestamp()) & (
        begun(drawn.posts["starts"], drawn.posts["ends"]) < last.timestamp()
    )
    return _found(desk, drawn, wanted, [during])


def begun(starts: Column, ends: Column) -> Column:
    """When a post begins: what has an end alone begins then."""
    return np.where(np.isnan(starts), ends, starts)


def _found(desk: Desk, drawn: Sketch, wanted: Filter, more: list[Column]) -> Found:
    mine = sight(desk, drawn)
    overlapping = np.zeros(len(drawn.posts["id"]), dtype=bool)
    overlapping[mine.overlapping] = True
    mask = mine.sets[drawn.posts["readers"]]
    for each in (*_masks(drawn, wanted), *more, *([overlapping] if wanted.overlaps else [])):
        mask = mask & each
    rows = np.flatnonzero(mask)
    for word in needles(wanted.text, ring_of(desk).marks):
        held = [word in words for words in drawn.posts["words"][rows].tolist()]
        rows = rows[np.array(held, dtype=bool)]
    return Found(drawn, rows, overlapping[rows])


def _masks(drawn: Sketch, wanted: Filter) -> Iterator[Column]:
    """Everything that a filter asks for but its period, its words and overlaps."""
    if wanted.kinds:
        yield _among(drawn, "kind", (KINDS.index(each) for each in wanted.kinds))
    for name, values in (("organisation", wanted.organisations), ("format", wanted.formats)):
        if values:
            yield _among(drawn, name, values)
    for name, value in (("region", wanted.region), ("author", wanted.author)):
        if value:
            yield drawn.posts[name] == value
    if wanted.status:
        yield drawn.posts["status"] == drawn.status.get(wanted.status, -1)
    if wanted.themes:
        asked = frozenset(wanted.themes)
        yield np.array([not asked.isdisjoint(each) for each in tuple(drawn.themes)], dtype=bool)[drawn.posts["themes"]]
    yield from _inside(drawn, wanted.box)


def _among(drawn: Sketch, name: str, values: Iterable[int]) -> Column:
    found: Column = np.isin(drawn.posts[name], list(values))
    return found


def _inside(drawn: Sketch, box: Box | None) -> list[Column]:
    if box is None:
        return []
    west, south, east, north = box
    lat, lon = drawn.posts["lat"], drawn.posts["lon"]
    return [lat >= south, lat <= north, lon >= west, lon <= east]


def _within(drawn: Sketch, first: datetime | None, last: datetime | None) -> Column:
    """Activities of the period, those without a date, and what is no activity."""
    starts, ends = drawn.posts["starts"], drawn.posts["ends"]
    during = np.ones(len(ends), dtype=bool)
    if first:
        during &= ends >= first.timestamp()
    if last:
        during &= starts < last.timestamp()
    always: Column = np.isnan(ends) | (drawn.posts["kind"] != ACTIVITY)
    return always | during
