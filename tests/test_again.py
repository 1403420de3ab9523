"""Sign-ins that end, browsers that are new, and acts that ask for a fresh proof."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from csap import clock, create_app
from csap.config import Config
from csap.model.notices import Notice
from csap.model.people import Person
from tests.world import DATA_KEY, PASSWORD

LATE = timedelta(minutes=11)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("mission", "/account/feeds"),
        ("mission", "/account/tokens"),
        ("mission", "/account/factors/codes"),
        ("mission", "/account/factors/app/remove"),
        ("administrator", "/people/new"),
        ("administrator", "/people/1/off"),
        ("administrator", "/people/1/factors/reset"),
        ("administrator", "/people/1/link"),
    ],
)
def test_what_is_dangerous_asks_anew_after_a_while(world, who, path):
    browser = world.browser(who)
    with clock.stopped(clock.now() + LATE):
        page = browser.post(path, name="Typed before")
        assert page.status_code == 403 and "Is it you?" in page.text
        assert 'name="name" value="Typed before"' in page.text
        assert browser.post(path, again="1", again_password="wrong").status_code == 422


def test_after_the_proof_the_act_is_done_with_what_was_typed(world):
    browser = world.browser("administrator")
    before = browser.client.get_cookie("csap").value
    with clock.stopped(clock.now() + LATE):
        typed = {
            "name": "Ines Nova",
            "email": "ines@csap.example",
            "organisation_id": world.organisation("Frontex"),
            "role": "officer",
        }
        sent = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', browser.post("/people/new", **typed).text)
        kept = {name: value for name, value in sent if name != "csrf_token"}
        assert browser.post("/people/new", again_password=PASSWORD, **kept).status_code == 201
        assert browser.client.get_cookie("csap").value != before
        assert browser.get("/people/new").status_code == 200, "one proof holds for a while"
    with world.system(writing=False) as system:
        assert system.exec(select(Person).where(Person.email == "ines@csap.example")).one().name == "Ines Nova"


def test_contacts_in_bulk_ask_anew_and_lead_back(world):
    browser = world.browser("mission")
    with clock.stopped(clock.now() + LATE):
        assert browser.get("/contacts.csv").status_code == 403
        done = browser.post("/account/again", again="1", again_password=PASSWORD, next="/contacts.csv")
        assert done.headers["Location"] == "/contacts.csv"
        assert browser.get("/contacts.csv").status_code == 200


def test_the_proof_leads_nowhere_else_and_is_not_tried_out(world):
    browser = world.browser("mission")
    with clock.stopped(clock.now() + LATE):
        for _ in range(8):
            browser.post("/account/again", again="1", again_password="wrong")
        assert "Too many" in browser.post("/account/again", again="1", again_password=PASSWORD).text
    other = world.browser("frontex")
    away = other.post("/account/again", again="1", again_password=PASSWORD, next="https://evil.example/")
    assert away.headers["Location"] == "/"


def test_a_sign_in_ends_without_use_and_in_any_case(world):
    platform = world.app.extensions["csap"]
    assert (platform.config.sign_in_hours, platform.config.sign_in_longest_hours) == (12, 12)
    world.app.extensions["csap"] = replace(platform, config=replace(platform.config, sign_in_hours=6))
    idle, busy = world.browser("mission"), world.browser("mission")
    start = clock.now()
    for hours in (5, 10, 11):
        with clock.stopped(start + timedelta(hours=hours)):
            assert busy.get("/people").status_code == 200
    with clock.stopped(start + timedelta(hours=7)):
        assert idle.get("/people").status_code == 302
    with clock.stopped(start + timedelta(hours=13)):
        assert busy.get("/people").status_code == 302


def test_a_new_browser_is_told_of_and_a_known_one_is_not(world):
    world.browser("mission"), world.browser("mission")

    def told():
        with world.system(writing=False) as system:
            return [each for each in system.exec(select(Notice.message)) if "not used for it before" in each]

    assert told() == []
    world.browser().post("/login", email="mission@csap.example", password=PASSWORD)
    assert len(told()) == 1


def test_an_attack_pauses_strangers_not_the_owner(world):
    owner = world.browser("mission")
    owner.post("/logout")
    stranger = world.browser()
    for _ in range(9):
        stranger.post("/login", email="mission@csap.example", password="wrong")
    assert "Too many" in stranger.post("/login", email="mission@csap.example", password=PASSWORD).text
    assert owner.post("/login", email="mission@csap.example", password=PASSWORD).status_code == 302


def test_signing_in_leaves_nothing_of_an_earlier_session(world):
    browser = world.browser()
    browser.get("/login")
    planted = browser.token
    browser.post("/login", email="mission@csap.example", password=PASSWORD)
    browser.token = planted
    assert browser.post("/account/sign-ins/end").status_code == 400


def test_who_is_given_other_rights_signs_in_anew(world):
    browser, person = world.browser("frontex"), world.viewer("frontex")
    fields = {"name": "F", "organisation_id": person.organisation_id, "role": "observer", "function": ""}
    world.browser("administrator").post(f"/people/{person.person_id}/edit", **fields)
    assert browser.get("/people").status_code == 302


def test_cookies_of_a_public_platform_are_bound_to_it(database):
    config = Config(database=database, secret_key="t" * 40, data_key=DATA_KEY, testing=True, secure_cookies=True)
    app = create_app(config)
    client = app.test_client()
    page = client.get("/login", base_url="https://localhost")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text).group(1)
    answer = client.post(
        "/login",
        data={"csrf_token": token, "email": "mission@csap.example", "password": PASSWORD},
        base_url="https://localhost",
        headers={"Referer": "https://localhost/login"},
    )
    cookies = answer.headers.getlist("Set-Cookie")
    app.extensions["csap"].engine.dispose()
    assert sorted(each.split("=")[0] for each in cookies) == ["__Host-csap", "__Host-csap-device"]
    assert all({"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(each.split("; ")) for each in cookies)
    assert not any("Domain" in each for each in cookies)
