"""What is sent to break the platform: odd values and files, every address with ids that are there, every form with the
fields that it knows; and whether a form that is refused comes back with what was typed."""

import inspect
import io
import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

from flask_wtf import FlaskForm
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, select
from werkzeug.routing import Rule

import csap
from csap import clock
from csap.actions import digests, tokens
from csap.model.attachments import Attachment
from csap.model.breaches import Breach
from csap.model.digests import Deputy, Digest, DigestQuestion
from csap.model.factors import Passkey
from csap.model.joint_control import JointControl
from csap.model.notices import Notice
from csap.model.opening import Opening
from csap.model.overlaps import Overlap, StopEntry
from csap.model.people import Mandate, Organisation, SignIn, Token
from csap.model.places import Institution
from csap.model.posts import Post
from csap.model.subject_requests import Consultation, SubjectRequest
from csap.refs import ref
from csap.rules import digest as weeks
from tests.attached import docx, pdf, picture
from tests.fuzz.sheets import packed, sheets, workbooks
from tests.pages import asked_in, fields
from tests.programme import Programme
from tests.world import Browser, World

WHO = ("mission", "head", "coordinator", "administrator", "dpo", "frontex", "observer")
NUMBERS = (1, 2, 7, 999, 2**31, 2**63, 2**80)
HARMLESS = 7
"""A person who does not play: nobody is switched off who has to go on."""
MEGABYTE = 1_000_000
ASKED = ("q", "page", "sort", "after", "before", "from", "to", "bbox", "zoom", "text", "next", "format", "own", "theme")
NAMED = re.compile(r"""(?:\.get(?:list)?\(|(?:asked|args), )"(\w+)""")
CSAP = Path(csap.__file__).parent
VIEWS = [file.read_text() for room in ("web", "api") for file in sorted((CSAP / room).glob("*.py"))]
ANYWHERE = sorted({name for view in VIEWS for name in NAMED.findall(view)})
"""Names that a question may have, of whichever page."""
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
    "EU SECRET",
    "He is muslim.",
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
WHOLE = [
    *sheets(),
    *(packed(each.split(b"\0")) for each in workbooks()),
    pdf("Minutes"),
    docx("Min", "utes"),
    picture(),
]


def _spoilt(content: bytes, at: float, put: bytes, gone: int) -> bytes:
    place = int(at * len(content))
    return content[:place] + put + content[place + gone :]


