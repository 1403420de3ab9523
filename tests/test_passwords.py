"""Which passwords will do, after NIST SP 800-63B-4: long and not guessable; nothing else is asked."""

import re
from datetime import timedelta

import pytest

from csap import clock
from csap.rules.passwords import GOOD, LONGEST, SHORTEST, problems, strength
from tests.world import PASSWORD

OWNER = ("Amina Verhoeven", "amina.verhoeven@csap.example")
FINE = [
    "eleven quiet green bicycles",
    "all lower case without any digit",
    "шесть тихих зелёных велосипедов",
    "  spaces at the ends are kept  ",
    "quiet bicycle " * 9 + "and a lantern",
    "x7#kQ9!vL2@pR5$m",
]
REFUSED = [
    ("a" * (SHORTEST - 1), "at least"),
    ("long " * LONGEST, "too long"),
    ("password password", "attackers try first"),
    ("passwordpassword", "attackers try first"),
    ("123456789012345678", "attackers try first"),
    ("Password!!!!!!!!!!", "attackers try first"),
    ("a" * 30, "repeats itself"),
    ("amina verhoeven 1", "don't count"),
    ("csap csap csap csap", "don't count"),
]


@pytest.mark.parametrize("password", FINE)
def test_a_long_unlikely_password_will_do_whatever_it_is_made_of(password):
    assert problems(password, OWNER) == []


@pytest.mark.parametrize(("password", "why"), REFUSED)
def test_what_is_refused_is_refused_with_its_reason(password, why):
    assert [why in str(each) for each in problems(password, OWNER)] == [True]


def test_a_password_fits_from_any_keyboard(world):
    administrator, person = world.browser("administrator"), world.viewer("frontex").person_id
    link = re.search(r"/invitations/[\w-]+", administrator.post(f"/people/{person}/link").text).group(0)
    composed, decomposed = "sept éléphants rêveurs", "sept e\u0301le\u0301phants re\u0302veurs"
    assert world.browser().post(link, password=composed, again=composed).status_code == 302
    answer = world.browser().post("/login", email="frontex@csap.example", password=decomposed)
    assert answer.status_code == 302


def test_a_refused_password_is_explained_at_its_field(world):
    browser = world.browser("mission")
    page = browser.post("/account/password", old="correct horse battery staple", password="passwordpassword")
    assert page.status_code == 422 and "attackers try first" in page.text


def test_the_present_password_is_not_tried_out_from_an_open_browser(world):
    browser, other, new = world.browser("mission"), world.browser("mission"), "several unlikely words here"
    for _ in range(8):
        page = browser.post("/account/password", old="guess", password=new)
        assert page.status_code == 422 and "not your present password" in page.text
    assert "Too many failed attempts" in browser.post("/account/password", old=PASSWORD, password=new).text
    with clock.stopped(clock.now() + timedelta(minutes=16)):
        assert browser.post("/account/password", old=PASSWORD, password=new).status_code == 302
    assert {each.get("/people").status_code for each in (browser, other)} == {302}


def test_a_changed_password_is_told_to_its_owner(world):
    browser, new = world.browser("mission"), "seven quiet elephants dreaming"
    assert browser.post("/account/password", old=PASSWORD, password=new).status_code == 302
    again = world.browser()
    again.post("/login", email="mission@csap.example", password=new)
    assert "Your password was changed." in again.get("/inbox").text


@pytest.mark.parametrize("password", ["", *FINE, *(each for each, _ in REFUSED)])
def test_the_strength_that_is_shown_is_the_strength_that_is_asked_for(password):
    score, wrong = strength(password, OWNER)
    assert (score >= GOOD) is (wrong == []) and 0 <= score <= 4


def test_while_a_password_is_typed_its_strength_is_said_and_nothing_kept(world, caplog):
    browser = world.browser("mission")
    assert 'hx-post="/account/password/strength"' in browser.get("/account/").text
    weak = browser.post("/account/password/strength", password="mission mission 1")
    strong = browser.post("/account/password/strength", password="eleven quiet green bicycles")
    assert "<meter" in weak.text and "don&#39;t count" in weak.text
    assert "ard to guess" in strong.text and "bicycles" not in strong.text + caplog.text
    assert browser.post("/account/password/strength", password="").text.strip() == ""


def test_who_is_invited_sees_the_strength_and_who_is_not_sees_nothing(world):
    administrator, person = world.browser("administrator"), world.viewer("frontex").person_id
    link = re.search(r"/invitations/[\w-]+", administrator.post(f"/people/{person}/link").text).group(0)
    assert f'hx-post="{link}/strength"' in world.browser().get(link).text
    assert "ard to guess" in world.browser().post(f"{link}/strength", password="eleven quiet green bicycles").text
    assert world.browser().post("/invitations/nothing/strength", password="x").status_code == 404
