"""Takes an institution's name apart: the words that carry meaning, acronyms, numbers, places, legal forms. Pure."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from csap.overlap.aliases import institution_of
from csap.overlap.ideas import (
    countries,
    country,
    country_number,
    ideas,
    joined,
    legal,
    meaning,
    phrases,
    pieces,
    small,
)
from csap.overlap.sounds import fold
from csap.overlap.tokens import NO_FAMILIES, Name, Token, kept, known_token, token

MOST_TOKENS = 10
LONGEST = 10
"""An acronym has at most so many letters."""
_WORDS = re.compile(r"[^\W_]+(?:['’ʼ`´‘\"̀-ͯ.&][^\W_]+)*", re.UNICODE)
_ASIDE = re.compile(r"\(([^)]*)\)")
_ELISION = re.compile(r"^(?:l|d|dell|all|sull|nell|un|qu)'(?=.{2})", re.IGNORECASE)
_SITE = re.compile(r"(?<!\S)(?:https?://)?www\.([\w-]+)(?:\.\w{2,4})+/?(?!\S)", re.IGNORECASE)
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`´‘ʿʾ", "'"))


@lru_cache(maxsize=1 << 16)
def institution(raw: str) -> Name:
    """Parse an institution's name as people write it in one cell."""
    text = _SITE.sub(r"\1", raw.translate(_APOSTROPHES))
    aside = [a.strip() for a in _ASIDE.findall(text)]
    main = _ASIDE.sub(" ", text)
    main = phrases().sub(" ", main) if phrases().sub(" ", main).strip(" ,.") else main
    written = [_ELISION.sub("", w) for w in _WORDS.findall(main)]
    acronyms = {_letters(w) for a in aside for w in _WORDS.findall(a) if _looks_short(w, True)}
    content = [plain for w in joined(written) if (plain := _plain(w))]
    content, own = _without_own_acronym(content, written)
    kept = [w for w in content if not _carries_nothing(w, content)] or content
    if not kept:
        kept = [_plain(w) for a in aside for w in _WORDS.findall(a)]
    acronyms |= _acronyms(written, len(kept) == 1)
    every = _initials(content)
    bare = _initials(kept)
    apart = _apart(written, own)
    acronyms |= own
    kept = [part for w in kept for part in pieces(w)] + _countries_aside(aside)
    unique = list(dict.fromkeys(kept))[:MOST_TOKENS]
    return Name(
        tokens=tuple(office_token(w) for w in unique),
        places=(0,) * len(unique),
        acronyms=frozenset(a for a in acronyms if a),
        initials=tuple(dict.fromkeys((bare, every, *apart))),
        known_as=_known_as(raw, main, aside, " ".join(content) if own else "") or branch(content, aside),
    )


def _acronyms(written: list[str], single: bool) -> set[str]:
    """Words that look like an acronym; among shouted words only one that is alone beside legal forms."""
    shouted = sum(w.isupper() for w in written) > len(written) / 2
    looked = (w for w in written if fold(_plain(w)) not in small() and fold(_plain(w)) not in countries())
    found = {_letters(w) for w in looked if _looks_short(w, single or not shouted)}
    return found or ({_letters(w) for w in written if _looks_short(w, True)} if len(written) == 1 else set())


def _carries_nothing(word: str, content: list[str]) -> bool:
    """A small word or legal form; not `UN` in capitals among other words."""
    shown = word.isupper() and 1 < len(word) < 4 and not all(w.isupper() for w in content)
    return fold(word) in small() and not (shown and fold(word) not in legal())


def _initials(listed: Sequence[str]) -> str:
    return "".join(fold(w)[0] for w in listed if w)


def _apart(written: list[str], own: set[str]) -> tuple[str, ...]:
    """Initials of all words, those that are joined to one idea as well: SNCF is chemins de fer."""
    words = [plain for w in written if (plain := _plain(w)) and _letters(w) not in own]
    return _initials([w for w in words if fold(w) not in small()] or words), _initials(words)


def _without_own_acronym(content: list[str], written: list[str]) -> tuple[list[str], set[str]]:
    """`World Food Programme WFP`, `SC - Save the Children`: the name says its acronym beside itself."""
    for place in {0, len(content) - 1} if len(content) > 2 else ():
        letters = _letters(content[place])
        rest = content[:place] + content[place + 1 :]
        bare = [w for w in rest if fold(w) not in small()]
        if len(letters) > 1 and any(letters == i and len(i) > 1 for i in (_initials(rest), _initials(bare))):
            return rest, {letters}
    return content, set()


