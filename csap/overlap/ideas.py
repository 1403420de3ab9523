"""What words of institutions mean, whatever the language: ideas of the term list, countries and their peoples.

Words left out.
"""

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache

from anyascii import anyascii

from csap.overlap.lexicon import lines
from csap.overlap.sounds import fold, script

FIRST_IDEA = 10_000
FIRST_COUNTRY = 100_000
_IDEAS = ("general", "things")
"""Sections whose lines are ideas."""


@cache
def small() -> frozenset[str]:
    """Words that carry nothing in an institution's name, and legal forms, folded."""
    return legal() | frozenset(
        fold(w) for section, line in lines("offices.txt") if section == "small" for w in line.split()
    )


@cache
def legal() -> frozenset[str]:
    """Legal forms of companies, folded."""
    return frozenset(fold(w) for section, line in lines("offices.txt") if section == "legal" for w in line.split())


@cache
def countries() -> dict[str, str]:
    """Folded country name, written as one word -> its code."""
    found: dict[str, str] = {}
    for code, named in _written_countries():
        for each in named:
            found.setdefault(_as_one(each.split("_")), code)
    return found


def _written_countries() -> list[tuple[str, list[str]]]:
    return [(code, named) for _, line in lines("countries.txt") for code, *named in [line.split()]]


def _as_one(words: Sequence[str]) -> str:
    """Several words as one: folded letters only, without an article in front."""
    return "".join(c for word in words for c in fold(word).removeprefix("ال") if c.isalnum())


MOST_WORDS = 6
"""A country's name has at most so many words."""


@cache
def _several_words() -> frozenset[str]:
    """Countries and ideas of several words, run together."""
    countries_ = (each for _, named in _written_countries() for each in named)
    ideas_ = (word for section, line in lines("offices.txt") if section in _IDEAS for word in line.split())
    return frozenset(_as_one(each.split("_")) for each in (*countries_, *ideas_) if "_" in each)


@cache
def _begin_several() -> frozenset[str]:
    """The words that these begin with."""
    countries_ = (each for _, named in _written_countries() for each in named)
    ideas_ = (word for section, line in lines("offices.txt") if section in _IDEAS for word in line.split())
    return frozenset(_as_one(each.split("_")[:1]) for each in (*countries_, *ideas_) if "_" in each)


@lru_cache(maxsize=1 << 16)
def _begins_several(word: str) -> bool:
    return _as_one([word]) in _begin_several()


def joined(written: Sequence[str]) -> list[str]:
    """The words of a name, a country or an idea of several words (`United Kingdom`, `consolidation de la paix`) run
    together as one."""
    found, place = [], 0
    while place < len(written):
        longest = min(MOST_WORDS, len(written) - place) if _begins_several(written[place]) else 1
        spans = (n for n in range(longest, 1, -1) if _as_one(written[place : place + n]) in _several_words())
        span = next(spans, 1)
        found.append(written[place] if span == 1 else _as_one(written[place : place + span]))
        place += span
    return found


