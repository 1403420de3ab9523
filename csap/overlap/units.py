"""Institutions that are not the same but belong together: a unit and its parent, two units of one parent. Pure."""

import numpy as np
from numpy.typing import NDArray

from csap.overlap.aliases import alias_of
from csap.overlap.context import Step
from csap.overlap.ideas import FIRST_COUNTRY
from csap.overlap.institutions import institution
from csap.overlap.matches import Reason
from csap.overlap.scoring import Scores
from csap.overlap.signals import AT
from csap.overlap.subjects import Subject
from csap.wording import N_

RELATED = 0.9
"""How certain a stated parent makes it that two institutions belong together."""


def related(left: Subject, right: Subject) -> Reason | None:
    """Why one is a unit of the other, or both of one parent, by what the records state; None where they don't."""
    ours, theirs = _names(left), _names(right)
    if ours & theirs:
        return None
    if _parents(left) & theirs or _parents(right) & ours:
        return Reason("unit", N_("one is a unit of the other"))
    if _parents(left) & _parents(right):
        return Reason("siblings", N_("both are units of one institution"))
    return None


def _names(subject: Subject) -> set[str]:
    return {alias_of(institution(n).known_as or n) for n in subject.names if n.strip()}


def _parents(subject: Subject) -> set[str]:
    stated = (subject.parent, subject.institution)
    return {alias_of(institution(p).known_as or p) for p in stated if p.strip()}


def numbers(left: Subject, right: Subject) -> list[Step]:
    """Different numbers in the names: Brigade 5 is not Brigade 7."""
    ours, theirs = _numbers(left), _numbers(right)
    if not ours or not theirs or ours & theirs:
        return []
    params = {"left": ", ".join(sorted(ours)), "right": ", ".join(sorted(theirs))}
    return [Step(-4.0, Reason("numbers", N_("different numbers: %(left)s, %(right)s"), params, favours=False))]


def _numbers(subject: Subject) -> set[str]:
    return {t.word for n in subject.names for t in institution(n).tokens if any(c.isdigit() for c in t.word)}


_AT = AT["institution"]


def complete(scores: Scores | None, row: int) -> list[Step]:
    """Every word of both names answers one of the other: within one country that is one office. An acronym alone, which
    two offices may share, says less."""
    if scores is None:
        return []
    values = scores.values[row]
    whole = values[_AT["cover_low"]] >= 0.85 and not values[_AT["words_alone_most"]]
    if not whole or values[_AT["numbers_differ"]]:
        return []
    if values[_AT["fewest_words"]] >= 2:
        return [Step(2.0, Reason("complete", N_("every word has its counterpart")))]
    return [Step(1.6, Reason("complete", N_("one acronym, letter for letter")))] if values[_AT["acronym"]] else []


_NOTHING = 0.05


def unlike(values: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Of the signals of one pair of names or of many: whether both have words of their own and none in common but what
    many institutions have (the municipalities of two towns), and neither is an acronym of the other."""
    own = (values[..., _AT["particular_words_alone_both"]] > 0) & (values[..., _AT["particular_agreed"]] < _NOTHING)
    short = [values[..., _AT[name]] > 0 for name in ("acronym", "blend", "acronym_translated")]
    return own & ~(short[0] | short[1] | short[2])


def own_words(scores: Scores | None, row: int) -> list[Step]:
    """Names that have only words of many institutions in common (two town halls)."""
    if scores is None or not unlike(scores.values[row]):
        return []
    return [Step(-1.5, Reason("own words", N_("what they have of their own differs"), favours=False))]


def places(left: Subject, right: Subject) -> list[Step]:
    """Different countries in the names: the police of two countries."""
    ours, theirs = _countries(left), _countries(right)
    if not ours or not theirs or ours & theirs:
        return []
    return [Step(-3.0, Reason("countries", N_("of different countries"), favours=False))]


def _countries(subject: Subject) -> set[int]:
    return {f for n in subject.names for t in institution(n).tokens for f in t.families if f >= FIRST_COUNTRY}
