"""Takes a person's name apart: the words of the name itself, ranks and honorifics, a role.

Which part is the family name.
"""

import re
from functools import lru_cache

from csap.overlap.lexicon import words
from csap.overlap.sounds import fold, script
from csap.overlap.titles import all_office, letters, marks, split, spoken, without_abbreviations
from csap.overlap.tokens import MOST_TOKENS, Name, token

_ASIDE = re.compile(r"[(\[«“„\"][^)\]»”\"]*[)\]»”\"]")
_PARTS = re.compile(r"\s*[,;،/|]\s*|\s+[-–—]\s+|\s*:\s+")
_WORDS = re.compile(r"[^\W_]+(?:['’ʼ`´‘׳\"̀-ͯ][^\W_]+)*[.]?", re.UNICODE)
_SERVANT = {"arabic": "عبد", "cyrillic": "абд"}
_JOINED = re.compile(r"^(?:abd[aeou]+[lrsnt]|абд[уе]ль?|абдур)-?(?=[^aeiouаеу].{2})", re.IGNORECASE)
_OF_FAITH = (
    (re.compile(r"(?<=\w\w)(?:ud{1,2}|[aeioə]?dd|(?<=[^aeiouə])d)(?:ee|ie|i|y)n+e?$", re.IGNORECASE), "din"),
    (re.compile(r"(?<=\w\w)(?:уд{1,2}|[аеэио]?дд)ин$", re.IGNORECASE), "дин"),
    (re.compile(r"(?<=\w\w\w)(?:[aou]ll?ah|[ou]lla)$", re.IGNORECASE), "allah"),
    (re.compile(r"(?<=\w\w\w)[уо]ллах?$", re.IGNORECASE), "аллах"),
    (re.compile(r"(?<=\w\w)الد[يی]ن$"), "دين"),
)
"""`Noureddine`, `Nuruddin`, `Nur al-Din`: one name, however its end is joined to it."""
_ROMAN = re.compile(r"(ii|iii|iv|vi|vii|viii)")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`´‘ʿʾ", "'"))


@lru_cache(maxsize=1 << 16)
def person(raw: str) -> Name:
    """Parse a person's name as people write it in one cell."""
    text, short = without_abbreviations(raw.translate(_APOSTROPHES))
    bare = _ASIDE.sub(" ", text)
    titles = set(short)
    roles: list[str] = []
    named: list[list[str]] = []
    written = _PARTS.split(bare if bare.strip() else text)
    for place, part in enumerate(written):
        found = _WORDS.findall(part)
        if not found or (named and len(named[0]) > 1 and (_degrees(found, named[0]) or _peerage(found, named[0]))):
            continue
        if roles and named and all_office(found):
            roles.extend(found)
            continue
        parts = split(found, bool(named), place + 1 < len(written))
        titles.update(parts.titles)
        roles.extend(parts.role)
        if parts.name:
            named.append(parts.name)
    if not named:
        named, titles, roles = [[w.rstrip(".") for w in _WORDS.findall(text)]], set(), []
    return _build(named, frozenset(titles), " ".join(roles))


def _degrees(found: list[str], family: list[str]) -> bool:
    """`Jane Roe, M.A.`; in `AL-MASRI, A. M.` they are initials, in `AL-MASRI, ALI` a name."""
    return letters(found) and not (_shouted(family) and all(_named_so(w.rstrip(".")) for w in found))


def _named_so(word: str) -> bool:
    return len(word) == 1 or (len(word) > 2 and spoken(word) and not marks(word))


def _shouted(found: list[str]) -> bool:
    return all(w.isupper() for w in found)


def _peerage(found: list[str], before: list[str]) -> bool:
    """`Paul Tyler, Baron Tyler`: the part says the name again; in `AL-MASRI, Sheikh Omar` it does not."""
    kinds = marks(found[0])
    if len(found) < 2 or not kinds or any("role" in marks(w) for w in found):
        return False
    return "peerage" in kinds or not {fold(w) for w in found[1:]}.isdisjoint(fold(w) for w in before)


def _build(named: list[list[str]], titles: frozenset[str], role: str) -> Name:
    """Given names come first wherever it shows which they are: `SALEM Mohamed` is `Mohamed Salem`, and so is
    `Ould Salem Mohamed`, which begins with what is bound to the family name."""
    small = words("particles.txt")
    listed: list[tuple[str, int]] = []
    filiation = family_first = False
    shouting = _family_in_capitals(named)
    for number, part in enumerate(named):
        waiting, begun = "", len(listed)
        for word in part:
            kinds = small.get(fold(word), frozenset())
            if waiting and "particle" in kinds:
                continue
            if "joined" in kinds and not waiting and len(listed) > begun and len(listed[-1][0]) > 1:
                listed[-1] = (_bare(listed[-1][0] + word), listed[-1][1])
                continue
            if "joins" not in kinds and "weak" in kinds and _given(word, part, named):
                kinds = frozenset()
            if "filiation" in kinds and len(part) > 1:
                filiation = True
                family_first = family_first or not listed
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
        if waiting and number and listed and listed[0][1] == 1:
            listed[0] = (_bare(_SERVANT.get(script(listed[0][0]), "abd") + listed[0][0]), 1)
        elif waiting:
            listed.append((_bare(waiting), 0))
    if family_first:
        listed = listed[1:] + listed[:1]
    listed.sort(key=lambda each: each[1] == 1)
    kept = [(w, p) for w, p in listed if w and not _ROMAN.fullmatch(w.lower())][:MOST_TOKENS]
    if not kept:
        kept = [(w, p) for w, p in listed if w][:MOST_TOKENS] or [(_bare(w), 0) for part in named for w in part][
            :MOST_TOKENS
        ]
    return Name(tuple(token(w) for w, _ in kept), tuple(p for _, p in kept), titles, role, filiation)


def _given(word: str, part: list[str], named: list[list[str]]) -> bool:
    """`Ed Balls`, `Ben Wallace`, `Ван Сяомин`: in front of one other word it is a name."""
    return len(named) == 1 and len(part) == 2 and part[0] == word and word.istitle()


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
    for end, written in _OF_FAITH:
        plain = end.sub(written, plain)
    if len(plain) > 3 and plain[1] == "'" and plain[0] in "dDlLoO":
        plain = plain[2:] if plain[0] in "dDlL" else plain[0] + plain[2:]
    return plain
