"""The stakeholder's side and the matrix: what one may know is named, the rest counted or not said."""

from datetime import timedelta

import pytest

from csap import clock
from csap.actions import coverage, engagements
from csap.model.places import Institution

HIDDEN = {"tlp": "AMBER+STRICT"}


@pytest.fixture
def police(world):
    with world.system() as system:
        ministry = Institution(name="Ministry of Testing")
        system.add(ministry)
        system.flush()
        police = Institution(name="Test Police", parent_id=ministry.id)
        system.add_all([police, Institution(name="Test Customs", parent_id=ministry.id)])
        system.flush()
        return ministry.id, police.id


def meets(world, who, days=5, title="Talks", contact=None, **fields):
    """An activity of `who` with a contact of the police, so many days from now; returns the contact."""
    contact = contact or world.contact(who, f"Colonel of {who}", institution="Test Police", **fields).post
    starts = (clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
    ask = fields.pop("ask", "")
    fields = {key: each for key, each in fields.items() if key in ("tlp", "on_match", "themes")}
    world.activity(who, title, starts=starts, contacts=[contact.id], ask=ask, **fields)
    return contact


def side(world, who, institution_id):
    with world.desk(who, writing=False) as desk:
        return engagements.stakeholder(desk, institution_id)


def test_an_institution_is_seen_with_all_that_belongs_to_it(world, police):
    ministry, _ = police
    meets(world, "mission", 5)
    meets(world, "frontex", -5)
    found = side(world, "observer", ministry)
    assert [each.organisation.short_name for each in found.coming.met] == ["EUBAM"]
    assert found.past.by == {"Frontex": {"meeting": 1}}
    page = world.browser("observer").get(f"/institutions/{ministry}/engagements")
    assert page.status_code == 200 and "Talks" in page.text


def test_others_are_told_in_steps_of_five_and_never_named(world, police):
    _, unit = police
    for number in range(4):
        meets(world, "frontex", title=f"Qq {number}", **HIDDEN)
    assert side(world, "mission", unit).coming.others == 0
    for number in range(2):
        meets(world, "frontex", title=f"Qq {number}", **HIDDEN)
        assert side(world, "mission", unit).coming.others == 5
    page = world.browser("mission").get(f"/institutions/{unit}/engagements").text
    assert "and at least 5 of others" in page and "Qq" not in page
    assert len(side(world, "frontex", unit).coming.met) == 6 and side(world, "frontex", unit).coming.others == 0


def test_what_nobody_is_to_be_told_of_is_not_counted_either(world, police):
    _, unit = police
    for number in range(5):
        meets(world, "frontex", number + 1, tlp="RED")
        meets(world, "europol", number + 1, **HIDDEN, on_match="tell_nobody")
    assert side(world, "mission", unit).coming.others == 0


def test_a_hidden_contact_does_not_show_through_an_open_activity(world, police):
    _, unit = police
    contact = world.contact("frontex", "Colonel Hidden", institution="Test Police", **HIDDEN).post
    meets(world, "frontex", title="Open talks", contact=contact)
    assert side(world, "mission", unit).coming.met == []


def test_different_asks_on_one_theme_are_put_side_by_side(world, police):
    _, unit = police
    theme = {"themes": ["police-reform"]}
    for who, ask in (("mission", "Open the border posts at night"), ("frontex", "Close every crossing after six")):
        contact = world.contact(who, f"Colonel of {who}", institution="Test Police").post
        starts = (clock.now() + timedelta(days=4)).strftime("%Y-%m-%dT%H:%M")
        world.activity(who, f"Talks of {who}", starts=starts, contacts=[contact.id], ask=ask, **theme)
    found = side(world, "observer", unit)
    assert [each.theme for each in found.differing] == ["police-reform"]
    assert "at night" in world.browser("observer").get(f"/institutions/{unit}/engagements").text


def test_commitments_that_are_not_done_are_listed(world, police):
    _, unit = police
    contact = world.contact("mission", "Colonel", institution="Test Police").post
    promise = {"text": "Send the maps", "owner": "EUBAM", "due_on": "2027-01-15"}
    starts = (clock.now() - timedelta(days=4)).strftime("%Y-%m-%dT%H:%M")
    world.activity("mission", starts=starts, contacts=[contact.id], commitments=[promise])
    assert "Send the maps" in world.browser("observer").get(f"/institutions/{unit}/engagements").text


def test_the_matrix_shows_overlap_and_gaps(world, police):
    _, unit = police
    for who in ("mission", "frontex"):
        contact = world.contact(who, f"Colonel of {who}", institution="Test Police").post
        starts = (clock.now() + timedelta(days=4)).strftime("%Y-%m-%dT%H:%M")
        world.activity(who, starts=starts, contacts=[contact.id], themes=["police-reform"])
    with world.desk("observer", writing=False) as desk:
        found = coverage.coverage(desk, coverage.Wanted())
    rows = {row.name: row for row in found.rows}
    assert rows["Test Police"].number == unit and rows["Test Police"].shared == ["police-reform"]
    assert sorted(cell.amount for cell in rows["Test Police"].cells.values()) == [1, 1]
    assert not rows["Test Customs"].cells
    assert [each.code for each in found.gaps] == ["migrant-smuggling"]
    page = world.browser("observer").get("/coverage").text
    assert "Nobody, as far as you may know" in page and "EUBAM" in page


def test_the_matrix_counts_only_what_may_be_read(world, police):
    meets(world, "frontex", **HIDDEN)
    with world.desk("mission", writing=False) as desk:
        assert coverage.coverage(desk, coverage.Wanted()).columns == []
    with world.desk("frontex", writing=False) as desk:
        assert len(coverage.coverage(desk, coverage.Wanted()).columns) == 1


def test_regions_are_rows_too(world):
    starts = (clock.now() + timedelta(days=4)).strftime("%Y-%m-%dT%H:%M")
    world.activity("mission", starts=starts, region_id=1, themes=["police-reform"])
    page = world.browser("observer").get("/coverage?by=region&theme=police-reform&days=30")
    assert page.status_code == 200 and "North" in page.text and "<strong>1</strong>" in page.text
    assert "<strong>1</strong>" not in world.browser("observer").get("/coverage?by=region&theme=migrant-smuggling").text
