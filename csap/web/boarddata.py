"""The board's data as its scripts take it: cells and posts of the map, lanes and bars of the timeline, choices."""

import json
from datetime import timedelta
from typing import Any

from flask_babel import ngettext

from csap.actions import board
from csap.actions.filters import Filter
from csap.actions.maps import Cell, MapView, Spot
from csap.actions.timelines import Bar, TimelineView, Week
from csap.desk import Desk
from csap.model.overlaps import Overlap, OverlapKind
from csap.model.people import Organisation
from csap.refs import ref
from csap.web.assets import language
from csap.web.choices import WORDS
from csap.web.post_forms import FORMATS


def dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def map_json(view: MapView) -> bytes:
    return dumped(
        {
            "cells": [_cell(each) for each in view.cells],
            "posts": [_spot(each) for each in view.spots],
            "more": view.more,
            "total": view.total,
        }
    )


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "lat": round(cell.lat, 4),
        "lon": round(cell.lon, 4),
        "n": cell.amount,
        "overlaps": cell.overlaps,
        "kinds": cell.kinds,
        "organisation": cell.organisation,
    }


def _spot(spot: Spot) -> dict[str, Any]:
    return {
        "ref": ref(spot.id),
        "kind": spot.kind,
        "title": spot.title,
        "lat": round(spot.lat, 5),
        "lon": round(spot.lon, 5),
        "organisation": spot.organisation_id,
        "overlap": spot.overlap,
        "url": f"/posts/{ref(spot.id)}",
    }


def timeline_json(desk: Desk, wanted: Filter, view: TimelineView) -> bytes:
    lanes = [
        {"id": each.id, "content": each.short_name, "className": f"org-{each.id}"}
        for each in board.organisations(desk)
        if each.id in view.organisations
    ]
    items = [_bar(each) for each in view.bars] + [_week(each) for each in view.weeks]
    return dumped({"groups": lanes, "items": items, "more": view.more, "total": _total(view)})


def _total(view: TimelineView) -> int:
    return len(view.bars) + sum(each.amount for each in view.weeks)


def _bar(bar: Bar) -> dict[str, Any]:
    return {
        "id": ref(bar.id),
        "group": bar.organisation_id,
        "kind": bar.kind,
        "content": bar.title,
        "start": bar.starts_at.isoformat(),
        "end": bar.ends_at.isoformat(),
        "overlap": bar.overlap,
        "className": f"org-{bar.organisation_id} status-{bar.status}",
        "url": f"/posts/{ref(bar.id)}",
    }


def _week(week: Week) -> dict[str, Any]:
    """A bar for what begins in one week; it opens the board for that week and organisation."""
    sunday = week.monday + timedelta(days=6)
    return {
        "id": f"week-{week.organisation_id}-{week.monday}",
        "group": week.organisation_id,
        "content": ngettext("%(num)s post", "%(num)s posts", week.amount),
        "start": week.monday.isoformat(),
        "end": (sunday + timedelta(days=1)).isoformat(),
        "overlap": False,
        "className": f"org-{week.organisation_id} week",
        "url": f"/?organisation={week.organisation_id}&since={week.monday}&until={sunday}",
    }


def choices(desk: Desk, organisations: list[Organisation]) -> dict[str, list[tuple[Any, str]]]:
    """What the filter offers, as (value, words) in the reader's language."""
    french = language() == "fr"
    return {
        "organisations": [(each.id, each.short_name) for each in organisations],
        "regions": board.regions(desk),
        "themes": [(each.code, each.label_fr if french else each.label) for each in board.themes(desk)],
        "formats": [(value, words) for value, words in FORMATS if value],
    }


def overlap_lines(owners: board.Owners, overlaps: list[Overlap]) -> list[dict[str, Any]]:
    """Open overlaps in a line each: what kind and with whom, never the other side's content."""
    return [
        {
            "url": f"/overlaps/{ref(each.id)}",
            "words": f"{WORDS[OverlapKind][each.kind.value]} · {_between(each, owners)}",
            "when": each.opened_at,
        }
        for each in overlaps
    ]


def _between(overlap: Overlap, owners: board.Owners) -> str:
    sides = (overlap.left_organisation_id, overlap.right_organisation_id)
    return " – ".join(owners[side].short_name for side in sides)
