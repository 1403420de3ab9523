"""Whatever is sent, the platform answers: no POST of any form, and no question in an address, ends in a 500.

`make test` sends a few dozen, `make fuzz` as many as there is time for. An error inside is
raised here, not turned into a page, so that a failure shows where it comes from."""

import inspect
import io
import json
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from flask_wtf import FlaskForm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select
from werkzeug.routing import Rule

from csap.model.activities import ActivityDraft
from csap.model.contacts import ContactDraft
from csap.model.overlaps import Overlap
from csap.model.posts import Post
from csap.model.risks import RiskDraft
from csap.refs import ref
from tests.pages import asked_in, fields
from tests.programme import Programme
from tests.world import Browser, World

WHO = ("mission", "head", "coordinator", "administrator")
NUMBERS = (1, 2, 7, 999, 2**31, 2**63, 2**80)
HARMLESS = 7
"""A person who does not play: nobody is switched off who has to go on."""
MEGABYTE = 1_000_000
ASKED = ("q", "page", "sort", "after", "before", "from", "to", "bbox", "zoom", "text", "next", "format", "own", "theme")
ENDS = {"sign_in.leave", "account.end_all", "account.end", "account.password", "sign_in.show"}
ODD = [
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "x\udfff",
    "\u202egnp.exe",
    "\u200f\u2066",
    "é" * 5000,
    "x" * MEGABYTE,
    "9" * 400,
    "-1",
    "1e400",
    "NaN",
    "Infinity",
    "0x10",
    "٣",
    "²",
    str(2**63),
    str(-(2**70)),
    "1.5",
    "true",
    "None",
    "[]",
    "[[[[]]]]",
    '{"a": {"b": []}}',
    "[" * 5000,
    "{{7*7}}",
    "${7*7}",
    "%(x)s",
    "%s%n",
    "{0.__class__}",
    "'; DROP TABLE post; --",
    '"><script>alert(1)</script>',
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "..%2f",
    "//evil.example",
    "http://[",
    "http://[::1",
    "javascript:alert(1)",
    "\r\nSet-Cookie: a=b",
    "a@b",
    "@",
    "a@" + "b" * 300 + ".example",
    "a@xn--a",
    "+" * 50,
    "+33199001234",
    "0000-00-00",
    "2026-02-30",
    "9999-12-31T23:59",
    "10000-01-01",
    "0001-01-01T00:00",
    "2026-13-01T25:61",
    "2026-03-29T02:30",
    "#zzzzzz",
    "ZZZZZZZZ",
    "UUUUUUUU",
    "1,2,3",
    "1\n2\n3",
    ",,,;;;",
    "\u0130\u0131\ufb01",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "a\u0300" * 300,
    "\ufdfa" * 100,
]
VALUES = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=[]), max_size=40),
    st.integers(-(2**70), 2**70).map(str),
    st.datetimes().map(lambda moment: moment.isoformat()),
    st.floats().map(str),
)
FILES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"\xff\xfe", b"a;b\n1", b"%PDF-1.7", b"\0" * 5000, b'"' * 999]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200).map(str.encode),
)
FUZZ = settings.default is not None and settings.default.max_examples > 1000
SMALL = 25


def effort() -> settings:
    """The profile that was asked for; else what `make test` has time for."""
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=settings.default.max_examples if FUZZ else SMALL, deadline=None, suppress_health_check=checks
    )


