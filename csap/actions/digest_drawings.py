"""The drawings of a digest: who engaged how often, overlaps over twelve weeks, and where what is coming takes place."""

from collections import defaultdict
from collections.abc import Callable

from sqlmodel import select

from csap.actions.digest_copies import Copy
from csap.desk import Desk
from csap.formats.plots import Bar, Caption, Pair, bars, columns
from csap.formats.snapshot import Spot, snapshot
from csap.model.places import Outline, Region
from csap.rules.digest import Section
from csap.wording import N_, Words

Say = Callable[[Words | str], str]
ENGAGED = N_("Activities that took place, by organisation")
OVERLAPS = N_("Overlaps over twelve weeks")
WHERE = N_("Where the next 14 days take place")
MOST_BARS = 12


def engaged(copy: Copy, say: Say) -> str:
    """Nothing where nobody engaged anybody."""
    given = copy.digest.figures.get("engaged", {})
    rows = [
        Bar(copy.organisations[int(key)].short_name, *pair)
        for key, pair in given.items()
        if int(key) in copy.organisations
    ]
    rows.sort(key=lambda row: (-row.this, -row.last, row.label))
    said = "; ".join(f"{row.label} {row.this} ({row.last})" for row in rows)
    legend = say(N_("this week")), say(N_("last week"))
    return bars(rows[:MOST_BARS], Caption("engaged", say(ENGAGED), said, legend)) if rows else ""


def overlaps(copy: Copy, say: Say) -> str:
    weeks = copy.digest.figures.get("overlaps", [])
    if not any(opened or settled for _, opened, settled in weeks):
        return ""
    said = "; ".join(f"{week} {opened}/{settled}" for week, opened, settled in weeks)
    pairs = [Pair(week.partition("-")[2], opened, settled) for week, opened, settled in weeks]
    return columns(pairs, Caption("overlaps", say(OVERLAPS), said, (say(N_("opened")), say(N_("settled")))))


def where(desk: Desk, copy: Copy, say: Say) -> str:
    """Nothing where nothing that is coming has its place."""
    spots = _spots(copy)
    if not spots:
        return ""
    here = copy.country
    outlines = list(desk.exec(select(Outline)))
    regions = [each.shape for each in desk.exec(select(Region)) if each.shape]
    layers = (
        ("snapshot-neighbour", [each.shape for each in outlines if each.layer == "neighbours"]),
        ("snapshot-country", [each.shape for each in outlines if each.layer == "country"]),
        ("snapshot-region", regions),
    )
    return snapshot((here.south, here.west, here.north, here.east), layers, spots, say(WHERE))


def _spots(copy: Copy) -> list[Spot]:
    """What lies within some 10 km of each other is one spot."""
    at: dict[tuple[float, float], list[str]] = defaultdict(list)
    for each in copy.sections[Section.AHEAD]:
        if each.post and each.post.lat is not None and each.post.lon is not None:
            at[round(each.post.lat, 1), round(each.post.lon, 1)].append(each.title)
    return [Spot(lat, lon, len(titles), "; ".join(titles)) for (lat, lon), titles in at.items()]
