"""The host country's institutions as everyone may know them: a tree of names and aliases that the Delegation keeps."""

from dataclasses import dataclass, field

from sqlmodel import select

from csap.actions.country import fold
from csap.actions.refusals import refuse_classified
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.places import Institution, InstitutionDraft
from csap.rules.acts import Act
from csap.wording import N_, Words


@dataclass
class Branch:
    institution: Institution
    below: list["Branch"] = field(default_factory=list)


def tree(desk: Desk, text: str = "") -> list[Branch]:
    """The institutions by name under their parents; with `text`, those that it fits and what they belong to."""
    everything = {each.id: each for each in desk.exec(select(Institution).order_by(Institution.name))}
    shown = set(everything) if not text else _with_parents(everything, _fitting(everything, text))
    branches = {number: Branch(each) for number, each in everything.items() if number in shown}
    roots: list[Branch] = []
    for branch in branches.values():
        parent = branches.get(branch.institution.parent_id)
        (parent.below if parent else roots).append(branch)
    return roots


def _fitting(everything: dict[int | None, Institution], text: str) -> set[int | None]:
    wanted = fold(text)
    return {number for number, each in everything.items() if any(wanted in fold(name) for name in _names(each))}


def _names(institution: Institution) -> tuple[str, ...]:
    return institution.name, *institution.aliases


def _with_parents(everything: dict[int | None, Institution], numbers: set[int | None]) -> set[int | None]:
    return {above for number in numbers for above in _line(everything, number)}


def _line(everything: dict[int | None, Institution], number: int | None) -> list[int | None]:
    """An institution and all above it."""
    line: list[int | None] = []
    while number is not None and number not in line:
        line.append(number)
        number = everything[number].parent_id
    return line


def choices(desk: Desk, without: int | None = None) -> list[tuple[int, str]]:
    """Ids and names of what can be a parent; nothing that stands below `without`."""
    everything = {each.id: each for each in desk.exec(select(Institution).order_by(Institution.name))}
    above = {number: _line(everything, number) for number in everything if number}
    return [(number, everything[number].name) for number, line in above.items() if without not in line]


def add(desk: Desk, draft: InstitutionDraft) -> Institution:
    _check(desk, draft, None)
    return desk.create(Act.INSTITUTION_KEEP, Institution(**draft.model_dump()))


def change(desk: Desk, institution: Institution, draft: InstitutionDraft) -> None:
    _check(desk, draft, institution.id)
    desk.change(Act.INSTITUTION_KEEP, institution, draft.model_dump())


def _check(desk: Desk, draft: InstitutionDraft, own_id: int | None) -> None:
    desk.decide(Act.INSTITUTION_KEEP, None)
    refuse_classified(draft)
    if draft.parent_id is not None and draft.parent_id not in dict(choices(desk, own_id)):
        raise Invalid({"parent_id": [Words(N_("An institution can't stand below itself: choose another parent."))]})
    names = {fold(name) for name in (draft.name, *draft.aliases)}
    others = [each for each in desk.exec(select(Institution)) if each.id != own_id]
    if any(fold(name) in names for each in others for name in _names(each)):
        raise Invalid({"name": [Words(N_("An institution of this name, or with this alias, is listed already."))]})
