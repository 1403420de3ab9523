"""What lies under the points, and is the same for all: shapes of the country, colours of organisations, place names."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request
from sqlmodel import select

from csap.actions.country import find_places
from csap.desk import Desk
from csap.errors import NotFound
from csap.model.people import Organisation
from csap.model.places import Outline, Region
from csap.web.assets import organisation_css
from csap.web.boarddata import dumped
from csap.web.door import public, reading, system_desk

room = Blueprint("basemap", __name__)

COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
LAYERS = ("country", "neighbours", "regions")
DAY = "private, max-age=86400"


@room.get("/board/base/<layer>.geojson")
@reading
def base(desk: Desk, layer: str) -> Response:
    """The country's outline, its neighbours or its regions as GeoJSON."""
    if layer not in LAYERS:
        raise NotFound
    features = list(_regions(desk) if layer == "regions" else _outlines(desk, layer))
    body = dumped({"type": "FeatureCollection", "features": features})
    return Response(body, mimetype="application/geo+json", headers={"Cache-Control": DAY})


def _regions(desk: Desk) -> Iterator[dict[str, Any]]:
    for each in desk.exec(select(Region).order_by(Region.id)):  # type: ignore[arg-type]
        shape = each.shape or {"type": "Point", "coordinates": [each.lon, each.lat]}
        yield _feature(each.code, shape, {"name": each.name, "id": each.id})


def _outlines(desk: Desk, layer: str) -> Iterator[dict[str, Any]]:
    for each in desk.exec(select(Outline).where(Outline.layer == layer).order_by(Outline.id)):  # type: ignore[arg-type]
        yield _feature(each.id, each.shape, {"name": each.name})


def _feature(key: str | int | None, shape: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": key, "geometry": shape, "properties": properties}


@room.get("/assets/organisations.css")
@public
def colours() -> Response:
    """Each organisation's colour as a class; the sign-in page wears it too, so it names nobody."""
    with system_desk() as system:
        found = system.execute(select(Organisation.id, Organisation.colour)).all()
    fine = [(number, colour) for number, colour in found if COLOUR.fullmatch(colour)]
    return Response(organisation_css(fine), mimetype="text/css", headers={"Cache-Control": "no-cache"})


@room.get("/places.json")
@reading
def places(desk: Desk) -> Response:
    """Gazetteer places whose name begins with `q`."""
    found = find_places(desk, request.args.get("q", "")[:100])
    regions = {each.id: each.name for each in desk.exec(select(Region))} if found else {}
    listed = [
        {
            "id": each.id,
            "name": each.name,
            "lat": each.lat,
            "lon": each.lon,
            "region_id": each.region_id,
            "region": regions.get(each.region_id, ""),
        }
        for each in found
    ]
    return Response(dumped({"places": listed}), mimetype="application/json")
