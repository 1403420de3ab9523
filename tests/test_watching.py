"""What keeps the alerts useful: judgements, the stop list, the cap, the measured false alarms, own doubles."""

from datetime import datetime

import pytest
from sqlmodel import select

from csap import clock
from csap.actions import expiring, overlaps, posts, quality
from csap.model.overlaps import Overlap, OverlapKind, Severity
from csap.model.places import Institution
from csap.model.posts import Post
from tests.test_overlaps import HIDDEN, NAME, address, met, notices


def kinds(world, state=("open",)):
    with world.system(writing=False) as system:
        return sorted(each.kind.value for each in system.exec(select(Overlap)) if each.state in state)


def settle(world, overlap, outcome, reason="We agreed", who="mission"):
    assert world.browser(who).post(address(overlap, "settle"), outcome=outcome, reason=reason).status_code == 302


def test_not_the_same_ends_what_rested_on_it(world):
    one, other, overlap = met(world)
    world.activity("mission", "Talks", contacts=[one.id])
    world.activity("frontex", "Talks too", contacts=[other.id])
    assert kinds(world) == ["same_engagement", "same_stakeholder"]
    settle(world, overlap, "not_the_same")
    assert kinds(world) == []
    world.activity("frontex", "Talks again", contacts=[other.id])
    assert kinds(world) == []


def test_the_same_links_what_the_engine_does_not_see(world):
    one, other, overlap = met(world)
    world.browser("mission").post(address(overlap, "same"))
    with world.system(writing=True) as system:
        stored = system.exec(select(Overlap)).one()
        assert stored.certainty == 1
        stored.state = "gone"
    world.activity("mission", "Talks", contacts=[one.id])
    world.activity("frontex", "Talks too", contacts=[other.id])
    assert kinds(world) == ["same_engagement"]


@pytest.mark.parametrize("on_match", ["tell_me_first", "tell_nobody"])
def test_open_activities_do_not_give_a_kept_contact_away(world, on_match):
    one, other, overlap = met(world, second=HIDDEN | {"on_match": on_match})
    world.activity("mission", "Talks", contacts=[one.id])
    assert not world.activity("frontex", "Talks too", contacts=[other.id]).overlaps
    assert kinds(world) == ["same_stakeholder"] and not notices(world, "mission")
    if on_match == "tell_me_first":
        owner = world.browser("frontex")
        owner.post(address(overlap, "disclose"))
        assert kinds(world) == ["same_engagement", "same_stakeholder"]
        owner.post(address(overlap, "take-back"))
        assert kinds(world) == ["same_stakeholder"]


def test_a_withdrawn_contact_ends_what_rested_on_it(world):
    one, other, _ = met(world)
    world.activity("mission", "Talks", contacts=[one.id])
    world.activity("frontex", "Talks too", contacts=[other.id])
    with world.desk("frontex") as desk:
        posts.withdraw(desk, desk.fetch(Post, other.id), "Entered twice")
    assert kinds(world) == []


def test_not_the_same_for_activities_settles_that_pair_alone(world):
    one, other, _ = met(world)
    first = world.activity("mission", "Talks", contacts=[one.id])
    second = world.activity("frontex", "Talks too", contacts=[other.id])
    assert first.post and len(second.overlaps) == 1
    settle(world, second.overlaps[0], "not_the_same")
    assert kinds(world) == ["same_stakeholder"]
    assert world.browser("mission").post(address(second.overlaps[0], "reopen"), reason="x").status_code == 409
    world.activity("frontex", "Other talks", contacts=[other.id])
    assert kinds(world) == ["same_engagement", "same_stakeholder"]


def test_whom_everyone_meets_raises_no_alert(world):
    _, _, overlap = met(world, {"contact_kind": "institution"}, {"contact_kind": "institution"})
    browser = world.browser("coordinator")
    assert browser.post("/overlaps/stop-list", name=NAME.upper(), reason="The ministry").status_code == 302
    assert kinds(world) == [] and kinds(world, ("gone",)) == ["same_stakeholder"]
    one = world.contact("europol", NAME, contact_kind="institution")
    two = world.contact("capacity", NAME, contact_kind="institution")
    assert not one.overlaps and not two.overlaps
    world.activity("europol", "Talks", contacts=[one.post.id])
    assert not world.activity("capacity", "Talks too", contacts=[one.post.id]).overlaps
    entry = browser.get("/overlaps/stop-list").text.split("/stop-list/")[1].split("/")[0]
    browser.post(f"/overlaps/stop-list/{entry}/remove")
    assert "same_stakeholder" in kinds(world) and "same_engagement" in kinds(world)
    assert overlap.id


def test_an_institution_is_stopped_by_its_place_in_the_list_too(world):
    with world.system() as system:
        system.add(Institution(name="Ministry of Testing", aliases=["Ministère des Essais"]))
    world.browser("coordinator").post("/overlaps/stop-list", name="Ministry of Testing")
    fields = {"contact_kind": "institution", "institution": "Ministère des Essais"}
    world.contact("mission", "Ministère des Essais", **fields)
    assert not world.contact("frontex", "Ministère des Essais", **fields).overlaps
    world.contact("mission", NAME, institution="Ministère des Essais")
    assert world.contact("frontex", NAME, institution="Ministère des Essais").overlaps


