"""A page asks the database a few questions, and no more of them when there is more to show."""

import pytest
from sqlmodel import func, select

from csap.desk import open_desk
from csap.model.notices import Notice
from csap.rules.viewers import SYSTEM

MOST = 20
LATER = ("SELECT record.hash", "INSERT INTO record")
"""Lines of access are written by another thread, once the page has been answered; in tests by the request itself."""


def pages(world):
    """The addresses of all pages that need no more than a sign-in."""
    return sorted(
        rule.rule
        for rule in world.app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and rule.endpoint != "static"
    )


def posted(world, number):
    for each in range(number):
        contact = world.contact("mission", f"Person {number} {each}", themes=["police-reform"], lat=2.0 + each, lon=3.0)
        world.activity("mission", f"Meeting {number} {each}", contacts=[contact.post.id], themes=["police-reform"])
        world.activity("frontex", f"Training {number} {each}", lat=2.0 + each, lon=3.0)
        world.risk("capacity", f"Risk {number} {each}")


def asked(world, browser, queries):
    found = {}
    world.app.extensions.pop("csap.answers", None)
    for page in pages(world):
        with queries() as statements:
            answer = browser.get(page)
        found[page] = (answer.status_code, sum(not each.startswith(LATER) for each in statements))
    return found


@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_pages_ask_few_questions_and_no_more_with_more_rows(world, queries, who):
    browser = world.browser(who)
    asked(world, browser, queries)
    posted(world, 2)
    few = asked(world, browser, queries)
    posted(world, 6)
    many = asked(world, browser, queries)
    assert {page: (few[page], many[page]) for page in few if many[page][1] > few[page][1]} == {}
    assert {page: count for page, (_, count) in many.items() if count > MOST} == {}
    assert {page: status for page, (status, _) in many.items() if status >= 500} == {}


HIDDEN = {"tlp": "AMBER+STRICT", "on_match": "tell_both"}


def namesakes(world, number, **marking):
    for each in range(number):
        world.contact("frontex", f"Idriss Belkharoub {each}", phones=["+227 20 72 34 56"], **marking)


@pytest.mark.parametrize("marking", [{}, HIDDEN], ids=["open", "brokered"])
def test_a_post_with_many_overlaps_asks_no_more_than_one_with_few(world, queries, marking):
    """The first finds two overlaps, the second twelve, each of which is told."""
    seen = []
    for number in (2, 10):
        namesakes(world, number, **marking)
        before = notices(world)
        with queries() as statements:
            answer = world.contact("mission", "Idriss Belkharoub", phones=["+227 20 72 34 56"], **marking)
        seen.append((len(answer.overlaps), notices(world) - before, len(statements)))
    (few, told_of_few, asked), (many, told_of_many, asked_again) = seen
    assert (few, many) == (2, 12) and told_of_many >= told_of_few + 10
    assert asked_again <= asked


def notices(world):
    with open_desk(world.engine, SYSTEM) as system:
        return system.scalar(select(func.count(Notice.id)))
