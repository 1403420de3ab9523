"""What a page weighs on the wire: fit for a field office's connection."""

import gzip
import re

import pytest

from tests.world import soon

FIRST_VIEW, LIST = 100_000, 60_000
PACKED = {"Accept-Encoding": "gzip"}
LOADED = re.compile(r'(?:<link[^>]*rel="stylesheet"[^>]*href|<script[^>]*src|<img[^>]*src)="(/[^"]+)"')
MODULE = re.compile(r"""(?:from|import)\s*\(?\s*['"](csap/[a-z]+)['"]""")
MAP = ("leaflet", "vis-timeline", "js/map", "js/timeline")


def loaded(browser, page: str) -> dict[str, int]:
    """The addresses that a page loads at first sight, and the modules that these import by name; bytes of each."""
    mapped = dict(re.findall(r'"(csap/[a-z]+)":\s*"([^"]+)"', page))
    found: dict[str, int] = {}
    waiting = LOADED.findall(page) + [mapped[name] for name in MODULE.findall(page) if name in mapped]
    while waiting:
        address = waiting.pop().replace("&amp;", "&")
        if address in found or any(part in address for part in MAP):
            continue
        answer = browser.client.get(address, headers=PACKED)
        assert answer.status_code == 200, address
        found[address] = len(answer.data)
        if ".js" in address and "/vendor/" not in address:
            text = gzip.decompress(answer.data).decode() if answer.headers.get("Content-Encoding") else answer.text
            waiting += [mapped[name] for name in MODULE.findall(text) if name in mapped]
    return found


@pytest.mark.parametrize("address", ["/", "/activities", "/activities/new", "/contacts/new", "/risks/new", "/overlaps"])
def test_a_first_view_without_the_map_is_light(world, address):
    browser = world.browser("mission")
    sizes = loaded(browser, browser.get(address).text)
    page = len(browser.client.get(address, headers=PACKED).data)
    assert any("bootstrap" in each for each in sizes) and any("js/page" in each for each in sizes)
    assert page + sum(sizes.values()) < FIRST_VIEW, sizes | {"page": page}


def test_a_full_page_of_a_list_is_light(world):
    for n in range(51):
        world.activity(
            "mission",
            f"Meeting {n} on the winter deployment with the Border Police Directorate",
            soon(n % 28),
        )
    browser = world.browser("frontex")
    for address in ("/", "/activities"):
        assert "Meeting 30" in browser.get(address).text
        assert len(browser.client.get(address, headers=PACKED).data) <= LIST
