"""The signals of what is left over: how long it is, whether run together it is the same after all, where it stands."""

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from csap.overlap.alignment import Batch
from csap.overlap.sides import BADLY, halves, of_words
from csap.overlap.words import Bools, Floats, Ints, strung

WELL = 0.8
"""Words this much alike answer each other well; the others are the rest."""


def letters_alone_both(batch: Batch) -> Floats:
    """Number of letters of the words without an answer, on the side that has fewer."""
    return np.minimum(*_letters(batch, batch.sides.alike < BADLY))


def letters_alone_most(batch: Batch) -> Floats:
    """Number of letters of the words without an answer, on the side that has more."""
    return np.maximum(*_letters(batch, batch.sides.alike < BADLY))


def letters_agreed(batch: Batch) -> Floats:
    """Number of letters of the words that agree well, on the side that has fewer."""
    return np.minimum(*_letters(batch, batch.sides.alike >= WELL))


def _letters(batch: Batch, chosen: Bools) -> tuple[Floats, Floats]:
    lengths = of_words(batch.words.written_lengths, batch.sides.words)
    return halves((lengths * chosen).sum(1).astype(np.float32))


def rest_alike(batch: Batch) -> Floats:
    """How alike the rests of both names sound, each run together (Pulitamo, Pu Li Ta Mo); -1 where one has none."""
    rest = batch.sides.there & (batch.sides.alike < WELL)
    ours, theirs = halves(rest)
    rows = np.flatnonzero(ours.any(1) & theirs.any(1))
    found = np.full(len(batch.alike), -1, np.float32)
    if len(rows):
        left, right = halves(np.where(rest, batch.sides.words, -1))
        found[rows] = np.asarray(cpdist(_run(batch, left[rows]), _run(batch, right[rows]), scorer=fuzz.ratio)) / 100
    return found


def _run(batch: Batch, words: Ints) -> list[str]:
    found: list[str] = strung(batch.words.sounds, words).tolist()
    return found


def rest_initials_differ(batch: Batch) -> Floats:
    """Number of words of the shorter rest that no word of the other begins like."""
    rest = batch.sides.there & (batch.sides.alike < WELL)
    begins = np.where(rest, of_words(batch.words.begins, batch.sides.words), _NOTHING)
    (ours, theirs), (left, right) = halves(begins), halves(rest.sum(1))
    return (np.minimum(left, right) - _met(ours.T, theirs.T)).astype(np.float32)


_NOTHING = -1


def _met(ours: Ints, theirs: Ints) -> Ints:
    """How many of the values of each column (words, pairs) the other has as well: as often as both have them."""
    earlier = np.tri(len(ours), k=-1, dtype=bool)[:, :, None] & (ours[:, None] == ours[None])
    equal = (ours[:, None] == theirs[None]) & (ours != _NOTHING)[:, None]
    met: Ints = (earlier.sum(1) < equal.sum(1)).sum(0)
    return met


def begins_alike(batch: Batch) -> Floats:
    """Rarity of the words that answer each other from the first one on, in the same order."""
    wide = np.arange(batch.alike.shape[1])
    run = np.logical_and.accumulate(batch.alike[:, wide, wide] >= WELL, axis=1)
    ours, theirs = halves(batch.sides.weight)
    return np.minimum((ours * run).sum(1), (theirs * run).sum(1))


def ends_alike(batch: Batch) -> Floats:
    """Rarity of the words that answer each other from the last one back, in the same order."""
    left, right = (
        n.astype(np.intp)[:, None] - 1 - np.arange(batch.alike.shape[1]) for n in batch.sides.counts("words")
    )
    rows, one, other = np.arange(len(left))[:, None], np.maximum(left, 0), np.maximum(right, 0)
    good = (left >= 0) & (right >= 0) & (batch.alike[rows, one, other] >= WELL)
    run = np.logical_and.accumulate(good, axis=1)
    ours, theirs = halves(batch.sides.weight)
    return np.minimum((ours[rows, one] * run).sum(1), (theirs[rows, other] * run).sum(1))
