"""Every page's frame in a real browser: sign-in, language, light and dark."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE, Visit

Start = Callable[..., Visit]


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_sign_in_works_and_axe_finds_nothing_on_it(visit: Start, viewport: dict) -> None:
    here = visit(viewport=viewport)
    here.go("/login")
    assert Axe().run(here.page).response["violations"] == []
    here.sign_in("frontex")
    assert here.page.locator("h1").inner_text() == "Board"
    assert here.faults == []


def test_french_is_one_click_away_and_stays(visit: Start) -> None:
    here = visit("frontex")
    here.page.get_by_title("Français").click()
    expect(here.page.locator("html")).to_have_attribute("lang", "fr")
    here.go("/account/")
    assert here.page.locator("html").get_attribute("lang") == "fr"


def test_dark_follows_the_system_until_somebody_chooses(visit: Start) -> None:
    here = visit("frontex", color_scheme="dark")
    theme = here.page.locator("html")
    assert theme.get_attribute("data-bs-theme") == "dark"
    here.page.get_by_label("My menu").click()
    here.page.get_by_role("button", name="Light colours").click()
    assert theme.get_attribute("data-bs-theme") == "light"
    here.go("/account/")
    assert theme.get_attribute("data-bs-theme") == "light"
