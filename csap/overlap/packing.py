"""A subject with its names taken apart, as text to keep beside a contact: read back without parsing again. Pure."""

import json
from dataclasses import replace
from typing import Any

from csap.overlap.institutions import known_office_token
from csap.overlap.parse import parse
from csap.overlap.subjects import Subject, kind_of
from csap.overlap.tokens import Name, Token, known_token

FORMAT = "7"


def taken_apart(subject: Subject) -> Subject:
    """The subject with the parts of each of its names."""
    if subject.parts:
        return subject
    return replace(subject, parts=tuple(parse(kind_of(subject), name) for name in subject.names))


def heard(subject: Subject) -> str:
    """How the names sound, one to a line: for a first ranking."""
    return "\n".join(" ".join(token.sounds for token in name.tokens) for name in subject.parts)


def pack(subject: Subject) -> str:
    """A subject that was taken apart, as one line of JSON."""
    known = [subject.institution, subject.parent, subject.function, subject.emails, subject.phones, subject.domains]
    listed = [FORMAT, subject.kind, subject.names, [_packed(name) for name in subject.parts], *known]
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> Subject:
    """What `pack` packed, with the very tokens that parsing the names gives; without its parts if they were packed by
    other code than this, until the keys are made anew."""
    made_by, kind, names, parts, institution, parent, function, *marks = json.loads(text)
    emails, phones, domains = map(tuple, marks)
    token = known_token if kind == "person" else known_office_token
    return Subject(
        kind, tuple(names), institution, parent, function, emails, phones, domains,
        parts=tuple(_unpacked(each, token) for each in parts) if made_by == FORMAT else (),
    )  # fmt: skip


def _packed(name: Name) -> list[Any]:
    tokens = [[t.word, t.sounds, "|".join(t.skeletons), t.script] for t in name.tokens]
    rest = [name.places, sorted(name.titles), name.role, name.filiation, sorted(name.acronyms), name.initials]
    rest.append(name.known_as)
    return [tokens, *rest]


def _unpacked(packed: list[Any], token: Any) -> Name:
    tokens, places, titles, role, filiation, acronyms, initials, known_as = packed
    listed: tuple[Token, ...] = tuple(token(*each) for each in tokens)
    return Name(
        listed, tuple(places), frozenset(titles), role, filiation, frozenset(acronyms), tuple(initials), known_as
    )
