"""A page asks the database a few questions, and no more of them when there is more to show."""

import pytest

MOST = 20


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
        found[page] = (answer.status_code, len(statements))
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
