"""Signing in and out, and everything that must not let anybody in."""

import pytest

from tests.world import PASSWORD


def test_health_answers_without_sign_in(world):
    assert world.browser().get("/health").status_code == 200


def test_a_person_signs_in_and_out(world):
    browser = world.browser("mission")
    assert browser.get("/account/").status_code == 200
    assert browser.post("/logout").status_code == 302
    assert browser.get("/account/").headers["Location"].startswith("/login")


@pytest.mark.parametrize("path", ["/static/img/csap.svg", "/assets/organisations.css", "/account/"])
def test_an_answer_on_its_way_while_somebody_signs_out_brings_no_cookie_back(world, path):
    browser = world.browser("mission")
    browser.get("/account/")
    answer = browser.get(path)
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers


def test_wrong_passwords_and_unknown_addresses_read_the_same_and_are_throttled(world):
    browser = world.browser()
    for email in ("mission@csap.example", "nobody@csap.example"):
        answers = {browser.post("/login", email=email, password="wrong").text.count("fit together") for _ in range(3)}
        assert answers == {1}
    for _ in range(6):
        browser.post("/login", email="mission@csap.example", password="wrong")
    assert "Too many" in browser.post("/login", email="mission@csap.example", password=PASSWORD).text


def test_signing_out_everywhere_ends_the_other_browser_too(world):
    first, second = world.browser("mission"), world.browser("mission")
    first.get("/account/")
    first.post("/account/sign-ins/end")
    assert second.get("/account/").status_code == 302


@pytest.mark.parametrize("away", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(world, away):
    browser = world.browser()
    answer = browser.post(f"/login?next={away}", email="mission@csap.example", password=PASSWORD)
    assert answer.headers["Location"] == "/"
