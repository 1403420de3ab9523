"""Borders and places of a host country, as installed map files have them."""

import struct

import shapely
from shapely.geometry import Polygon

from csap.errors import CsapError
from csap.formats import boundaries
from csap.formats.gazetteer import Region, regions_at
from tests.fuzz.target import Target

POINT = struct.Struct(">hh")
CORNERS = 6


def borders(data: bytes) -> None:
    """Polygons of up to six corners each from pairs of numbers, a place in the middle of every other one."""
    points = [(x / 200, y / 400) for x, y in POINT.iter_unpack(data[: len(data) // POINT.size * POINT.size])]
    rings = [points[at : at + CORNERS] for at in range(0, len(points), CORNERS)]
    shapes, sites = [], []
    for number, ring in enumerate(each for each in rings[:8] if len(each) >= boundaries.RING):
        geometry = shapely.make_valid(Polygon(ring))
        shapes.append(boundaries.Subdivision(f"XX.{number}", f"Region {number}", (), geometry))
        sites.append(boundaries.Site(*ring[0], f"XX.{number // 2}"))
    try:
        divided, approximate = boundaries.divide(shapes, sites)
    except CsapError:
        return
    assert approximate <= set(divided)
    drawn = boundaries.simplify(list(divided.values()), 2000)
    regions = [_region(code, geometry) for code, geometry in zip(divided, drawn, strict=True)]
    if regions:
        assert len(regions_at(regions, points)) == len(points)


def _region(code: str, geometry: dict[str, object]) -> Region:
    return Region(code, code, 1, "XX", (0, 0, 1, 1), (0, 0), geometry)


def seeds() -> list[bytes]:
    square = [(0, 0), (0, 400), (400, 400), (400, 0), (0, 0), (0, 0)]
    beside = [(x + 400, y) for x, y in square]
    return [
        b"".join(POINT.pack(*each) for each in [*square, *beside]),
        b"".join(POINT.pack(*each) for each in square[::-1]),
    ]


TARGETS = {"borders": Target(borders, seeds)}
