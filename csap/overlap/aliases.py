"""Confirmed aliases: which names of institutions people agreed to be one. The shipped list is public bodies.

More is passed in.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from csap.overlap.ideas import small
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
def _shipped_plainly() -> Mapping[str, str]:
    """The same for names of several words, without small words and with one spelling for all."""
    found: dict[str, set[str]] = {}
    for _, line in lines("aliases.txt"):
        full, *others = (name.strip() for name in line.split("|"))
        for plain in filter(None, map(_plainly, (full, *others))):
            found.setdefault(plain, set()).add(full)
    return {plain: min(names) for plain, names in found.items() if len(names) == 1}


_WORDS = re.compile(r"\w+(?:['’]\w+)*")
_SPELLINGS = {"organisation": "organization", "centre": "center", "programme": "program", "labour": "labor"} | {
    "defence": "defense"
}
_LEAST = 2


@lru_cache(maxsize=1 << 16)
def _plainly(written: str) -> str:
    words = [word for each in _WORDS.findall(written) if (word := fold(each).replace("'", "")) not in small()]
    return "".join(_SPELLINGS.get(word, word) for word in words) if len(words) >= _LEAST else ""
