"""Confirmed aliases: which names of institutions people agreed to be one. The shipped list is public bodies.

More is passed in.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from csap.overlap.ideas import country, country_number, joined, meaning, small
from csap.overlap.lexicon import lines
from csap.overlap.sounds import fold


@lru_cache(maxsize=1 << 16)
def alias_of(written: str) -> str:
    """How an alias is looked up: folded, letters and digits only."""
    return "".join(c for c in fold(written) if c.isalnum())


@cache
def shipped() -> Mapping[str, str]:
    """Alias, as `alias_of` writes it, -> the institution's full name.

    An alias that two institutions use is left out.
    """
    found: dict[str, set[str]] = {}
    for _, line in lines("aliases.txt"):
        full, *others = (name.strip() for name in line.split("|"))
        for name in (full, *others):
            found.setdefault(alias_of(name), set()).add(full)
    return {alias: min(names) for alias, names in found.items() if len(names) == 1}


def institution_of(written: str, confirmed: Mapping[str, str] | None = None) -> str:
    """The full name that an alias is confirmed for; empty where it is not."""
    alias = alias_of(written)
    return (confirmed or {}).get(alias) or shipped().get(alias) or _shipped_plainly().get(_plainly(written), "")


@cache
def _shipped_plainly() -> Mapping[tuple[str, ...], str]:
    """The same for names of several words by what the words mean, in any order, without small words."""
    found: dict[tuple[str, ...], set[str]] = {}
    for _, line in lines("aliases.txt"):
        full, *others = (name.strip() for name in line.split("|"))
        for plain in filter(None, map(_plainly, (full, *others))):
            found.setdefault(plain, set()).add(full)
    return {plain: min(names) for plain, names in found.items() if len(names) == 1}


_WORDS = re.compile(r"\w+(?:['’]\w+)*")
_LEAST, _BY_MEANING = 2, 3
"""How many words a name must have to be known without its small words, and to be known by what its words mean."""


@lru_cache(maxsize=1 << 16)
def _plainly(written: str) -> tuple[str, ...]:
    words = [word for each in joined(_WORDS.findall(written)) if (word := fold(each).replace("'", "")) not in small()]
    if len(words) >= _BY_MEANING:
        return tuple(sorted(map(_meant, words)))
    return tuple(words) if len(words) == _LEAST else ()


@lru_cache(maxsize=1 << 16)
def _meant(word: str) -> str:
    """One way to write a word, whatever its language or ending."""
    numbers = meaning(word) or ({country_number(code)} if (code := country(word)) else ())
    return f"#{min(numbers)}" if numbers else word