SPOILT = st.builds(_spoilt, st.sampled_from(WHOLE), st.floats(0, 1), st.binary(max_size=8), st.integers(0, 64))
FILES = st.one_of(
    st.binary(max_size=200),
    SPOILT,
    st.sampled_from(
        [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"\xff\xfe", b"a;b\n1", b"%PDF-1.7", b"\0" * 5000, b'"' * 999]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200).map(str.encode),
)
FUZZ = settings.get_current_profile_name() == "fuzz"
SMALL = 25
STEPS = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: a world that was changed by what was sent says no longer what is smallest."""


def effort() -> settings:
    """The profile that was asked for; else what `make test` has time for."""
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    most = settings.default.max_examples if FUZZ else SMALL
    return settings(max_examples=most, deadline=None, suppress_health_check=checks, phases=STEPS)


TABLES: dict[str, type[SQLModel]] = {
    "post": Post,
    "overlap": Overlap,
    "attachment": Attachment,
    "digest": Digest,
    "question": DigestQuestion,
    "deputy": Deputy,
    "breach": Breach,
    "request": SubjectRequest,
    "consultation": Consultation,
    "opening": Opening,
    "notice": Notice,
    "token": Token,
    "sign_in": SignIn,
    "passkey": Passkey,
    "entry": StopEntry,
    "mandate": Mandate,
    "arrangement": JointControl,
    "institution": Institution,
    "organisation": Organisation,
}
"""What the ids in addresses are of."""


class Everything:
    """A world with something of everything, and what its routes can be sent."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._browsers: dict[str, Browser] = {}
        self._forms: dict[str, dict[str, str]] = {}
        fill(self)
        sheet = (io.BytesIO(b"title;start\nA meeting;2026-12-01\n"), "plan.csv")
        self.secrets = [self.browser("mission").post("/import", file=sheet).location.rsplit("/", 1)[-1]]
        self.programme = Programme(world, "mission")
        with world.system(writing=False) as system:
            self.ids = {name: list(system.exec(select(table.id))) for name, table in TABLES.items()}  # type: ignore[attr-defined]
        self.refs = [each for name in REFERRED for each in self.ids[name]] + [1 << 39]

    def browser(self, who: str) -> Browser:
        """The signed-in browser of one of the cast."""
        if who not in self._browsers:
            self.unhurried()
            self._browsers[who] = self.world.browser(who)
            self._browsers[who].get("/account/")
        return self._browsers[who]

    def unhurried(self) -> None:
        """Nobody has asked too often."""
        for limiter in self.world.app.extensions["limiter"]:
            limiter.reset()

    def send(self, who: str, rule: Rule, address: str, **body: Any) -> Any:
        """Send it; who was signed out by it signs in anew."""
        self.unhurried()
        answer = self.browser(who).client.post(address, **body)
        assert answer.status_code < 500, (address, answer.status_code)
        if rule.endpoint in ENDS or answer.status_code == 401:
            del self._browsers[who]
        return answer

    def rules(self, method: str, under: str = "/") -> list[Rule]:
        found = (rule for rule in self.world.app.url_map.iter_rules() if method in (rule.methods or ()))
        wanted = (rule for rule in found if rule.endpoint != "static" and rule.rule.startswith(under))
        return sorted(wanted, key=lambda rule: rule.rule)

    def address(self, rule: Rule, draw: st.DataObject) -> str:
        values = {name: self._value(rule, name, converter, draw) for name, converter in rule._converters.items()}
        return str(
            self.world.app.url_map.bind("localhost").build(rule.endpoint, values, method=min(rule.methods or ()))
        )

    def _value(self, rule: Rule, name: str, converter: object, draw: st.DataObject) -> object:
        kind = type(converter).__name__
        own = self.ids.get(name.removesuffix("_id"), [])
        if kind == "RefConverter":
            return draw.draw(st.one_of(st.sampled_from(own or self.refs), st.sampled_from(self.refs)))
        if kind == "AnyConverter":
            return draw.draw(st.sampled_from(sorted(converter.items)))  # type: ignore[attr-defined]
        if kind == "VeiledConverter":
            return draw.draw(st.sampled_from((*own, HARMLESS, 999)))
        if kind == "IdConverter":
            number = draw.draw(st.sampled_from((*own, *NUMBERS)))
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
        place = {name: self._first(name, type(each).__name__) for name, each in rule._converters.items()}
        if any(type(each).__name__ == "AnyConverter" for each in rule._converters.values()):
            return sent
        address = self.world.app.url_map.bind("localhost").build(rule.endpoint, place, method="GET")
        for who in ("head", "administrator", "dpo", "coordinator", "mission"):
            answer = self.browser(who).get(address)
            if answer.data and answer.status_code == 200 and answer.mimetype == "text/html":
                return sent | fields(answer.text)
        return sent

    def _first(self, name: str, kind: str) -> object:
        if kind in ("RefConverter", "IdConverter", "VeiledConverter"):
            return HARMLESS if name == "person_id" else self.ids.get(name.removesuffix("_id"), [1])[0]
        return self.secrets[0]


REFERRED = ("post", "overlap", "attachment", "digest", "question", "breach", "request", "consultation")
CUT = weeks.cutoff("thursday 12:00")


