"""Every page that can be reached by a role: nothing for axe to find, nothing on the console, nothing off the edge.

The pages are read from the routes, so that a new one is looked at as soon as it exists."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlmodel import select

from csap import clock
from csap.actions import digest_review, digests
from csap.actions.telling import tell
from csap.model.digests import Digest
from csap.model.overlaps import Overlap
from csap.rules.digest import cutoff
from csap.wording import Words
from tests.browser.conftest import NARROW, WIDE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = {
    "mission-en-light-wide": ("mission", "en", "light", WIDE),
    "mission-fr-dark-narrow": ("mission", "fr", "dark", NARROW),
    "coordinator-en-dark-wide": ("coordinator", "en", "dark", WIDE),
    "head-fr-light-narrow": ("head", "fr", "light", NARROW),
    "observer-fr-dark-wide": ("observer", "fr", "dark", WIDE),
    "dpo-en-dark-narrow": ("dpo", "en", "dark", NARROW),
    "administrator-fr-light-narrow": ("administrator", "fr", "light", NARROW),
    "nobody-fr-light-wide": ("", "fr", "light", WIDE),
    "nobody-en-dark-narrow": ("", "en", "dark", NARROW),
}


@pytest.fixture
def samples(world):
    """Something to show on every page: values for the places in addresses, by their names."""
    contact = world.contact("mission", "Amadou Testa", phones="+33199001234", lat=3.0, lon=3.0, place_name="Here")
    world.contact("frontex", "Amadou Testa", phones="+33199001234")
    activity = world.activity("mission", contacts=[contact.post.id], commitments=[{"text": "Send the list"}])
    risk = world.risk("mission", tlp="AMBER")
    with world.system() as system:
        tell(system, contact.post, Words("Something"), [world.viewer("mission").person_id], "test", link="/people")
        overlap = system.exec(select(Overlap.id)).first()
    person = world.viewer("frontex").person_id
    return {
        "post_id": [contact.post.id, activity.post.id, risk.post.id],
        "overlap_id": [overlap],
        "person_id": [person],
        "organisation_id": [world.organisation("EUCAP")],
        "digest_id": issues(world),
    }


def issues(world):
    """Two digests with something in each section: one released, one that waits for the head."""
    cut, found = cutoff("thursday 12:00"), []
    for weeks in (1, 2):
        with clock.stopped(clock.now() + timedelta(weeks=weeks)):
            found.append(digests.compile_week(world.engine, cut, digests.asked(world.engine, cut)).id)
    with world.desk("head") as desk:
        digest_review.release(desk, desk.fetch(Digest, found[0]))
    return found


def addresses(world, samples):
    routes, found = world.app.url_map.bind("localhost"), []
    for rule in world.app.url_map.iter_rules():
        names = list(rule.arguments)
        if "GET" in rule.methods and rule.endpoint != "static" and all(name in samples for name in names):
            choices = [{names[0]: value} for value in samples[names[0]]] if names else [{}]
            found += [routes.build(rule.endpoint, values, method="GET") for values in choices]
    return found


def pages(world, who, samples):
    """Of all addresses those that give this person a page."""
    browser = world.browser(who)
    found = []
    for address in addresses(world, samples):
        answer = browser.get(address)
        if answer.status_code == 200 and answer.mimetype == "text/html" and "<html" in answer.text:
            found.append(address)
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
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [
        f"{each['id']}: {each['nodes'][0]['target']} {each['nodes'][0]['html'][:120]}"
        for each in found.response["violations"]
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_fit_for_everybody(world, visit, samples, look):
    who, language, scheme, viewport = LOOKS[look]
    start = visit(who, viewport=viewport, color_scheme=scheme, locale={"en": "en-GB", "fr": "fr-FR"}[language])
    wrong = {}
    for address in pages(world, who, samples):
        page = start.go(address)
        page.wait_for_load_state("networkidle")
        found = problems(page, language) + start.faults
        start.faults.clear()
        if found:
            wrong[address] = found
    assert wrong == {}
