"""Nobody reads more than the markings say: posts of every marking, each with its canary, and every address there is.

The oracle is plain Python and knows nothing of the rules' code. A new route is walked as soon as it exists."""

import hashlib
import html
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import count

import pytest
from sqlmodel import select

from csap import create_app
from csap.actions import posts
from csap.config import Config
from csap.model.contacts import ContactDraft
from csap.model.overlaps import Overlap
from csap.model.posts import TLP, Post
from csap.web.refs import ref
from tests.conftest import copied
from tests.oracle import Canary
from tests.world import CAST, DATA_KEY, World

NEEDLE = "needleword"

UNIQUE = re.compile(r'(csrf_token"[^>]*value|X-CSRFToken&?#?\w*;?"?:|nonce)[=\s]*"?[^">]*"?')
NUMBERS = range(1, 4)


def word(number: int) -> str:
    """Twelve letters that nothing else has."""
    return "".join(chr(ord("a") + int(digit, 16)) for digit in hashlib.sha256(str(number).encode()).hexdigest()[:12])


class Aviary:
    """A world with a canary in each post."""

    def __init__(self, world) -> None:
        self.world = world
        self.canaries: list[Canary] = []
        self._numbers = count()
        for owner in ("mission", "frontex"):
            for tlp in TLP:
                for make in (self.contact, self.activity, self.risk):
                    make(owner, tlp)
        self.linked()
        self.withdrawn()
        self.tightened()

    def canary(self, owner: str, tlp: TLP) -> tuple[Canary, dict]:
        bird = Canary(word(next(self._numbers)), owner, tlp)
        audience = {}
        if tlp == TLP.AMBER:
            bird.organisations, bird.people = ("Europol",), ("head",)
            audience["audience_organisations"] = [self.world.organisation("Europol")]
        if tlp == TLP.RED:
            bird.people = ("capacity", "dpo")
        if bird.people:
            audience["audience_people"] = [self.world.viewer(name).person_id for name in bird.people]
        self.canaries.append(bird)
        given = {"summary": f"{NEEDLE} {bird.word}", "tlp": tlp, "lat": 3.0, "lon": 3.0, "themes": ["police-reform"]}
        return bird, given | audience

    def keep(self, bird: Canary, answer: posts.Answer) -> int:
        bird.id = answer.post.id
        with self.world.desk(bird.owner) as desk:
            posts.comment(desk, desk.fetch(Post, bird.id), f"{NEEDLE} {bird.word}")
        return bird.id

    def contact(self, owner: str, tlp: TLP, name: str = "Amadou Testa", **more) -> int:
        """All contacts share a name, so that they overlap; the canary is in what they say of it."""
        bird, given = self.canary(owner, tlp)
        more |= {"institution": f"Bureau {bird.word}", "function": bird.word, "emails": f"{bird.word}@example.org"}
        return self.keep(bird, self.world.contact(owner, name, **given, **more))

    def activity(self, owner: str, tlp: TLP, **more) -> int:
        bird, given = self.canary(owner, tlp)
        more |= {"ask": bird.word, "place_name": bird.word, "commitments": [{"text": bird.word}]}
        return self.keep(bird, self.world.activity(owner, f"{NEEDLE} {bird.word}", **given, **more))

    def risk(self, owner: str, tlp: TLP) -> int:
        bird, given = self.canary(owner, tlp)
        evidence = [{"text": bird.word, "scheme": "4x4", "source": "B", "information": "2"}]
        more = {"threat": f"{NEEDLE} {bird.word}", "evidence": evidence, "starts": "2026-12-01T10:00"}
        return self.keep(bird, self.world.risk(owner, f"{NEEDLE} {bird.word}", **given, **more))

    def linked(self) -> None:
        """Open posts that point at closed ones."""
        closed = self.contact("mission", TLP.AMBER_STRICT, name=f"Closed {word(900)}")
        self.canaries[-1].word = word(900)
        self.activity("mission", TLP.GREEN, contacts=[closed])
        hidden = self.activity("mission", TLP.RED)
        self.risk("mission", TLP.GREEN)
        with self.world.desk("mission") as desk:
            posts.link(desk, desk.fetch(Post, self.canaries[-1].id), [hidden])

    def withdrawn(self) -> None:
        for make in (self.contact, self.activity, self.risk):
            number = make("mission", TLP.GREEN)
            self.canaries[-1].withdrawn = True
            with self.world.desk("mission") as desk:
                posts.withdraw(desk, desk.fetch(Post, number), f"{self.canaries[-1].word} was wrong")

    def tightened(self) -> None:
        """Open at first, then closed: what others saw of it must be gone from everywhere."""
        number = self.contact("frontex", TLP.GREEN)
        bird = self.canaries[-1]
        bird.tlp = TLP.AMBER_STRICT
        with self.world.desk("frontex") as desk:
            draft = ContactDraft(names=["Amadou Testa"], summary=bird.word, function=bird.word, tlp=TLP.AMBER_STRICT)
            posts.amend(desk, desk.fetch(Post, number), draft, version=1)

    def addresses(self) -> list[str]:
        """Every address that can be asked for: each route with everything that its places may name."""
        found = []
        with self.world.system(writing=False) as system:
            overlaps = list(system.exec(select(Overlap.id)))
        routes = self.world.app.url_map.bind("localhost")
        for rule in self.world.app.url_map.iter_rules():
            if "GET" in rule.methods and rule.endpoint != "static":
                for values in self._values(rule, overlaps):
                    path = routes.build(rule.endpoint, values, method="GET")
                    asked = [] if values else [f"{path}?q={NEEDLE}&text={NEEDLE}&zoom=12&own=1"]
                    found += [path, *asked]
        return found

    def _values(self, rule, overlaps: list[int]) -> list[dict]:
        if not rule._converters:
            return [{}]
        (name, converter), *others = rule._converters.items()
        if others:
            return [dict.fromkeys(rule._converters, 1)]
        kind = type(converter).__name__
        if kind == "RefConverter":
            return [{name: each} for each in [bird.id for bird in self.canaries] + overlaps]
        if kind == "AnyConverter":
            return [{name: each} for each in converter.items]
        return [
            {name: each} for each in (NUMBERS if kind == "IntegerConverter" else ("country", "regions", "activities"))
        ]


