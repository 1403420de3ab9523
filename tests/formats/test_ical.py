"""Calendars that calendars read."""

from datetime import UTC, date, datetime

import icalendar

from csap.formats.ical import Event, calendar

CHANGED = datetime(2026, 11, 20, 8, tzinfo=UTC)


def only(event: Event) -> icalendar.Event:
    return icalendar.Calendar.from_ical(calendar("CSAP", [event])).walk("VEVENT")[0]


def test_an_instant_stays_an_instant() -> None:
    starts, ends = datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 23, 10, tzinfo=UTC)
    event = only(
        Event(
            "a@csap",
            starts,
            "Meeting; with, signs\nand lines",
            CHANGED,
            ends,
            "Ministry",
            url="https://csap.example/posts/1",
        )
    )
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (starts, ends)
    assert str(event["summary"]) == "Meeting; with, signs\nand lines"
    assert (str(event["class"]), str(event["status"]), str(event["uid"])) == ("PRIVATE", "CONFIRMED", "a@csap")


def test_whole_days_include_the_last_one() -> None:
    event = only(Event("a", date(2026, 11, 23), "Training", CHANGED, date(2026, 11, 25)))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 11, 23), date(2026, 11, 26))


def test_one_day_needs_no_end_and_a_cancelled_one_is_struck_out() -> None:
    event = only(Event("a", date(2026, 11, 23), "Visit", CHANGED, date(2026, 11, 23), status="CANCELLED"))
    assert "dtend" not in event
    assert str(event["status"]) == "CANCELLED"


def test_a_feed_has_a_name_and_comes_again() -> None:
    text = calendar("CSAP · Sahel", []).decode()
    assert "X-WR-CALNAME:CSAP · Sahel" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
