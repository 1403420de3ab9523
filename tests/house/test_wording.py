"""French is complete and well set, and no page fetches anything from another host."""

import re

from csap import locale
from tests.house.source import CSAP, ROOT

ADDRESS = re.compile(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+""", re.IGNORECASE)
NAMESPACES = ("http://www.w3.org/",)
OURS = [
    *(ROOT / "templates").rglob("*.*"),
    *(file for file in (ROOT / "static").rglob("*.*") if "vendor" not in file.parts),
    *(CSAP / "web").rglob("*.py"),
]


def test_every_word_has_its_french():
    assert locale.missing() == {}


def test_the_french_is_well_set():
    assert locale.faults(locale.merged()) == []


def test_no_french_is_left_over():
    known = {key if isinstance(key, str) else key[0] for key in locale.extracted()}
    left = {
        message.id if isinstance(message.id, str) else message.id[0] for message in locale.messages(locale.merged())
    }
    assert left <= known


def foreign(text):
    return [found for found in ADDRESS.findall(text) if not text[text.index(found) :].startswith(NAMESPACES)]


def test_no_page_names_another_host():
    assert foreign('src="https://cdn.example/x.js"') and foreign("url(//cdn.example/x)")
    files = {file for file in OURS if file.suffix in (".html", ".css", ".js", ".py", ".svg", ".json")}
    found = {str(file.relative_to(ROOT)): foreign(file.read_text(encoding="utf-8")) for file in files}
    assert {file: hosts for file, hosts in found.items() if hosts} == {}
