"""The signals of words that answer each other and yet are not the same: are they two names that many bear, how far
apart are they written."""

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from csap.overlap.alignment import Batch
from csap.overlap.sides import BADLY, halves, of_words
from csap.overlap.words import Floats

NEARLY = 0.94
"""Words this much alike sound the same."""


def known_apart(batch: Batch) -> Floats:
    """How many bear the two words that answer each other and sound like two names: Kyong Hak, Kyong Ok."""
    found = batch.answers
    return _most(found.known * (found.there & (found.alike < NEARLY)))


def known_otherwise(batch: Batch) -> Floats:
    """How many bear the two words that answer each other without being the same: two usual spellings of one name, or
    two names."""
    found = batch.answers
    return _most(found.known * (found.there & (found.alike < 1)))


def begins_otherwise(batch: Batch) -> Floats:
    """Rarity of the words whose answers begin with another consonant (Fred, Alfred)."""
    found = batch.answers
    begins = batch.words.begins
    other = found.there & (of_words(begins, found.one) != of_words(begins, found.other))
    return np.maximum(*halves((batch.sides.weight * other).sum(1)))


def lengths_apart(batch: Batch) -> Floats:
    """Number of letters, as heard, by which words and their answers differ in length."""
    found = batch.answers
    lengths = batch.words.lengths
    apart = np.abs(of_words(lengths, found.one) - of_words(lengths, found.other)) * found.there
    return np.maximum(*halves(apart.sum(1).astype(np.float32)))


def letters_changed(batch: Batch) -> Floats:
    """Number of letters to change in words, as they are written, to make their answers of them; in one script only."""
    found = batch.answers
    scripts = batch.words.scripts
    wanted = (
        found.there
        & (found.alike < 1)
        & (found.alike > BADLY)
        & (of_words(scripts, found.one) == of_words(scripts, found.other))
    )
    changed = np.zeros_like(found.alike)
    written = [t.word for t in batch.words.tokens]
    pairs = ([written[n] for n in side[wanted].tolist()] for side in (found.one, found.other))
    changed[wanted] = cpdist(*pairs, scorer=Levenshtein.distance)
    return np.maximum(*halves(changed.sum(1)))


def _most(of_words: Floats) -> Floats:
    return np.maximum(*halves(of_words.max(1)))