def text_of(answer) -> str:
    """All that an answer says, sheets unpacked, lines of a calendar joined."""
    if answer.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist()).lower()
    plain = answer.data.decode("utf-8", "replace")
    return html.unescape(re.sub(r"\r?\n[ \t]", "", plain) + plain).lower()


@pytest.fixture(scope="module")
def aviary(template, tmp_path_factory) -> Iterator[Aviary]:
    """Made once: these tests only look, or are refused."""
    database = copied(template, tmp_path_factory.mktemp("aviary"), "aviary")
    app = create_app(Config(database=database, secret_key="t" * 40, data_key=DATA_KEY, testing=True))
    yield Aviary(World(app))
    app.extensions["csap"].engine.dispose()


def heard(aviary: Aviary, said: str) -> set[str]:
    return {bird.word for bird in aviary.canaries if bird.word in said}


@pytest.mark.parametrize("name", CAST)
def test_no_address_says_more_than_the_markings_allow(aviary, name):
    browser = aviary.world.browser(name)
    allowed = {bird.word for bird in aviary.canaries if bird.read_by(name)}
    leaks, seen = {}, set()
    for address in aviary.addresses():
        answer = browser.get(address)
        assert answer.status_code < 500, address
        words = heard(aviary, text_of(answer))
        seen |= words
        if words - allowed:
            leaks[address] = words - allowed
    assert leaks == {}
    assert seen == allowed


@pytest.mark.parametrize("name", CAST)
def test_each_post_opens_for_its_readers_and_for_others_looks_missing(aviary, name):
    browser = aviary.world.browser(name)
    missing = body(browser, ref((1 << 39) + 1))
    for bird in aviary.canaries:
        answer = browser.get(f"/posts/{ref(bird.id)}")
        assert answer.status_code == (200 if bird.read_by(name) else 404), bird
        if not bird.read_by(name):
            assert body(browser, ref(bird.id)) == missing


def body(browser, reference: str) -> str:
    """An answer without what differs in every answer: its address, its token, its nonce."""
    return UNIQUE.sub("", browser.get(f"/posts/{reference}").text.replace(reference, "REF"))


@pytest.mark.parametrize("name", ["frontex", "observer", "capacity"])
def test_what_others_hide_cannot_be_changed_commented_or_withdrawn(aviary, name):
    browser = aviary.world.browser(name)
    for bird in aviary.canaries:
        if not bird.read_by(name):
            for end in ("edit", "withdraw", "comments", "position"):
                answer = browser.post(f"/posts/{ref(bird.id)}/{end}", text="x", reason="x", title="x", version="1")
                assert answer.status_code == 404, (bird, end)


@pytest.mark.parametrize("name", ["frontex", "mission", "observer", "administrator"])
def test_what_is_typed_is_answered_without_content(aviary, name):
    browser = aviary.world.browser(name)
    allowed = {bird.word for bird in aviary.canaries if bird.read_by(name)}
    asked = {
        "names": "Amadou Testa",
        "title": "Meeting Amadou Testa",
        "stakeholders": "Amadou Testa",
        "status": "current",
    }
    asked |= {"starts": "2026-12-01T10:00", "lat": "3", "lon": "3", "who": "Amadou Testa", "threat": NEEDLE}
    for rule in aviary.world.app.url_map.iter_rules():
        if rule.endpoint.endswith(".likely"):
            said = text_of(browser.post(rule.rule, **asked))
            assert heard(aviary, said) <= allowed, rule.rule


def test_the_oracle_and_the_canaries_are_no_fools(aviary):
    counts = {name: sum(bird.read_by(name) for bird in aviary.canaries) for name in CAST}
    assert counts["administrator"] == 0 and counts["mission"] > counts["observer"] > 0
    assert len({bird.word for bird in aviary.canaries}) == len(aviary.canaries)
