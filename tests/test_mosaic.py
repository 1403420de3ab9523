"""Open items that together tell what none of them does: a hidden contact, a person's travels. Who goes on says why."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from csap import clock
from csap.model.records import Record
from csap.refs import ref
from csap.rules.mosaic import Mosaic, Piece, Tells, mosaics
from tests.test_digests import FRIDAY, MONDAY, compile_

START = datetime(2026, 12, 1, 10, tzinfo=UTC)


def piece(number, day=0, place="here", hidden=False, contact=7):
    return Piece(contact, hidden, number, START + timedelta(days=day), place)


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        ([piece(1, 0), piece(2, 1), piece(3, 2)], []),
        ([piece(1, 0, "here"), piece(2, 1, "there")], []),
        ([piece(1, 0, "here"), piece(2, 1, "there"), piece(3, 2, "here")], [(Tells.TRAVEL, (1, 2, 3))]),
        ([piece(1, 0, "here"), piece(2, 0, "there"), piece(3, 0, "here")], []),
        ([piece(1, 0, "here"), piece(2, 10, "there"), piece(3, 20, "here")], []),
        ([piece(1, 0, "here"), piece(2, 30, "a"), piece(3, 31, "b"), piece(4, 32, "c")], [(Tells.TRAVEL, (2, 3, 4))]),
        ([piece(1, 0, "here"), piece(2, 1, "there"), piece(3, 2, "here", contact=8)], []),
        ([piece(1, hidden=True), piece(2, hidden=True)], []),
        ([piece(1, hidden=True), piece(2, 90, hidden=True), piece(3, hidden=True)], [(Tells.CONTACT, (1, 2, 3))]),
        ([Piece(7, False, n, None, "") for n in range(5)], []),
    ],
)
def test_three_items_about_one_contact_tell_of_it_or_of_its_travels(pieces, found):
    assert mosaics(pieces) == [Mosaic(tells, 7, posts) for tells, posts in found]


def test_a_list_whose_rows_tell_more_together_is_taken_along_with_a_reason_that_is_audited(world):
    hidden = world.contact("mission", "Zorkan Blefusk", tlp="AMBER+STRICT").post
    for day in (1, 2):
        world.activity("mission", f"Talk {day}", f"2026-12-0{day}T10:00", contacts=[hidden.id])
    browser, address = world.browser("mission"), "/activities.csv?since=2026-11-01"
    assert browser.get(address).status_code == 200
    world.activity("mission", "Talk 3", "2026-12-03T10:00", contacts=[hidden.id])
    world.activity("mission", "Closed talk", "2026-12-04T10:00", contacts=[hidden.id], tlp="AMBER")
    page = browser.get(address)
    assert page.status_code == 409 and "point at “Zorkan Blefusk”" in page.text
    assert "Talk 3" in page.text and "Closed talk" not in page.text
    assert 'href="/activities?since=2026-11-01"' in page.text, "back to the list"
    refused = browser.post(address, reason=" ")
    assert refused.status_code == 422 and 'id="reason-problem"' in refused.text
    assert browser.post(address, reason="He was born on 1 May 1970").status_code == 422
    taken = browser.post(address, reason="For the handover of the desk")
    assert taken.status_code == 200 and "Talk 3" in taken.text and taken.mimetype == "text/csv"
    assert world.browser("europol").get(address).status_code == 200
    assert browser.get("/activities.ics").status_code == 409
    with world.system() as system:
        lines = [
            each.details for each in system.exec(select(Record).where(Record.act == "list:export").order_by(Record.id))
        ]
    assert [each.get("reason") for each in lines] == [None, "For the handover of the desk", None]
    assert len(lines[1]["mosaic"]) == 3


def test_a_digest_whose_items_tell_more_together_is_released_with_a_reason_that_is_audited(world):
    with clock.stopped(MONDAY):
        person = world.contact("coordinator", "Zorkan Blefusk").post
        for day, place in (("23", "Kharoub"), ("25", "Sefsaf"), ("26", "Kharoub")):
            given = {"place_name": place, "lat": 4.0, "lon": 4.0, "contacts": [person.id], "cooperation_format": 2}
            world.activity("coordinator", f"Visit to {place} on {day}", f"2026-11-{day}T10:00", **given)
    digest = compile_(world)
    address = f"/digests/{ref(digest.id)}"
    with clock.stopped(FRIDAY):
        browser = world.browser("head")
        review = browser.get(f"{address}/review").text
        assert "show where “Zorkan Blefusk” is on which day" in review and 'name="reason"' in review
        refused = browser.post(f"{address}/release")
        assert refused.status_code == 422 and "Say in one line why they go out" in refused.text
        assert browser.post(f"{address}/release", reason="The visits were announced").status_code == 302
    with world.system() as system:
        lines = [
            each.details
            for each in system.exec(select(Record).where(Record.act == "digest:release").order_by(Record.id))
        ]
    assert [each.get("reason", "") for each in lines] == ["", "The visits were announced"]
