"""Second factors: what they add, and every way around them that must not work."""

import re
from datetime import timedelta
from urllib.parse import quote

import pyotp
import pytest
from sqlmodel import select

from csap import clock, create_app
from csap.config import Config
from csap.model.factors import Authenticator, RecoveryCode
from csap.model.notices import Notice
from csap.model.people import SignIn
from csap.model.records import Record
from tests.world import DATA_KEY, PASSWORD, World

STEP = timedelta(seconds=30)
EVERYBODY = "administrator,coordinator,dpo,head,observer,officer"


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text).group(1)


def key_on(page):
    return re.search(r'<code id="key"[^>]*>([A-Z2-7 ]+)<', page.text).group(1).replace(" ", "")


def code(key, ago=0):
    return pyotp.TOTP(key).at(clock.now() - ago * STEP)


def with_app(browser, aim=""):
    """Set an app up in this browser; returns its key."""
    page = browser.get(f"/account/factors/app{aim}")
    key = key_on(page)
    answer = browser.post(f"/account/factors/app{aim}", sealed=hidden(page, "sealed"), code=code(key))
    assert answer.status_code == 302, answer.text
    browser.get("/privacy")
    return key


def with_codes(browser):
    return re.findall(r"<code>([a-z0-9-]{29})</code>", browser.post("/account/factors/codes").text)


def given_password(world, name="mission", aim=""):
    browser = world.browser()
    answer = browser.post(f"/login{aim}", email=f"{name}@csap.example", password=PASSWORD)
    return browser, answer


