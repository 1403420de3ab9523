"""Personal calendar links: what their owner may read, until they are revoked."""

import re

import pytest
from sqlmodel import select

from csap.model.people import Person, Token


def link(browser, name="Phone"):
    answer = browser.post("/account/feeds", name=name)
    assert answer.status_code == 200, answer.text
    return re.search(r'value="(http[^"]*/feeds/activities.ics[^"]*)"', answer.text).group(1).split("5000", 1)[1]


@pytest.fixture
def posted(world):
    world.activity("frontex", "Open meeting", starts="2026-12-01T10:00")
    world.activity("frontex", "Hidden meeting", starts="2026-12-01T10:00", tlp="AMBER+STRICT")
    return world


def test_a_feed_shows_its_owner_what_they_may_read(posted):
    stranger = posted.browser()
    own = stranger.get(link(posted.browser("frontex")))
    other = stranger.get(link(posted.browser("mission")))
    assert own.mimetype == "text/calendar" and "Hidden meeting" in own.text
    assert "Open meeting" in other.text and "Hidden meeting" not in other.text


@pytest.mark.parametrize("token", ["", "?token=", "?token=guess"])
def test_a_bad_link_is_not_found(posted, token):
    assert posted.browser().get(f"/feeds/activities.ics{token}").status_code == 404


def test_a_revoked_link_is_not_found(posted):
    browser = posted.browser("mission")
    address = link(browser)
    page = browser.get("/account/feeds").text
    browser.post(re.search(r'action="(/account/feeds/[\w-]+/revoke)"', page).group(1))
    assert posted.browser().get(address).status_code == 404


def test_the_link_of_somebody_switched_off_is_not_found(posted):
    address = link(posted.browser("mission"))
    with posted.system() as system:
        system.fetch(Person, posted.viewer("mission").person_id).active = False
    assert posted.browser().get(address).status_code == 404


def test_nobody_revokes_somebody_elses_link(posted):
    address = link(posted.browser("mission"))
    with posted.system() as system:
        token = system.exec(select(Token)).one()
    assert posted.browser("frontex").post(posted.address("feeds.revoke", token_id=token.id)).status_code == 404
    assert posted.browser().get(address).status_code == 200


def test_the_secret_is_shown_once_and_not_stored(posted):
    browser = posted.browser("mission")
    secret = link(browser).split("token=")[1]
    assert secret not in browser.get("/account/feeds").text
    with posted.system() as system:
        token = system.exec(select(Token)).one()
    assert secret not in token.model_dump_json()


def test_an_administrators_link_opens_nothing(posted):
    address = link(posted.browser("administrator"))
    assert posted.browser().get(address).status_code == 404


def test_the_account_leads_to_the_links(posted):
    assert "/account/feeds" in posted.browser("mission").get("/account/").text


def test_red_is_in_no_feed(posted):
    posted.activity("mission", "Red meeting", starts="2026-12-01T10:00", tlp="RED")
    assert "Red meeting" not in posted.browser().get(link(posted.browser("mission"))).text
