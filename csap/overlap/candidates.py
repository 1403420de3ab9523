"""Whom a contact could be: the stored contacts that share its rarest keys and sound most like it.

Reads and writes through a system desk. One indexed query finds the keys, one reads what comparing needs; no contact is
loaded and no name parsed again."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist
from sqlalchemy import Connection
from sqlmodel import Session, col, delete, insert, select

from csap.model.contacts import Contact
from csap.model.overlaps import OverlapEntry, OverlapIndex, OverlapSound
from csap.model.sealing import Marks, ring_of
from csap.overlap.cells import called
from csap.overlap.generations import Standing, written
from csap.overlap.identifiers import marked
from csap.overlap.keys import probes, stored
from csap.overlap.listing import Gathered
from csap.overlap.packing import heard, pack, taken_apart, unpack
from csap.overlap.ranking import Ranked, ranked
from csap.overlap.subjects import Subject, kind_of
from csap.store import postings


class Depth(NamedTuple):
    """How far candidates are followed: `found` by their keys; `most` compared in full; the whole name's likeness by
    sound, in hundredths, adds `by_sound` each; those below the share `cut` of the best are left out.

    Measured on real names (recall of the right one, mean number compared): 60 persons and .3 give .987 with 15, 40 and
    .4 give .983 with 7; institutions have too many ways to be written for sound or cut to be of use."""

    found: int
    most: int
    by_sound: float
    cut: float


ONE = {"person": Depth(200, 60, 0.3, 0.3), "institution": Depth(200, 100, 0.0, 0.0)}
MANY = {"person": Depth(100, 40, 0.3, 0.4), "institution": Depth(100, 40, 0.0, 0.0)}


@dataclass(frozen=True)
class Circle:
    """Whose contacts are looked through: all but one organisation's, or with `own` that one's alone."""

    organisation_id: int
    own: bool = False

    def has(self, organisation_id: int) -> bool:
        return (organisation_id == self.organisation_id) == self.own


class Candidate:
    """A contact to compare with; its subject is read back when it is asked for."""

    def __init__(self, post_id: int, packed: str) -> None:
        self.post_id, self._packed = post_id, packed

    @cached_property
    def subject(self) -> Subject:
        return unpack(self._packed)


def subject_of(contact: Contact, marks: Marks) -> Subject:
    written = Subject(
        kind=contact.contact_kind.value,
        names=tuple(contact.names),
        institution=contact.institution,
        parent=contact.parent_institution,
        function=contact.function,
        **marked(contact.emails, contact.phones, marks.short),
    )
    return called(written)


class Made(NamedTuple):
    """What OverlapEntry and OverlapSound keep of a contact, not stored yet, as plain values: they are made by the ten
    thousand, in any process."""

    generation: int
    post_id: int
    organisation_id: int
    heard: str
    subject: str
    keys: bytes


def entry(generation: int, post_id: int, organisation_id: int, subject: Subject) -> Made:
    """How a contact stands in a generation."""
    apart = taken_apart(subject)
    values = stored(apart)
    return Made(
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
        made = entry(each.generation, contact.post_id, organisation_id, subject_of(contact, ring_of(system).marks))
        if not _stands(system, made):
            remove(system, each, contact.post_id)
            enter(system, each, [made])
    system.flush()


def unindex(system: Session, post_id: int) -> None:
    """Take a contact out: nobody is to find it any more."""
    for each in written(system, post_id, first=False):
        remove(system, each, post_id)
    system.flush()


def _stands(system: Session, made: Made) -> bool:
    same = select(OverlapEntry.post_id).where(
        OverlapEntry.generation == made.generation,
        OverlapEntry.post_id == made.post_id,
        OverlapEntry.subject == made.subject,
        OverlapEntry.keys == made.keys,
    )
    return system.exec(same).first() is not None


def remove(system: Session, generation: OverlapIndex, post_id: int) -> None:
    """Take a contact out of a generation, if it is in it."""
    number = generation.generation
    mine = OverlapEntry.generation == number, OverlapEntry.post_id == post_id
    carried = system.exec(select(OverlapEntry.keys).where(*mine)).first()
    if carried is not None:
        for table in (OverlapEntry, OverlapSound):
            system.execute(delete(table).where(col(table.generation) == number, col(table.post_id) == post_id))
        postings.remove(system.connection(), number, values_of(carried), post_id)
        generation.contacts -= 1


def values_of(packed: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(packed) // 8}q", packed))


def enter(system: Session, generation: OverlapIndex, entries: Sequence[Made]) -> None:
    """Put contacts that are not in it yet into a generation, and under their keys."""
    store(system, generation, entries)
    gathered = Gathered()
    for each in entries:
        gathered.add(each.post_id, each.keys)
    for lists in gathered.lists():
        postings.add(system.connection(), generation.generation, lists)


def store(system: Session, generation: OverlapIndex, entries: Sequence[Made]) -> None:
    """Put contacts into a generation; nobody finds them until they stand under their keys."""
    if entries:
        rows = [each._asdict() for each in entries]
        for table in (OverlapEntry, OverlapSound):
            columns = table.model_fields
            system.connection().execute(insert(table), [{name: row[name] for name in columns} for row in rows])
        generation.contacts += len(entries)


@dataclass(frozen=True)
class Found:
    """What was found for one subject: candidates, the likeliest first, and how many contacts carry each of its keys."""

    candidates: tuple[Candidate, ...]
    carriers: Mapping[int, int]


NOTHING = Found((), {})


def candidates(
    system: Session,
    generation: Standing,
    subjects: Sequence[Subject],
    circle: Circle,
    depths: Mapping[str, Depth] = ONE,
) -> list[Found]:
    """For each subject, taken apart, the contacts in a circle to compare it with: three or four queries for all. The
    sound of many is read to choose them, but all that comparing needs of the chosen alone."""
    probed = [probes(subject) for subject in subjects]
    depth = [depths[kind_of(subject)] for subject in subjects]
    wanted = sorted({key.value for each in probed for key in each})
    connection, number = system.connection(), generation.generation
    known = {posting.key: posting for posting in postings.find(connection, number, wanted)}
    sharing = [ranked(each, known, generation.contacts, d.found) for each, d in zip(probed, depth, strict=True)]
    sharing, lines = _heard(connection, number, sharing, circle, depth)
    chosen = [_likeliest(subject, each, lines, d) for subject, each, d in zip(subjects, sharing, depth, strict=True)]
    ids = sorted({post_id for each in chosen for post_id in each})
    read = {row[0]: Candidate(*row) for row in postings.subjects(connection, number, ids)} if ids else {}
    return [
        Found(
            tuple(read[post_id] for post_id in each),
            {k.value: known[k.value].carriers for k in probe if k.value in known},
        )
        for probe, each in zip(probed, chosen, strict=True)
    ]


def _heard(
    connection: Connection, generation: int, sharing: Sequence[Ranked], circle: Circle, depth: Sequence[Depth]
) -> tuple[list[Ranked], dict[int, str]]:
    """How the contacts in the circle sound, of those that may be chosen by it; of all where the best of them by keys is
    not in the circle, so that others are measured by somebody less."""

    def read(wanted: Sequence[Ranked]) -> dict[int, str]:
        ids = np.unique(np.concatenate([each.ids for each in wanted])).tolist() if wanted else []
        return dict(postings.heard(connection, generation, ids, circle.organisation_id, circle.own)) if ids else {}

    if circle.own:
        return list(sharing), read(sharing)
    near = [each.from_score(d.cut * each.most - 100 * d.by_sound) for each, d in zip(sharing, depth, strict=True)]
    lines = read(near)
    kept = [few if few is each or few.best in lines else each for few, each in zip(near, sharing, strict=True)]
    again = [each for few, each in zip(near, kept, strict=True) if few is not each]
    return kept, (lines | read(again) if again else lines)


def _likeliest(subject: Subject, sharing: Ranked, lines: Mapping[int, str], depth: Depth) -> list[int]:
    """The best by keys and by the sound of the whole names together, and whoever shares an identifier."""
    ids, scores = sharing.ids.tolist(), sharing.scores
    there = [post_id in lines for post_id in ids]
    if not all(there):
        ids, scores = list(compress(ids, there)), scores[there]
    if not ids:
        return []
    if depth.by_sound:
        scores = scores + depth.by_sound * _sounding(subject, [lines[post_id] for post_id in ids])
    floor = depth.cut * float(scores.max())
    order = (-scores).argsort(kind="stable")
    likely = order[: min(depth.most, np.count_nonzero(scores >= floor))].tolist()
    if sharing.sure:
        likely += [n for n in order[len(likely) :].tolist() if ids[n] in sharing.sure]
    return [ids[n] for n in likely]


def _sounding(subject: Subject, lines: Sequence[str]) -> NDArray[np.float64]:
    """How alike whole names sound, 0 to 100: the best of the names of each."""
    ours, theirs = heard(subject).split("\n"), "\n".join(lines)
    if theirs.count("\n") < len(lines):
        return cdist(ours, lines, scorer=fuzz.ratio).max(0).astype(np.float64)
    alike = cdist(ours, theirs.split("\n"), scorer=fuzz.ratio).max(0)
    starts = np.cumsum([0, *(line.count("\n") + 1 for line in lines[:-1])])
    return np.maximum.reduceat(alike, starts).astype(np.float64)
