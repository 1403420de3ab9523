"""A map that needs no script: the country's shapes and points on it, as one SVG."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

WIDTH = 480
GRAIN = 0.8
"""Points of an outline that lie closer than this, in pixels, are one."""

Box = tuple[float, float, float, float]
"""South, west, north, east in degrees."""


@dataclass(frozen=True)
class Spot:
    """A number at a place; `label` says what it stands for."""

    lat: float
    lon: float
    number: int
    label: str


@dataclass(frozen=True)
class Sheet:
    """What the map shows and how big: degrees to pixels, true to scale in the middle of the country."""

    box: Box

    @property
    def scale(self) -> float:
        return WIDTH / max((self.box[3] - self.box[1]) * self.squeeze, 1e-6)

    @property
    def squeeze(self) -> float:
        return math.cos(math.radians((self.box[0] + self.box[2]) / 2))

    @property
    def height(self) -> int:
        return round((self.box[2] - self.box[0]) * self.scale)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.box[1]) * self.squeeze * self.scale, (self.box[2] - lat) * self.scale


def snapshot(
    box: Box, layers: Sequence[tuple[str, Iterable[dict[str, Any]]]], spots: Sequence[Spot], title: str
) -> str:
    """Layers of GeoJSON shapes, each with its class, the lowest first; then the spots with their numbers."""
    sheet = Sheet(_wider(box))
    drawn = "".join(f'<path class="{name}" d="{_path(sheet, shapes)}"/>' for name, shapes in layers)
    marks = "".join(_spot(sheet, each) for each in spots)
    named = 'class="snapshot" role="img" aria-labelledby="snapshot-title"'
    return (
        f'<svg {named} viewBox="0 0 {WIDTH} {sheet.height}" font-size="11">'
        f'<title id="snapshot-title">{escape(title)}</title>{drawn}{marks}</svg>'
    )


def _wider(box: Box) -> Box:
    south, west, north, east = box
    margin = max(north - south, east - west) * 0.03
    return south - margin, west - margin, north + margin, east + margin


def _spot(sheet: Sheet, spot: Spot) -> str:
    x, y = sheet.place(spot.lon, spot.lat)
    return (
        f"<g><title>{escape(spot.label)}</title>"
        f'<circle class="snapshot-spot" cx="{x:.0f}" cy="{y:.0f}" r="9" fill="#b98a1d"/>'
        f'<text class="snapshot-number" x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle">{spot.number}</text></g>'
    )


def _path(sheet: Sheet, shapes: Iterable[dict[str, Any]]) -> str:
    return "".join(_ring(sheet, ring) for shape in shapes for ring in _rings(shape))


def _rings(shape: dict[str, Any]) -> Iterator[list[list[float]]]:
    if shape.get("type") == "Polygon":
        yield from shape["coordinates"]
    elif shape.get("type") == "MultiPolygon":
        for polygon in shape["coordinates"]:
            yield from polygon


def _ring(sheet: Sheet, ring: list[list[float]]) -> str:
    kept: list[tuple[float, float]] = []
    for lon, lat, *_ in ring:
        x, y = sheet.place(lon, lat)
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= GRAIN:
            kept.append((x, y))
    return f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in kept)}Z" if len(kept) > 2 else ""
