"""What the map shows: posts where few are in view, counts in cells where many are. All are counted in the sketch; what
is said of a single post is read through the desk."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import or_
from sqlmodel import col, select

from csap.actions.filters import Box, Filter
from csap.actions.sifting import Found, sifted
from csap.actions.sketch import KINDS, Column, cells
from csap.desk import Desk
from csap.model.overlaps import UNSETTLED, Overlap
from csap.model.posts import Kind, Post

FEW = 150
MOST_CELLS = 600
LEVELS = range(0, 5)


@dataclass(frozen=True)
class Cell:
    """Posts near each other: how many, how many of them overlap, of which kinds, and their middle. `organisation` is
    whose they are, None where they are of several."""

    amount: int
    overlaps: int
    lat: float
    lon: float
    kinds: dict[str, int]
    organisation: int | None


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
    found = sifted(desk, wanted, zone, box)
    if len(found) <= FEW:
        spots = _spots(desk, found.ids)
        return MapView([], spots, len(spots), False)
    largest = sorted(_cells(found, level_for(zoom)), key=lambda each: -each.amount)
    return MapView(largest[:MOST_CELLS], [], len(found), len(largest) > MOST_CELLS)


def level_for(zoom: int) -> int:
    """The level whose cells, 2 ** -level degrees wide, are about 50 pixels wide at a zoom of the map."""
    return min(max(zoom - 6, LEVELS.start), LEVELS.stop - 1)


def _cells(found: Found, level: int) -> list[Cell]:
    cell = cells(found.drawn, level)[found.rows]
    amounts = np.bincount(cell)
    kinds = np.bincount(cell * len(KINDS) + found.column("kind"), minlength=len(amounts) * len(KINDS))
    sums = [np.bincount(cell, found.column(name)) for name in ("lat", "lon")]
    columns = [amounts, np.bincount(cell, found.overlapping).astype(int), *sums, kinds.reshape(-1, len(KINDS))]
    columns.append(_owners(cell, found.column("organisation"), len(amounts)))
    used = np.flatnonzero(amounts)
    return [
        Cell(amount, overlaps, lat / amount, lon / amount, _named(of_kinds), owner or None)
        for amount, overlaps, lat, lon, of_kinds, owner in zip(*(each[used].tolist() for each in columns), strict=True)
    ]


def _named(amounts: list[int]) -> dict[str, int]:
    return {kind.value: amount for kind, amount in zip(KINDS, amounts, strict=True) if amount}


def _owners(cell: Column, owner: Column, many: int) -> Column:
    """Of each cell the one organisation whose posts lie in it, or 0."""
    one = np.zeros(many, dtype=int)
    one[cell] = owner
    return np.where(np.bincount(cell, owner != one[cell]) > 0, 0, one)


POINT: tuple[Any, ...] = (Post.id, Post.kind, Post.title, Post.lat, Post.lon, Post.organisation_id)


def _spots(desk: Desk, ids: list[int]) -> list[Spot]:
    if not ids:
        return []
    rows = desk.execute(select(*POINT).where(col(Post.id).in_(ids)).order_by(Post.id)).all()
    ringed = ringed_of(desk, ids)
    return [replace(Spot(*row), overlap=row.id in ringed) for row in rows]


def ringed_of(desk: Desk, ids: list[int]) -> Counter[int]:
    """How many unsettled overlaps each of these posts has that the viewer may know of."""
    if not ids:
        return Counter()
    sides = or_(col(Overlap.left_id).in_(ids), col(Overlap.right_id).in_(ids))
    pairs = desk.execute(select(Overlap.left_id, Overlap.right_id).where(sides, col(Overlap.state).in_(UNSETTLED)))
    return Counter(each for pair in pairs for each in pair if each in set(ids))
