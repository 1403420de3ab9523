"""Who works with whom on what: organisation x institution (or region) x theme, showing overlap and gaps alike.

Only what the viewer may read is counted; an empty cell says that nothing is known to this viewer, and no more."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from csap import clock
from csap.desk import Desk
from csap.model.activities import ActivityStatus, Engagement
from csap.model.contacts import Contact
from csap.model.people import Organisation
from csap.model.places import Institution, Region, Theme
from csap.model.posts import TLP, Kind, Marking, Post, PostTheme

DAYS = (30, 90, 180, 365)
MET = aliased(Post)
"""The contact's own post, which has a marking of its own."""


@dataclass(frozen=True)
class Wanted:
    """Rows by `institution` or `region`; activities that begin within so many `days` before and after now, for one
    theme or for all."""

    by: str = "institution"
    theme: str = ""
    days: int = 90


@dataclass
class Cell:
    """How many activities, and how many on each theme (an activity may have several)."""

    amount: int = 0
    themes: dict[str, int] = field(default_factory=dict)


@dataclass
class Row:
    """One institution or region. `shared` are the themes that two organisations or more work on here."""

    number: int
    name: str
    depth: int = 0
    cells: dict[int, Cell] = field(default_factory=dict)

    @property
    def shared(self) -> list[str]:
        counts: dict[str, int] = {}
        for cell in self.cells.values():
            for theme in cell.themes:
                counts[theme] = counts.get(theme, 0) + 1
        return [theme for theme, organisations in counts.items() if organisations > 1]


@dataclass(frozen=True)
class Coverage:
    """`columns` are the organisations that do something here; `gaps` are themes that nobody works on."""

    rows: list[Row]
    columns: list[Organisation]
    gaps: list[Theme]


def coverage(desk: Desk, wanted: Wanted, red: bool = True) -> Coverage:
    """What the viewer may read of it; without `red` nothing that is TLP:RED is counted."""
    by, conditions = wanted.by, _conditions(wanted, red)
    rows = _regions(desk) if by == "region" else _institutions(desk)
    place = col(Post.region_id) if by == "region" else col(Contact.institution_id)
    known = {row.number: row for row in rows}
    for number, organisation_id, amount in desk.execute(_counted(place, by).where(*conditions)):
        if number in known:
            known[number].cells.setdefault(organisation_id, Cell()).amount = amount
    worked = set()
    for number, organisation_id, code, amount in desk.execute(_by_theme(place, by).where(*conditions)):
        worked.add(code)
        if number in known:
            known[number].cells.setdefault(organisation_id, Cell()).themes[code] = amount
    return Coverage(rows, _columns(desk, rows), _gaps(desk, worked, wanted.theme))


def markings(desk: Desk, wanted: Wanted) -> list[tuple[TLP, Marking]]:
    """The markings of what is counted without what is TLP:RED, the contacts' own among them."""
    asked = [_joined(select(Post.tlp, Post.marking), wanted.by)]
    if wanted.by == "institution":
        theirs = _joined(select(MET.tlp, MET.marking), wanted.by)
        asked.append(theirs.join(MET, col(MET.id) == Engagement.contact_id))
    conditions = _conditions(wanted, red=False)
    return [(tlp, mark) for each in asked for tlp, mark in desk.execute(each.where(*conditions).distinct())]


def _conditions(wanted: Wanted, red: bool) -> list[Any]:
    found = _period(wanted.days)
    if wanted.theme:
        found.append(col(Post.id).in_(select(PostTheme.post_id).where(PostTheme.theme_code == wanted.theme)))
    if not red:
        found.append(col(Post.tlp) != TLP.RED)
    if not red and wanted.by == "institution":
        found.append(col(Contact.post_id).in_(select(MET.id).where(MET.tlp != TLP.RED)))
    return found


def _institutions(desk: Desk) -> list[Row]:
    """The institutions as a tree, each under its parent."""
    below: dict[int | None, list[Institution]] = {}
    listed = desk.exec(select(Institution).order_by(Institution.name)).all()
    known = {each.id for each in listed}
    for each in listed:
        below.setdefault(each.parent_id if each.parent_id in known else None, []).append(each)
    return _branch(below, None, 0)


def _branch(below: dict[int | None, list[Institution]], parent: int | None, depth: int) -> list[Row]:
    found = []
    for each in below.pop(parent, []):
        assert each.id is not None
        found += [Row(each.id, each.name, depth), *_branch(below, each.id, depth + 1)]
    return found


def _regions(desk: Desk) -> list[Row]:
    return [Row(each.id or 0, each.name) for each in desk.exec(select(Region).order_by(Region.name))]


def _period(days: int) -> list[Any]:
    now, span = clock.now(), timedelta(days=days)
    return [
        Post.kind == Kind.ACTIVITY,
        col(Post.starts_at) >= now - span,
        col(Post.starts_at) <= now + span,
        Post.status != ActivityStatus.CANCELLED,
        col(Post.withdrawn_at).is_(None),
    ]


def _counted(place: Any, by: str) -> Any:
    amount = func.count(func.distinct(Post.id))
    return _joined(select(place, Post.organisation_id, amount), by).group_by(place, Post.organisation_id)


def _by_theme(place: Any, by: str) -> Any:
    columns = place, Post.organisation_id, PostTheme.theme_code
    themed = select(*columns, func.count(func.distinct(Post.id))).select_from(Post)
    return _joined(themed, by).join(PostTheme, col(PostTheme.post_id) == Post.id).group_by(*columns)


def _joined(statement: Any, by: str) -> Any:
    statement = statement.select_from(Post)
    if by == "region":
        return statement
    engaged = statement.join(Engagement, col(Engagement.post_id) == Post.id)
    return engaged.join(Contact, col(Contact.post_id) == Engagement.contact_id)


def _columns(desk: Desk, rows: list[Row]) -> list[Organisation]:
    busy = {number for row in rows for number in row.cells}
    return [each for each in desk.exec(select(Organisation).order_by(Organisation.short_name)) if each.id in busy]


def _gaps(desk: Desk, worked: set[str], theme: str) -> list[Theme]:
    current = [] if theme else desk.exec(select(Theme).where(Theme.current).order_by(Theme.label)).all()
    return [each for each in current if each.code not in worked]