def fill(every: Everything) -> None:
    """Something of everything that has an address."""
    world = every.world
    contact = world.contact("mission", "Amadou Testa", phones=["+33199001234"], emails=["a@example.org"]).post
    world.contact("frontex", "Amadou Testa", phones=["+33199001234"], institution="Border Police")
    talks = world.activity("mission", "Talks", contacts=[contact.id], place_name="North", lat=1, lon=1).post
    world.activity("frontex", "Other talks", stakeholders=["Amadou Testa"])
    hidden = world.risk("head", tlp="RED").post
    every.own = {
        "/contacts": ref(contact.id),
        "/activities": ref(talks.id),
        "/risks": ref(world.risk("mission").post.id),
    }
    with clock.stopped(clock.now() - timedelta(minutes=1)):
        digest = digests.compile_week(world.engine, CUT, digests.asked(world.engine, CUT))
    with world.desk("mission") as desk:
        tokens.make(desk, "Phone", timedelta(days=9))
    today = clock.now().date().isoformat()
    mission, dpo, head, administrator = map(every.browser, ("mission", "dpo", "head", "administrator"))
    mission.post(f"/posts/{ref(talks.id)}/attachments", file=(io.BytesIO(pdf("Minutes")), "minutes.pdf"))
    asked = {"kind": "access", "name": "Amadou Testa", "phones": "+33199001234", "language": "fr"}
    here = dpo.post("/privacy/requests/new", **asked, received_on=today).location
    dpo.post(f"{here}/consult", question="What do you hold?")
    dpo.post("/privacy/breaches/new", what="A disk", known_at=f"{today}T00:00", loss="everything")
    dpo.post("/privacy/openings", reference=ref(hidden.id), reason="A data subject asks what is kept")
    head.post("/digests/deputies", person_id=world.viewer("coordinator").person_id, starts_on=today, ends_on=today)
    every.browser("coordinator").post("/overlaps/stop-list", name="Ministry of Testing", reason="Everybody meets it")
    mandate = {"text": "To train", "legal_basis": "Decision 1", "starts_on": "2026-01-01"}
    administrator.post(f"/organisations/{world.organisation('EUBAM')}/mandates/new", **mandate)
    terms = {"terms": "Each informs its own contacts.", "signed_on": "2025-01-15", "review_on": "2099-01-15"}
    dpo.post(f"/privacy/arrangements/{world.organisation('EUBAM')}", **terms)
    every.browser("coordinator").post("/institutions/new", name="Border Police")
    key = digest.items[0]["key"] if digest and digest.items else ""
    head.post(f"/digests/{ref(digest.id)}/items/{key}/ask", text="Is it so?") if key else None


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """A form's body, lone surrogates as the bytes that a broken client sends."""
    quoted = [tuple(quote_from_bytes(part.encode("utf-8", "surrogatepass")) for part in pair) for pair in pairs]
    return "&".join("=".join(pair) for pair in quoted).encode()


def changed(sent: dict[str, str], draw: st.DataObject) -> list[tuple[str, str]]:
    """What was to be sent with up to four values replaced, one of them sent several times, one left out."""
    names = sorted(sent) or ["text"]
    spoilt = sent | draw.draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=4))
    twice = draw.draw(st.lists(st.tuples(st.sampled_from(names), VALUES), max_size=3))
    gone = draw.draw(st.sampled_from(["", *names]))
    return [(name, value) for name, value in spoilt.items() if name != gone] + twice


class Typed(HTMLParser):
    """What stands in the fields that one types in, by the address that the form is sent to."""

    KINDS = ("text", "email", "tel", "search", "number", "date", "datetime-local", "")

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self._here, self._to, self._area = address, "", ""
        self.found: dict[str, dict[str, list[str]]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._to = urlsplit(given.get("action") or self._here).path
        elif tag == "textarea" or (tag == "input" and given.get("type", "") in self.KINDS):
            self._area = given.get("name", "") if tag == "textarea" else ""
            mine = self.found.setdefault(self._to, {}).setdefault(given.get("name", ""), [])
            mine.append("" if tag == "textarea" else given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[self._to][self._area][-1] += data


def lost(page: str, address: str, pairs: list[tuple[str, str]]) -> dict[str, object]:
    """What was typed and stands no longer in the page that refused it."""
    kept = Typed(page, address).found.get(urlsplit(address).path, {})
    sent: dict[str, list[str]] = {}
    for name, value in pairs:
        sent.setdefault(name, []).append(plain(value))
    once = {name: values[0] for name, values in sent.items() if len(values) == 1 and name in kept}
    return {
        name: (value[:80], kept[name]) for name, value in once.items() if value and value not in map(plain, kept[name])
    }


def plain(value: str) -> str:
    """As a server gets it and a page gives it back: halves of characters replaced, ends of lines alike."""
    whole = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return whole.replace("\r\n", "\n").replace("\r", "\n").strip()
