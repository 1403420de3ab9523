"""Whom a contact could be: the stored contacts that share its rarest keys and sound most like it.

Reads and writes through a system desk. One indexed query finds the keys, one reads what comparing needs; no contact is
loaded and no name parsed again."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist
from sqlmodel import Session, col, delete, select

from csap.model.contacts import Contact
from csap.model.overlaps import OverlapEntry, OverlapIndex
from csap.overlap.generations import written
from csap.overlap.keys import Key, keys, probes
from csap.overlap.packing import heard, pack, taken_apart, unpack
from csap.overlap.subjects import Subject
from csap.store import postings
from csap.store.postings import Posting

FOUND = 200
"""Contacts that are looked at by their keys, and then by their sound."""
MOST = 40
"""Candidates that are compared in full."""
BY_SOUND = 0.3
"""What one hundredth of likeness of the whole name's sound weighs beside the keys, in their natural logarithms."""
_LISTED = 8000
"""Ids read from lists at most, the rarest key's first."""
_ENTRIES_AT_ONCE = 5000


@dataclass(frozen=True)
class Circle:
    """Whose contacts are looked through: all but one organisation's, or with `own` that one's alone."""

    organisation_id: int
    own: bool = False

    def holds(self, column: Any) -> Any:
        return column == self.organisation_id if self.own else column != self.organisation_id


@dataclass(frozen=True)
class Candidate:
    post_id: int
    organisation_id: int
    heard: str
    packed: str

    @property
    def subject(self) -> Subject:
        return unpack(self.packed)


def subject_of(contact: Contact) -> Subject:
    return Subject(
        kind=contact.contact_kind.value,
        names=tuple(contact.names),
        institution=contact.institution,
        parent=contact.parent_institution,
        function=contact.function,
        emails=tuple(contact.emails),
        phones=tuple(contact.phones),
    )


def entry(generation: int, post_id: int, organisation_id: int, subject: Subject) -> OverlapEntry:
    """How a contact stands in a generation."""
    apart = taken_apart(subject)
    values = sorted({key.value for key in keys(apart)})
    return OverlapEntry(
        generation=generation,
        post_id=post_id,
        organisation_id=organisation_id,
        heard=heard(apart),
        subject=pack(apart),
        keys=struct.pack(f"<{len(values)}q", *values),
    )


def index(system: Session, contact: Contact, organisation_id: int) -> None:
    """Store the keys of a contact in place of those it had."""
    for each in written(system, contact.post_id):
        made = entry(each.generation, contact.post_id, organisation_id, subject_of(contact))
        if not _stands(system, made):
            _remove(system, each, contact.post_id)
            system.add(made)
            each.contacts += 1
            _list(system, each.generation, [made])
    system.flush()


def unindex(system: Session, post_id: int) -> None:
    """Take a contact out: nobody is to find it any more."""
    for each in written(system, post_id, first=False):
        _remove(system, each, post_id)
    system.flush()


def _stands(system: Session, made: OverlapEntry) -> bool:
    same = select(OverlapEntry.post_id).where(
        OverlapEntry.generation == made.generation,
        OverlapEntry.post_id == made.post_id,
        OverlapEntry.subject == made.subject,
        OverlapEntry.keys == made.keys,
    )
    return system.exec(same).first() is not None


def _remove(system: Session, generation: OverlapIndex, post_id: int) -> None:
    mine = OverlapEntry.generation == generation.generation, OverlapEntry.post_id == post_id
    carried = system.exec(select(OverlapEntry.keys).where(*mine)).first()
    if carried is not None:
        system.execute(delete(OverlapEntry).where(*mine))  # type: ignore[arg-type]
        postings.remove(system.connection(), generation.generation, values_of(carried), post_id)
        generation.contacts -= 1