def _countries_aside(aside: Sequence[str]) -> list[str]:
    """`Aero Continente (USA)`: a country in brackets belongs to the name."""
    said = (joined(_WORDS.findall(text)) for text in aside)
    return [words[0] for words in said if len(words) == 1 and fold(words[0]) in countries()]


def _known_as(raw: str, main: str, aside: list[str], bare: str) -> str:
    """The institution that the whole name, or the name without its own acronym, is a shipped alias of; or one of its
    parts, where the others add nothing."""
    whole = institution_of(raw) or (institution_of(bare) if bare else "")
    if whole:
        return _unless_branch(whole)
    ways = [main, *aside], re.split(r"\s[-–|/]\s", raw), re.split(r"[-–|/]", raw)
    return next((full for parts in ways if (full := _known_part(parts, loose=parts is ways[2]))), "")


def branch(content: Sequence[str], aside: Sequence[str] = ()) -> str:
    """`ACF Spain`, `Action Against Hunger (Spain)`: a known institution in a country, as `Action Against Hunger (ES)`;
    empty where the words are no such thing."""
    beside = [(content, word) for word in _countries_aside(aside)]
    within = [(content[:-1], content[-1]), (content[1:], content[0])] if len(content) > 1 else []
    for rest, word in (*beside, *within):
        code, own = countries().get(fold(word)), _trimmed(rest)
        if code and (full := institution_of(" ".join(own))) and not _says_something(own, word):
            return f"{full} ({code})"
    return ""


def _says_something(own: Sequence[str], place: str) -> bool:
    """`Irish Aid` is no branch of `AID`, nor `UA RDC` of `UA`: a single word is an acronym where it is of more than two
    letters, and, if it has a meaning, where it alone is shouted."""
    shouted = own[0].isupper() and not (place.isupper() and len(place) > 3)
    return len(own) == 1 and (len(own[0]) < 3 or (bool(meaning(fold(own[0]))) and not shouted))


def _trimmed(words: Sequence[str]) -> list[str]:
    """Without small words at either end."""
    own = [place for place, word in enumerate(words) if fold(word) not in small()]
    return list(words[own[0] : own[-1] + 1]) if own else []


@cache
def _unless_branch(full: str) -> str:
    """A listed institution that is another one's branch stands for that branch."""
    return branch(joined(_WORDS.findall(full))) or full


def _known_part(parts: list[str], loose: bool) -> str:
    """`FAO - Food and Agriculture Organization` is known; its plan or its branch in a country is another one."""
    known = {full: part for part in parts if (full := institution_of(part))}
    full, part = next(iter(known.items()), ("", ""))
    rest = (each for each in parts if each.strip() and not institution_of(each))
    fine = len(known) == 1 and all(map(_adds_nothing, rest)) and (not loose or len(part.split()) > 1)
    return full if fine else ""


def _adds_nothing(part: str) -> bool:
    """An acronym, no country's."""
    words = _WORDS.findall(part)
    return len(words) == 1 and _looks_short(words[0], alone=True) and fold(words[0]) not in countries()


def _looks_short(word: str, alone: bool) -> bool:
    letters = _letters(word)
    return (
        2 <= len(letters) <= LONGEST and alone and (word[:-1].isupper() or any(c.isupper() for c in word[1:]))
    ) or "." in word


def _letters(word: str) -> str:
    return "".join(c for c in fold(word) if c.isalnum())


def _plain(word: str) -> str:
    plain = _ELISION.sub("", word.lower() if "'" in word and not word.isupper() else word)
    plain = plain.removesuffix("'s").removesuffix("'S")
    return plain[2:] if plain.startswith("ال") and len(plain) > 4 else plain.replace(".", "")


@lru_cache(maxsize=1 << 16)
def office_token(word: str) -> Token:
    """A token whose families are ideas of the term list and countries."""
    return known_office_token(kept(token(word)))


@lru_cache(maxsize=1 << 16)
def known_office_token(line: str) -> Token:
    """The same of a token that was kept."""
    base = known_token(line)
    exact = base.word in countries() and base.word not in ideas()
    found = NO_FAMILIES if exact else meaning(base.word)
    named = "" if found else country(base.word)
    found = frozenset({country_number(named)}) if named else found
    return Token(base.word, base.sounds, base.skeletons, found, base.script, base.mask)
