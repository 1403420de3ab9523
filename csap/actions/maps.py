"""What the map shows: posts where few are in view, counts in cells where many are. Contacts and risk analyses are read
from the kept counts; activities of a period, and anything under a narrower filter, are counted."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Integer, cast, func, or_
from sqlmodel import col, select

from csap.actions.cells import cell as cell_of
from csap.actions.cells import level_for
from csap.actions.filters import (
    UNSETTLED,
    Box,
    Condition,
    Filter,
    conditions,
    inside,
    kept_kinds,
    of_kinds,
    parts,
    walked,
)
from csap.desk import Desk
from csap.model.overlaps import Overlap
from csap.model.posts import Kind, Post
from csap.model.records import CellCount

FEW = 150
MOST_CELLS = 600
MOST_IDS = 5000


@dataclass
class Cell:
    """Posts near each other: how many, how many of them overlap, of which kinds, and their middle. `organisations` are
    not all, but more than one where they are of several."""

    amount: int = 0
    overlaps: int = 0
    lat_sum: float = 0.0
    lon_sum: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    organisations: set[int] = field(default_factory=set)

    def add(self, kind: str, amount: int, lat_sum: float, lon_sum: float, organisations: tuple[int, int]) -> None:
        """`organisations` are those with the lowest and the highest id."""
        self.amount += amount
        self.lat_sum += lat_sum
        self.lon_sum += lon_sum
        self.kinds[kind] += amount
        self.organisations.update(organisations)

    @property
    def middle(self) -> tuple[float, float]:
        return self.lat_sum / self.amount, self.lon_sum / self.amount


@dataclass(frozen=True)
class Spot:
    """One post as the map shows it."""

    id: int
    kind: Kind
    title: str
    lat: float
    lon: float
    organisation_id: int
    overlap: bool = False


@dataclass(frozen=True)
class MapView:
    cells: list[Cell]
    spots: list[Spot]
    total: int
    more: bool


def view(desk: Desk, wanted: Filter, box: Box, zoom: int, zone: str) -> MapView:
    """The posts of a box, single ones where they are few."""
    level = level_for(zoom)
    cells = _cells(desk, wanted, box, level, zone)
    total = sum(each.amount for each in cells.values())
    if total <= FEW:
        spots = _spots(desk, wanted, box, zone)
        return MapView([], spots, len(spots), False)
    for lat, lon in _overlapping(desk, wanted, box, zone):
        found = cells.get(cell_of(level, lat, lon))
        if found:
            found.overlaps += 1
    largest = sorted(cells.values(), key=lambda each: -each.amount)
    return MapView(largest[:MOST_CELLS], [], total, len(largest) > MOST_CELLS)


Cells = defaultdict[tuple[int, int], Cell]


def _cells(desk: Desk, wanted: Filter, box: Box, level: int, zone: str) -> dict[tuple[int, int], Cell]:
    """Kept counts where they answer the filter, fresh ones for the rest."""
    cells: Cells = defaultdict(Cell)
    kept, rest = kept_kinds(wanted)
    if kept:
        _gather(cells, desk.execute(_kept(wanted, kept, box, level)))
    if rest:
        for part in parts(replace(wanted, kinds=rest), zone):
            _gather(cells, desk.execute(_counted([*conditions(wanted), inside(box), part], level)))
    return {place: each for place, each in cells.items() if each.amount > 0}


def _gather(cells: Cells, rows: Iterable[Any]) -> None:
    for row, column, kind, amount, lat_sum, lon_sum, *organisations in rows:
        if amount:
            cells[row, column].add(str(kind), amount, lat_sum, lon_sum, tuple(organisations))


def _kept(wanted: Filter, kinds: tuple[Kind, ...], box: Box, level: int) -> Any:
    west, south, east, north = box
    bottom, left = cell_of(level, south, west)
    top, right = cell_of(level, north, east)
    keys: tuple[Any, ...] = (CellCount.row, CellCount.column, CellCount.kind)
    mine = [
        col(CellCount.level) == level,
        col(CellCount.row).between(bottom, top),
        col(CellCount.column).between(left, right),
        col(CellCount.amount) > 0,
    ]
    mine.append(col(CellCount.kind).in_([kind.value for kind in kinds]))
    if wanted.organisations:
        mine.append(col(CellCount.organisation_id).in_(wanted.organisations))
    summed = (CellCount.amount, CellCount.lat_sum, CellCount.lon_sum)
    columns = (*keys, *map(func.sum, summed), *_ends(CellCount.organisation_id))
    return select(*columns).where(*mine).group_by(*keys)


def _ends(column: Any) -> tuple[Any, Any]:
    return func.min(column), func.max(column)


def _counted(asked: list[Condition], level: int) -> Any:
    scale = float(2**level)
    row = cast(func.round(col(Post.lat) * scale - 0.5), Integer)
    column = cast(func.round(col(Post.lon) * scale - 0.5), Integer)
    keys: tuple[Any, ...] = (row, column, Post.kind)
    sums: tuple[Any, ...] = (func.count(), func.sum(Post.lat), func.sum(Post.lon), *_ends(Post.organisation_id))
    return select(*keys, *sums).where(*asked).group_by(*keys)


def _asked(wanted: Filter, box: Box, zone: str) -> list[Condition]:
    return [*conditions(wanted), inside(box), of_kinds(wanted, zone)]


POINT: tuple[Any, ...] = (Post.id, Post.kind, Post.title, Post.lat, Post.lon, Post.organisation_id)


def _spots(desk: Desk, wanted: Filter, box: Box, zone: str) -> list[Spot]:
    asked = select(*POINT).where(*_asked(wanted, box, zone)).order_by(Post.id).limit(FEW)
    rows = desk.execute(asked).all()
    ringed = ringed_of(desk, [row.id for row in rows])
    return [replace(Spot(*row), overlap=row.id in ringed) for row in rows]


def _overlapping(desk: Desk, wanted: Filter, box: Box, zone: str) -> list[tuple[float, float]]:
    """Where the posts in view lie that have an unsettled overlap the viewer may know of. They are looked up by their
    ids, and those out of view left out here: asked for both, the database would read all that is in view."""
    west, south, east, north = box
    ids = _in_overlaps(desk)
    points: list[Any] = []
    for start in range(0, len(ids), MOST_IDS):
        chunk = col(Post.id).in_(ids[start : start + MOST_IDS])
        points += desk.execute(select(Post.lat, Post.lon).where(chunk, *conditions(wanted), walked(wanted, zone)))
    placed = ((lat, lon) for lat, lon in points if lat is not None)
    return [(lat, lon) for lat, lon in placed if south <= lat <= north and west <= lon <= east]


def _in_overlaps(desk: Desk) -> list[int]:
    unsettled = col(Overlap.state).in_(UNSETTLED)
    pairs = desk.execute(select(Overlap.left_id, Overlap.right_id).where(unsettled))
    return sorted({each for pair in pairs for each in pair})


def ringed_of(desk: Desk, ids: list[int]) -> Counter[int]:
    """How many unsettled overlaps each of these posts has that the viewer may know of."""
    if not ids:
        return Counter()
    sides = or_(col(Overlap.left_id).in_(ids), col(Overlap.right_id).in_(ids))
    pairs = desk.execute(select(Overlap.left_id, Overlap.right_id).where(sides, col(Overlap.state).in_(UNSETTLED)))
    return Counter(each for pair in pairs for each in pair if each in set(ids))
