"""Whom everyone meets: the stop list as detection uses it. To share somebody on it is context, never an alert alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from csap.folding import fold
from csap.model.contacts import Contact, ContactKind
from csap.model.overlaps import StopEntry


@dataclass(frozen=True)
class StopList:
    """`names` are folded; `institutions` are ids of the institution list."""

    names: frozenset[str]
    institutions: frozenset[int]

    def holds(self, contact: Contact) -> bool:
        """An entry stops the contact of that name, and an institution also by its place in the list of institutions."""
        if self.names & {fold(name) for name in contact.names}:
            return True
        listed = contact.institution_id in self.institutions or fold(contact.institution) in self.names
        return contact.contact_kind == ContactKind.INSTITUTION and listed


def stop_list(system: Session) -> StopList:
    entries = system.exec(select(StopEntry)).all()
    institutions = frozenset(each.institution_id for each in entries if each.institution_id)
    return StopList(frozenset(each.folded for each in entries), institutions)


def stopped(system: Session, contacts: Iterable[int]) -> dict[int, Contact]:
    """Those of these contacts that are on the stop list."""
    listed = stop_list(system)
    wanted = list(contacts)
    if not wanted or not (listed.names or listed.institutions):
        return {}
    rows = system.exec(select(Contact).where(col(Contact.post_id).in_(wanted)))
    return {each.post_id: each for each in rows if listed.holds(each)}
