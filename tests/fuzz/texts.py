"""Texts that people type or programmes send: names, notes, JSON, addresses, passwords, calendars."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from icalendar import Calendar
from werkzeug.datastructures import MultiDict

from csap.errors import Invalid
from csap.formats import ical, jsontext
from csap.formats.spellings import plain
from csap.model.drafts import Draft
from csap.overlap import mentions, texts
from csap.overlap.compare import compare
from csap.overlap.institutions import institution
from csap.overlap.keys import keys, stored
from csap.overlap.names import person
from csap.overlap.packing import pack
from csap.overlap.subjects import Subject
from csap.refs import number, ref
from csap.rules import forbidden, markings, passwords
from csap.web import filters
from csap.web.forms import draft_of
from csap.web.paths import local_path
from tests.fuzz.target import Target, text

LONGEST = 4000
HERE = Flask("csap")
MOMENT = datetime(2026, 11, 28, 9, tzinfo=UTC)


def name(data: bytes) -> None:
    """Two names, apart by a line's end, as persons and as institutions."""
    left, _, right = text(data)[:LONGEST].partition("\n")
    assert len(person(left).tokens) == len(person(left).places)
    institution(left)
    for kind in ("person", "institution"):
        one, other = (Subject(kind, (each,)) for each in (left, right))  # type: ignore[arg-type]
        keys(one), stored(one), pack(one)
        assert 0 <= compare(one, [other])[0].certainty <= 1


def note(data: bytes) -> None:
    """A note: is it classified, does it say what has no place here, does it name somebody."""
    said = text(data)[:LONGEST]
    for found in (markings.classified(said), forbidden.found(said), forbidden.refusal(said)):
        assert found is None or str(found)
    forbidden.heading(said)
    mentions.titled(said), mentions.likely(said), plain(said)
    assert 0 <= texts.alike(said, said[::-1]) <= 1
    texts.contradict(said, said[::-1])


def drafts(kind: type[Draft] = Draft) -> list[type[Draft]]:
    return [each for below in kind.__subclasses__() for each in (below, *drafts(below))]


def body(data: bytes) -> None:
    """What a programme sends, as every Draft there is."""
    try:
        found = jsontext.read(data)
    except ValueError:
        return
    for kind in drafts():
        given = {name: value for name, value in found.items() if name in kind.model_fields}
        try:
            made = draft_of(kind, given, {"phone_region": "FR"})
        except Invalid as refusal:
            assert all(str(words) for sentences in refusal.problems.values() for words in sentences)
        else:
            json.dumps(made.model_dump(mode="json")).encode()


def question(data: bytes) -> None:
    """The question of an address: its filter, its references, and where it asks to be sent on to."""
    asked = MultiDict(parse_qsl(text(data), keep_blank_values=True, max_num_fields=None))
    try:
        filters.parse(asked)
    except Invalid as refusal:
        assert str(refusal.words)
    for value in asked.values():
        reference(value)
        with HERE.app_context():
            way = local_path(value)
        to = urlsplit(way)
        assert not to.netloc and not to.scheme and way.startswith("/")


def reference(written: str) -> None:
    try:
        found = number(written[:8])
    except ValueError:
        return
    assert len(written) < 8 or number(ref(found)) == found


def password(data: bytes) -> None:
    said = text(data)[:1000]
    passwords.problems(said, ["Amadou Testa", "a@b.eu"])
    score, advice = passwords.strength(said, ["Amadou Testa"])
    assert 0 <= score <= 4 and all(str(each) for each in advice)


def event(data: bytes) -> None:
    """A title and a place in a calendar come out of it as they went in, and are never a property of their own."""
    title, _, place = text(data)[:LONGEST].partition("\n\n")
    made = ical.calendar("C", [ical.Event("u", MOMENT, title, MOMENT, location=place, description=title)])
    found = Calendar.from_ical(made)
    (back,) = found.walk("VEVENT")
    assert set(back) <= {
        "UID",
        "DTSTAMP",
        "LAST-MODIFIED",
        "DTSTART",
        "SUMMARY",
        "CLASS",
        "STATUS",
        "LOCATION",
        "DESCRIPTION",
    }
    assert len(found.walk()) == 2


POST = {"names": ["A"], "title": "A", "starts": "2026-12-01T10:00", "ends": None, "tlp": "RED", "themes": ["police"]}
POST |= {"emails": "a@b.eu;c@d.eu", "phones": ["+33199001234"], "lat": 1.5, "lon": "2", "audience_people": [1]}


def bodies() -> list[bytes]:
    levels = dict.fromkeys(["magnitude", "impact_security", "judgement"], "medium") | {"likelihood": "likely"}
    return [json.dumps(POST).encode(), json.dumps(POST | levels).encode(), '{"a": ["é\\u00e9"], "b": 1e3}'.encode()]


def names() -> list[bytes]:
    said = [
        "Col. Amadou Testa\nTesta, Amadou",
        "عبد الرحمن محمد\nAbdurrahman Mohamed",
        "OULD SALEM Mohamed\nMohamed Ould Salem",
    ]
    said += ["Ministère de l'Intérieur (MI)\nMinistry of Interior", "王小明\nWang Xiaoming", "Иванов И. И.\nIvanov"]
    return [each.encode() for each in said]


def notes() -> list[bytes]:
    said = ["He was born on 3 May 1970 in North.", "SECRET UE/EU SECRET", "Elle est enceinte. Passeport n° AB123456"]
    return [each.encode() for each in (*said, "Director Amadou Testa of the Border Police met Mr Zorkan Blefusk.")]


KEYS = tuple(f'"{name}": ' for each in drafts() for name in each.model_fields)
FIELDS = ("organisation=1", "kind=contact", "since=2026-11-01", "box=1,2,3,4", "&", "region=", "text=", "overlaps=1")
TARGETS = {
    "name": Target(
        name, names, ("Dr ", "bin ", "Ould ", "al-", "(", "’", "ы", "عبد", "ß", "ﬁ", "İ", "\u0301", " and ")
    ),
    "note": Target(
        note, notes, ("he is ", "born ", "muslim", "suffers from ", "EU SECRET", "R-UE", "tribe: ", "né le ")
    ),
    "body": Target(body, bodies, tuple(dict.fromkeys(KEYS))),
    "question": Target(
        question, lambda: ["&".join(FIELDS).encode(), b"next=/a?b=c"], (*FIELDS, "//", "%5c", "\\", "http:")
    ),
    "password": Target(password, lambda: [b"correct horse battery staple", b"Amadou1234"], ("qwerty", "2026", "Testa")),
    "event": Target(
        event, lambda: [b"A meeting\n\nNorth", b"x\nATTENDEE:y"], ("\r\n", "END:VEVENT", "\\n", ";", "\u2028")
    ),
}
