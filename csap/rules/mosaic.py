"""The mosaic: items that everyone may read and that together tell what none of them does.

*Three open items or more that engage one contact whom not everyone may read; or that put one contact in two places or
more, on three days or more, within fourteen days.* Nothing else is looked for: not what texts say, not whom an item
names in words only, not items apart from those at hand, not travels of EU staff. It warns; people decide."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FEWEST = 3
PLACES = 2
SPAN = timedelta(days=14)


class Tells(StrEnum):
    """What items tell together."""

    CONTACT = "contact"
    TRAVEL = "travel"


@dataclass(frozen=True)
class Piece:
    """An open item and one contact that it engages; `hidden` where not everyone may read that contact."""

    contact_id: int
    hidden: bool
    post_id: int
    starts_at: datetime | None = None
    place: str = ""


@dataclass(frozen=True)
class Mosaic:
    """Items that together tell of one contact."""

    tells: Tells
    contact_id: int
    posts: tuple[int, ...]


def mosaics(pieces: Iterable[Piece]) -> list[Mosaic]:
    """For each contact at most one, the hidden contact before the travel."""
    by_contact: defaultdict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_contact[piece.contact_id].append(piece)
    found = (_of(contact_id, its) for contact_id, its in by_contact.items())
    return [each for each in found if each is not None]


def _of(contact_id: int, pieces: list[Piece]) -> Mosaic | None:
    if len(pieces) < FEWEST:
        return None
    if pieces[0].hidden:
        return Mosaic(Tells.CONTACT, contact_id, tuple(each.post_id for each in pieces))
    travel = _travel([each for each in pieces if each.starts_at and each.place])
    return Mosaic(Tells.TRAVEL, contact_id, tuple(each.post_id for each in travel)) if travel else None


def _travel(pieces: list[Piece]) -> list[Piece]:
    """The longest row of them within the span that shows enough days and places."""
    dated = sorted((each.starts_at, each.place, n) for n, each in enumerate(pieces) if each.starts_at)
    best: list[Piece] = []
    for first, (begins, _, _) in enumerate(dated):
        row = [each for each in dated[first:] if each[0] - begins <= SPAN]
        days = {at.date() for at, _, _ in row}
        if len(days) >= FEWEST and len({place for _, place, _ in row}) >= PLACES and len(row) > len(best):
            best = [pieces[n] for _, _, n in row]
    return best
