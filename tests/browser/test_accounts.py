"""Signing in, an invitation, the account and the people, by hand and on a telephone."""

import re

import pytest

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_every_page import against_the_rules
from tests.world import PASSWORD

WIDTHS = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
PHRASE = "eleven quiet green bicycles"


def fill_in(page, **fields):
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)
    page.locator("main button[type=submit]").first.click()


@WIDTHS
def test_a_wrong_password_is_said_at_the_form_and_the_right_one_leads_back(visit, viewport):
    here = visit(viewport=viewport)
    page = here.go("/people")
    assert "/login" in page.url
    fill_in(page, email="mission@csap.example", password="wrong")
    page.get_by_role("alert").wait_for()
    assert page.locator("[name=email]").input_value() == "mission@csap.example"
    fill_in(page, email="mission@csap.example", password=PASSWORD)
    page.wait_for_url("**/people")
    assert page.get_by_role("heading", level=1).inner_text() == "People"


def test_what_is_typed_as_a_password_is_shown_on_demand_and_hidden_again(visit):
    page = visit().go("/login")
    field, button = page.locator("[name=password]"), page.locator("[data-reveal]")
    field.fill("wrong")
    assert field.get_attribute("type") == "password"
    button.click()
    assert field.get_attribute("type") == "text" and button.inner_text() == "Hide the password"
    button.click()
    assert field.get_attribute("type") == "password" and button.inner_text() == "Show the password"
    button.click()
    page.evaluate("document.querySelector('main form').addEventListener('submit', event => event.preventDefault())")
    fill_in(page, email="mission@csap.example")
    assert field.get_attribute("type") == "password", "before it is sent"


@WIDTHS
def test_a_person_is_added_follows_the_link_and_signs_in(visit, viewport):
    administrator = visit("administrator", viewport=viewport)
    page = administrator.go("/people")
    page.get_by_role("link", name="Add a person").click()
    page.select_option("[name=organisation_id]", label="Frontex")
    page.select_option("[name=role]", label="Officer")
    fill_in(page, name="Ines Nova", email="ines@csap.example", function="Return operations")
    link = re.search(r"/invitations/\S+", page.locator("#link").inner_text()).group(0)
    newcomer = visit(viewport=viewport)
    page = newcomer.go(link)
    fill_in(page, password=PHRASE, again=PHRASE)
    page.wait_for_url("**/login")
    fill_in(page, email="ines@csap.example", password=PHRASE)
    page.wait_for_url(lambda url: "/login" not in url)
    assert "Return operations" in newcomer.go("/people?q=ines").locator("main").inner_text()
    assert administrator.faults == [] and newcomer.faults == []


def test_a_password_is_changed_and_other_browsers_are_signed_out(visit):
    first, second = visit("mission"), visit("mission")
    page = first.go("/account/")
    fill_in(page, old=PASSWORD, password=PHRASE)
    page.wait_for_url("**/login")
    assert "/login" in second.go("/people").url
    fill_in(page, email="mission@csap.example", password=PHRASE)
    page.wait_for_url(lambda url: "/login" not in url)


def test_a_notice_is_opened_from_the_bell(world, visit):
    world.contact("mission", "Amadou Haddad", phones="+33199001234")
    world.contact("frontex", "Amadou Haddad", phones="+33199001234")
    page = visit("mission").go("/people")
    page.get_by_role("link", name="1 unread notice").click()
    page.get_by_role("button", name="See").click()
    page.wait_for_url("**/overlaps/**")
    assert page.get_by_role("link", name=re.compile("unread")).first.get_attribute("aria-label").startswith("0")


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["1280", "390"])
def test_a_token_is_made_shown_once_and_revoked(visit, viewport, scheme):
    here = visit("mission", viewport=viewport, color_scheme=scheme)
    page = here.go("/account/")
    page.get_by_role("link", name="Make and revoke tokens").click()
    page.get_by_label("read what I may read").check()
    page.get_by_label("check lists for overlaps").check()
    fill_in(page, name="Coordination sheet", days="90")
    assert page.get_by_role("textbox", name="Your new token").input_value().startswith("csap_")
    assert "read what I may read, check lists for overlaps" in page.get_by_role("table").inner_text()
    assert against_the_rules(page) == [] and here.faults == []
    page.get_by_role("button", name="Revoke Coordination sheet").click()
    page.get_by_text("This token no longer opens anything.").wait_for()
    assert page.get_by_role("table").count() == 0