def test_the_stop_list_is_kept_by_the_coordinator_and_read_by_all(world):
    for who in ("mission", "observer", "administrator"):
        assert world.browser(who).post("/overlaps/stop-list", name="Anybody").status_code == 403
    browser = world.browser("coordinator")
    assert browser.post("/overlaps/stop-list", name=" ").status_code == 422
    browser.post("/overlaps/stop-list", name="Anybody")
    assert browser.post("/overlaps/stop-list", name="ANYBODY").status_code == 422
    assert "Anybody" in world.browser("observer").get("/overlaps/stop-list").text


def test_a_post_with_many_overlaps_tells_of_five_and_then_of_the_list(world):
    one = world.contact("mission", NAME).post
    for each in ("frontex", "europol", "capacity", "coordinator"):
        world.contact(each, NAME, function="Director")
        world.contact(each, NAME, function="Director")
    told = notices(world, "mission")
    assert len(told) == 6 and "see the list" in told[-1] and one.title in told[-1]


def test_false_alarms_are_measured_by_kind_and_by_reason(world):
    _, _, overlap = met(world)
    settle(world, overlap, "not_the_same")
    world.contact("europol", NAME, phones=["+33199001234"])
    with world.desk("coordinator", writing=False) as desk:
        found = quality.measure(desk)
    figure = found.kinds[0]
    assert figure.name == OverlapKind.SAME_STAKEHOLDER and (figure.raised, figure.judged, figure.dismissed) == (3, 1, 1)
    assert figure.rate == 1 and figure.hours_to_outcome == 0
    assert any(each.name == "identifier" and each.rate == 1 for each in found.reasons)
    assert "100 %" in world.browser("coordinator").get("/overlaps/quality").text
    assert world.browser("mission").get("/overlaps/quality").status_code == 403


def test_own_doubles_are_shown_on_request_only(world):
    world.contact("mission", NAME)
    world.contact("mission", NAME)
    assert kinds(world) == []
    browser = world.browser("mission")
    assert NAME not in browser.get("/overlaps/doubles").text
    assert NAME in browser.get("/overlaps/doubles?look=1").text
    assert NAME not in world.browser("frontex").get("/overlaps/doubles?look=1").text


@pytest.mark.parametrize("fields", [{}, HIDDEN])
def test_the_filters_narrow_the_list(world, fields):
    _, _, overlap = met(world, second=fields)
    browser = world.browser("mission")
    at = address(overlap)
    for query, shown in {
        "": True,
        "state=settled": False,
        "kind=same_stakeholder": True,
        "kind=converging": False,
        "mine=1": True,
        "needs=me": True,
        "days=7": False,
        "state=nonsense": True,
        "post=nonsense": False,
    }.items():
        assert (at in browser.get(f"/overlaps?{query}").text) == shown, query
    browser.post(address(overlap, "acknowledge"))
    assert at not in browser.get("/overlaps?needs=me").text


def test_the_list_pages_by_key(world, monkeypatch):
    monkeypatch.setattr("csap.actions.overlaps.PAGE", 2)
    world.contact("mission", NAME)
    for each in ("frontex", "europol", "capacity"):
        world.contact(each, NAME)
    browser, seen, path = world.browser("mission"), set(), "/overlaps?mine=1"
    while path:
        page = browser.get(path).text
        seen |= {part[:8] for part in page.split('href="/overlaps/')[1:] if part[8] == '"'}
        path = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&") if 'rel="next"' in page else ""
    assert len(seen) == 3


def test_time_settles_what_is_long_over(world):
    with clock.stopped(datetime.fromisoformat("2026-08-20T00:00+00:00")):
        one, other, _ = met(world)
        world.activity("mission", "Talks", "2026-09-01T10:00", contacts=[one.id])
        world.activity("frontex", "Talks too", "2026-09-02T10:00", contacts=[other.id])
    for moment, left in (("2026-09-10", 2), ("2026-09-20", 1)):
        with clock.stopped(datetime.fromisoformat(f"{moment}T00:00+00:00")), world.system() as system:
            expiring.expire(system)
        assert len(kinds(world)) == left, moment


def test_an_overlap_of_last_year_that_is_found_today_stays_to_be_looked_at(world):
    one, other, _ = met(world)
    world.activity("mission", "Talks", "2025-09-01T10:00", contacts=[one.id])
    world.activity("frontex", "Talks too", "2025-09-02T10:00", contacts=[other.id])
    with world.system() as system:
        expiring.expire(system)
    assert len(kinds(world)) == 2


def test_what_waits_for_oneself_stands_above_what_others_have_between_them(world):
    same = {"phones": ["+33199001234"]}
    others = world.contact("capacity", "Zoumana Autre", **same).post.id
    world.contact("europol", "Zoumana Autre", **same)
    own = world.contact("mission", "Amadou Testa", emails=["a@example.org"]).post.id
    world.contact("frontex", "Amadou Testa", emails=["a@example.org"])
    with world.system() as system:
        for each in system.exec(select(Overlap)):
            each.severity = Severity.HIGH if others in (each.left_id, each.right_id) else Severity.LOW
    with world.desk("mission", writing=False) as desk:
        first, second = overlaps.page(desk, overlaps.Filter()).rows
        assert own in (first.overlap.left_id, first.overlap.right_id)
    with world.desk("observer", writing=False) as desk:
        first, second = overlaps.page(desk, overlaps.Filter()).rows
        assert others in (first.overlap.left_id, first.overlap.right_id), "of two that are not one's own the worse"
        assert first.overlap.id != second.overlap.id
