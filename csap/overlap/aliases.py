"""Confirmed aliases: which names of institutions people agreed to be one. The shipped list is public bodies.

More is passed in.
"""

import re
from collections.abc import Iterable, Mapping
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


def without_acronym(written: str) -> str:
    """A name without its acronym in brackets behind it."""
    return _OWN_ACRONYM.sub("", written)


_OWN_ACRONYM = re.compile(r"(?<=\w)\s*\([A-ZÀ-Ý][A-ZÀ-Ý0-9.&-]+\)\s*$")


@lru_cache(maxsize=1 << 16)
def forms(written: str) -> tuple[str, ...]:
    """The ways to look a name up, the surest first: as `alias_of` writes it, with and without its acronym in brackets;
    by what its words mean, where it has several."""
    bare = without_acronym(written)
    plain = " ".join(_plainly(bare))
    return tuple(dict.fromkeys(form for form in (alias_of(written), alias_of(bare), plain) if form))


def register(groups: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Each form of the names of institutions -> the full name of the one that it stands for; `groups` has the names by
    full name. A form that two of them have stands for none; a name as it is written goes before what is like it."""
    exact: dict[str, set[str]] = {}
    alike: dict[str, set[str]] = {}
    for full, names in groups.items():
        for name in names:
            surest, *others = forms(name) or ("",)
            exact.setdefault(surest, set()).add(full)
            for form in others:
                alike.setdefault(form, set()).add(full)
    return {form: min(full) for form, full in (alike | exact).items() if form and len(full) == 1}


def confirmed_for(written: str, confirmed: Mapping[str, str]) -> str:
    """The full name that a name stands for in what `register` made; empty where it stands for none."""
    for form in forms(written):
        if form in confirmed:
            return confirmed[form]
    return ""


def institution_of(written: str) -> str:
    """The full name that a shipped alias is confirmed for; empty where it is none."""
    return shipped().get(alias_of(written)) or _shipped_plainly().get(_plainly(written), "")


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
