"""Personal calendar links: what their owner may read, until they are revoked."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlmodel import select

from csap import clock
from csap.actions import housekeeping
from csap.model.notices import Notice
from csap.model.people import Person, Token
from csap.model.records import Record


def link(browser, name="Phone"):
    answer = browser.post("/account/feeds", name=name)
    assert answer.status_code == 200, answer.text
    return re.search(r'value="(http[^"]*/feeds/activities.ics[^"]*)"', answer.text).group(1).split("5000", 1)[1]


def descriptions(world, who):
    calendar = Calendar.from_ical(world.browser().get(link(world.browser(who))).data)
    return {str(each["summary"]): str(each["description"]) for each in calendar.walk("VEVENT")}


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


def test_an_event_says_its_hours_in_the_host_country_wherever_its_reader_is(posted):
    posted.activity("frontex", "Two days", starts="2026-12-02T22:30", ends="2026-12-03T01:00")
    posted.activity("frontex", "Morning", starts="2026-12-02T09:00", ends="2026-12-02T12:30")
    posted.activity("frontex", "Whole day", starts="2026-12-04T00:00", ends="2026-12-04T23:59")
    with posted.system() as system:
        system.fetch(Person, posted.viewer("mission").person_id).language = "fr"
    told = descriptions(posted, "europol")
    assert told["Frontex: Open meeting"].splitlines()[0] == "In the host country: 2026-12-01 10:00 (UTC+1)"
    assert told["Frontex: Morning"].splitlines()[0] == "In the host country: 2026-12-02 09:00 – 12:30 (UTC+1)"
    assert told["Frontex: Two days"] == "In the host country: 2026-12-02 22:30 – 2026-12-03 01:00 (UTC+1)\nTLP:GREEN"
    assert told["Frontex: Whole day"] == "TLP:GREEN"
    french = descriptions(posted, "mission")["Frontex: Two days"]
    assert french.startswith("Dans le pays hôte\xa0: 2026-12-02 22:30")


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


def test_nobody_revokes_or_renews_somebody_elses_link(posted):
    address = link(posted.browser("mission"))
    with posted.system() as system:
        token = system.exec(select(Token)).one()
    for act in ("feeds.revoke", "feeds.renew"):
        assert posted.browser("frontex").post(posted.address(act, token_id=token.id)).status_code == 404
    assert posted.browser().get(address).status_code == 200


def test_a_link_ends_after_its_owner_was_told_once_and_is_the_same_when_renewed(posted):
    browser, stranger = posted.browser("mission"), posted.browser()
    address, made = link(browser), clock.now()
    renew = re.search(r'action="(/account/feeds/[\w-]+/renew)"', browser.get("/account/").text).group(1)

    def after(days):
        with clock.stopped(made + timedelta(days=days)):
            with posted.system() as system:
                housekeeping.sweep(system)
            with posted.system(writing=False) as system:
                told = [each for each in system.exec(select(Notice)) if "ends within two weeks" in each.message]
                kept = len(system.exec(select(Token)).all())
            return stranger.get(address).status_code, len(told), kept

    assert after(350) == (200, 0, 1)
    assert after(352) == (200, 1, 1) and after(364) == (200, 1, 1)
    assert after(366) == (404, 1, 1)
    with clock.stopped(made + timedelta(days=367)):
        mine = posted.browser("mission")
        assert "ended" in mine.get("/account/feeds").text
        assert mine.post(renew).status_code == 302
    assert after(600) == (200, 1, 1) and after(731) == (200, 2, 1)
    assert after(733) == (404, 2, 1) and after(763) == (404, 2, 0)


def test_a_revoked_link_is_not_renewed(posted):
    browser = posted.browser("mission")
    address = link(browser)
    renew = re.search(r'action="(/account/feeds/[\w-]+/renew)"', browser.get("/account/feeds").text).group(1)
    browser.post(renew.replace("renew", "revoke"))
    assert browser.post(renew).status_code == 404 == posted.browser().get(address).status_code


def test_the_day_of_the_last_use_is_noted_and_no_more_of_it(posted):
    stranger, address = posted.browser(), link(posted.browser("mission"))
    with clock.stopped(datetime(2026, 11, 25, 14, 33, 12, tzinfo=UTC)):
        stranger.get(address)
    with clock.stopped(datetime(2026, 11, 25, 23, 59, tzinfo=UTC)):
        stranger.get(address)
    with posted.system() as system:
        assert system.exec(select(Token.used_at)).one() == datetime(2026, 11, 25, tzinfo=UTC)
        assert len(system.exec(select(Record).where(Record.act == "list:export")).all()) == 1


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
