"""The signals that only institutions have: acronyms, numbers, places, and words that many institutions share."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from csap.overlap.alignment import Batch, Floats, Side
from csap.overlap.ideas import FIRST_COUNTRY, FIRST_IDEA
from csap.overlap.tokens import Name


def _per_pair(batch: Batch, value: Callable[[Name, Name], float]) -> Floats:
    pairs = zip(batch.at_left.tolist(), batch.at_right.tolist(), strict=True)
    return np.array([value(batch.names[i], batch.names[j]) for i, j in pairs], dtype=np.float32)


def acronym(batch: Batch) -> Floats:
    """How well an acronym of one fits the other: 1 its initials, 0.9 its own acronym.

    0.6 its initials with gaps; 0 no.
    """
    return _per_pair(batch, lambda one, other: max(_fits(one, other), _fits(other, one)))


def _fits(short: Name, long: Name) -> float:
    if not short.acronyms:
        return 0.0
    if short.acronyms & set(long.initials) and max(map(len, long.initials)) > 1:
        return 1.0
    if short.acronyms & long.acronyms:
        return 0.9
    return max((_with_gaps(a, long) for a in short.acronyms), default=0.0)


def _with_gaps(letters: str, long: Name) -> float:
    """The letters run through the words, each word giving its first letters in turn (SADEF, CUBATUR)."""
    words = [t.word for t in long.tokens]
    if len(words) < 2 or len(letters) < 3 or letters[0] not in long.initials[0]:
        return 0.0
    matched = _consumed(letters, words)
    return 0.7 * matched if matched >= 0.6 else 0.0


def _consumed(letters: str, words: list[str]) -> float:
    used = place = 0
    for word in words:
        taken = 0
        while place + taken < len(letters) and taken < len(word) and word[taken] == letters[place + taken]:
            taken += 1
        place += taken
        used += taken > 0
    return used / len(words) if place == len(letters) else 0.0


def acronym_run(batch: Batch) -> Floats:
    """Share of an acronym's letters that come in order among the initials of the other.

    Times how many of these it uses.
    """
    return _per_pair(batch, lambda one, other: max(_run(one, other), _run(other, one)))


def _run(short: Name, long: Name) -> float:
    if not short.acronyms or len(long.initials[0]) < 2:
        return 0.0
    return max(_in_order(a, i) for a in short.acronyms for i in long.initials)


def _in_order(letters: str, initials: str) -> float:
    common = LCSseq.similarity(letters, initials)
    return (common / len(letters)) * min(1.0, common / len(initials)) if common > 1 else 0.0


def acronyms_differ(batch: Batch) -> Floats:
    """1 where both show acronyms and none is the same."""
    return _per_pair(
        batch, lambda one, other: float(bool(one.acronyms and other.acronyms and not one.acronyms & other.acronyms))
    )


def alias(batch: Batch) -> Floats:
    """1 where both are confirmed aliases of one institution, -1 where of two different ones."""
    return _per_pair(batch, lambda one, other: _agree(one.known_as, other.known_as))


def _agree(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return 1.0 if one == other else -1.0


def bare_acronym(batch: Batch) -> Floats:
    """1 where one of them is nothing but an acronym, 2 where both are."""
    return _per_pair(batch, lambda one, other: float(_bare(one)) + _bare(other))


def _bare(name: Name) -> bool:
    return len(name.tokens) == 1 and name.tokens[0].word in name.acronyms


def numbers_differ(batch: Batch) -> Floats:
    """1 where both have numbers and they differ, 0.5 where only one has."""
    return _per_pair(batch, lambda one, other: _apart(_numbers(one), _numbers(other)))


def _numbers(name: Name) -> set[str]:
    return {t.word for t in name.tokens if any(c.isdigit() for c in t.word)}


def _apart(ours: set[str] | set[int], theirs: set[str] | set[int]) -> float:
    if ours == theirs:
        return 0.0
    return 1.0 if ours and theirs else 0.5


def places_differ(batch: Batch) -> Floats:
    """1 where both name countries and they differ, 0.5 where only one does."""
    return _per_pair(batch, lambda one, other: _apart(_countries(one), _countries(other)))


def _countries(name: Name) -> set[int]:
    return {f for t in name.tokens for f in t.families if f >= FIRST_COUNTRY}


def _particular(batch: Batch, side: Side) -> Floats:
    return (side.weight * (1 - side.alike) * ~_general(batch)[side.words]).sum(1)


def particular_left_over_both(batch: Batch) -> Floats:
    """What has no answer beside words that many institutions share, on the side that has less of it."""
    return np.minimum(_particular(batch, batch.left), _particular(batch, batch.right))


def particular_left_over_most(batch: Batch) -> Floats:
    """What has no answer beside words that many institutions share, on the side that has more of it."""
    return np.maximum(_particular(batch, batch.left), _particular(batch, batch.right))


def particular_agreed(batch: Batch) -> Floats:
    """Rarity of what agrees beside words that many institutions share."""
    return np.minimum(*(_particular_agreed(batch, side) for side in (batch.left, batch.right)))


def _particular_agreed(batch: Batch, side: Side) -> Floats:
    return (side.weight * side.alike**4 * ~_general(batch)[side.words]).sum(1)


def ideas_agreed(batch: Batch) -> Floats:
    """Number of words that mean the same though they are not written the same."""
    close = ((s.alike > 0.949) & (s.alike < 0.951) for s in (batch.left, batch.right))
    return np.minimum(*(c.sum(1) for c in close)).astype(np.float32)


def _general(batch: Batch) -> NDArray[np.bool_]:
    """Of each word of the batch, and of none: whether many institutions share it."""
    return np.array([*(any(FIRST_IDEA <= f < FIRST_COUNTRY for f in t.families) for t in batch.words.tokens), True])
