"""Points as GeoJSON (RFC 7946): longitude first, WGS 84, seven decimals at most. No filtering and no clustering."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Feature:
    """Something with properties at a point, or nowhere."""

    id: str
    properties: Mapping[str, Any]
    lon: float | None = None
    lat: float | None = None


def feature(of: Feature) -> dict[str, Any]:
    """One Feature; raises ValueError for a point that is not on Earth."""
    return {"type": "Feature", "id": of.id, "geometry": point(of), "properties": dict(of.properties)}


def point(of: Feature) -> dict[str, Any] | None:
    if of.lon is None or of.lat is None:
        return None
    if not (-180 <= of.lon <= 180 and -90 <= of.lat <= 90):
        raise ValueError(f"{of.id} lies at {of.lon}, {of.lat}")
    return {"type": "Point", "coordinates": [round(of.lon, 7), round(of.lat, 7)]}


def collection(features: Iterable[Feature], **members: Any) -> dict[str, Any]:
    """A FeatureCollection; `members` stand beside its features (links, numberMatched ...)."""
    return {"type": "FeatureCollection", **members, "features": [feature(each) for each in features]}


def chunks(features: Iterable[Feature], **members: Any) -> Iterator[bytes]:
    """The same as bytes, one feature at a time."""
    head = dumped({"type": "FeatureCollection", **members})
    yield head[:-1] + b',"features":['
    for index, each in enumerate(features):
        yield b"," * (index > 0) + dumped(feature(each))
    yield b"]}"


def dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=iso).encode()


def iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in GeoJSON")