@pytest.fixture
def still():
    """The clock stands in the middle of a step, so that codes don't change on the way."""
    now = clock.now()
    with clock.stopped(now.replace(second=now.second // 30 * 30 + 15, microsecond=0)) as instant:
        yield instant


@pytest.fixture
def strict(database):
    """The platform where every role needs a second factor."""
    app = create_app(
        Config(database=database, secret_key="t" * 40, data_key=DATA_KEY, testing=True, second_factor_roles=EVERYBODY)
    )
    yield World(app)
    app.extensions["csap"].engine.dispose()


def later(moment, steps=1):
    return clock.stopped(moment + steps * STEP)


def notices(world, name):
    with world.system(writing=False) as system:
        person = world.viewer(name).person_id
        return list(system.exec(select(Notice.message).where(Notice.person_id == person).order_by(Notice.id)))


def test_with_an_app_the_password_alone_opens_nothing(world, still):
    key = with_app(world.browser("mission"))
    with later(still):
        browser, answer = given_password(world, aim="?next=/people")
        assert answer.headers["Location"].startswith("/login/second")
        for path in ("/", "/account/", "/people", "/account/factors", "/account/factors/app"):
            assert "/login" in browser.get(path).headers["Location"]
        assert browser.post("/account/factors/codes").status_code == 401
        done = browser.post(answer.headers["Location"], code=code(key))
        assert done.headers["Location"] == "/people" and browser.get("/people").status_code == 200


def test_a_code_is_taken_once(world, still):
    key = with_app(world.browser("mission"))
    spent = code(key)
    browser, _ = given_password(world)
    assert browser.post("/login/second", code=spent).status_code == 422
    with later(still):
        fresh = code(key)
        assert browser.post("/login/second", code=fresh).status_code == 302
        other, _ = given_password(world)
        assert other.post("/login/second", code=fresh).status_code == 422
        assert other.post("/login/second", code=spent).status_code == 422


@pytest.mark.parametrize(("ago", "status"), [(1, 302), (0, 302), (-1, 302), (2, 422), (-2, 422)])
def test_clocks_may_be_off_by_one_step(world, still, ago, status):
    key = with_app(world.browser("mission"))
    with later(still, 10):
        browser, _ = given_password(world)
        assert browser.post("/login/second", code=code(key, ago)).status_code == status


def test_an_app_counts_only_after_a_code_of_it(world, still):
    browser = world.browser("mission")
    page = browser.get("/account/factors/app")
    refused = browser.post("/account/factors/app", sealed=hidden(page, "sealed"), code="000000")
    assert refused.status_code == 422 and key_on(refused) == key_on(page) and "doesn&#39;t fit" in refused.text
    assert given_password(world)[1].headers["Location"] == "/"


def test_the_sealed_key_of_somebody_else_or_of_yesterday_is_not_kept(world, still):
    page = world.browser("frontex").get("/account/factors/app")
    sealed, key = hidden(page, "sealed"), key_on(page)
    assert world.browser("mission").post("/account/factors/app", sealed=sealed, code=code(key)).status_code == 422
    assert world.browser("frontex").post("/account/factors/app", sealed="forged", code=code(key)).status_code == 422


def test_no_desk_and_no_copy_of_the_database_shows_an_apps_key(world, still):
    key = with_app(world.browser("mission"))
    with world.system(writing=False) as system:
        assert key not in system.exec(select(Authenticator)).one().model_dump_json()
    for name in ("mission", "administrator", "dpo"):
        with world.desk(name, writing=False) as desk:
            assert desk.exec(select(Authenticator)).all() == [] == desk.exec(select(RecoveryCode)).all()


def test_the_cookie_from_before_the_second_factor_is_worth_nothing_after_it(world, still):
    key = with_app(world.browser("mission"))
    with later(still):
        browser, _ = given_password(world)
        stolen = browser.client.get_cookie("csap").value
        assert browser.post("/login/second", code=code(key)).status_code == 302
        thief = world.browser()
        thief.client.set_cookie("csap", stolen)
        assert thief.get("/people").status_code == 302
        assert thief.get("/login/second").headers["Location"].startswith("/login")
    with later(still, 2):
        assert thief.post("/login/second", code=code(key)).status_code in (302, 400)
        assert thief.get("/people").status_code == 302


def test_waiting_for_the_second_factor_ends(world, still):
    key = with_app(world.browser("mission"))
    browser, _ = given_password(world)
    with clock.stopped(still + timedelta(minutes=16)):
        assert browser.post("/login/second", code=code(key)).headers["Location"].startswith("/login?")
        assert browser.get("/people").status_code == 302


def test_codes_are_not_tried_out_and_the_owner_hears_of_it(world, still):
    key = with_app(world.browser("mission"))
    with later(still):
        browser, _ = given_password(world)
        for _ in range(8):
            assert browser.post("/login/second", code="111111").status_code == 422
        assert "Too many" in browser.post("/login/second", code=code(key)).text
        assert any("failed at your second factor" in each for each in notices(world, "mission"))
    with later(still, 40):
        browser, _ = given_password(world)
        assert browser.post("/login/second", code=code(key)).status_code == 302


def test_a_recovery_code_works_once_and_new_ones_end_the_old(world, still):
    owner = world.browser("mission")
    with_app(owner)
    codes = with_codes(owner)
    assert len(set(codes)) == 10
    assert given_password(world)[0].post("/login/second", code=codes[0].upper()).status_code == 302
    again, _ = given_password(world)
    assert again.post("/login/second", code=codes[0]).status_code == 422
    assert "9 codes are left" in owner.get("/account/factors").text
    with_codes(owner)
    assert again.post("/login/second", code=codes[1]).status_code == 422
    with world.system(writing=False) as system:
        assert codes[1].replace("-", "") not in str(list(system.exec(select(RecoveryCode))))


def test_somebody_elses_recovery_code_does_not_fit(world, still):
    first, second = world.browser("mission"), world.browser("frontex")
    with_app(first), with_app(second)
    stolen = with_codes(second)[0]
    assert given_password(world)[0].post("/login/second", code=stolen).status_code == 422


def test_a_role_that_needs_a_second_factor_sees_nothing_before_it_has_one(strict, still):
    browser, answer = given_password(strict, aim="?next=/people")
    assert answer.headers["Location"].startswith("/account/factors")
    for path in ("/", "/people", "/account/", "/inbox", "/contacts"):
        assert browser.get(path).headers["Location"].startswith("/login")
    page = browser.get(answer.headers["Location"])
    assert page.status_code == 200 and "Your role needs a second factor" in page.text
    with_app(browser, "?next=/people")
    assert browser.get("/people").status_code == 200
    assert 'href="/people"' in browser.get("/account/factors?next=/people").text


def test_the_last_factor_of_a_role_that_needs_one_stays(strict, still):
    browser, _ = given_password(strict)
    with_app(browser)
    refused = browser.post("/account/factors/app/remove")
    assert refused.status_code == 422 and "Your role needs" in refused.text
    with strict.system(writing=False) as system:
        assert system.exec(select(Authenticator)).one()


def test_a_factor_is_removed_and_the_change_told_and_audited(world, still):
    browser = world.browser("mission")
    other = world.browser("mission")
    with_app(browser)
    assert "never" not in browser.get("/account/factors").text
    assert browser.post("/account/factors/app/remove").status_code == 302
    assert browser.get("/people").status_code == 200 and other.get("/people").status_code == 302
    assert given_password(world)[1].headers["Location"] == "/"
    assert len([each for each in notices(world, "mission") if "app was" in each]) == 2
    with world.system(writing=False) as system:
        told = [
            each.details.get("what")
            for each in system.exec(select(Record).where(Record.act == "account:change").order_by(Record.id))
        ]
    assert told == ["app added", "app removed"]


def test_an_administrator_resets_factors_and_the_person_and_the_dpo_hear_of_it(world, still):
    owner, administrator = world.browser("mission"), world.browser("administrator")
    with_app(owner)
    path = f"/people/{world.viewer('mission').person_id}/factors/reset"
    assert world.browser("head").post(path).status_code == 403
    assert administrator.post(path).status_code == 302
    assert owner.get("/people").status_code == 302
    assert given_password(world)[1].headers["Location"] == "/"
    assert all(any("has reset" in each for each in notices(world, name)) for name in ("mission", "dpo"))


@pytest.mark.parametrize("away", ["//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example"])
def test_the_second_step_leads_nowhere_else(world, still, away):
    key = with_app(world.browser("mission"))
    with later(still):
        browser, _ = given_password(world)
        done = browser.post(f"/login/second?next={quote(away)}", code=code(key))
        assert done.headers["Location"] == "/"


def test_how_a_sign_in_was_proved_is_kept_with_it(world, still):
    key = with_app(world.browser("mission"))
    with later(still):
        browser, _ = given_password(world)
        browser.post("/login/second", code=code(key))
    with world.system(writing=False) as system:
        assert ["password", "totp"] in [each.methods for each in system.exec(select(SignIn))]
