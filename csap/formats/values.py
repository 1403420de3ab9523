"""What a cell means: numbers, words of our code lists, coordinates, lists. Dates are in dates.py; Drafts check content.

Each function takes a cell, gives None for a blank one, raises CellError with the cell's words and what was expected.
"""

import re
from functools import cache

from babel import Locale

from csap.formats import vocabulary
from csap.formats.cells import Cell, as_text
from csap.formats.dates import clean
from csap.formats.problems import CellError
from csap.wording import N_, Words

MOST = 10**12
NUMBER = re.compile(r"[-+−]?\d[\d .,'’]*(?:[eE][+-]?\d{1,3}\Z)?")
GROUPED = re.compile(r"[-+]?\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*(?:[.,]\d+)?\Z")
DEGREES = re.compile(
    r"""([NSEWO])?\s*([-+−]?\d{1,3}(?:[.,]\d+)?)\s*(?:°|º|d|deg)?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:['′’m]|min)?\s*)?"""
    r"""(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:"|″|”|''|s|sec)?\s*)?([NSEWO])?\Z""",
    re.IGNORECASE,
)
PCODE = re.compile(r"[A-Z]{2,3}[0-9][0-9A-Z]{0,14}\Z")
EMAIL = re.compile(r"[^@\s<>;,]+@[^@\s<>;,]+\.[^@\s<>;,]+")


EXPECTED = {
    "status": N_("“%(text)s” is not a status. Expected idea, planned, confirmed, done, postponed or cancelled."),
    "form": N_("“%(text)s” is not a form. Expected meeting, training, visit, mentoring, donation, operation or other."),
    "tlp": N_("“%(text)s” is not a TLP. Expected RED, AMBER+STRICT, AMBER, GREEN or CLEAR."),
    "purpose": N_("“%(text)s” is no purpose known here. Expected for example coordination, training or protocol."),
    "on_match": N_("“%(text)s” does not say whom to tell. Expected both, first (tell me first) or nobody."),
    "contact_kind": N_("“%(text)s” is not a kind of stakeholder. Expected person, institution or post."),
}


def text(cell: Cell) -> str | None:
    """The cell as text, whole numbers without a point; None for `-`, `n/a`, `néant` and the like."""
    said = as_text(cell).strip()
    return None if not said or said in ("-", "--", "?") or vocabulary.fold(said) in vocabulary.empty_words() else said


def number(cell: Cell) -> float | None:
    """`1 234,5`, `1.234,5`, `1,234.5`, `≈ 300`, `300 personnes`. One separator before three digits groups thousands."""
    if isinstance(cell, float):
        return cell
    said = text(cell)
    if said is None:
        return None
    plain = clean(said)
    match = NUMBER.search(plain)
    alone = (
        match and not re.search(r"\d", plain[match.end() :]) and re.fullmatch(r"[^\d/@]{0,20}", plain[: match.start()])
    )
    value = plain_number(match[0].strip(" .,'’").replace("−", "-").replace("’", "'")) if match and alone else None
    if value is None:
        raise CellError(
            Words(N_("“%(text)s” is not a number. Expected for example 250 or 1 234,5."), {"text": said[:80]})
        )
    return value


def plain_number(said: str) -> float | None:
    """Digits grouped by one sign or not at all, and at most one decimal sign."""
    if (match := GROUPED.match(said)) is not None:
        said = said.replace(match[1], "")
    said = said.replace(" ", "").replace("'", "").replace(",", ".")
    return float(said) if said.count(".") < 2 else None


def count(cell: Cell) -> int | None:
    """A whole number of people or things, 0 or more."""
    value = number(cell)
    if value is None:
        return None
    if not 0 <= value <= MOST or value != int(value):
        raise CellError(
            Words(N_("“%(text)s” is not a count. Expected a whole number from 0 up."), {"text": as_text(cell)[:80]})
        )
    return int(value)


def coded(cell: Cell, of: str) -> str | None:
    """Our value for a word of one list of words.toml: `en cours` -> `confirmed` in `status`."""
    said = text(cell)
    if said is None:
        return None
    known = vocabulary.words(of)
    folded = vocabulary.fold(said)
    value = (
        known.get(folded) or known.get(vocabulary.fold(vocabulary.BRACKETS.sub(" ", said))) or first_word(folded, known)
    )
    if value is None:
        raise CellError(Words(EXPECTED[of], {"text": said[:80]}))
    return value


def first_word(folded: str, known: dict[str, str]) -> str | None:
    """`formation sur les faux documents` is a training: the longest known word that the text begins with."""
    begins = [word for word in known if len(word) > 3 and folded.startswith(word + " ")]
    return known[max(begins, key=len)] if begins else None


