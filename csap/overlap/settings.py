"""Where and when two engagements lie to each other: distance by precision of the place, gap by days. Pure."""

import math
from dataclasses import dataclass
from datetime import date, datetime

EARTH_KM = 6371.0
RADIUS_KM = {"site": 1.0, "locality": 15.0, "area": 80.0}
"""How far off a point may be, by the precision of the place; a country has no radius."""


@dataclass(frozen=True)
class Place:
    """A point and how precise it is, and the lowest admin code known (P-code)."""

    lat: float | None
    lon: float | None
    precision: str
    region: str


def distance_km(left: Place, right: Place) -> float | None:
    """Great-circle distance in km; None where a point is missing."""
    if left.lat is None or left.lon is None or right.lat is None or right.lon is None:
        return None
    one, other = math.radians(left.lat), math.radians(right.lat)
    across = math.radians(right.lon - left.lon)
    half = math.sin((other - one) / 2) ** 2 + math.cos(one) * math.cos(other) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def near(left: Place, right: Place) -> bool | None:
    """Whether they may be the same place, given their precision; None where that can't be said."""
    if left.precision in RADIUS_KM and right.precision in RADIUS_KM:
        apart = distance_km(left, right)
        if apart is not None:
            return apart <= RADIUS_KM[left.precision] + RADIUS_KM[right.precision]
    return within(left.region, right.region)


def within(left: str, right: str) -> bool | None:
    """Whether one admin area is the other or lies inside it; None where one is not known."""
    if not left or not right:
        return None
    return left.startswith(right) or right.startswith(left)


def day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def gap_days(left: tuple[date | None, date | None], right: tuple[date | None, date | None]) -> int | None:
    """Days between two spans (start, end), 0 where they touch; None where a start is missing."""
    if left[0] is None or right[0] is None:
        return None
    left_end, right_end = left[1] or left[0], right[1] or right[0]
    return max(0, (right[0] - left_end).days, (left[0] - right_end).days)


def common_days(left: tuple[date | None, date | None], right: tuple[date | None, date | None]) -> int:
    """Days that two spans have in common, both ends counted."""
    if left[0] is None or right[0] is None:
        return 0
    first, last = max(left[0], right[0]), min(left[1] or left[0], right[1] or right[0])
    return max(0, (last - first).days + 1)