def values_of(packed: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(packed) // 8}q", packed))


def _list(system: Session, generation: int, entries: Sequence[OverlapEntry]) -> None:
    """Put new entries under their keys."""
    carriers: dict[int, list[bytes]] = {}
    for each in entries:
        post = each.post_id.to_bytes(postings.WIDTH, "little")
        for value in values_of(each.keys):
            carriers.setdefault(value, []).append(post)
    added = (Posting(value, len(posts), b"".join(posts)) for value, posts in carriers.items())
    postings.add(system.connection(), generation, added)


def enter(system: Session, generation: OverlapIndex, entries: Sequence[OverlapEntry]) -> None:
    """Put many contacts that are not in it yet into a generation."""
    if entries:
        rows = [{name: getattr(each, name) for name in OverlapEntry.model_fields} for each in entries]
        system.connection().execute(OverlapEntry.__table__.insert(), rows)  # type: ignore[attr-defined]
        _list(system, generation.generation, entries)
        generation.contacts += len(entries)


@dataclass(frozen=True)
class Found:
    """What was found for one subject: candidates, the likeliest first, and how many contacts carry each of its keys."""

    candidates: tuple[Candidate, ...]
    carriers: Mapping[int, int]


NOTHING = Found((), {})


def candidates(
    system: Session, generation: OverlapIndex, subjects: Sequence[Subject], circle: Circle, most: int = MOST
) -> list[Found]:
    """For each subject, taken apart, the contacts in a circle to compare it with: two queries for all."""
    probed = [probes(subject) for subject in subjects]
    wanted = sorted({key.value for each in probed for key in each})
    known = {posting.key: posting for posting in postings.find(system.connection(), generation.generation, wanted)}
    ranked = [_ranked(each, known, generation.contacts) for each in probed]
    entries = _entries(system, generation.generation, {p for ids, _ in ranked for p in ids.tolist()}, circle)
    return [
        Found(
            tuple(_likeliest(subject, ids, scores, entries, most)),
            {k.value: known[k.value].carriers for k in probe if k.value in known},
        )
        for subject, probe, (ids, scores) in zip(subjects, probed, ranked, strict=True)
    ]


Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def _ranked(probed: Iterable[Key], known: Mapping[int, Posting], contacts: int) -> tuple[Ints, Floats]:
    """Ids and scores of the contacts that share the most telling keys, the best first."""
    listed = sorted(
        ((known[k.value], k.weight) for k in probed if k.value in known and known[k.value].posts),
        key=lambda found: found[0].carriers,
    )
    lists: list[Ints] = []
    gains: list[float] = []
    total = 0
    for posting, weight in listed:
        total += posting.carriers
        if lists and total > _LISTED:
            break
        lists.append(np.frombuffer(posting.posts, dtype="<i8"))
        gains.append(weight * float(np.log((contacts + 1) / posting.carriers + 1)))
    if not lists:
        return np.empty(0, np.int64), np.empty(0)
    ids, back = np.unique(np.concatenate(lists), return_inverse=True)
    scores = np.bincount(back, weights=np.repeat(gains, [len(each) for each in lists]))
    best = np.argsort(-scores, kind="stable")[:FOUND]
    return ids[best], scores[best]


def _entries(system: Session, generation: int, ids: set[int], circle: Circle) -> dict[int, Candidate]:
    wanted, found = sorted(ids), {}
    columns = OverlapEntry.post_id, OverlapEntry.organisation_id, OverlapEntry.heard, OverlapEntry.subject
    for n in range(0, len(wanted), _ENTRIES_AT_ONCE):
        among = OverlapEntry.generation == generation, col(OverlapEntry.post_id).in_(wanted[n : n + _ENTRIES_AT_ONCE])
        for row in system.exec(select(*columns).where(*among, circle.holds(OverlapEntry.organisation_id))):
            found[row[0]] = Candidate(*row)
    return found


def _likeliest(
    subject: Subject, ids: Ints, scores: Floats, entries: Mapping[int, Candidate], most: int
) -> list[Candidate]:
    """The best by keys and by the sound of the whole names together."""
    there = [(entries[p], score) for p, score in zip(ids.tolist(), scores.tolist(), strict=True) if p in entries]
    if len(there) <= most:
        return [each for each, _ in there]
    lines = [each.heard.split("\n") for each, _ in there]
    alike = cdist(heard(subject).split("\n"), [n for names in lines for n in names], scorer=fuzz.token_sort_ratio)
    starts = np.cumsum([0, *(len(names) for names in lines[:-1])])
    sound = np.maximum.reduceat(alike.max(0), starts)
    order = np.argsort(-(np.array([score for _, score in there]) + BY_SOUND * sound), kind="stable")
    return [there[n][0] for n in order[:most].tolist()]
