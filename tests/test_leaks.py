"""Nobody meets more than the markings say, and nobody less: canaries in everything, and every address there is.

The oracle is plain Python and knows nothing of the rules' code. A new route is walked as soon as it exists."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest

from csap import clock, create_app
from csap.config import Config
from csap.model.posts import TLP
from csap.web.refs import ref
from tests.aviary import NEEDLE, Aviary
from tests.conftest import POSTGRESQL, copied
from tests.post_office import opened, send
from tests.programme import API, Programme
from tests.test_feeds import link
from tests.world import CAST, DATA_KEY, World

UNIQUE = re.compile(r'(csrf_token"[^>]*value|X-CSRFToken&?#?\w*;?"?:|nonce)[=\s]*"?[^">]*"?')


def text_of(answer) -> str:
    """All that an answer says, its headers too, sheets unpacked, lines of a calendar joined."""
    if answer.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist()).lower()
    plain = f"{answer.headers} " + answer.data.decode("utf-8", "replace")
    return html.unescape(re.sub(r"\r?\n[ \t]", "", plain) + plain).lower()


@pytest.fixture(scope="module")
def aviary(template, tmp_path_factory) -> Iterator[Aviary]:
    """Made once: these tests only look, or are refused."""
    database = copied(template, tmp_path_factory.mktemp("aviary"), "aviary")
    app = create_app(Config(database=database, secret_key="t" * 40, data_key=DATA_KEY, testing=True))
    yield Aviary(World(app))
    app.extensions["csap"].engine.dispose()


CRAWLERS = ["coordinator", "frontex", ""] if POSTGRESQL else [*CAST, ""]
"""On PostgreSQL a few stand for all: `test_worlds` asks both databases for everybody."""


@pytest.mark.parametrize("name", CRAWLERS, ids=[name or "nobody" for name in CRAWLERS])
def test_no_address_says_more_than_the_markings_allow(aviary, name):
    browser = aviary.world.browser(name)
    allowed = aviary.allowed(name)
    leaks, seen = {}, set()
    for address in aviary.addresses():
        if address.startswith(API):
            continue  # `test_routes` shows that no cookie opens it; programmes walk it below
        answer = browser.get(address)
        assert answer.status_code < 500, address
        words = aviary.heard(text_of(answer))
        seen |= words
        if words - allowed:
            leaks[address] = words - allowed
    assert leaks == {}
    assert seen == allowed


@pytest.mark.parametrize("name", [name for name in CRAWLERS if name])
def test_the_api_says_no_more_to_a_programme_of_theirs_and_all_of_their_posts(aviary, name):
    programme, leaks, seen = Programme(aviary.world, name), {}, set()
    for address in by_api(aviary, programme):
        answer = programme.client.get(address, headers=programme.headers)
        assert answer.status_code < 500, address
        words = aviary.heard(text_of(answer))
        seen |= words
        if words - aviary.allowed(name):
            leaks[address] = words - aviary.allowed(name)
    assert leaks == {}
    assert seen >= {bird.word for bird in aviary.canaries if bird.read_by(name)}


def by_api(aviary, programme) -> Iterator[str]:
    """Every address of the API, and each page of its list of posts."""
    yield from (address for address in aviary.addresses() if address.startswith(API))
    cursor = f"{API}/posts?reason=A walk along every page"
    while cursor:
        yield cursor
        following = (programme.client.get(cursor, headers=programme.headers).json or {}).get("next")
        cursor = f"{API}/posts?reason=A walk along every page&cursor={following}" if following else ""


@pytest.mark.parametrize("name", CAST)
def test_a_personal_feed_says_no_more_to_whoever_holds_it(aviary, name):
    said = text_of(aviary.world.browser().get(link(aviary.world.browser(name))))
    assert aviary.heard(said) <= aviary.allowed(name)
    assert bool(aviary.heard(said)) == (name != "administrator")


def test_no_mail_says_more_and_none_says_what_is_for_the_platform_only(aviary):
    close = {bird.word for bird in aviary.canaries if bird.tlp in (TLP.RED, TLP.AMBER_STRICT)}
    with opened() as (office, url), clock.stopped(clock.now() + timedelta(days=8)):
        send(aviary.world, url)
    met = {name: aviary.heard(office.everything(name).lower()) for name in CAST}
    for name, words in met.items():
        assert words <= aviary.allowed(name) - close, name
        assert bool(words) == (name != "administrator"), name


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
    allowed = aviary.allowed(name)
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
            assert aviary.heard(said) <= allowed, rule.rule


def test_the_oracle_and_the_canaries_are_no_fools(aviary):
    counts = {name: sum(bird.read_by(name) for bird in aviary.canaries) for name in CAST}
    assert counts["administrator"] == 0 and counts["mission"] > counts["observer"] > 0
    assert len({bird.word for bird in aviary.canaries}) == len(aviary.canaries)