def tlp(cell: Cell) -> str | None:
    """RED, AMBER+STRICT, AMBER, GREEN or CLEAR; WHITE of TLP 1.0 is CLEAR."""
    return coded(cell, "tlp")


def latitude(cell: Cell) -> float | None:
    """Decimal degrees north, from decimal degrees or degrees, minutes and seconds."""
    return degrees(
        cell, 90, "NS", N_("“%(text)s” is not a latitude. Expected -90 to 90, for example 12.65 or 12°39′N.")
    )


def longitude(cell: Cell) -> float | None:
    """Decimal degrees east. O is French for west."""
    return degrees(
        cell, 180, "EWO", N_("“%(text)s” is not a longitude. Expected -180 to 180, for example -8.0 or 8°00′W.")
    )


def degrees(cell: Cell, most: int, letters: str, expected: str) -> float | None:
    said = as_text(cell) if isinstance(cell, float) else text(cell)
    if said is None:
        return None
    match = DEGREES.match(clean(said))
    side = ((match[1] or match[5] or "") if match else "").upper()
    if match and not (match[1] and match[5]) and (not side or side in letters):
        whole, minutes, seconds = (
            float((match[group] or "0").replace(",", ".").replace("−", "-")) for group in (2, 3, 4)
        )
        value = (abs(whole) + minutes / 60 + seconds / 3600) * (-1 if "-" in match[2] or "−" in match[2] else 1)
        value = -value if side in ("S", "W", "O") else value
        if abs(value) <= most and minutes < 60 and seconds < 60:
            return round(value, 7)
    raise CellError(Words(expected, {"text": said[:80]}))


def pcode(cell: Cell) -> str | None:
    """A place code of the Common Operational Datasets: country letters, then digits (CD6103ZS02)."""
    said = text(cell)
    if said is None:
        return None
    code = re.sub(r"[\s-]", "", said).upper()
    if not PCODE.match(code):
        raise CellError(
            Words(N_("“%(text)s” is not a P-code. Expected for example CD61 or SO2401."), {"text": said[:80]})
        )
    return code


def listed(cell: Cell) -> list[str] | None:
    """Several things in one cell, apart by ; , / | or a line break."""
    return several(cell, r"[;,|\n]|\s/\s")


def names(cell: Cell) -> list[str] | None:
    """Several names or numbers in one cell, apart by ; / | or a line break: a comma may stand inside a name."""
    return several(cell, r"[;|\n]|\s?/\s?")


def emails(cell: Cell) -> list[str] | None:
    """The addresses in a cell, without names and brackets around them."""
    said = text(cell)
    if said is None:
        return None
    found = [each.strip(".()[]'\"") for each in EMAIL.findall(said)]
    if not found:
        raise CellError(Words(N_("“%(text)s” is not an e-mail address."), {"text": said[:80]}))
    return list(dict.fromkeys(found))


def email(cell: Cell) -> str | None:
    """The first address in a cell."""
    found = emails(cell)
    return found[0] if found else None


def several(cell: Cell, apart: str) -> list[str] | None:
    said = text(cell)
    if said is None:
        return None
    pieces = [piece.strip(" \t•-–") for piece in re.split(apart, said)]
    return list(dict.fromkeys(piece for piece in pieces if piece)) or None


def languages(cell: Cell) -> list[str] | None:
    """ISO 639 codes from codes or from English, French or own names: `français, العربية` -> fr, ar."""
    said = several(cell, r"[;,/|\n&+]|\s(?:and|et)\s")
    if said is None:
        return None
    codes = []
    for name in said:
        code = language_names().get(name.casefold()) or language_names().get(vocabulary.fold(name))
        if code is None:
            raise CellError(
                Words(
                    N_("“%(text)s” is not a language known here. Expected for example French or ar."),
                    {"text": name[:80]},
                )
            )
        codes.append(code)
    return list(dict.fromkeys(codes))


@cache
def language_names() -> dict[str, str]:
    """Names and codes of languages, folded and not, to ISO 639 codes."""
    named: dict[str, str] = {}
    for locale in ("en", "fr"):
        for code, name in Locale(locale).languages.items():
            if "_" not in code:
                named |= {vocabulary.fold(name): code, code: code, vocabulary.fold(name.removeprefix("le ")): code}
    own = {
        code: Locale.parse(code).get_language_name()
        for code in ("ar", "ru", "uk", "fa", "so", "ka", "hy", "pt", "es", "sq", "sr", "ro")
    }
    return named | {(name or code).casefold(): code for code, name in own.items()}
