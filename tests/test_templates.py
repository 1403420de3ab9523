"""The pages as they are written: nothing inline that the policy forbids, nothing from another host."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SENT = {"letters", "paper.html"}
"""Mails and the PDF's pages: styled in themselves, never served as a page."""
TEMPLATES = sorted(file for file in (ROOT / "templates").rglob("*.html") if not SENT & set(file.parts))
SCRIPTS = sorted((ROOT / "static").glob("js/*.js"))
STYLES = sorted((ROOT / "static").glob("css/*.css"))
INLINE = re.compile(r"<[a-z][^>]*\s(style|on[a-z]+)\s*=", re.IGNORECASE)
FOREIGN = re.compile(
    r"""(?:\ssrc|<link[^>]*href|\saction|url\(|import|fetch\()\s*=?\s*["'(]?(?:https?:)?//[a-z]""", re.IGNORECASE
)


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_a_template_has_no_style_or_handler_attributes(file: Path) -> None:
    assert INLINE.findall(file.read_text()) == []


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_inline_scripts_and_styles_carry_the_nonce(file: Path) -> None:
    elements = re.findall(r"<(?:script|style)\b[^>]*>", file.read_text())
    assert [element for element in elements if "csp_nonce()" not in element] == []


@pytest.mark.parametrize("file", TEMPLATES + SCRIPTS + STYLES, ids=name)
def test_nothing_is_loaded_from_another_host(file: Path) -> None:
    assert FOREIGN.findall(file.read_text()) == []


def test_these_tests_can_fail() -> None:
    assert INLINE.search('<p class="x" style="color: red">') and INLINE.search('<a onclick="x()">')
    assert FOREIGN.search('<script src="https://cdn.example/x.js">') and FOREIGN.search("url(//cdn.example/x.css)")
    assert not INLINE.search('<p data-style="x">') and not FOREIGN.search('<a href="https://eur-lex.europa.eu/">')
