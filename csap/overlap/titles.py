"""Splits what is not the name off a person's cell: ranks, honorifics, roles with their office.

Letters after the name.
"""

import re
from functools import cache
from typing import NamedTuple

from csap.overlap.ideas import offices
from csap.overlap.lexicon import families, words
from csap.overlap.sounds import fold

_ELISION = re.compile(r"^[dl]'", re.IGNORECASE)
_DEGREE = re.compile(r"(?:[A-Z]{1,3}|[B-DF-HJ-NP-TV-Z]{4})\.?")
_SHORT = re.compile(
    r"(?<!\w)(?:H\.\s?E\.|S\.\s?E\.\s?M\.|S\.\s?E\.|H\.\s?R\.\s?H\.|H\.\s?H\."
    r"|г-н|г-жа|г-ца|д-р|p\. ?h\. ?d\.|проф\.)(?!\w)",
    re.IGNORECASE,
)
_CONNECTORS = frozenset(
    [
        "of",
        "the",
        "de",
        "la",
        "le",
        "les",
        "du",
        "des",
        "d",
        "l",
        "for",
        "and",
        "et",
        "pour",
        "aux",
        "au",
        "в",
        "по",
        "и",
        "del",
        "و",
        "من",
    ]
)
_STEM = 6
_VOWELS = frozenset("aeiouyаеиоуыэюяієї")


class Split(NamedTuple):
    """The words of a part that are the name, the titles as folded words, the words of the role."""

    name: list[str]
    titles: list[str]
    role: list[str]


def without_abbreviations(text: str) -> tuple[str, list[str]]:
    """A cell without honorifics that are written with dots or hyphens, and these."""
    return _SHORT.sub(" ", text), [fold(m) for m in _SHORT.findall(text)]


def marks(word: str) -> frozenset[str]:
    """What kinds of title a word may be: rank, honorific, role; `weak` where it may be a name as well."""
    return words("titles.txt").get(fold(_ELISION.sub("", word)).replace(".", ""), frozenset())


def letters(found: list[str]) -> bool:
    """Whether a part is nothing but letters after a name (PhD, M.A.)."""
    return bool(found) and all(_DEGREE.fullmatch(w) for w in found)


def split(found: list[str], later: bool, more: bool = False) -> Split:
    """Take a part of a cell apart; `later` for parts after the first, `more` where other parts follow."""
    cut = next((n for n, word in enumerate(found) if word.lower() == "of" and n), None)
    if cut is not None and not any("role" in marks(w) or _office(w) for w in found):
        found = found[:cut]
    first = _leading(found, 1 if later or more else 0)
    if later and any(_is_role(w) for w in found[:first]) and _describes(found, found[first:]):
        return Split([], [], found)
    last = _trailing(found, first, later)
    lead, tail = found[:first], found[last:]
    role = lead if any(_is_role(w) for w in lead) else []
    titles = [fold(w) for w in lead if marks(w) and not _is_role(w)]
    role_after = tail if any(_is_role(w) for w in tail) else []
    titles += [fold(w) for w in tail if not role_after]
    return Split([w.rstrip(".") for w in found[first:last]], titles, role + role_after)


def all_office(found: list[str]) -> bool:
    """Whether words are nothing but an office's (`Deputy Commander, Gendarmerie`)."""
    return any(_office(w) for w in found) and all(_nameless(w) for w in found)


def _is_role(word: str) -> bool:
    return "role" in marks(word)


def spoken(word: str) -> bool:
    """Whether a word can be spoken: it has a vowel."""
    return not _VOWELS.isdisjoint(fold(word))


def _office(word: str) -> bool:
    folded = fold(_ELISION.sub("", word)).removeprefix("ال")
    if folded in families():
        return False
    return folded in offices() or (len(folded) > _STEM and folded[:_STEM] in _stems())


@cache
def _stems() -> frozenset[str]:
    return frozenset(word[:_STEM] for word in offices() if len(word) >= _STEM and not word.isascii())


def _describes(part: list[str], rest: list[str]) -> bool:
    """A role with its office and no name: it has a small word in it, or nothing else that looks like a name."""
    return any(w.lower() in _CONNECTORS for w in part) or all(_nameless(w) for w in rest)


def _nameless(word: str) -> bool:
    return _office(word) or word.lower() in _CONNECTORS or word[0].islower()


def _leading(found: list[str], elsewhere: int) -> int:
    """How many words in front are titles, roles and their office.

    At least one word of a name remains, two after weak ones; `elsewhere` words of it stand in other parts.
    """
    begins = next((n for n, word in enumerate(found[:3]) if marks(word)), None)
    if begins is None or any(not _office(w) and w.lower() not in _CONNECTORS for w in found[:begins]):
        return 0
    end, last = 0, _last_named(found)
    for place, word in enumerate(found):
        here = last - place
        remaining = here + elsewhere
        if _is_title(word, remaining if _is_role(word) else here) or (
            place >= begins and remaining >= 2 and _of_office(found, place)
        ):
            end = place + 1
        elif place >= begins and word.lower() not in _CONNECTORS:
            break
    return end


def _last_named(found: list[str]) -> int:
    """The place of the last word but for `Ould` and the like: in `Cheikh Mohamed Ould` one word follows Cheikh."""
    place = len(found) - 1
    while place > 0 and "filiation" in words("particles.txt").get(fold(found[place]), ()):
        place -= 1
    return place


def _is_title(word: str, remaining: int) -> bool:
    kinds = marks(word)
    return bool(kinds) and remaining >= (2 if "weak" in kinds else 1)


def _of_office(found: list[str], place: int) -> bool:
    """An office's word after a role, a small word or another of them.

    After a rank alone it is a name (Captain Christian ...).
    """
    before = found[place - 1] if place else ""
    led = _is_role(before) or before.lower() in _CONNECTORS or _office(before)
    return led and (_office(found[place]) or _acronym(found, place))


def _acronym(found: list[str], place: int) -> bool:
    """An office's acronym after a small word (Director of the DST ...), or after a role where it can't be spoken: a
    family name in capitals may stand there too.

    Where the name is not in capitals as well.
    """
    word = found[place]
    after = found[place + 1 :]
    before = found[place - 1] if place else ""
    led = before.lower() in _CONNECTORS or (_is_role(before) and not spoken(word))
    return led and word.isupper() and 2 <= len(word) <= 6 and not any(w.isupper() for w in after)


def _trailing(found: list[str], first: int, later: bool) -> int:
    """Where titles or a role behind the name begin."""
    least = first + (0 if later else 2)
    role = next((n for n in range(least, len(found)) if _is_role(found[n]) and "weak" not in marks(found[n])), None)
    if role is not None and (not later or role == first):
        return role
    if (
        later
        and role is not None
        and all(marks(w) or _office(w) or w.lower() in _CONNECTORS for w in found[first:role])
    ):
        return first
    last = len(found)
    while last > max(first, least) and marks(found[last - 1]) and "weak" not in marks(found[last - 1]):
        last -= 1
    return last
