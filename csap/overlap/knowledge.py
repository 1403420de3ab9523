"""What the platform knows beside the records: confirmed aliases, judgements, switchboards, how common a name is.

Read through a system desk, once per transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz import fuzz
from sqlmodel import Session, col, or_, select

from csap.model.contacts import Contact, ContactKind
from csap.model.overlaps import Judgement
from csap.model.places import Institution
from csap.overlap.aliases import alias_of, confirmed_for, register
from csap.overlap.candidates import Found
from csap.overlap.compare import Known
from csap.overlap.frequencies import rarity_of
from csap.overlap.generations import Standing, standing
from csap.overlap.keys import hashed
from csap.overlap.packing import heard
from csap.overlap.rarity import Rarity
from csap.overlap.subjects import Subject

ALIKE = 75.0
"""Names that sound so alike, in hundredths, may be one name written twice."""


@dataclass(frozen=True)
class Aliases:
    """Confirmed aliases: `full` maps their forms (`aliases.forms`) to a full name; `groups` has all that share it."""

    full: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def widened(self, subject: Subject) -> Subject:
        """The subject under every confirmed name of its own: for looking it up."""
        known = (confirmed_for(name, self.full) for name in subject.names)
        more = dict.fromkeys(name for full in known if full for name in self.groups[full])
        return replace(subject, names=tuple(dict.fromkeys((*subject.names, *more))), parts=()) if more else subject


@dataclass
class Knowledge:
    """What is known in one transaction."""

    generation: Standing | None
    rarity: Rarity
    _aliases: Aliases | None = None

    def aliases(self, system: Session) -> Aliases:
        if self._aliases is None:
            self._aliases = read_aliases(system)
        return self._aliases


def knowledge(system: Session) -> Knowledge:
    """The transaction's knowledge; the first who asks reads it."""
    found: Knowledge | None = system.info.get("overlap")
    if found is None or found.generation is None:
        generation = standing(system)
        found = Knowledge(generation, rarity_of(system, generation))
        system.info["overlap"] = found
    return found


def read_aliases(system: Session) -> Aliases:
    """From the list of institutions, and from institutions that people judged to be the same."""
    listed = ((each, *aliases) for each, aliases in system.exec(select(Institution.name, Institution.aliases)))
    return _of_groups(tuple(listed), tuple(_judged_institutions(system)))


@lru_cache(maxsize=4)
def _of_groups(listed: tuple[tuple[str, ...], ...], judged: tuple[tuple[str, ...], ...]) -> Aliases:
    """The same for the same names: they seldom change."""
    return gathered([*_unambiguous(listed), *judged])


def _unambiguous(groups: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without the names that two listed institutions share, mostly acronyms: they confirm neither."""
    held = Counter(alias for group in groups for alias in {alias_of(name) for name in group})
    return [tuple(name for name in group if held[alias_of(name)] == 1) for group in groups]


def _judged_institutions(system: Session) -> Iterable[tuple[str, ...]]:
    same = select(Judgement.left_id, Judgement.right_id).where(col(Judgement.same))
    pairs = system.exec(same).all()
    ids = {each for pair in pairs for each in pair}
    institutions = Contact.contact_kind == ContactKind.INSTITUTION, col(Contact.post_id).in_(ids)
    names = {row[0]: row[1] for row in system.exec(select(Contact.post_id, Contact.names).where(*institutions))}
    return [(*names[left], *names[right]) for left, right in pairs if left in names and right in names]


def gathered(groups: Iterable[tuple[str, ...]]) -> Aliases:
    """Groups of names of one institution each; groups that share a name are one."""
    full: dict[str, str] = {}
    members: dict[str, tuple[str, ...]] = {}
    for group in groups:
        names = [name for name in group if alias_of(name)]
        met = dict.fromkeys(full[alias_of(name)] for name in names if alias_of(name) in full)
        if names:
            first = next(iter(met), names[0])
            whole = dict.fromkeys([*(n for each in met for n in members.pop(each)), *names])
            members[first] = tuple(whole)
            full |= {alias_of(name): first for name in whole}
    return Aliases(register(members), members)


def judged(system: Session, post_id: int) -> dict[int, bool]:
    """What people said of this contact and others, for ever: the other's id -> the same, or not."""
    said = system.exec(select(Judgement).where(or_(Judgement.left_id == post_id, Judgement.right_id == post_id)))
    return {each.right_id if each.left_id == post_id else each.left_id: each.same for each in said}


def shared(subject: Subject, found: Found, others: Sequence[Subject]) -> dict[str, int]:
    """How many differently named contacts carry each e-mail and phone of a subject, itself among them."""
    carried: dict[str, int] = {}
    for kind, values in (("email", subject.emails), ("phone", subject.phones)):
        for value in values:
            plain = value.strip().casefold() if kind == "email" else value
            carriers = found.carriers.get(hashed(kind, plain), 0)
            holding = [each for each in others if plain in _plain(each, kind)]
            carried[plain] = max(_different([subject, *holding]), carriers - len(found.candidates))
    return carried


def _plain(subject: Subject, kind: str) -> tuple[str, ...]:
    return tuple(e.strip().casefold() for e in subject.emails) if kind == "email" else subject.phones


def _different(subjects: Sequence[Subject]) -> int:
    """How many of these have names that do not sound like those before them."""
    kept: list[str] = []
    for subject in subjects:
        line = heard(subject).replace("\n", " ")
        if not any(fuzz.token_set_ratio(line, other) >= ALIKE for other in kept):
            kept.append(line)
    return len(kept)


def known(knows: Knowledge, system: Session, subject: Subject, found: Found, others: Sequence[Subject]) -> Known:
    """What comparing a subject with these others needs to know."""
    aliases = {} if subject.kind == "person" else knows.aliases(system).full
    return Known(shared=shared(subject, found, others), aliases=aliases)
