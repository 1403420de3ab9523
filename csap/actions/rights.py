"""A new account, and changed rights, are told to those who would notice that they are wrong: the data protection
officers, and a few of the organisation whose posts the account then reads. Whoever makes one to read with is seen."""

from collections.abc import Iterable

from sqlmodel import col, select

from csap.actions.telling import tell, watchers
from csap.desk import Desk
from csap.model.people import Organisation, Person, Role
from csap.rules.viewers import Viewer
from csap.wording import N_, Words

OPENED = N_("An account in %(organisation)s was opened for %(name)s. Ask, if you know nothing of this.")
CHANGED = N_("What %(name)s of %(organisation)s may do was changed. Ask, if you know nothing of this.")
COLLEAGUES = 3
"""So many of an organisation hear of it: those who have been there longest."""


def witnesses(desk: Desk, organisations: Iterable[int], but: int | None = None) -> list[int]:
    """Who is to hear of it, as things are now; neither who does it nor whom it is about."""
    system = desk.as_system()
    actor = desk.viewer.person_id if isinstance(desk.viewer, Viewer) else None
    found = set(watchers(system))
    for organisation_id in organisations:
        there = Person.organisation_id == organisation_id, col(Person.active), Person.role != Role.ADMINISTRATOR
        longest = select(Person.id).where(*there).order_by(col(Person.id)).limit(COLLEAGUES)
        found |= {each for each in system.exec(longest) if each}
    return sorted(found - {actor, but})


def tell_of(desk: Desk, person: Person, message: str, to: Iterable[int]) -> None:
    system = desk.as_system()
    home = system.fetch(Organisation, person.organisation_id)
    words = Words(message, {"name": person.name, "organisation": home.short_name})
    tell(system, home, words, to, "account", f"/people/{person.id}")
