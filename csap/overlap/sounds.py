"""How a word sounds, whatever script it is written in: one string of sound letters, and skeletons of it for keys.

Letters that stand for several sounds keep a letter of their own (Arabic waw, Latin c before e, ch ...); what they may
stand for is in the learned costs (`letters.py`), not here. Not a transliteration for people to read.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_CYRILLIC = dict(
    zip(
        "абвгдезийклмнопрстуфхцчшщыэіґјљњћђџѓќўғқңөүұһәӣӯҳҷѐѝѕ",
        "abvgdeziyklmnoprstufxcCSSieigylnCJJgkwgknouuhaiuhJeiz",
        strict=True,
    )
) | {"ж": "Z", "ё": "yo", "ъ": "ə", "ь": "", "ю": "yu", "я": "ya", "ї": "yi", "є": "ye", "ӏ": ""}

_ARABIC = dict(
    zip(
        "اأإآٱبتثجحخدذرزسشصضطظغفقكلمنهويىئؤپچژگکیےںٹڈڑہھۀ",
        "AAAAAbtTJhxdDrzsSsdtDĝfqklmnhWYYYWpCZgkYYntdrhhh",
        strict=True,
    )
) | {"ع": "E", "ة": "Ĥ", "ء": "", "ـ": ""}
_ARABIC |= dict(zip("ەۆێڤڵڕۇۈۋېڭټډړڼښږځڅڎڊٿڄڃڱۍۊێەٶۏ", "aoYvlruuwYNtdrnSgzccdTJNNYWYaWo", strict=True))
"""Kurdish, Pashto, Uyghur and Sindhi letters."""

_HEBREW = dict(zip("אבגדהוזחטיכךלמםנןסעפףצץקרשת", "ABgdĤWzxtYKKlmmnnsEFFcckrŜt", strict=True))

_GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", "avgDeziTiklmnXoprssti fxPo".replace(" ", ""), strict=True)) | {
    "ψ": "ps"
}
_GREEK_PAIRS = {
    "μπ": "b", "ντ": "d", "γκ": "g", "γγ": "ng", "τσ": "c", "τζ": "J", "ου": "u",
    "αι": "e", "ει": "i", "οι": "i", "αυ": "av", "ευ": "ev",
}  # fmt: skip
_GREEK_RULE = re.compile("|".join(_GREEK_PAIRS) + "|.")

_LETTERS = {
    "š": "S", "ş": "S", "ș": "S", "č": "C", "ć": "C", "ž": "Z", "đ": "J", "ç": "ç", "ğ": "ğ", "ı": "i", "ł": "l",
    "ø": "o", "ö": "ö", "ü": "ü", "ä": "ä", "å": "å", "ß": "s", "ñ": "N", "ə": "a", "œ": "ö", "æ": "ä", "þ": "T",
    "ð": "D", "ħ": "h", "ţ": "ts", "ț": "ts", "ý": "i", "ś": "s", "ź": "z", "ż": "Z", "ģ": "g", "ķ": "k", "ļ": "l",
    "ņ": "n", "ř": "r", "ő": "ö", "ű": "ü", "ơ": "o", "ư": "u", "ĵ": "J", "ŝ": "S", "ĉ": "C", "ĝ": "J", "ŭ": "u",
}  # fmt: skip
_LATIN_PAIRS = {
    "tsch": "C", "dsch": "J", "sch": "S", "tch": "C", "tsh": "C", "dzh": "J", "shch": "S", "szcz": "S",
    "ch": "ĉ", "sh": "S", "zh": "Z", "kh": "x", "gh": "ğ", "th": "T", "ph": "f", "dh": "D", "dj": "J", "dZ": "J",
    "cz": "C", "sz": "S", "ts": "c", "tz": "c", "dz": "z", "tS": "C", "ck": "k", "qu": "k", "ou": "u", "oo": "u",
    "ee": "i", "tj": "C", "sj": "S", "gj": "J", "dg": "J", "gn": "N", "nj": "N", "ny": "N", "wr": "r", "rh": "r",
    "gyu": "ġyu",
    "eau": "o", "eaux": "o", "eux": "ö", "igh": "ay", "ough": "o", "augh": "o",
    "ce": "se", "ci": "si", "cy": "si", "ge": "ġe", "gi": "ġi", "gy": "ġi", "c": "k", "x": "X",
}  # fmt: skip
_LAST = {"s": "ŝ", "t": "ť", "d": "ď", "X": "ẋ", "z": "ẑ", "e": "ė", "r": "ř", "h": "ĥ"}
"""At the end of a word these may be silent (Dupont, Nauche): they have letters, and so learned costs, of their own."""

_LATIN_RULE = re.compile("|".join(sorted(_LATIN_PAIRS, key=len, reverse=True)) + "|.")
_REPEATED = re.compile(r"(.)\1+")


def script(word: str) -> str:
    """The script most letters of a word are in: latin, cyrillic, arabic, hebrew, greek or other."""
    for letter in word:
        if not letter.isalpha():
            continue
        code = ord(letter)
        if code < 0x250 or 0x1E00 <= code < 0x1F00:
            return "latin"
        if code < 0x370:
            continue
        for name, first, last in _RANGES:
            if first <= code < last:
                return name
        return "other"
    return "latin"


_RANGES = (
    ("greek", 0x370, 0x400),
    ("greek", 0x1F00, 0x2000),
    ("cyrillic", 0x400, 0x530),
    ("hebrew", 0x590, 0x600),
    ("arabic", 0x600, 0x780),
    ("arabic", 0xFB50, 0xFF00),
)


def fold(word: str) -> str:
    """Lower case without marks, in its own script: how words are looked up in the term files."""
    if word.isascii():
        return word.lower().replace("`", "'")
    plain = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return kept.translate(_FOLDED)


_FOLDED = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None,
     "’": "'", "ʼ": "'", "`": "'", "‘": "'",
     "ё": "е", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"}
)  # fmt: skip


_LOOKALIKE = dict(zip("аеосрхукмтнвіѕј", "aeocpxykmthbisj", strict=True))
_LOOKALIKE |= dict(zip("АЕОСРХУКМТНВІЅЈ", "AEOCPXYKMTHBISJ", strict=True))
_TO_LATIN = str.maketrans(_LOOKALIKE)
_TO_CYRILLIC = str.maketrans({latin: cyrillic for cyrillic, latin in _LOOKALIKE.items()})


def one_script(word: str) -> str:
    """A word in the one script that most of its letters are of, where others look alike (`СVETOSLAV`)."""
    if word.isascii():
        return word
    cyrillic = sum("Ѐ" <= c < "\u0530" for c in word)
    latin = sum(c.isascii() and c.isalpha() for c in word)
    if not cyrillic or not latin:
        return word
    return word.translate(_TO_LATIN if latin > cyrillic else _TO_CYRILLIC)


@lru_cache(maxsize=1 << 17)
def sounds(word: str) -> str:
    """The sound letters of one word (no spaces), at most 16."""
    kind = script(word)
    said = _SAYERS.get(kind, _other)(word)
    return _REPEATED.sub(r"\1", said)[:16]


def _cyrillic(word: str) -> str:
    plain = unicodedata.normalize("NFC", word.casefold()).replace("дж", "џ").replace("кс", "ks").replace("тс", "ц")
    return "".join(_CYRILLIC.get(c, c if c in "ks" else "") for c in plain)


def _abjad(word: str, table: dict[str, str]) -> str:
    return "".join(table.get(c, "") for c in unicodedata.normalize("NFKC", word))


def _arabic(word: str) -> str:
    return _abjad(word, _ARABIC)


def _hebrew(word: str) -> str:
    marked = word.replace("׳", "'").replace("ג'", "Ĵ").replace("צ'", "Č").replace("ז'", "Ž").replace("ץ'", "Č")
    plain = marked.replace("וו", "ו").replace("יי", "י")
    said = _abjad(plain, _HEBREW | {"Ĵ": "J", "Č": "C", "Ž": "Z"})
    return said[:-1].replace("Ĥ", "h") + said[-1:]


def _greek(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    return "".join(_GREEK_PAIRS.get(p) or _GREEK.get(p, "") for p in _GREEK_RULE.findall(plain))


def _latin(word: str) -> str:
    plain = "".join(_LETTERS.get(c) or _bare(c) for c in unicodedata.normalize("NFC", word.casefold()))
    plain = plain[1:] if plain.startswith("kn") else plain
    said = "".join(_LATIN_PAIRS.get(p, p) for p in _LATIN_RULE.findall(plain))
    return said[:-1] + _LAST.get(said[-1], said[-1]) if len(said) > 2 else said


def _bare(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isalpha() else ""
    bare = unicodedata.normalize("NFD", letter)[0]
    return bare if bare.isascii() and bare.isalpha() else "".join(c for c in anyascii(letter).lower() if c.isalpha())


def _other(word: str) -> str:
    return _latin(anyascii(word))


_SAYERS = {"latin": _latin, "cyrillic": _cyrillic, "arabic": _arabic, "hebrew": _hebrew, "greek": _greek}