class Everything:
    """A world with something of everything, and what its routes can be sent."""

    def __init__(self, world: World) -> None:
        self.world = world
        contact = world.contact("mission", "Amadou Testa", phones=["+33199001234"], emails=["a@example.org"]).post
        world.contact("frontex", "Amadou Testa", phones=["+33199001234"])
        talks = world.activity("mission", "Talks", contacts=[contact.id], place_name="North", lat=1, lon=1).post
        world.activity("frontex", "Other talks", stakeholders=["Amadou Testa"])
        world.risk("head")
        sheet = (io.BytesIO(b"title;start\nA meeting;2026-12-01\n"), "plan.csv")
        uploaded = world.browser("mission").post("/import", file=sheet)
        self.secrets = [uploaded.location.rsplit("/", 1)[-1]]
        self._browsers: dict[str, Browser] = {}
        with world.system(writing=False) as system:
            self.refs = [*system.exec(select(Post.id)), *system.exec(select(Overlap.id)), 1 << 39]
        self._forms: dict[str, dict[str, str]] = {}
        self.programme = Programme(world, "mission")
        self.own = {
            "/contacts": ref(contact.id),
            "/activities": ref(talks.id),
            "/risks": ref(world.risk("mission").post.id),
        }

    def browser(self, who: str) -> Browser:
        """The signed-in browser of one of the cast."""
        if who not in self._browsers:
            self._browsers[who] = self.world.browser(who)
            self._browsers[who].get("/account/")
        return self._browsers[who]

    def send(self, who: str, rule: Rule, address: str, **body: Any) -> None:
        """Send it; who was signed out by it signs in anew."""
        answer = self.browser(who).client.post(address, **body)
        assert answer.status_code < 500, (address, answer.status_code)
        if rule.endpoint in ENDS or answer.status_code == 401:
            del self._browsers[who]

    def rules(self, method: str) -> list[Rule]:
        found = (rule for rule in self.world.app.url_map.iter_rules() if method in (rule.methods or ()))
        return sorted((rule for rule in found if rule.endpoint != "static"), key=lambda rule: rule.rule)

    def address(self, rule: Rule, draw: st.DataObject) -> str:
        values = {name: self._value(rule, name, converter, draw) for name, converter in rule._converters.items()}
        return str(
            self.world.app.url_map.bind("localhost").build(rule.endpoint, values, method=min(rule.methods or ()))
        )

    def _value(self, rule: Rule, name: str, converter: object, draw: st.DataObject) -> object:
        kind = type(converter).__name__
        if kind == "RefConverter":
            return draw.draw(st.sampled_from(self.refs))
        if kind == "AnyConverter":
            return draw.draw(st.sampled_from(sorted(converter.items)))  # type: ignore[attr-defined]
        if kind == "VeiledConverter":
            return draw.draw(st.sampled_from((HARMLESS, 999)))
        if kind == "IdConverter":
            number = draw.draw(st.sampled_from(NUMBERS))
            return HARMLESS if rule.endpoint.startswith("people.") and number < HARMLESS else number
        words = ["csv", "xlsx", "confirm", "drop", "keep", "include", *self.secrets]
        odd = [each for each in ODD if len(each) < 100 and "\ud800" not in each and "\udfff" not in each and each]
        return draw.draw(st.sampled_from([*words, *(each.replace("/", "") or "x" for each in odd)]))

    def form(self, rule: Rule) -> dict[str, str]:
        """The fields that the route knows, with what stands in them when they are first asked for."""
        if rule.rule not in self._forms:
            self._forms[rule.rule] = self._form(rule)
        return self._forms[rule.rule]

    def _form(self, rule: Rule) -> dict[str, str]:
        """The fields that the route knows: those its module reads, and those on its page with what stands in them."""
        module = inspect.getmodule(inspect.unwrap(self.world.app.view_functions[rule.endpoint]))
        found = asked_in(Path(str(module.__file__)).read_text())  # type: ignore[union-attr]
        for each in vars(module).values():
            if inspect.isclass(each) and issubclass(each, FlaskForm):
                found += [name for name in dir(each) if type(getattr(each, name)).__name__ == "UnboundField"]
        sent = dict.fromkeys([*found, *ASKED], "")
        if "GET" not in (rule.methods or ()):
            return sent
        kinds = {
            "RefConverter": self.refs[0],
            "IntegerConverter": HARMLESS,
            "IdConverter": HARMLESS,
            "VeiledConverter": 1,
        }
        places = {name: kinds.get(type(each).__name__, self.secrets[0]) for name, each in rule._converters.items()}
        if any(type(each).__name__ == "AnyConverter" for each in rule._converters.values()):
            return sent
        address = self.world.app.url_map.bind("localhost").build(rule.endpoint, places, method="GET")
        answer = self.browser("head" if "people" not in address else "administrator").get(address)
        return sent | (fields(answer.text) if answer.mimetype == "text/html" else {})


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """A form's body, lone surrogates as the bytes that a broken client sends."""
    quoted = [tuple(quote_from_bytes(part.encode("utf-8", "surrogatepass")) for part in pair) for pair in pairs]
    return "&".join("=".join(pair) for pair in quoted).encode()


@pytest.fixture
def sent_to(world: World) -> Everything:
    platform = world.app.extensions["csap"]
    world.app.extensions["csap"] = replace(platform, config=replace(platform.config, again_minutes=999))
    return Everything(world)


def changed(sent: dict[str, str], draw: st.DataObject) -> list[tuple[str, str]]:
    """What was to be sent with up to four values replaced, one of them sent several times, one left out."""
    names = sorted(sent) or ["text"]
    spoilt = sent | draw.draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=4))
    twice = draw.draw(st.lists(st.tuples(st.sampled_from(names), VALUES), max_size=3))
    gone = draw.draw(st.sampled_from(["", *names]))
    return [(name, value) for name, value in spoilt.items() if name != gone] + twice


