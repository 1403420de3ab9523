"""Posting in a real browser: on a phone without a connection, with overlaps shown while typing, by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlmodel import select

from csap.model.people import SignIn
from csap.model.places import Place, Region
from csap.model.posts import Post
from tests.browser.conftest import NARROW, WIDE, Visit
from tests.world import PASSWORD, World

Start = Callable[..., Visit]
LIKELY = "[data-likely]"


def titles(world: World) -> list[str]:
    with world.system(writing=False) as system:
        return sorted(system.exec(select(Post.title).where(Post.kind == "activity")))


def faults(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]} {each['nodes'][0]['failureSummary'][:300]}" for each in found
    ]


def fill_quick(page, whom: str, about: str) -> None:
    page.fill("#whom", whom)
    page.fill("#about", about)


def test_a_meeting_is_posted_in_a_few_taps_on_a_phone(visit: Start) -> None:
    page = visit("mission", viewport=NARROW, has_touch=True).go("/activities/quick")
    page.locator("label[for=tense-1]").tap()
    fill_quick(page, "Director Amadou Testa", "Training plan")
    page.get_by_role("button", name="Tomorrow").tap()
    page.get_by_role("button", name="Post", exact=True).tap()
    expect(page.locator("h1")).to_have_text("Training plan")
    expect(page.locator(".flash-success")).to_contain_text("No overlap")


def test_what_is_sent_without_a_connection_is_kept_and_sent_once(visit: Start, world: World) -> None:
    phone = visit("mission", viewport=NARROW)
    page = phone.go("/activities/quick")
    phone.context.set_offline(True)
    for about in ("First meeting", "Second meeting"):
        fill_quick(page, "Director Amadou Testa", about)
        page.get_by_role("button", name="Post", exact=True).click()
        expect(page.locator("#about")).to_have_value("")
    expect(page.locator("#quick-note")).to_contain_text("not sent yet: 2")
    assert titles(world) == []
    phone.context.set_offline(False)
    expect(page.locator("#quick-note")).to_contain_text("Sent.")
    expect(page.locator("#quick-again")).to_be_hidden()
    page.reload()
    expect(page.locator("#quick-note")).to_be_empty()
    assert titles(world) == ["First meeting", "Second meeting"]


def test_what_was_typed_on_a_phone_is_there_again_after_a_crash(visit: Start) -> None:
    page = visit("mission", viewport=NARROW).go("/activities/quick")
    fill_quick(page, "Director Amadou Testa", "Half a sent")
    page.reload()
    expect(page.locator("#about")).to_have_value("Half a sent")


def test_without_a_script_the_quick_form_speaks_of_what_it_can_do_and_posts(visit: Start) -> None:
    page = visit("mission", viewport=NARROW, java_script_enabled=False).go("/activities/quick")
    seen = page.locator("main").inner_text()
    assert "When you post, it is checked" in seen and "Type a name." in seen
    assert "While you type" not in seen and "on the map" not in seen
    assert page.locator("#tlp option[value=RED]").inner_text() == "TLP:RED – only you; in no digest and no export"
    page.locator("label[for=tense-1]").click()
    fill_quick(page, "Director Amadou Testa", "Training plan")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("h1")).to_have_text("Training plan")


def sign_in_again(page) -> None:
    page.wait_for_url(lambda url: "/login" in url)
    page.fill("[name=email]", "mission@csap.example")
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)


@pytest.mark.parametrize("how", ["ended", "forgotten"])
def test_who_is_signed_out_while_typing_signs_in_and_finds_it_all_again(visit: Start, world: World, how) -> None:
    phone = visit("mission", viewport=NARROW)
    page = phone.go("/activities/quick")
    fill_quick(page, "Director Amadou Testa", "Half a sentence")
    if how == "forgotten":
        phone.context.clear_cookies()
    with world.system() as system:
        for each in system.exec(select(SignIn)):
            system.delete(each)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("#quick-note")).to_contain_text("You are signed out.")
    assert faults(page) == []
    page.locator("#quick-sign-in").click()
    sign_in_again(page)
    assert page.url.endswith("/activities/quick")
    expect(page.locator("#about")).to_have_value("Half a sentence")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("h1")).to_have_text("Half a sentence")
    assert titles(world) == ["Half a sentence"]


def test_what_waits_is_sent_after_a_new_sign_in(visit: Start, world: World) -> None:
    phone = visit("mission", viewport=NARROW)
    page = phone.go("/activities/quick")
    phone.context.set_offline(True)
    fill_quick(page, "Director Amadou Testa", "First meeting")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("#quick-note")).to_contain_text("not sent yet: 1")
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    expect(page.locator("#quick-note")).to_contain_text("You are signed out.")
    page.locator("#quick-sign-in").click()
    sign_in_again(page)
    expect(page.locator("#quick-note")).to_contain_text("Sent.")
    assert titles(world) == ["First meeting"]


def test_a_check_while_typing_says_that_its_sign_in_has_ended_and_leads_back(visit: Start) -> None:
    visitor = visit("mission")
    page = visitor.go("/contacts/new")
    visitor.context.clear_cookies()
    page.locator("[name^=names]").first.fill("Amadou Testa")
    expect(page.locator(LIKELY)).to_contain_text("You are signed out.")
    page.locator(f"{LIKELY} a").click()
    sign_in_again(page)
    assert page.url.endswith("/contacts/new")
    expect(page.locator("[name^=names]").first).to_have_value("Amadou Testa")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_likely_overlaps_stand_beside_the_form_before_anything_is_posted(visit: Start, world: World, viewport) -> None:
    world.contact("frontex", "محمد ولد سالم", phones="+33199001234")
    visitor = visit("mission", viewport=viewport)
    page = visitor.go("/contacts/new")
    page.locator("#names").press_sequentially("Mohamed Ould Salem")
    page.fill("#phones", "01 99 00 12 34")
    expect(page.locator(LIKELY)).to_contain_text("Frontex")
    expect(page.locator(LIKELY)).to_be_in_viewport()
    assert faults(page) == []
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".flash-overlap")).to_contain_text("1 post of another organisation")
    assert visitor.faults == []


def test_text_that_was_not_sent_is_back_and_not_out_of_sight(visit: Start) -> None:
    page = visit("mission").go("/activities/new")
    page.fill("#title", "Course for border guards")
    page.get_by_text("As the source has it", exact=True).click()
    page.fill("#sector", "Protection")
    page.goto(page.url.replace("/activities/new", "/about"))
    page.go_back()
    expect(page.locator("#title")).to_have_value("Course for border guards")
    expect(page.locator("#sector")).to_be_visible()
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("#title")).to_have_value("")
    expect(page.locator("#sector")).to_be_hidden()


def test_a_refused_form_opens_the_part_that_is_wrong(visit: Start) -> None:
    visitor = visit("mission")
    page = visitor.go("/activities/new")
    page.fill("#title", "Course")
    page.get_by_text("What came of it, and what was promised", exact=True).click()
    page.fill("#outcome", "See the RESTREINT UE annex")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#outcome")).to_be_visible()
    assert faults(page) == []


def test_a_place_is_chosen_by_name_and_by_a_point_on_the_map(visit: Start, world: World) -> None:
    with world.system() as system:
        region = system.exec(select(Region.id)).first()
        system.add(Place(name="Gao Port", folded="gao port", lat=3.5, lon=4.5, region_id=region))
    page = visit("mission").go("/activities/new")
    page.locator("#place_name").press_sequentially("gao")
    page.get_by_role("option", name="Gao Port").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#place_name")).to_have_value("Gao Port")
    expect(page.locator("#lat")).to_have_value("3.5")
    page.get_by_text("Choose on the map").click()
    page.locator(".place-canvas.leaflet-container").click(position={"x": 60, "y": 60})
    expect(page.locator("#lat")).not_to_have_value("3.5")
    expect(page.locator("#place_id")).to_have_value("")


def test_an_activity_is_posted_by_keyboard_alone(visit: Start, world: World) -> None:
    world.contact("mission", "Amadou Testa")
    page = visit("mission").go("/activities/new")
    tab_to(page, "title")
    page.keyboard.type("Meeting at the port")
    tab_to(page, "status")
    page.keyboard.type("Idea")
    tab_to(page, "contacts-search")
    page.keyboard.type("amad")
    page.locator("#contacts-list li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".picked input")).to_be_checked()
    while page.evaluate("document.activeElement.type") != "submit":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Meeting at the port")
    expect(page.locator("main")).to_contain_text("Amadou Testa")


def tab_to(page, wanted: str) -> None:
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == wanted:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {wanted} by keyboard")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_sheet_is_rehearsed_and_taken_in_with_its_progress_to_be_seen(visit: Start, world: World, viewport) -> None:
    rows = "".join(f"Border Police,Person {n},Meeting {n},2026-12-{n + 1:02},GREEN\n" for n in range(25))
    sheet = (
        "Stakeholder institution,Contact person,Activity title,Activity start,TLP\n" + rows + ",,Lost,no date,GREEN\n"
    )
    visitor = visit("mission", viewport=viewport)
    page = visitor.go("/import")
    page.set_input_files("input[type=file]", {"name": "log.csv", "mimeType": "text/csv", "buffer": sheet.encode()})
    page.locator("main button[type=submit]").click()
    page.get_by_role("button", name=re.compile("^Rehearse")).click()
    expect(page.locator("main")).to_contain_text("25 rows would be taken in.", timeout=30_000)
    assert faults(page) == []
    assert titles(world) == []
    take = page.get_by_role("button", name="Take the good rows in")
    take.click()
    expect(page.locator("main")).to_contain_text("25 rows were taken in.", timeout=30_000)
    expect(take).to_have_count(0)
    assert len(titles(world)) == 25
    assert visitor.faults == []


def test_an_overlap_is_answered_and_the_other_side_sees_it(visit: Start, world: World) -> None:
    for who in ("mission", "frontex"):
        world.contact(who, "Amadou Testa", phones="+33199001234")
    page = visit("mission").go("/overlaps")
    page.locator("tbody th a").first.click()
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.locator(".flash-success")).to_contain_text("Acknowledged")
    address = page.url
    page.locator("#text").fill("Shall we go together?")
    page.get_by_role("button", name="Send").click()
    theirs = visit("frontex").go(address.partition("/overlaps")[1] + address.partition("/overlaps")[2])
    expect(theirs.locator("main")).to_contain_text("Shall we go together?")
    theirs.select_option("#outcome", "joint")
    theirs.locator("form:has(#outcome) [name=reason]").fill("One visit, both chiefs")
    theirs.get_by_role("button", name="Settle").click()
    expect(theirs.locator("main")).to_contain_text("done jointly")
    page.reload()
    expect(page.locator("main")).to_contain_text("One visit, both chiefs")


def test_a_phone_shows_the_first_rows_of_a_long_list_until_asked(visit: Start, world: World) -> None:
    for n in range(14):
        world.activity("mission", f"Meeting {n}")
    page = visit("mission", viewport=NARROW).go("/activities")
    expect(page.locator("tbody tr:visible")).to_have_count(12)
    page.get_by_role("button", name="Show the other rows").click()
    expect(page.locator("tbody tr:visible")).to_have_count(14)
    expect(page.locator("tbody tr:nth-child(13) a").first).to_be_focused()


def test_a_meeting_without_a_name_is_refused_at_its_field_and_can_be_mended(visit: Start) -> None:
    page = visit("mission", viewport=NARROW).go("/activities/quick")
    page.fill("#about", "Training plan")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#problems a")).to_have_attribute("href", "#whom")
    expect(page.locator("#about")).to_have_value("Training plan")
    assert faults(page) == []
