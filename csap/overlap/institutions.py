"""Takes an institution's name apart: the words that carry meaning, acronyms, numbers, places, legal forms. Pure."""

import re
from functools import lru_cache

from csap.overlap.aliases import institution_of
from csap.overlap.ideas import country, country_number, ideas, phrases, small
from csap.overlap.sounds import fold
from csap.overlap.tokens import Name, Token, known_token, token

MOST_TOKENS = 10
_WORDS = re.compile(r"[^\W_]+(?:['’ʼ`´‘\"̀-ͯ.&][^\W_]+)*", re.UNICODE)
_ASIDE = re.compile(r"\(([^)]*)\)")
_ELISION = re.compile(r"^(?:l|d|dell|all|sull|nell|un|qu)'(?=.{2})", re.IGNORECASE)
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`´‘ʿʾ", "'"))


@lru_cache(maxsize=1 << 16)
def institution(raw: str) -> Name:
    """Parse an institution's name as people write it in one cell."""
    text = raw.translate(_APOSTROPHES)
    aside = [a.strip() for a in _ASIDE.findall(text)]
    main = _ASIDE.sub(" ", text)
    main = phrases().sub(" ", main) if phrases().sub(" ", main).strip(" ,.") else main
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
        known_as=_known_as(raw, main, aside),
    )


def _known_as(raw: str, main: str, aside: list[str]) -> str:
    """The institution that the whole name, or the name without what is in brackets, is a shipped alias of."""
    tries = (raw, main, *aside, *re.split(r"\s[-–|/]\s", raw))
    return next((full for text in tries if (full := institution_of(text))), "")


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
    found = ideas().get(base.word, frozenset())
    named = "" if found else country(base.word)
    found = frozenset({country_number(named)}) if named else found
    return Token(base.word, base.sounds, base.skeletons, found, base.script, base.mask)
