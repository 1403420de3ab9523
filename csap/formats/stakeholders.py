"""A list of stakeholders that somebody brings to compare: a sheet, or pasted, a line each. Nothing of it is kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import phonenumbers

from csap.formats.cells import Limits
from csap.formats.columns import guess_mapping
from csap.formats.records import read_records
from csap.formats.tables import read_table

_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]{2,}")
_PHONE = re.compile(r"[+(]?\d[\d\s().\-/]{6,}")
_APART = re.compile(r"\t|;|\||, ")


@dataclass(frozen=True)
class Listed:
    """One line: where it stands, and what it says of a stakeholder. `kind` is "" where the line doesn't say."""

    line: int
    names: tuple[str, ...]
    function: str = ""
    institution: str = ""
    parent: str = ""
    emails: tuple[str, ...] = field(default=())
    phones: tuple[str, ...] = field(default=())
    kind: str = ""


def pasted(text: str, region: str = "") -> list[Listed]:
    """A line each: name, function, institution, apart by tab, semicolon, bar or comma; e-mails and phones anywhere."""
    return [_line(number, said, region) for number, said in enumerate(text.splitlines(), 1) if said.strip()]


def _line(number: int, said: str, region: str) -> Listed:
    emails = _EMAIL.findall(said)
    rest = _EMAIL.sub("", said)
    phones = _PHONE.findall(rest)
    parts = [part.strip(" <>,") for part in _APART.split(_PHONE.sub("", rest))]
    name, function, institution = [*[part for part in parts if part], "", "", ""][:3]
    return Listed(number, (name,) if name else (), function, institution, "", _small(emails), _numbers(phones, region))


def in_sheet(content: bytes, filename: str, limits: Limits, region: str = "") -> list[Listed]:
    """The rows of an XLSX or CSV sheet that name somebody. `TableProblem` where it can't be read."""
    sheet = read_table(content, filename, limits)
    records = read_records(sheet, guess_mapping(sheet, "contacts"))
    rows = (listed(record.row.number, record.values, region) for record in records)
    return [row for row in rows if row.names or row.emails or row.phones]


def listed(number: int, values: dict[str, Any], region: str) -> Listed:
    """A line of values by the columns of a sheet of contacts; an institution alone is what the line names."""
    names = [values.get("name", ""), *values.get("aliases", [])]
    institution = values.get("institution", "")
    kind = values.get("contact_kind", "")
    if not any(names) and institution:
        names, kind = [institution], kind or "institution"
    return Listed(
        number,
        tuple(name for name in names if name),
        values.get("function", ""),
        institution,
        values.get("parent", ""),
        _small(values.get("email", [])),
        _numbers(values.get("phone", []), region),
        str(kind),
    )


def _small(emails: Iterable[str]) -> tuple[str, ...]:
    return tuple(email.lower() for email in emails)


def _numbers(phones: Iterable[str], region: str) -> tuple[str, ...]:
    """Those that can be read, in E.164; numbers without + are of the host country."""
    found = []
    for phone in phones:
        try:
            number = phonenumbers.parse(phone, region or None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            found.append(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return tuple(found)
