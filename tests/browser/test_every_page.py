"""Every page that can be reached by a role: nothing for axe to find, nothing on the console, nothing off the edge.

The pages are read from the routes, so that a new one is looked at as soon as it exists. A page is opened by whoever
gets it first, and by another only where something stands on it that was not seen in these colours at this width yet."""

import re
from collections import defaultdict
from html.parser import HTMLParser
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NARROW, WIDE
from tests.browser.samples import DOWNLOADS, filled

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LOOKS = {
    "mission-en-light-wide": ("mission", "en", "light", WIDE),
    "mission-fr-dark-narrow": ("mission", "fr", "dark", NARROW),
    "coordinator-en-dark-narrow": ("coordinator", "en", "dark", NARROW),
    "coordinator-fr-light-wide": ("coordinator", "fr", "light", WIDE),
    "head-fr-dark-narrow": ("head", "fr", "dark", NARROW),
    "head-en-light-wide": ("head", "en", "light", WIDE),
    "observer-fr-light-wide": ("observer", "fr", "light", WIDE),
    "dpo-en-dark-narrow": ("dpo", "en", "dark", NARROW),
    "dpo-fr-light-wide": ("dpo", "fr", "light", WIDE),
    "administrator-fr-dark-narrow": ("administrator", "fr", "dark", NARROW),
    "administrator-en-light-wide": ("administrator", "en", "light", WIDE),
    "nobody-fr-light-wide": ("", "fr", "light", WIDE),
    "nobody-en-dark-narrow": ("", "en", "dark", NARROW),
}
SEEN: dict[str, set[tuple[str, ...]]] = defaultdict(set)
"""By colours and width: the kinds of element that stood on a page which was looked at."""


@pytest.fixture
def samples(world):
    return filled(world)


def with_pages(world):
    """The routes that can be asked for and may give a page."""
    for rule in world.app.url_map.iter_rules():
        if "GET" in rule.methods and not (rule.arguments and rule.endpoint in DOWNLOADS):
            yield rule


def addresses(world, samples):
    routes, found = world.app.url_map.bind("localhost"), []
    for rule in with_pages(world):
        for chosen in product(*(samples[name] for name in rule.arguments)):
            found.append(routes.build(rule.endpoint, dict(zip(rule.arguments, chosen, strict=True)), method="GET"))
    return found


class Shape(HTMLParser):
    """Which kinds of element a page has: each by its tag, classes and other attributes' names, within its parent."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.kinds: set[tuple[str, ...]] = set()
        self._within: list[tuple[str, str]] = [("", "")]
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = " ".join(sorted(name for name, _ in attributes))
        own = (tag, f"{dict(attributes).get('class')} {dict(attributes).get('type')} {named}")
        self.kinds.add((*self._within[-1], *own))
        if tag not in VOID:
            self._within.append(own)

    def handle_endtag(self, tag: str) -> None:
        if tag in [name for name, _ in self._within[1:]]:
            while self._within.pop()[0] != tag:
                pass


def pages(world, who, samples, seen):
    """Of all addresses those that give this person a page with something on it that is not in `seen`, which grows."""
    browser = world.browser(who)
    found = []
    for address in addresses(world, samples):
        answer = browser.get(address)
        if answer.status_code == 200 and answer.mimetype == "text/html" and "<html" in answer.text:
            kinds = Shape(answer.text).kinds
            if kinds - seen:
                found.append(address)
                seen |= kinds
    return found


def problems(page, language):
    """What is wrong with a page that is open, in this language."""
    found = against_the_rules(page)
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("wider than the screen")
    if page.locator("html").get_attribute("lang") != language:
        found.append("in another language")
    if not re.search(r"\S", page.locator("h1").first.inner_text()):
        found.append("without a heading")
    return found


def against_the_rules(page):
    found = Axe().run(page, options=OPTIONS)
    return [
        f"{each['id']}: {each['nodes'][0]['target']} {each['nodes'][0]['html'][:120]}"
        for each in found.response["violations"]
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_fit_for_everybody(world, visit, samples, look):
    who, language, scheme, viewport = LOOKS[look]
    start = visit(who, viewport=viewport, color_scheme=scheme, locale={"en": "en-GB", "fr": "fr-FR"}[language])
    wrong = {}
    for address in pages(world, who, samples, SEEN[scheme]):
        page = start.go(address)
        start.settle()
        found = problems(page, language) + start.faults
        start.faults.clear()
        if found:
            wrong[address] = found
    assert wrong == {}
