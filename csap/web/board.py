"""The board: map, timeline and table under one filter, which is also the page's address."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import get_locale

from csap import clock
from csap.actions import board, maps, timelines
from csap.actions.filters import AHEAD, BACK, Filter
from csap.actions.sketch import version
from csap.desk import Desk
from csap.model.places import Country
from csap.refs import number as ref_number
from csap.refs import ref
from csap.web import accesses
from csap.web.assets import csp_nonce
from csap.web.boarddata import choices, map_json, overlap_lines, timeline_json
from csap.web.door import reading
from csap.web.filters import Asked, number, on_board, parse, view_box, window
from csap.web.kept import kept
from csap.web.mapframe import map_frame
from csap.web.paths import this_page
from csap.web.wording import host_country, timezone

room = Blueprint("board", __name__)

WORLD = (-180.0, -90.0, 180.0, 90.0)
START_ZOOM = 6


@room.get("/")
@reading
def show(desk: Desk) -> str:
    zone = timezone()
    wanted = on_board(request.args, zone)
    organisations = board.organisations(desk)
    owners = {each.id: each for each in organisations if each.id}
    page = board.table(desk, wanted, zone, owners, _key(request.args, "before"), _key(request.args, "after"))
    accesses.of_list(desk.person, (each.post for each in page.lines))
    return render_template(
        "board/index.html",
        filter=request.args,
        period=wanted,
        choices=choices(desk, organisations),
        rows=page.lines,
        total=board.total(desk, wanted, zone),
        older=_address("before", page.older),
        newer=_address("after", page.newer),
        frame=map_frame(host_country() or _nowhere(), csp_nonce()),
        now=clock.now(),
        organisations=organisations,
        open_overlaps=overlap_lines(owners, board.open_overlaps(desk)),
        needs=board.needs(desk, clock.today(zone)),
    )


def _nowhere() -> Country:
    """Before the platform was set up for a country."""
    return Country(code="", name="", timezone="UTC")


def _key(asked: Asked, name: str) -> board.Key | None:
    """`<changed in microseconds>.<ref>`: the place between two pages; none if it can't be read."""
    changed, _dot, post = asked.get(name, "").partition(".")
    try:
        return datetime.fromtimestamp(int(changed) / 1e6, UTC), ref_number(post)
    except (ValueError, OverflowError):
        return None


def _address(name: str, key: board.Key | None) -> str | None:
    if key is None:
        return None
    return this_page({name: f"{round(key[0].timestamp() * 1e6)}.{ref(key[1])}"})


@room.get("/board/map.json")
@reading
def map_data(desk: Desk) -> Response:
    zone = timezone()
    wanted = on_board(request.args, zone)
    box = view_box(request.args, _country_box())
    zoom = number(request.args, "zoom", START_ZOOM)
    return _kept(desk, ("map", wanted, box, zoom), lambda: map_json(maps.view(desk, wanted, box, zoom, zone)))


@room.get("/board/timeline.json")
@reading
def timeline_data(desk: Desk) -> Response:
    now = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    first, last = window(request.args, (now - BACK, now + AHEAD))
    wanted: Filter = parse(request.args)
    return _kept(
        desk,
        ("timeline", wanted, first, last, str(get_locale())),
        lambda: timeline_json(desk, wanted, timelines.view(desk, wanted, first, last)),
    )


def _kept(desk: Desk, question: tuple[Any, ...], make: Any) -> Response:
    return kept((desk.person, version(desk), *question), make)


def _country_box() -> tuple[float, float, float, float]:
    here = host_country()
    return (here.west, here.south, here.east, here.north) if here else WORLD
