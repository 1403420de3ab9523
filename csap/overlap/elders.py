"""Father and son of one name: what people write beside it to tell them apart (`père`, `Jr`, `الابن`). Pure."""

import re
from functools import lru_cache

from csap.overlap.context import Step
from csap.overlap.matches import Reason
from csap.overlap.sounds import fold
from csap.overlap.subjects import Subject
from csap.wording import N_

_WORDS = re.compile(r"[^\W_]+")
_OLDER = frozenset(
    fold(w)
    for w in [
        "père",
        "pere",
        "father",
        "senior",
        "sr",
        "aîné",
        "elder",
        "padre",
        "старший",
        "отец",
        "старши",
        "الأب",
        "والد",
    ]
)
_YOUNGER = frozenset(
    fold(w)
    for w in [
        "fils",
        "son",
        "junior",
        "jr",
        "jnr",
        "cadet",
        "younger",
        "hijo",
        "младший",
        "сын",
        "младши",
        "الابن",
        "نجل",
    ]
)


def generations(left: Subject, right: Subject, elsewhere: bool) -> list[Step]:
    """One is marked as the father or the son, and the other is not marked so; `elsewhere` where they are in two
    institutions as well, so that the mark was not merely left out."""
    if left.kind != "person" or right.kind != "person":
        return []
    ours, theirs = _mark(left), _mark(right)
    if ours == theirs:
        return []
    against = -7.0 if ours and theirs else -6.0 if elsewhere else -2.0
    return [Step(against, Reason("generation", N_("only one is marked as father or son"), favours=False))]


def _mark(subject: Subject) -> str:
    """`older`, `younger` or nothing, by the last word of a name or what stands in brackets: there it is no name."""
    said = [word for name in subject.names for word in _beside(name)]
    return next((mark for mark, words in _MARKS.items() if not words.isdisjoint(said)), "") if said else ""


_MARKS = {"older": _OLDER, "younger": _YOUNGER}


@lru_cache(maxsize=1 << 16)
def _beside(name: str) -> tuple[str, ...]:
    words = _WORDS.findall(name)
    aside = [w for part in re.findall(r"[(\[]([^)\]]*)[)\]]", name) for w in _WORDS.findall(part)]
    return tuple(map(fold, aside + (words[-1:] if len(words) > 2 else [])))
