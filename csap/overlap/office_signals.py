"""The signals that only institutions have: acronyms, numbers, places, and words that many institutions share."""

from collections.abc import Callable

import numpy as np
from rapidfuzz.distance import LCSseq

from csap.overlap.alignment import Batch
from csap.overlap.ideas import FIRST_COUNTRY, FIRST_IDEA, forms, regions, telling, translated_initials, units
from csap.overlap.sides import BADLY, halves, of_words
from csap.overlap.tokens import Name, Token
from csap.overlap.words import Bools, Floats


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
    """Share of the words that give their beginnings, in order, where these make up all the letters; else 0."""
    most = [0] + [-1] * len(letters)
    for word in words:
        before = list(most)
        for start, used in enumerate(before):
            end = start + 1
            while used >= 0 and end <= len(letters) and word.startswith(letters[start:end]):
                most[end] = max(most[end], used + 1)
                end += 1
    return most[-1] / len(words) if most[-1] > 0 else 0.0


def blend(batch: Batch) -> Floats:
    """How well a word without an answer is made of the beginnings of the words of the other (GANARECA: Ganado, Rentas
    de Capital): by how many letters each gives, and how many of the words do."""
    alone = batch.sides.there & (batch.sides.alike < BADLY)
    ours, theirs = halves(alone)
    found = np.zeros(len(batch.alike), np.float32)
    for row in np.flatnonzero(ours.any(1) | theirs.any(1)).tolist():
        left, right = batch.names[batch.at_left[row]], batch.names[batch.at_right[row]]
        found[row] = max(_blended(left, ours[row], right), _blended(right, theirs[row], left))
    return found


def _blended(short: Name, alone: Bools, long: Name) -> float:
    words = [t.word for t in long.tokens]
    if len(words) < 2:
        return 0.0
    return max((_made_of(t.word, words) for t, a in zip(short.tokens, alone.tolist(), strict=False) if a), default=0.0)


_SHORTEST_BLEND = 5


def _made_of(letters: str, words: list[str]) -> float:
    if len(letters) < _SHORTEST_BLEND or not any(word[:2] == letters[:2] for word in words):
        return 0.0
    share = _consumed(letters, words)
    used = round(share * len(words))
    return share * min(1.0, (len(letters) / used - 1) / 2) if used > 1 else 0.0


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
    """1 where both are confirmed aliases of one institution, -1 where of two different ones; 0 where one is the other's
    branch in a country."""
    return _per_pair(batch, lambda one, other: _agree(one.known_as, other.known_as))


