"""What a marking means: who reads at which TLP, and which text must never come in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from csap.model.posts import TLP, Marking, OnMatch
from csap.wording import N_, Words

Readers = tuple[bool, frozenset[int], frozenset[int]]
"""Everyone here; organisations; people."""

_CLASSIFIED = re.compile(
    r"""
    \b(?: tr[eè]s\s+secret | secret | confidentiel | restreint )\s+ue\b
  | \beu\s*[-/ ]?\s*(?: top\s+secret | secret | confidential | restricted )\b
  | \b(?: TS | S | C | R )-(?: UE | EU )\b
  | \b(?:EU|UE)-(?: TS | S | C | R )\b
  | \b(?: R-UE/EU-R | C-UE/EU-C | S-UE/EU-S | TS-UE/EU-TS )\b
  | \bnato\s+(?: restricted | confidential | secret )\b
  | \bcosmic\s+top\s+secret\b
  | \bdiffusion\s+restreinte\b
  | \bsecret\s+d[eé]fense\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\xa0\u202f\u2009_", " "))

REFUSED = N_(
    "“%(found)s” marks classified information, which this platform must never hold. "
    "Remove it, or take this to your accredited system; if it was pasted by accident, tell your security officer."
)


def classified(text: str) -> Words | None:
    """The reason to refuse `text`, if it carries a classification of RESTREINT UE/EU RESTRICTED or above, in English
    or French, in full or abbreviated (Council Decision 2013/488/EU); NATO and French national ones too."""
    found = _CLASSIFIED.search(text.translate(_DASHES))
    return Words(REFUSED, {"found": found.group(0)}) if found else None


def readers(
    tlp: TLP, organisation_id: int, author_id: int, organisations: Iterable[int], people: Iterable[int]
) -> Readers:
    """Who reads a post of that TLP 2.0 label, by values."""
    if tlp in (TLP.GREEN, TLP.CLEAR):
        return True, frozenset(), frozenset()
    if tlp == TLP.RED:
        return False, frozenset(), frozenset(people) | {author_id}
    if tlp == TLP.AMBER_STRICT:
        return False, frozenset({organisation_id}), frozenset()
    return False, frozenset(organisations) | {organisation_id}, frozenset(people)


@dataclass(frozen=True)
class Mark:
    """All that a marking says: label, distribution marking, readers, and what is told of overlaps."""

    tlp: TLP
    marking: Marking
    readers: Readers
    on_match: OnMatch

    @property
    def everyone(self) -> bool:
        return self.readers[0]


def lowered(was: Mark, now: Mark) -> bool:
    """Whether a marking lets more people read, or hear, than before, in any respect; raised is the other way round."""
    return (
        _STRICTEST.index(now.tlp) > _STRICTEST.index(was.tlp)
        or (was.marking != Marking.NONE and now.marking == Marking.NONE)
        or not _within(now.readers, was.readers)
        or _QUIETEST.index(now.on_match) > _QUIETEST.index(was.on_match)
    )


def _within(some: Readers, others: Readers) -> bool:
    return others[0] or (not some[0] and some[1] <= others[1] and some[2] <= others[2])


_STRICTEST = list(TLP)
_QUIETEST = [OnMatch.TELL_NOBODY, OnMatch.TELL_ME_FIRST, OnMatch.TELL_BOTH]
