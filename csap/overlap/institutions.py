"""Takes an institution's name apart: the words that carry meaning, acronyms, numbers, places, legal forms. Pure."""

import re
from functools import cache, lru_cache

from csap.overlap.lexicon import lines
from csap.overlap.names import Name
from csap.overlap.sounds import fold
from csap.overlap.tokens import Token, known_token, token

MOST_TOKENS = 10
_WORDS = re.compile(r"[^\W_]+(?:['’ʼ`´‘\"̀-ͯ.&][^\W_]+)*", re.UNICODE)
_ASIDE = re.compile(r"\(([^)]*)\)")
_ELISION = re.compile(r"^(?:l|d|dell|all|sull|nell|un|qu)'(?=.{2})", re.IGNORECASE)
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`´‘ʿʾ", "'"))


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
def long_countries() -> tuple[re.Pattern[str], dict[str, str]]:
    """Country names of several words: what finds them, and their codes."""
    found = {}
    for _, line in lines("countries.txt"):
        code, *named = line.split()
        found.update({fold(n.replace("_", " ")): code for n in named if "_" in n})
    ordered = sorted(found, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, ordered)) + r")\b"), found


@lru_cache(maxsize=1 << 16)
def institution(raw: str) -> Name:
    """Parse an institution's name as people write it in one cell."""
    text = raw.translate(_APOSTROPHES)
    aside = [a.strip() for a in _ASIDE.findall(text)]
    main = _ASIDE.sub(" ", text)
    written = [_ELISION.sub("", w) for w in _WORDS.findall(main)]
    acronyms = {_letters(w) for a in aside for w in _WORDS.findall(a) if _looks_short(w, True)}
    shouted = sum(w.isupper() for w in written) > len(written) / 2
    acronyms |= {_letters(w) for w in written if _looks_short(w, len(written) == 1 or not shouted)}
    content = [_plain(w) for w in written]
    kept = [w for w in content if w and fold(w) not in small()] or [w for w in content if w]
    if not kept:
        kept = [_plain(w) for a in aside for w in _WORDS.findall(a)]
    every = "".join(fold(w)[0] for w in content if w)
    bare = "".join(fold(w)[0] for w in kept)
    unique = list(dict.fromkeys(kept))[:MOST_TOKENS]
    return Name(
        tokens=tuple(office_token(w) for w in unique),
        places=(0,) * len(unique),
        acronyms=frozenset(a for a in acronyms if a),
        initials=(bare, every),
    )


def _looks_short(word: str, alone: bool) -> bool:
    letters = _letters(word)
    return (
        2 <= len(letters) <= 8 and alone and (word[:-1].isupper() or any(c.isupper() for c in word[1:]))
    ) or "." in word


def _letters(word: str) -> str:
    return "".join(c for c in fold(word) if c.isalnum())


def _plain(word: str) -> str:
    plain = _ELISION.sub("", word.lower() if "'" in word else word)
    plain = plain.removesuffix("'s").removesuffix("'S")
    return plain[2:] if plain.startswith("ال") and len(plain) > 4 else plain.replace(".", "")


@lru_cache(maxsize=1 << 16)
def office_token(word: str) -> Token:
    """A token whose families are ideas of the term list and countries."""
    base = token(word)
    return known_office_token(base.word, base.sounds, "|".join(base.skeletons), base.script)


@lru_cache(maxsize=1 << 16)
def known_office_token(folded: str, heard: str, skeletons: str, script: str) -> Token:
    """The same of a word whose sounds and skeletons were kept."""
    base = known_token(folded, heard, skeletons, script)
    found = frozenset(ideas().get(base.word, ())) | (
        {_code(countries()[base.word])} if base.word in countries() else frozenset()
    )
    return Token(base.word, base.sounds, base.skeletons, found, base.script, base.mask)


def _code(country: str) -> int:
    return 100_000 + ord(country[0]) * 256 + ord(country[1])


@cache
def ideas() -> dict[str, frozenset[int]]:
    """Folded word of any language -> numbers of its ideas."""
    found: dict[str, set[int]] = {}
    for number, (section, line) in enumerate(lines("offices.txt")):
        if section in ("general", "unit"):
            for word in line.split():
                folded = fold(word)
                for form in {folded, folded[2:] if folded.startswith("ال") else folded}:
                    found.setdefault(form, set()).add(10_000 + number)
    return {word: frozenset(numbers) for word, numbers in found.items()}
