"""Takes a person's name apart: the words of the name itself, ranks and honorifics, a role, which part is the family name."""

import re
from dataclasses import dataclass
from functools import lru_cache

from csap.overlap.lexicon import words
from csap.overlap.sounds import fold, script
from csap.overlap.tokens import Token, token

MOST_TOKENS = 8
_ASIDE = re.compile(r"[(\[«“„\"][^)\]»”\"]*[)\]»”\"]")
_PARTS = re.compile(r"\s*[,;،/|]\s*|\s+[-–—]\s+|\s*:\s+")
_WORDS = re.compile(r"[^\W_]+(?:['’ʼ`´‘׳\"̀-ͯ][^\W_]+)*[.]?", re.UNICODE)
_SERVANT = {"arabic": "عبد", "cyrillic": "абд"}
_JOINED = re.compile(r"^(?:abd[aeou]+[lrsnt]|абд[уе]ль?|абдур)-?(?=[^aeiouаеу].{2})", re.IGNORECASE)
_DEGREE = re.compile(r"(?:[A-Z]{1,3}\.?){1,3}")
_ROMAN = re.compile(r"(ii|iii|iv|vi|vii|viii)")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`´‘ʿʾ", "'"))


@dataclass(frozen=True)
class Name:
    """`places` says of each token: 1 family name, 2 given name, 0 not known. `titles` are folded words.

    `acronyms` and `initials` (with and without small words) are an institution's.
    """

    tokens: tuple[Token, ...]
    places: tuple[int, ...]
    titles: frozenset[str] = frozenset()
    role: str = ""
    filiation: bool = False
    acronyms: frozenset[str] = frozenset()
    initials: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 16)
def person(raw: str) -> Name:
    """Parse a person's name as people write it in one cell."""
    text = _ASIDE.sub(" ", raw.translate(_APOSTROPHES)) if raw else ""
    parts = [p for p in _PARTS.split(text if text.strip() else raw) if p]
    titles: set[str] = set()
    roles: list[str] = []
    named: list[list[str]] = []
    for part in parts:
        listed = _before_of(_WORDS.findall(part))
        peerage = bool(named) and len(named[0]) > 1 and len(listed) > 1 and bool(_marks(listed[0]))
        found = _strip(listed, titles, roles, bool(named))
        letters = bool(named) and len(named[0]) > 1 and all(_DEGREE.fullmatch(w) for w in listed)
        if found and not peerage and not letters:
            named.append(found)
    if not named:
        named, titles, roles = [[w.rstrip(".") for p in parts for w in _WORDS.findall(p)]], set(), []
    return _build(named, frozenset(titles), " ".join(roles))


def _before_of(found: list[str]) -> list[str]:
    """Without what a title is of: Baron Reid of Cardowan."""
    cut = next((n for n, word in enumerate(found) if word.lower() == "of" and n), None)
    roles = any("role" in _marks(word) for word in found[:cut])
    return found if cut is None or roles else found[:cut]


def _marks(word: str) -> frozenset[str]:
    return words("titles.txt").get(fold(word).replace(".", ""), frozenset())


def _strip(found: list[str], titles: set[str], roles: list[str], later: bool) -> list[str]:
    """The words of one part that are a name; titles and roles go where they belong."""
    marks = [_marks(word) for word in found]
    role = next((n for n, m in enumerate(marks) if "role" in m and "weak" not in m), None)
    if role is not None and (role == 0 or later or role >= 2):
        lead = _strip(found[:role], titles, roles, False) if role >= 2 else []
        if role < 2 and not later:
            lead = _after_role(found, roles)
        else:
            roles.extend(found[role:])
        return lead
    first = 0
    while first < len(found) and marks[first] and _splits_off(marks[first], len(found) - first - 1):
        titles.add(fold(found[first]))
        first += 1
    last = len(found)
    while last > first and marks[last - 1] and (later or last - first > 2) and "weak" not in marks[last - 1]:
        last -= 1
        titles.add(fold(found[last]))
    return [w.rstrip(".") for w in found[first:last]]


def _splits_off(marks: frozenset[str], remaining: int) -> bool:
    return remaining >= (2 if "weak" in marks else 1)


def _after_role(found: list[str], roles: list[str]) -> list[str]:
    """What is left after a role in front of a name: `Director of the DST Amadou Diallo`."""
    office, small = words("offices.txt"), words("particles.txt")
    last = 0
    for place, word in enumerate(found):
        folded = fold(word)
        if (
            folded in office
            or "role" in _marks(word)
            or _marks(word) - {"weak"}
            or (folded in small and last == place)
            or (word.isupper() and len(word) <= 6 and place == last and place)
        ):
            last = place + 1
    roles.extend(found[:last])
    return [w.rstrip(".") for w in found[last:]]


def _build(named: list[list[str]], titles: frozenset[str], role: str) -> Name:
    small = words("particles.txt")
    listed: list[tuple[str, int]] = []
    filiation = False
    shouting = _family_in_capitals(named)
    for number, part in enumerate(named):
        waiting = ""
        for word in part:
            kinds = small.get(fold(word), frozenset())
            if waiting and "particle" in kinds:
                continue
            if "filiation" in kinds and len(part) > 1:
                filiation = True
                continue
            if "joins" in kinds and "weak" not in kinds and not waiting and len(part) > 1:
                waiting = word
                continue
            if "particle" in kinds and len(part) > 1 and (len(word) > 1 or word.islower()):
                continue
            listed.append(
                (
                    _bare(_SERVANT.get(script(word), "abd") + word if waiting else word),
                    _place(word, number, named, shouting),
                )
            )
            waiting = ""
        if waiting:
            listed.append((_bare(waiting), 0))
    kept = [(w, p) for w, p in listed if w and not _ROMAN.fullmatch(w.lower())][:MOST_TOKENS]
    if not kept:
        kept = [(w, p) for w, p in listed if w][:MOST_TOKENS] or [(_bare(w), 0) for part in named for w in part][
            :MOST_TOKENS
        ]
    return Name(tuple(token(w) for w, _ in kept), tuple(p for _, p in kept), titles, role, filiation)


def _family_in_capitals(named: list[list[str]]) -> bool:
    every = [w for part in named for w in part if len(w) > 1]
    return any(w.isupper() for w in every) and any(not w.isupper() and w.lower() != w for w in every)


def _place(word: str, part: int, named: list[list[str]], shouting: bool) -> int:
    if shouting and len(word) > 1:
        return 1 if word.isupper() else 2
    if len(named) == 2:
        return 1 + part
    return 0


def _bare(word: str) -> str:
    """Without the article of an Arabic word (`alqaida` is left alone: only the script shows it for sure)."""
    plain = word.rstrip(".")
    if plain.startswith("ال") and len(plain) > 4:
        plain = plain[2:]
    if plain.startswith("عبدال") and len(plain) > 6:
        plain = "عبد" + plain[5:]
    plain = _JOINED.sub(lambda m: m[0][:3].lower(), plain)
    if len(plain) > 3 and plain[1] == "'" and plain[0] in "dDlLoO":
        plain = plain[2:] if plain[0] in "dDlL" else plain[0] + plain[2:]
    return plain
