"""The board in a real browser: map, timeline and table under one filter, by mouse, keyboard and without script."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from csap import clock
from csap.model.people import Organisation
from tests.browser.conftest import NARROW, WIDE, Visit
from tests.world import World

Start = Callable[..., Visit]
SPOTS, BARS, ROWS = ".leaflet-marker-icon", "#timeline .vis-foreground .vis-item:not(.vis-dot)", "#rows tbody tr"


@pytest.fixture(autouse=True)
def posts(world: World) -> None:
    today = clock.now().strftime("%Y-%m-%d")
    world.activity("mission", "Training of the coast guard", f"{today}T09:00", lat=3, lon=3, place_name="Port")
    world.activity(
        "frontex", "Meeting on documents", f"{today}T11:00", lat=6, lon=6, stakeholders=["Amadou Testa, Director"]
    )
    world.contact("capacity", "Amadou Testa", lat=8, lon=2)


def settled(visit: Visit, spots: int, bars: int) -> None:
    expect(visit.page.locator(SPOTS)).to_have_count(spots)
    expect(visit.page.locator(BARS)).to_have_count(bars)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_board_draws_itself_from_this_host_alone_and_the_console_stays_silent(visit: Start, viewport: dict) -> None:
    here = visit("mission", viewport=viewport)
    settled(here, spots=3, bars=2)
    scale = here.page.locator(".leaflet-control-scale").inner_text()
    assert " km" in scale and " mi" not in scale
    assert here.faults == []
    assert here.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_filter_is_map_timeline_table_and_address_and_back_brings_back(visit: Start, world: World) -> None:
    here = visit("mission")
    settled(here, spots=3, bars=2)
    here.page.select_option("[name=organisation]", str(world.organisation("Frontex")))
    settled(here, spots=1, bars=1)
    expect(here.page.locator(ROWS)).to_have_count(2)
    assert "organisation=" in here.page.url
    here.page.go_back()
    settled(here, spots=3, bars=2)
    assert here.page.input_value("[name=organisation]") == ""


def test_the_timeline_of_a_phone_says_the_days_beside_a_long_name(visit: Start, world: World) -> None:
    with world.system() as system:
        system.fetch(Organisation, world.organisation("Frontex")).short_name = "EUBAM Zalmara East"
    here = visit("mission", viewport=NARROW)
    settled(here, spots=3, bars=2)
    expect(here.page.locator(".vis-label", has_text="EUBAM Zalmara East")).to_be_visible()
    expect(here.page.locator(".vis-time-axis .vis-minor.vis-text[class*=vis-day]").last).to_be_visible()


def test_a_link_to_a_period_opens_the_timeline_there_and_french_says_the_first_of_its_month(visit: Start) -> None:
    here = visit("mission", viewport=NARROW)
    here.go("/?since=2031-04-25&until=2031-05-06")
    here.page.get_by_role("button", name="FR").first.click()
    first = here.page.locator(".vis-time-axis .vis-major", has_text="avril 2031")
    expect(first).not_to_have_count(0)
    for _ in range(6):
        here.page.locator("[data-timeline=in]").click()
        here.page.wait_for_timeout(600)
    expect(here.page.locator(".vis-time-axis .vis-major", has_text="jeu. 1er mai")).not_to_have_count(0)


def test_a_spot_opens_by_keyboard_and_names_its_post(visit: Start) -> None:
    here = visit("mission")
    settled(here, spots=3, bars=2)
    spot = here.page.get_by_role("button", name="Training of the coast guard")
    spot.focus()
    here.page.keyboard.press("Enter")
    link = here.page.locator(".leaflet-popup a[href^='/posts/']")
    link.wait_for()
    assert link.inner_text() == "Training of the coast guard"
    here.page.keyboard.press("Escape")
    expect(spot).to_be_focused()


def test_a_layer_that_is_switched_off_takes_its_posts_away(visit: Start) -> None:
    here = visit("mission")
    settled(here, spots=3, bars=2)
    here.page.hover(".leaflet-control-layers")
    here.page.get_by_label("Relationships").uncheck()
    settled(here, spots=2, bars=2)


def test_the_same_rows_stand_in_the_table_without_script(visit: Start) -> None:
    here = visit("mission", java_script_enabled=False)
    assert here.page.locator(ROWS).count() >= 3
    here.page.select_option("[name=kind]", "contact")
    here.page.get_by_role("button", name="Show").click()
    assert "kind=contact" in here.page.url
    assert here.page.locator("#map").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_on_the_board(visit: Start, viewport: dict, scheme: str) -> None:
    here = visit("mission", viewport=viewport, color_scheme=scheme)
    settled(here, spots=3, bars=2)
    assert Axe().run(here.page).response["violations"] == []
