"""Who engages the institutions that a list names: the short answer of each institution's own page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from csap import clock
from csap.actions.engagements import WINDOW, below, countable, meeting, with_parts
from csap.desk import Desk
from csap.folding import fold
from csap.model.contacts import Contact
from csap.model.people import Organisation
from csap.model.places import Institution
from csap.model.posts import Post
from csap.rules import figures

Met = Mapping[int, Mapping[int, int]]
"""Institution -> its activities, each with its organisation."""


@dataclass(frozen=True)
class Engaged:
    """An institution, the other organisations that meet it as far as one may read, and what is told of the rest."""

    institution: Institution
    by: list[Organisation]
    others: int


def engaged(desk: Desk, names: Iterable[str]) -> list[Engaged]:
    """The listed institutions of these names or aliases that other organisations meet, within ninety days before and
    after now, in the order of the names; as much as the institution's own page tells."""
    wanted, tree = _named(desk, names), below(desk)
    whole = {each.id: with_parts(tree, each.id or 0) for each in wanted}
    meeting_any = meeting(
        {part for parts in whole.values() for part in parts}, clock.now() - WINDOW, clock.now() + WINDOW
    )
    mine, every = _met(desk, meeting_any), _met(desk.as_system(), countable(meeting_any))
    organisations = {each.id: each for each in desk.exec(select(Organisation).order_by(Organisation.short_name))}
    found = []
    for each in wanted:
        readable, known = _together(mine, whole[each.id]), _together(every, whole[each.id])
        numbers = set(readable.values()) - {desk.person.organisation_id}
        by = [organisation for number, organisation in organisations.items() if number in numbers]
        found.append(Engaged(each, by, figures.told(len(known.keys() - readable.keys()))))
    return [each for each in found if each.by or each.others]


def _named(desk: Desk, names: Iterable[str]) -> list[Institution]:
    """Two institutions that share an alias are both meant."""
    listed: dict[str, list[Institution]] = {}
    for each in desk.exec(select(Institution).order_by(col(Institution.id))):
        for name in {fold(name) for name in (each.name, *each.aliases)}:
            listed.setdefault(name, []).append(each)
    found = {each.id: each for name in names for each in listed.get(fold(name), [])}
    return list(found.values())


def _met(session: Session, meeting_any: Any) -> Met:
    wanted = Contact.institution_id, Post.id, Post.organisation_id
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = session.execute(meeting_any.with_only_columns(*wanted, maintain_column_froms=True).distinct())
    for institution, post, organisation in rows:
        found[institution][post] = organisation
    return found


def _together(met: Met, parts: Iterable[int]) -> dict[int, int]:
    return {post: organisation for part in parts for post, organisation in met.get(part, {}).items()}