@cache
def ideas() -> dict[str, frozenset[int]]:
    """Folded word of any language -> numbers of its ideas."""
    found: dict[str, set[int]] = {}
    numbers: dict[str, int] = {}
    for section, line in lines("offices.txt"):
        if section in _IDEAS:
            number = numbers.setdefault(line.split()[0], len(numbers))
            for word in line.split():
                folded = _as_one(word.split("_")) if "_" in word else fold(word)
                for form in {folded, folded.removeprefix("ال")}:
                    found.setdefault(form, set()).add(FIRST_IDEA + number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def offices() -> frozenset[str]:
    """Folded words of ideas that name what an office is for, and are hardly ever a person's name."""
    return frozenset(fold(w) for section, line in lines("offices.txt") if section == "general" for w in line.split())


_ENDING = re.compile(
    r"(?:a|ae|ai|al|ale|ali|ales|aux|am|ami|ah|an|ana|ane|ano|ans|ais|aise|aises|as|at|ja|ju|je|e|ed|ei|ey|el|en|ene|ens"
    r"|ent|ente|er|era|ere|eri|ern|ers|es|esh|et|eta|ets|ev|eva|evo|i|ia|iai|ial|ian|ians|ic|ica|ici|ico|icos|icas|ics"
    r"|ie|ien|ienne|iens|iennes|ies|ii|iia|iie|iy|ik|ika|iki|iko|ikh|il|ilor|im|in|ina|ine|inen|ini|ino|io|ione|ioni"
    r"|iju|ija|ije|ique|iques|is|isch|ische|ischen|ischer|ischem|isk|iska|iske|iski|isko|isht|ist|ista|iste|isten|isti"
    r"|istas|istes|isto|ists|istic|istik|itu|iu|iya|iyya|iyah|iyyah|ju|l|le|les|los|lui|ul|ului|lor|n|na|ne|nen|ner|nes"
    r"|ni|no|nu|ny|nyi|nyy|noe|noye|naya|naia|nogo|noho|noi|noy|noj|noyi|nii|nykh|nyh|nih|nim|nom|nata|niot|nata|nyye"
    r"|o|oe|oi|oy|oj|om|on|ona|one|os|osti|ost|ou|ov|ova|ovo|ovi|ovy|ove|ovna|ovnih|r|ra|re|ri|ro|s|sh|sk|ska|skaya"
    r"|skaia|skata|ske|ski|skii|skij|skiy|sko|skog|skogo|skoe|skoi|skoho|skoto|skoy|sky|skyi|skykh|ta|te|to|ti|tet|u|um"
    r"|us|uta|v|vo|y|ya|yi|ykh|yh|ym|yn|yna|ynyn|z|j|te|to|ite|ati|ata|ato|is|eb|is|uri|uli|isa)?"
)


_STEM = 5
_STEM_OF_WORD = 0.6


@cache
def _starts() -> dict[str, frozenset[int]]:
    """Beginning of a word -> the ideas of the words that are nothing but this and an ending."""
    found: dict[str, set[int]] = {}
    for word, numbers in ideas().items():
        for start in _stems_of(word):
            found.setdefault(start, set()).update(numbers)
    return {start: frozenset(numbers) for start, numbers in found.items()}


def _stems_of(word: str) -> list[str]:
    """What may be the stem of an inflected word in Latin letters, the longest first."""
    if "-" in word or script(word) in ("arabic", "hebrew"):
        return []
    plain = "".join(c for c in anyascii(word).lower() if c.isalpha())
    least = max(_STEM, math.ceil(len(plain) * _STEM_OF_WORD))
    return [plain[:n] for n in range(len(plain), least - 1, -1) if _ENDING.fullmatch(plain[n:])]


@lru_cache(maxsize=1 << 16)
def meaning(word: str) -> frozenset[int]:
    """Ideas of a folded word: as the term list has it, or else by its stem, where that leads to one idea alone."""
    exact = ideas().get(word)
    if exact is not None:
        return exact
    if script(word) == "arabic":
        return next((f for start in _ARTICLES if (f := _after(word, start))), frozenset())
    if script(word) == "hebrew":
        return _after(word, "ה") or frozenset()
    found = (f for stem in _stems_of(word) if (f := _starts().get(stem)))
    likely = next(found, frozenset())
    return likely if len(likely) == 1 else frozenset()


_ARTICLES = ("ال", "وال", "لل", "بال", "و", "ل")


def _after(word: str, start: str) -> frozenset[int] | None:
    return ideas().get(word.removeprefix(start)) if word.startswith(start) else None


@cache
def _halves() -> tuple[re.Pattern[str], re.Pattern[str]]:
    first, last = (
        "|".join(
            sorted(
                (fold(w) for s, line in lines("offices.txt") if s == side for w in line.split()), key=len, reverse=True
            )
        )
        for side in ("first", "last")
    )
    return re.compile(f"({first})(.{{4,}})"), re.compile(f"(.{{3,}}?)({last})")


def pieces(word: str) -> tuple[str, ...]:
    """A compound (`Volkspartei`, `Socialdemokraterna`) as the two words it is made of; other words as they are."""
    folded = fold(word)
    if meaning(folded):
        return (word,)
    first, last = _halves()
    begun, ended = first.fullmatch(folded), last.fullmatch(folded)
    if begun and (begun[2] in ideas() or meaning(begun[2])):
        return begun[1], begun[2]
    return (ended[1], ended[2]) if ended else _of_a_country(folded) or (word,)


def _of_a_country(word: str) -> tuple[str, ...]:
    """`Sverigedemokraterna`, `Schwedendemokraten`: a country that is written as one with what is of it."""
    ends = (n for n in range(_PEOPLE, len(word) - _STEM + 1) if word[:n] in countries() and meaning(word[n:]))
    return next(((word[:n], word[n:]) for n in ends), ())


@cache
def forms() -> frozenset[int]:
    """Ideas that only say what form an institution has: company, group, organisation."""
    return _ideas_of("forms")


@cache
def regions() -> frozenset[int]:
    """Ideas that are parts of the world: African, European."""
    return _ideas_of("regions")


@cache
def units() -> frozenset[int]:
    """Ideas that are parts of an institution: branch, brigade, division."""
    return _ideas_of("units")


def _ideas_of(wanted: str) -> frozenset[int]:
    """The ideas of the words in a section."""
    said = [fold(w) for section, line in lines("offices.txt") if section == wanted for w in line.split()]
    return frozenset(number for word in said for number in ideas().get(word, ()))


@cache
def telling() -> frozenset[int]:
    """Ideas that say what an institution is about, not only its form."""
    return frozenset(number for numbers in ideas().values() for number in numbers) - forms()


LANGUAGES = 3
"""A line of [general] begins with the words in English, French and Spanish."""


@cache
def _initials_of_ideas() -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for section, line in lines("offices.txt"):
        if section in _IDEAS:
            words = [fold(w) for w in line.split()[:LANGUAGES]]
            for number in ideas()[words[0]]:
                found.setdefault(number, tuple(w[0] for w in words))
    return found


@cache
def _initials_of_countries() -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for code, named in _written_countries():
        found.setdefault(country_number(code), tuple(fold(each)[0] for each in named[:LANGUAGES]))
    return found


def translated_initials(families: Sequence[frozenset[int]], letters: Sequence[str]) -> set[str]:
    """Initials of an institution's words in English, in French and in Spanish, where the term list knows them."""
    known = _initials_of_ideas() | _initials_of_countries()
    spelt = [
        next((known[f] for f in sorted(each) if f in known), (letter,))
        for each, letter in zip(families, letters, strict=True)
    ]
    return {"".join(s[min(n, len(s) - 1)] for s in spelt) for n in range(LANGUAGES)}


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
    for code, named in _written_countries():
        for name in (fold(each) for each in named if "_" not in each):
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
