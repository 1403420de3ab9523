"""Draws the fictional ground of the demo once: coast, neighbour and regions, written beside this file as GeoJSON.

Run by hand (`python seed/draw.py`) only to draw another country; the platform reads the files, never this.
A few thousand small Voronoi cells are given to sea, neighbour or region by distances in a warped plane, then joined:
coasts and borders come out ragged as real ones do, and neighbours share every vertex.
"""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import mapping

FOLDER = Path(__file__).parent
WEST, SOUTH, EAST, NORTH = 1.4, -11.2, 7.4, -6.2
CELLS = 9000
REGIONS = {
    "QZ-01": ("Aldène", ["ألدين", "Алден"], 2.85, -8.75),
    "QZ-02": ("Côte-du-Levant", ["ساحل الشرق", "Sahel-ech-Charq", "Levant Coast"], 4.0, -7.6),
    "QZ-03": ("Salines", ["الملاحات", "Mellahat"], 2.75, -9.75),
    "QZ-04": ("Marj", ["المرج", "El Mardj"], 3.5, -9.2),
    "QZ-05": ("Hauts-Plateaux", ["الهضاب العليا", "High Plateaux"], 4.05, -8.55),
    "QZ-06": ("Podgorie", ["Подгорие", "بودغوري", "Podgoria"], 4.95, -8.15),
    "QZ-07": ("Kharoub", ["الخروب", "Kharrub", "Харуб"], 4.75, -9.05),
    "QZ-08": ("Bas-Tamse", ["التمس الأسفل", "Lower Tamse"], 3.85, -10.1),
    "QZ-09": ("Djebel-Noun", ["جبل نون", "Jabal Nun"], 4.75, -9.85),
}
NEIGHBOUR = (6.35, -8.85)


def main() -> None:
    rng = np.random.default_rng(1918)
    points = rng.uniform((WEST, SOUTH), (EAST, NORTH), (CELLS, 2))
    warped = points + _waves(points, rng) + 0.008 * rng.standard_normal(points.shape)
    pieces = defaultdict(list)
    for cell, owner in zip(_cells(points), _owners(warped), strict=True):
        pieces[owner].append(cell)
    shapes = {owner: _mainly(shapely.union_all(cells, grid_size=1e-4)) for owner, cells in pieces.items() if owner}
    codes = sorted(shapes)
    drawn = dict(zip(codes, shapely.coverage_simplify([shapes[code] for code in codes], 0.008), strict=True))
    country = shapely.union_all([drawn[code] for code in codes if code in REGIONS], grid_size=1e-4)
    _write("regions.geojson", [_region(code, drawn[code]) for code in sorted(REGIONS)])
    _write("outline.geojson", [_feature(country, code="QZ", name="Zalmara")])
    _write("neighbours.geojson", [_feature(drawn["neighbour"], code="QY", name="Ostremar")])


def _waves(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shift = np.zeros_like(points)
    for size, strength in ((2.4, 0.16), (1.1, 0.10), (0.5, 0.06), (0.22, 0.025)):
        for _ in range(4):
            direction, phase = rng.normal(size=2), rng.uniform(0, 2 * np.pi, 2)
            angle = points @ (direction / np.linalg.norm(direction)) * (2 * np.pi / size)
            shift += strength / 2 * np.sin(angle[:, None] + phase)
    return shift


def _owners(at: np.ndarray) -> list[str]:
    """The region, the neighbour, or "" for the sea, of every point of the warped plane."""
    names = [*REGIONS, "neighbour"]
    seats = np.array([place[2:] for place in REGIONS.values()] + [NEIGHBOUR])
    nearest = np.linalg.norm(at[:, None] - seats, axis=2).argmin(axis=1)
    land = ((at[:, 0] - 4.35) / 2.35) ** 2 + ((at[:, 1] + 8.8) / 1.75) ** 2 < 1
    bay = np.hypot(at[:, 0] - 2.0, at[:, 1] + 9.0) < 0.55
    island = np.hypot(at[:, 0] - 2.3, at[:, 1] + 7.35) < 0.17
    return [
        "QZ-02" if isle else names[index] if dry and not wet else ""
        for index, dry, wet, isle in zip(nearest, land, bay, island, strict=True)
    ]


def _cells(points: np.ndarray) -> np.ndarray:
    box = shapely.box(WEST - 1, SOUTH - 1, EAST + 1, NORTH + 1)
    return shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=box, ordered=True))


def _mainly(shape: shapely.Geometry) -> shapely.Geometry:
    """Without crumbs: parts of less than a hundredth of the largest."""
    parts = sorted(shapely.get_parts(shape), key=shapely.area)
    return shapely.MultiPolygon([part for part in parts if part.area > parts[-1].area / 100])


def _region(code: str, shape: shapely.Geometry) -> dict[str, object]:
    name, names, *_ = REGIONS[code]
    middle = shape.centroid if shape.contains(shape.centroid) else shape.point_on_surface()
    return _feature(shape, code=code, name=name, names=names, lat=round(middle.y, 4), lon=round(middle.x, 4))


def _feature(shape: shapely.Geometry, **properties: object) -> dict[str, object]:
    rounded = shapely.transform(shape, lambda at: at.round(4))
    return {"type": "Feature", "properties": properties, "geometry": mapping(rounded)}


def _write(name: str, features: list[dict[str, object]]) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    (FOLDER / name).write_text(text.replace('{"type": "Feature",', '\n{"type": "Feature",') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
