"""A subject with its names taken apart, as text to keep beside a contact: read back without parsing again. Pure."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from csap.overlap.institutions import known_office_token
from csap.overlap.parse import parse
from csap.overlap.subjects import Subject, kind_of
from csap.overlap.tokens import Name, Token, kept, known_token

FORMAT = "8"


def taken_apart(subject: Subject) -> Subject:
    """The subject with the parts of each of its names."""
    if subject.parts:
        return subject
    return replace(subject, parts=tuple(parse(kind_of(subject), name) for name in subject.names))


def heard(subject: Subject) -> str:
    """How the names sound, one to a line, their words in alphabetical order: for a first ranking."""
    return "\n".join(" ".join(sorted(t.sounds for t in name.tokens if t.sounds)) for name in subject.parts)


def pack(subject: Subject) -> str:
    """A subject that was taken apart, as one line of JSON."""
    known = [subject.institution, subject.parent, subject.function, subject.emails, subject.phones, subject.domains]
    listed = [FORMAT, subject.kind, subject.names, [_packed(name) for name in subject.parts], *known]
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> Subject:
    """What `pack` packed, with the very tokens that parsing the names gives; without its parts if they were packed by
    other code than this, until the keys are made anew."""
    (made_by, kind, names, parts, institution, parent, function, emails, phones, domains), _ = _read(text)
    token = known_token if kind == "person" else known_office_token
    apart = tuple([_unpacked(each, token) for each in parts]) if made_by == FORMAT else ()
    marks = tuple(emails), tuple(phones), tuple(domains)
    return Subject(kind, tuple(names), institution, parent, function, *marks, apart)


_read = json.JSONDecoder().raw_decode
"""What `json.loads` ends in, without its looking at the text before and after."""


def _packed(name: Name) -> list[Any]:
    """Most names are nothing but their tokens."""
    tokens = [kept(token) for token in name.tokens]
    if tokens and name == Name(name.tokens, (0,) * len(tokens)):
        return tokens
    rest = [name.places, sorted(name.titles), name.role, name.filiation, sorted(name.acronyms), name.initials]
    return [tokens, *rest, name.known_as]


def _unpacked(packed: list[Any], token: Callable[[str], Token]) -> Name:
    if packed and isinstance(packed[0], str):
        return Name(tuple(map(token, packed)), (0,) * len(packed))
    tokens, places, titles, role, filiation, acronyms, initials, known_as = packed
    listed = tuple(map(token, tokens))
    return Name(
        listed, tuple(places), frozenset(titles), role, filiation, frozenset(acronyms), tuple(initials), known_as
    )