def _agree(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    return 0.0 if one.startswith(f"{other} (") or other.startswith(f"{one} (") else -1.0


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
    """1 where both name countries or parts of the world and they differ, 0.5 where only one does."""
    return _per_pair(batch, lambda one, other: _apart(_places(one), _places(other)))


def _places(name: Name) -> set[int]:
    return {f for t in name.tokens for f in t.families if f >= FIRST_COUNTRY or f in regions()}


def _particular(batch: Batch) -> tuple[Floats, Floats]:
    return halves((batch.sides.missing * _telling_apart(batch)).sum(1))


def particular_left_over_both(batch: Batch) -> Floats:
    """What has no answer beside words that many institutions share, on the side that has less of it."""
    return np.minimum(*_particular(batch))


def particular_left_over_most(batch: Batch) -> Floats:
    """What has no answer beside words that many institutions share, on the side that has more of it."""
    return np.maximum(*_particular(batch))


def particular_agreed(batch: Batch) -> Floats:
    """Rarity of what agrees beside words that many institutions share."""
    return np.minimum(*halves((batch.sides.weight * batch.sides.fourth * _telling_apart(batch)).sum(1)))


def ideas_agreed(batch: Batch) -> Floats:
    """Number of words that mean the same though they are not written the same."""
    close = (batch.sides.alike > 0.949) & (batch.sides.alike < 0.951)
    return np.minimum(*halves(close.sum(1).astype(np.float32)))


def _telling_apart(batch: Batch) -> Bools:
    """Of each word of all sides: whether it is one that few institutions share, no country."""
    found: Bools = ~of_words(batch.words.marked(_general, none=True), batch.sides.words)
    return found


def _general(token: Token) -> bool:
    return any(f >= FIRST_IDEA for f in token.families)


def _tells(token: Token) -> bool:
    return bool(token.families & telling())


def _says_form(token: Token) -> bool:
    return bool(token.families & forms())


def _alone(batch: Batch, said: Callable[[Token], bool]) -> tuple[Floats, Floats]:
    """Number of words of which something is so that have no answer, per side."""
    alone = of_words(batch.words.marked(said), batch.sides.words) & (batch.sides.alike < BADLY)
    return halves(alone.sum(1).astype(np.float32))


def ideas_apart(batch: Batch) -> Floats:
    """Number of words with a known meaning (front, movement; liberal, social) that have no answer, where both have
    such words; what only says the form of an institution is not counted."""
    return np.minimum(*_alone(batch, _tells))


def particular_words_alone_both(batch: Batch) -> Floats:
    """Number of words that few institutions share and that have no answer, on the side that has fewer."""
    return np.minimum(*_particular_words_alone(batch))


def particular_words_alone_most(batch: Batch) -> Floats:
    """Number of words that few institutions share and that have no answer, on the side that has more."""
    return np.maximum(*_particular_words_alone(batch))


def _particular_words_alone(batch: Batch) -> tuple[Floats, Floats]:
    alone = _telling_apart(batch) & batch.sides.there & (batch.sides.alike < BADLY)
    return halves(alone.sum(1).astype(np.float32))


def units_alone(batch: Batch) -> Floats:
    """Number of words for a part of an institution (branch, brigade, faction) that have no answer, on both sides."""
    return np.add(*_alone(batch, _says_unit))


def _says_unit(token: Token) -> bool:
    return bool(token.families & units())


def initials_equal(batch: Batch) -> Floats:
    """Number of words whose initials are the same in the same order, where all are."""
    return _per_pair(batch, lambda one, other: float(len(one.initials[0])) if _same_initials(one, other) else 0.0)


def _same_initials(one: Name, other: Name) -> bool:
    return bool(one.initials and other.initials) and one.initials[0] == other.initials[0]


def ideas_alone(batch: Batch) -> Floats:
    """Number of words with a known meaning that have no answer, on the side that has more."""
    return np.maximum(*_alone(batch, _tells))


def forms_alone(batch: Batch) -> Floats:
    """Number of words that only say the form (company, group) and have no answer, on the side that has more."""
    return np.maximum(*_alone(batch, _says_form))


def first_particular(batch: Batch) -> Floats:
    """How alike the first words are that are not shared by many institutions; -1 where one has none."""
    particular = _telling_apart(batch) & batch.sides.there
    (ours, theirs), (one, other) = halves(particular.argmax(1)), halves(np.asarray(particular.any(1)))
    rows = np.arange(len(batch.alike))
    return np.where(one & other, batch.alike[rows, ours, theirs], -1).astype(np.float32)


def acronym_translated(batch: Batch) -> Floats:
    """1 where the acronym of one is the initials of what the other is called in another language, in any order."""
    return _per_pair(batch, lambda one, other: max(_translated(one, other), _translated(other, one)))


def _translated(short: Name, long: Name) -> float:
    if not short.acronyms or len(long.tokens) < 3:
        return 0.0
    letters = tuple(t.word[0] if t.script == "latin" else t.sounds[:1].lower() for t in long.tokens)
    said = {"".join(sorted(i)) for i in translated_initials(tuple(t.families for t in long.tokens), letters)}
    return float(any("".join(sorted(each)) in said for each in short.acronyms if len(each) > 2))