@effort()
@given(draw=st.data())
def test_no_form_breaks_whatever_is_sent(sent_to: Everything, draw: st.DataObject) -> None:
    rule = draw.draw(st.sampled_from(sent_to.rules("POST")), label="rule")
    who = draw.draw(st.sampled_from(WHO), label="who")
    address, sent = sent_to.address(rule, draw), sent_to.form(rule)
    pairs = changed(sent, draw)
    token = sent_to.browser(who).token
    if "file" in sent:
        content = (io.BytesIO(draw.draw(FILES)), draw.draw(st.sampled_from(["a.csv", "a.xlsx", "../a", ""])))
        sent_to.send(who, rule, address, data={"csrf_token": token, "file": content})
    else:
        body = encoded([("csrf_token", token), *pairs])
        sent_to.send(who, rule, address, data=body, content_type="application/x-www-form-urlencoded")


@effort()
@given(draw=st.data())
def test_no_address_breaks_whatever_is_asked(sent_to: Everything, draw: st.DataObject) -> None:
    rule = draw.draw(st.sampled_from(sent_to.rules("GET")), label="rule")
    browser = sent_to.browser(draw.draw(st.sampled_from(WHO), label="who"))
    address = sent_to.address(rule, draw)
    question = [(name, value[:2000]) for name, value in changed(sent_to.form(rule), draw)]
    answer = browser.get(f"{address}?{encoded(question).decode()}")
    assert answer.status_code < 500, (address, answer.status_code)


BODIES = [
    *[("application/json", body) for body in (b"{}", b"[" * 100_000, b'{"csrf_token": []}')],
    *[("multipart/form-data", body) for body in (b"", b"--x")],
    ("multipart/form-data; boundary=x", b""),
    ("multipart/form-data; boundary=x", b"--x\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--"),
    *[("application/x-www-form-urlencoded", body) for body in (b"%", b"%ff=%fe", b"&" * 5000, b"a=1&" * 2000)],
    ("application/x-www-form-urlencoded", b"\xff\xfe"),
    ("text/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ("", b"\0"),
]


def test_a_body_that_is_no_form_breaks_nothing(sent_to: Everything) -> None:
    """Each route gets one of the bodies, and all of them are sent."""
    browser, bodies = sent_to.browser("mission"), cycle(BODIES)
    for rule in sent_to.rules("POST"):
        if any(type(each).__name__ == "AnyConverter" for each in rule._converters.values()):
            continue
        values = dict.fromkeys(rule._converters, HARMLESS)
        address = sent_to.world.app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")
        for kind, body in islice(bodies, 1):
            headers = {"X-CSRFToken": browser.token}
            answer = browser.client.post(address, data=body, content_type=kind, headers=headers)
            assert answer.status_code < 500, (address, kind, body[:40], answer.status_code)


JSONS = st.recursive(
    st.one_of(VALUES, st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(VALUES, inner, max_size=3)),
    max_leaves=6,
)
BY_API = {"/contacts": ContactDraft, "/activities": ActivityDraft, "/risks": RiskDraft}


GOOD = {name: "low" for name in RiskDraft.model_fields if name.startswith("impact_")} | {"names": ["A"], "title": "A"}
GOOD |= {"magnitude": "low", "likelihood": "likely", "vulnerability_level": "low", "judgement": "low", "threat": "A"}
GOOD |= {"horizon": "3-12", "confidence": "low", "starts": "2026-12-01"}


@effort()
@given(draw=st.data())
def test_no_draft_and_no_question_breaks_the_api(sent_to: Everything, draw: st.DataObject) -> None:
    """A draft that is good, then one or two of its fields spoilt, posted and as a change; a question of odd values."""
    programme, path = sent_to.programme, draw.draw(st.sampled_from(sorted(BY_API)), label="path")
    for limiter in sent_to.world.app.extensions["limiter"]:
        limiter.reset()
    fields = [*BY_API[path].model_fields]
    spoilt = draw.draw(st.dictionaries(st.sampled_from(fields), JSONS, min_size=1, max_size=2), label="spoilt")
    said = {name: value for name, value in GOOD.items() if name in fields} | spoilt
    own = f"/posts/{sent_to.own[path]}"
    version = programme.get(own).json["version"]
    for method, to, more in (("POST", path, {}), ("PUT", own, {"version": version})):
        answer = programme.send(to, json.dumps(said | more).encode(), method=method)
        assert answer.status_code < 500, (to, said, answer.text)
    names = (
        "kind",
        "organisation",
        "since",
        "until",
        "text",
        "limit",
        "cursor",
        "box",
        "region",
        "theme",
        "post",
        "days",
    )
    asked = draw.draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=3), label="asked")
    question = encoded([(name, value[:2000]) for name, value in asked.items()]).decode()
    for room in ("posts", "overlaps"):
        answer = programme.client.get(f"/api/v1/{room}?{question}", headers=programme.headers)
        assert answer.status_code < 500, (room, asked, answer.text)
