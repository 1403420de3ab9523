"""The pages that no address gives by itself, between a password and the platform, or before what is dangerous: as fit
for everybody as the others (`test_every_page`)."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlmodel import select

from csap import clock
from csap.model.people import SignIn
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_every_page import problems
from tests.world import PASSWORD

LOOKS = {
    "en-light-wide": ("en", "light", WIDE),
    "fr-dark-narrow": ("fr", "dark", NARROW),
}


@pytest.fixture(params=LOOKS)
def look(request, visit):
    """A visit of the mission's officer, signed in, and its language."""
    language, scheme, viewport = LOOKS[request.param]
    locale = {"en": "en-GB", "fr": "fr-FR"}[language]
    return visit("mission", viewport=viewport, color_scheme=scheme, locale=locale), language


def press(page, path):
    page.locator(f'form[action^="{path}"] button[type=submit], form[action^="{path}"] button:not([type])').first.click()


def set_up_app(start):
    page = start.go("/account/factors/app")
    page.fill("[name=code]", pyotp.TOTP(page.inner_text("#key").replace(" ", "")).now())
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "/account/factors?" in url)
    return page


def begin_anew(start):
    """The password is given, and something is still lacking."""
    start.page.wait_for_load_state("networkidle")
    start.page.goto("about:blank")
    start.context.clear_cookies()
    page = start.go("/login")
    page.fill("[name=email]", "mission@csap.example")
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: url.rstrip("/").rsplit("/", 1)[-1] != "login")
    return page


def test_factors_codes_and_the_second_step_are_fit_for_everybody(look):
    start, language = look
    page = set_up_app(start)
    assert problems(page, language) == []
    press(page, "/account/factors/codes")
    page.locator(".recovery-codes").wait_for()
    assert problems(page, language) == []
    page = begin_anew(start)
    assert page.url.split("?")[0].endswith("/login/second") and problems(page, language) == []
    assert start.faults == []


def test_adding_a_factor_that_a_role_needs_is_fit_for_everybody(world, look):
    start, language = look
    platform = world.app.extensions["csap"]
    strict = replace(platform.config, second_factor_roles="officer")
    world.app.extensions["csap"] = replace(platform, config=strict)
    page = begin_anew(start)
    assert page.url.split("?")[0].endswith("/account/factors") and problems(page, language) == []
    assert problems(start.go("/account/factors/app"), language) == []
    assert start.faults == []


def test_the_question_whether_it_is_you_is_fit_for_everybody(world, look):
    start, language = look
    with world.system() as system:
        for each in system.exec(select(SignIn)):
            each.proved_at = clock.now() - timedelta(hours=1)
    page = start.go("/account/feeds")
    press(page, "/account/feeds")
    page.locator("[name=again_password]").wait_for()
    assert problems(page, language) == []
    assert [fault for fault in start.faults if "403" not in fault] == []
