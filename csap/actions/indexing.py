"""Keeping the keys of all contacts as this code makes them, and the counts of how common names are.

A rebuild makes the next generation beside the current one, in short transactions: nobody waits for it, and what is
posted meanwhile is found in both."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Engine, func
from sqlmodel import col, delete, select

from csap import clock
from csap.actions.making import Asked, Maker, Making, made_of, maker
from csap.desk import Desk, open_desk
from csap.model.base import new_id
from csap.model.contacts import Contact
from csap.model.overlaps import IndexState, OverlapEntry, OverlapIndex, OverlapKey, OverlapSound
from csap.model.posts import Post
from csap.model.sealing import ring_of
from csap.model.subject_requests import Restriction
from csap.overlap.candidates import enter, remove, store, subject_of
from csap.overlap.frequencies import Tally
from csap.overlap.generations import begin, current, is_stale
from csap.overlap.listing import Gathered
from csap.rules.viewers import SYSTEM
from csap.store.postings import add

CHUNK = 2000
"""Contacts that are entered in one transaction: about a tenth of a second."""
SPAN = 200_000
"""Contacts whose keys are gathered before they are listed: about a hundred megabytes."""
DROPPED = 20_000
"""Rows of an old generation that are taken away in one transaction."""
GROWN = 1.1
"""Names are counted anew when there are so many times as many contacts as there were."""
Progress = Callable[[int, int], None]


def keep(engine: Engine, *_: object) -> None:
    """What the job does: rebuild where the code makes other keys than those that stand, and count what has grown."""
    with open_desk(engine, SYSTEM) as system:
        stale, grown = is_stale(system), _has_grown(system)
    if stale:
        rebuild(engine)
    elif grown:
        count(engine)


def _has_grown(system: Desk) -> bool:
    found = current(system)
    return found is not None and found.contacts > GROWN * found.counted


@dataclass(frozen=True)
class _Row:
    """A contact as it was read, and at which version."""

    version: int
    organisation_id: int
    contact: Contact


def rebuild(engine: Engine, progress: Progress = lambda done, of: None) -> int:
    """Make a new generation of keys and look things up there; returns the number of contacts in it."""
    with open_desk(engine, SYSTEM, writing=True) as system:
        for left in _in_state(system, IndexState.BUILDING):
            left.state = IndexState.RETIRED
        number = begin(system, IndexState.BUILDING).generation
        of = system.exec(select(func.count()).select_from(Contact)).one()
    tally, done = Tally(), 0
    with maker(of) as making:
        for entered in _enter_all(engine, number, tally, making):
            done += entered
            progress(done, of)
    with open_desk(engine, SYSTEM, writing=True) as system:
        for old in _in_state(system, IndexState.CURRENT):
            old.state = IndexState.RETIRED
        made = _generation(system, number)
        made.state = IndexState.CURRENT
        _weigh(made, tally, done)
    drop_retired(engine)
    return done


def _in_state(system: Desk, state: IndexState) -> Sequence[OverlapIndex]:
    return system.exec(select(OverlapIndex).where(OverlapIndex.state == state)).all()


def _generation(system: Desk, number: int) -> OverlapIndex:
    return system.exec(select(OverlapIndex).where(OverlapIndex.generation == number)).one()


@dataclass
class _Span:
    """Contacts after `after` whose entries are stored and whose keys are gathered, but not yet listed: at which version
    each was read. Until they are listed, nobody else writes to them in this generation."""

    after: int
    last: int
    versions: dict[int, int] = field(default_factory=dict)
    gathered: Gathered = field(default_factory=Gathered)


def _enter_all(engine: Engine, number: int, tally: Tally, making: Maker) -> Iterator[int]:
    """Enter all contacts by id, and say how many at a time; while some are entered, the keys of the next are made."""
    span, ahead = _Span(-1, -1), _begun(engine, number, -1, making)
    while ahead.rows:
        now, last = ahead, max(ahead.rows)
        ahead = _begun(engine, number, last, making)
        yield _store_these(engine, number, now, span, tally)
        span.last = last
        if len(span.versions) >= SPAN or not ahead.rows:
            _list_these(engine, number, span)
            span = _Span(last, last)
    if late := _enter_last(engine, number, span.after):
        yield late


class _Ahead(NamedTuple):
    """Contacts as they were read, and their keys, which may still be in the making."""

    rows: Mapping[int, _Row]
    made: Making


def _begun(engine: Engine, number: int, after: int, making: Maker) -> _Ahead:
    with open_desk(engine, SYSTEM) as system:
        rows = _rows(system, Post.id > after)
    return _Ahead(rows, making(_asked(engine, number, rows.values())))


def _asked(source: Engine | Desk, number: int, rows: Iterable[_Row]) -> list[Asked]:
    marks = ring_of(source).marks
    return [(number, row.contact.post_id, row.organisation_id, subject_of(row.contact, marks)) for row in rows]


def _store_these(engine: Engine, number: int, ahead: _Ahead, span: _Span, tally: Tally) -> int:
    """Store contacts whose keys are made, and gather the keys."""
    entries, counted = ahead.made()
    with open_desk(engine, SYSTEM, writing=True) as system:
        store(system, _generation(system, number), entries)
    for each in entries:
        span.gathered.add(each.post_id, each.keys)
    span.versions |= {key: row.version for key, row in ahead.rows.items()}
    tally.include(counted)
    return len(entries)


def _list_these(engine: Engine, number: int, span: _Span) -> None:
    """Put the contacts of a span under their keys, in many short transactions; in the last one those that somebody
    changed, withdrew or posted in between are put right, and from then on whoever changes one writes it here too."""
    for lists in span.gathered.lists():
        with open_desk(engine, SYSTEM, writing=True) as system:
            add(system.connection(), number, lists)
    with open_desk(engine, SYSTEM, writing=True) as system:
        generation = _generation(system, number)
        there = select(Post.id, Post.version).join(Contact).where(col(Post.withdrawn_at).is_(None))
        now = dict(system.exec(there.where(Post.id > span.after, Post.id <= span.last)).all())
        changed = {key for key, _ in now.items() ^ span.versions.items()}
        for key in changed & span.versions.keys():
            remove(system, generation, key)
        _enter_anew(system, number, changed & now.keys())
        generation.position = span.last


def _enter_last(engine: Engine, number: int, after: int) -> int:
    """Nothing was left to enter: from now on every contact is written to this generation too."""
    with open_desk(engine, SYSTEM, writing=True) as system:
        late = set(system.exec(select(Post.id).join(Contact).where(Post.id > after, col(Post.withdrawn_at).is_(None))))
        _enter_anew(system, number, late)
        _generation(system, number).position = EVERY
    return len(late)


def _enter_anew(system: Desk, number: int, ids: Iterable[int]) -> None:
    listed = sorted(ids)
    for at in range(0, len(listed), CHUNK):
        rows = _rows(system, col(Post.id).in_(listed[at : at + CHUNK]))
        entries, _ = made_of(_asked(system, number, rows.values()))
        enter(system, _generation(system, number), entries)


EVERY = 2**62
"""Above the id of any post."""


def _rows(system: Desk, which: object) -> dict[int, _Row]:
    wanted = select(Post.id, Post.version, Post.organisation_id, Contact).join(Contact).where(which)  # type: ignore[arg-type]
    hidden = select(Restriction.post_id)
    kept = (
        wanted.where(col(Post.withdrawn_at).is_(None), col(Post.id).not_in(hidden)).order_by(col(Post.id)).limit(CHUNK)
    )
    return {row[0]: _Row(*row[1:]) for row in system.exec(kept)}


_TABLES: tuple[tuple[type[OverlapKey | OverlapEntry | OverlapSound], int], ...] = (
    (OverlapKey, OverlapKey.key),
    (OverlapSound, OverlapSound.post_id),
    (OverlapEntry, OverlapEntry.post_id),
)


def drop_retired(engine: Engine) -> None:
    """Take away the generations that nobody looks things up in any more, a few rows at a time."""
    with open_desk(engine, SYSTEM) as system:
        retired = [each.generation for each in _in_state(system, IndexState.RETIRED)]
    for number in retired:
        for table, column in _TABLES:
            while _dropped(engine, number, table, column):
                pass
        with open_desk(engine, SYSTEM, writing=True) as system:
            system.delete(_generation(system, number))


def _dropped(engine: Engine, number: int, table: type[OverlapKey | OverlapEntry | OverlapSound], column: int) -> bool:
    with open_desk(engine, SYSTEM, writing=True) as system:
        mine = col(table.generation) == number
        bound = system.exec(select(column).where(mine).order_by(col(column)).offset(DROPPED).limit(1)).first()
        system.execute(delete(table).where(mine) if bound is None else delete(table).where(mine, col(column) < bound))
        return bound is not None


def count(engine: Engine) -> None:
    """Count anew how often the parts of names occur."""
    tally, after, done = Tally(), -1, 0
    with open_desk(engine, SYSTEM) as system:
        found = current(system)
        number = found.generation if found else 0
    while True:
        with open_desk(engine, SYSTEM) as system:
            mine = OverlapEntry.generation == number, OverlapEntry.post_id > after
            page = select(OverlapEntry.post_id, OverlapEntry.subject).where(*mine).order_by(col(OverlapEntry.post_id))
            rows = system.exec(page.limit(CHUNK * 5)).all()
        if not rows:
            break
        tally.add(packed for _, packed in rows)
        after, done = rows[-1][0], done + len(rows)
    with open_desk(engine, SYSTEM, writing=True) as system:
        kept = current(system)
        if kept is not None and kept.generation == number:
            _weigh(kept, tally, done)


def _weigh(generation: OverlapIndex, tally: Tally, contacts: int) -> None:
    generation.rarity, generation.counted = tally.packed(), contacts
    generation.stamp, generation.changed_at = new_id(), clock.now()
