"""Browsers in words, by the names that they give themselves."""

import pytest

from csap.actions.devices import in_words

APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
AGENTS = {
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/142.0.0.0": "Edge, Windows",
    f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} Safari/537.36": "Chrome, Linux",
    f"Mozilla/5.0 (Linux; Android 16; Pixel 9) {CHROME} Mobile Safari/537.36": "Chrome, Android",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0": "Firefox, Windows",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) {APPLE} Safari/604.1": "Safari, iPhone",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Safari/605.1.15": "Safari, macOS",
    "curl/8.14.1": "",
    "": "",
}


@pytest.mark.parametrize("agent", AGENTS)
def test_a_browser_is_shown_as_people_know_it(agent):
    assert in_words(agent) == AGENTS[agent]
