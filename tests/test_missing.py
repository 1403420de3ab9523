"""What is hidden and what is missing are one answer: the same page, and the same statements behind it.

Time is measured by `make check-leaks`; a clock has no place in a test that runs everywhere."""

import pytest
from sqlmodel import select

from csap.model.overlaps import Overlap
from csap.refs import ref

ABSENT = ref((1 << 39) + 1)
ENDS = ("", "/edit")
WRITES = ("/withdraw", "/comments", "/links", "/position", "/edit")


@pytest.fixture
def hidden(world):
    """Reference of a post, and of an overlap, that the observer may not know of."""
    strict = {"tlp": "AMBER+STRICT", "phones": ["+33199001234"]}
    number = world.contact("mission", **strict).post.id
    world.contact("frontex", **strict)
    with world.system(writing=False) as system:
        return ref(number), ref(system.exec(select(Overlap.id)).one())


def asked(browser, queries, path, **fields):
    """Status, text without the reference, statements."""
    with queries() as done:
        answer = browser.post(path, **fields) if fields else browser.get(path)
    return answer.status_code, len(answer.data), list(done)


@pytest.mark.parametrize("end", ENDS)
def test_a_hidden_post_is_asked_for_as_a_missing_one_is(world, hidden, queries, end):
    browser = world.browser("observer")
    browser.get(f"/posts/{ABSENT}{end}")
    missing = asked(browser, queries, f"/posts/{ABSENT}{end}")
    assert missing[0] == 404 and missing[2]
    assert asked(browser, queries, f"/posts/{hidden[0]}{end}") == missing


@pytest.mark.parametrize("end", WRITES)
def test_writing_to_a_hidden_post_is_refused_as_to_a_missing_one(world, hidden, queries, end):
    browser = world.browser("frontex")
    browser.get(f"/posts/{ABSENT}")
    missing = asked(browser, queries, f"/posts/{ABSENT}{end}", text="x", reason="x")
    assert missing[0] == 404 and missing[2]
    assert asked(browser, queries, f"/posts/{hidden[0]}{end}", text="x", reason="x") == missing


@pytest.mark.parametrize("end", ["", "/note", "/settle", "/disclose"])
def test_a_hidden_overlap_is_asked_for_as_a_missing_one_is(world, hidden, queries, end):
    browser = world.browser("europol")
    browser.get(f"/overlaps/{ABSENT}")
    fields = {"text": "x", "reason": "x", "outcome": "joint"} if end else {}
    missing = asked(browser, queries, f"/overlaps/{ABSENT}{end}", **fields)
    assert missing[0] == 404 and missing[2]
    assert asked(browser, queries, f"/overlaps/{hidden[1]}{end}", **fields) == missing


def test_naming_a_hidden_post_is_refused_as_naming_none(world, hidden, queries):
    mine = world.activity("frontex").post.id
    browser = world.browser("frontex")
    answers = [browser.post(f"/posts/{ref(mine)}/links", others=each).text for each in (hidden[0], ABSENT)]
    plain = [text.replace(hidden[0], "REF").replace(ABSENT, "REF") for text in answers]
    assert "not for you to read" in plain[0]
    assert len(plain[0]) == len(plain[1])
