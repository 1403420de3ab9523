"""Who is who, to take along: organisations, institutions and people, as their pages list them. No line holds content,
so everybody who sees the pages may."""

from collections.abc import Iterator
from dataclasses import replace

from csap.actions import directory, institutions, organisations
from csap.actions.directory import Wanted
from csap.actions.exported import Voice
from csap.actions.institutions import Branch
from csap.actions.rolls import Asked, Line, Roll
from csap.desk import Desk
from csap.model.people import Mandate
from csap.model.posts import TLP
from csap.rules.acts import Act
from csap.wording import N_


def _organisations(desk: Desk, wanted: Asked, voice: Voice) -> Iterator[Line]:
    for profile in organisations.listed(desk):
        each = profile.organisation
        mandates = [_mandate(mandate) for mandate in profile.current]
        yield Line([each.short_name, each.kind.value, each.name, each.name_fr, mandates, each.active])


def _mandate(mandate: Mandate) -> str:
    return f"{mandate.legal_basis} ({mandate.starts_on} – {mandate.ends_on or ''})"


def _institutions(desk: Desk, wanted: Asked, voice: Voice) -> Iterator[Line]:
    for branch in institutions.tree(desk, wanted.text):
        yield from _branch(branch, "")


def _branch(branch: Branch, parent: str) -> Iterator[Line]:
    name = branch.institution.name
    yield Line([name, branch.institution.aliases, parent])
    for each in branch.below:
        yield from _branch(each, name)


def _people(desk: Desk, wanted: Wanted, voice: Voice) -> Iterator[Line]:
    page = directory.listed(desk, replace(wanted, after=None))
    while page.people:
        for person, organisation in page.people:
            named = [person.name, organisation.short_name, person.function, person.role.value, person.email]
            yield Line([*named, person.active])
        last = page.people[-1][0]
        page = directory.listed(desk, replace(wanted, after=(last.name, last.id or 0)))


ORGANISATIONS = Roll(
    "organisations",
    (
        (N_("Organisation"), "#org+acronym"),
        (N_("Kind"), "#org+type"),
        (N_("Name in English"), "#org+name+i_en"),
        (N_("Name in French"), "#org+name+i_fr"),
        (N_("Mandate in force"), "#org+mandate"),
        (N_("On the platform"), "#status"),
    ),
    _organisations,
    act=Act.DIRECTORY_EXPORT,
    marked=TLP.GREEN,
)
INSTITUTIONS = Roll(
    "institutions",
    (
        (N_("Institution"), "#group+name"),
        (N_("Other names"), "#group+name+alt"),
        (N_("Part of institution"), "#group+parent"),
    ),
    _institutions,
    act=Act.DIRECTORY_EXPORT,
    marked=TLP.GREEN,
)
PEOPLE = Roll(
    "people",
    (
        (N_("Name"), "#contact+name"),
        (N_("Organisation"), "#org+acronym"),
        (N_("Function"), "#contact+function"),
        (N_("Role"), "#contact+role"),
        (N_("E-mail"), "#contact+email"),
        (N_("On the platform"), "#status"),
    ),
    _people,
    Wanted(),
    Act.DIRECTORY_EXPORT,
    TLP.AMBER,
)
