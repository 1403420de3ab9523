"""Which keys the database holds: one current generation, the next one beside it while it is built.

Reads and writes through a system desk. How contacts stand in a generation is `candidates.py`'s."""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from csap import clock
from csap.model.overlaps import IndexState, OverlapIndex

_HERE = Path(__file__).parent
_MAKERS = (
    "cells",
    "ideas",
    "institutions",
    "keys",
    "lexicon",
    "names",
    "packing",
    "parse",
    "skeletons",
    "sounds",
    "tokens",
)
LIGHT = select(OverlapIndex).options(defer(OverlapIndex.rarity))  # type: ignore[arg-type]
"""Generations without their counts, which are read once per process."""


@cache
def algorithm() -> str:
    """Names the keys that this code makes: another text after any change of code or terms that they rest on."""
    digest = blake2b(digest_size=10)
    for file in [*(_HERE / f"{name}.py" for name in _MAKERS), *sorted((_HERE / "terms").glob("*.txt"))]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def current(system: Session) -> OverlapIndex | None:
    """The generation to look things up in; None before the first contact."""
    return system.exec(LIGHT.where(OverlapIndex.state == IndexState.CURRENT)).first()


class Standing(NamedTuple):
    """What looking up needs to know of the current generation."""

    generation: int
    contacts: int
    stamp: int


_STANDING = select(OverlapIndex.generation, OverlapIndex.contacts, OverlapIndex.stamp).where(
    OverlapIndex.state == IndexState.CURRENT
)


def standing(system: Session) -> Standing | None:
    """The same as `current` for those who only look things up: no record is made for the desk to keep."""
    found = system.connection().execute(_STANDING).first()
    return Standing(*found) if found else None


def written(system: Session, post_id: int, first: bool = True) -> list[OverlapIndex]:
    """The generations in which a contact is to stand now: the current one (begun if there is none and this is the
    `first` contact), and the next as far as it is built."""
    live = col(OverlapIndex.state).in_((IndexState.CURRENT, IndexState.BUILDING))
    found = system.exec(LIGHT.where(live)).all()
    begun = [] if not first or any(each.state == IndexState.CURRENT for each in found) else [IndexState.CURRENT]
    return [
        *(begin(system, state) for state in begun),
        *(each for each in found if each.state == IndexState.CURRENT or post_id <= each.position),
    ]


def ready(system: Session) -> OverlapIndex:
    """The generation to look things up in, begun if there is none."""
    return current(system) or begin(system, IndexState.CURRENT)


def begin(system: Session, state: IndexState) -> OverlapIndex:
    """A new, empty generation."""
    last = max(system.exec(select(OverlapIndex.generation)), default=0)
    made = OverlapIndex(generation=last + 1, algorithm=algorithm(), state=state, changed_at=clock.now())
    system.add(made)
    system.flush()
    return made


def is_stale(system: Session) -> bool:
    """Whether the current keys were made by another algorithm than this code's."""
    found = current(system)
    return found is not None and found.algorithm != algorithm()
