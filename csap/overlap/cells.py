"""The names that people write into one cell: `Fazel Rahim; Fazil Rahim`, `Testa Ag Demo dit Abu Demo`, `Testova née
Demova`. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from csap.overlap.subjects import Subject, kind_of

MOST_NAMES = 8
"""Names that are read out of one cell; of more, those that come first."""

_ALSO = (
    r"a\.\s?k\.\s?a\.?|(?-i:aka)|f\.\s?k\.\s?a\.?|alias|(?:also |better |formerly )?known as|nicknamed|nom de guerre"
    r"|dite?|connue?s? (?:aussi )?(?:sous le nom de|comme)|surnommée?|он же|она же|известн(?:ый|ая) как|по прозвищу"
    r"|він же|вона ж|відом(?:ий|а) як|на прізвисько|المعروفة? ب|الملقبة? ب|المكناة? ب|المكنى ب|الشهيرة? ب"
)
_ASIDE = re.compile(rf"[(\[]\s*(?:{_ALSO})[:\s]*([^()\[\]]{{1,100}})[)\]]", re.IGNORECASE)
_BETWEEN = re.compile(rf"\s(?:{_ALSO})(?::\s*|\s|(?<=ب))|\s@\s", re.IGNORECASE)
_MAIDEN = re.compile(
    r"(?<!\w)([^\W\d_][\w'’-]*),?\s*[(\[]?\s*(?<!\w)(?:née|(?-i:nee|né|born|geb\.?)|урожд[её]нная|уроджена)\s+"
    r"([^\W\d_][\w'’-]*)\s*[)\]]?",
    re.IGNORECASE,
)


def called(subject: Subject) -> Subject:
    """The subject under each of the names that its cells hold."""
    names = tuple(dict.fromkeys(name for written in subject.names for name in names_in(kind_of(subject), written)))
    return subject if names == subject.names else replace(subject, names=names, parts=())


def names_in(kind: str, written: str) -> tuple[str, ...]:
    """The names of a person in what is written in one cell, the main one first; an institution's are left together (its
    parent and its unit are written like two names)."""
    if kind != "person":
        return (written,)
    names = [name for listed in _listed(written) for name in _also(listed)]
    return tuple(dict.fromkeys(names))[:MOST_NAMES] or (written,)


def _listed(written: str) -> list[str]:
    """`Fazel Rahim; Fazil Rahim` are two names, `RAHIM; Fazel` is one."""
    parts = [part.strip() for part in written.split(";") if part.strip()]
    return parts if all(len(part.split()) > 1 for part in parts) else [written]


def _also(written: str) -> Iterator[str]:
    """A name and what its bearer is said to be called as well."""
    names = _BETWEEN.split(_ASIDE.sub("", written)) + _ASIDE.findall(written)
    yield from filter(None, (_tidy(each) for name in names for each in _before_marriage(name)))


def _before_marriage(name: str) -> Iterator[str]:
    yield _MAIDEN.sub(r"\1 ", name)
    if _MAIDEN.search(name):
        yield _MAIDEN.sub(r"\2 ", name)


def _tidy(name: str) -> str:
    return name.replace(" ,", ",").strip(" ,")
