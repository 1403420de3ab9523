"""Who engages the institutions that a list names: the short answer of each institution's own page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from csap import clock
from csap.actions.engagements import WINDOW, below, meeting, others, with_parts
from csap.desk import Desk
from csap.folding import fold
from csap.model.contacts import Contact
from csap.model.people import Organisation
from csap.model.places import Institution
from csap.model.posts import Post


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
    whole = {each.id: with_parts(tree, each.id) for each in wanted if each.id}
    by = _organisations_at(desk, {part for parts in whole.values() for part in parts})
    found = [_engaged(desk, each, whole[each.id], by) for each in wanted if each.id]
    return [each for each in found if each.by or each.others]


def _named(desk: Desk, names: Iterable[str]) -> list[Institution]:
    """Two institutions that share an alias are both meant."""
    listed: dict[str, list[Institution]] = {}
    for each in desk.exec(select(Institution).order_by(col(Institution.id))):
        for name in {fold(name) for name in (each.name, *each.aliases)}:
            listed.setdefault(name, []).append(each)
    found = {each.id: each for name in names for each in listed.get(fold(name), [])}
    return list(found.values())


def _around_now(institutions: Collection[int]) -> Any:
    return meeting(institutions, clock.now() - WINDOW, clock.now() + WINDOW)


def _organisations_at(desk: Desk, institutions: Collection[int]) -> dict[int, set[int]]:
    pairs = _around_now(institutions).with_only_columns(
        Contact.institution_id, Post.organisation_id, maintain_column_froms=True
    )
    found: dict[int, set[int]] = {}
    for institution, organisation in desk.execute(pairs.distinct()):
        found.setdefault(institution, set()).add(organisation)
    return found


def _engaged(desk: Desk, institution: Institution, parts: list[int], by: dict[int, set[int]]) -> Engaged:
    numbers = {number for part in parts for number in by.get(part, ())} - {desk.person.organisation_id}
    named = select(Organisation).where(col(Organisation.id).in_(numbers)).order_by(Organisation.short_name)
    return Engaged(institution, list(desk.exec(named)), others(desk, _around_now(parts)))
