"""What words of institutions mean, whatever the language: ideas of the term list, countries and their peoples.

Words left out.
"""

import re
from functools import cache

from csap.overlap.lexicon import lines
from csap.overlap.sounds import fold

FIRST_IDEA = 10_000
FIRST_COUNTRY = 100_000


@cache
def small() -> frozenset[str]:
    """Words that carry nothing in an institution's name, and legal forms, folded."""
    return frozenset(
        fold(w) for section, line in lines("offices.txt") if section in ("small", "legal") for w in line.split()
    )


@cache
def countries() -> dict[str, str]:
    """Folded country name of one word -> its code."""
    found = {}
    for _, line in lines("countries.txt"):
        code, *named = line.split()
        found.update({fold(n): code for n in named if "_" not in n})
    return found


@cache
def ideas() -> dict[str, frozenset[int]]:
    """Folded word of any language -> numbers of its ideas."""
    found: dict[str, set[int]] = {}
    numbers: dict[str, int] = {}
    for section, line in lines("offices.txt"):
        if section in ("general", "unit"):
            number = numbers.setdefault(line.split()[0], len(numbers))
            for word in line.split():
                folded = fold(word)
                for form in {folded, folded.removeprefix("ال")}:
                    found.setdefault(form, set()).add(FIRST_IDEA + number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def phrases() -> re.Pattern[str]:
    """Legal forms of several words."""
    listed = sorted({line for section, line in lines("offices.txt") if section == "phrases"}, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, listed)) + r")\b", re.IGNORECASE)


_PEOPLE = 5
"""Names of peoples begin like their country's, by at least so many letters (Austral-ian, канад-ская)."""


@cache
def _country_starts() -> dict[str, str]:
    """Beginning of a country's name -> its code, where only one country begins so."""
    found: dict[str, set[str]] = {}
    for name, code in countries().items():
        for length in range(_PEOPLE, min(len(name), 9) + 1):
            found.setdefault(name[:length], set()).add(code)
    return {start: min(codes) for start, codes in found.items() if len(codes) == 1}


def country(word: str) -> str:
    """Code of the country that a word names, or whose people it names; empty where there is none."""
    if word in countries():
        return countries()[word]
    starts = _country_starts()
    for length in range(min(len(word), 9), _PEOPLE - 1, -1):
        if word[:length] in starts and len(word) - length <= 6:
            return starts[word[:length]]
    return ""


def country_number(country: str) -> int:
    return FIRST_COUNTRY + ord(country[0]) * 256 + ord(country[1])
