"""Every link leads somewhere: each of the cast follows, from the board on, every address that a page shows."""

import html
import re
from collections import deque
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from csap.web.refs import ref
from tests.world import CAST

LINK = re.compile(r'<a\s[^>]*href="([^"#]+)')
ENOUGH = 250


def addresses(text: str) -> list[str]:
    return [html.unescape(each) for each in LINK.findall(text)]


def shape(app, address: str) -> str:
    """The route and which parameters an address has: one of each shape is followed."""
    parts = urlsplit(address)
    endpoint, _ = app.url_map.bind("localhost").match(parts.path, method="GET")
    return f"{endpoint} {sorted(pair.split('=')[0] for pair in parts.query.split('&'))}"


@pytest.fixture
def lived_in(world):
    """Something of everything."""
    contact = world.contact("mission", "Amadou Testa", phones=["+33199001234"]).post
    world.contact("frontex", "Amadou Testa", phones=["+33199001234"])
    world.activity("mission", "Talks", contacts=[contact.id], place_name="North", lat=1, lon=1)
    world.activity("frontex", "Other talks", stakeholders=["Amadou Testa"])
    world.risk("europol")
    world.browser("mission").post(f"/posts/{ref(contact.id)}/comments", text="Seen.")
    return world


@pytest.mark.parametrize("who", CAST)
def test_every_link_that_is_shown_leads_somewhere(lived_in, who):
    browser, seen, dead = lived_in.browser(who), set(), []
    waiting = deque([("/", "")])
    while waiting and len(seen) < ENOUGH:
        address, shown_on = waiting.popleft()
        if address.startswith(("http", "mailto:", "tel:")):
            continue
        try:
            kind = shape(lived_in.app, address)
        except HTTPException:
            dead.append((address, shown_on))
            continue
        if kind in seen:
            continue
        seen.add(kind)
        answer = browser.get(address)
        if answer.status_code >= 400:
            dead.append((address, shown_on, answer.status_code))
        if answer.mimetype == "text/html":
            waiting.extend((each, address) for each in addresses(answer.text))
    assert not dead
    assert len(seen) > 20
