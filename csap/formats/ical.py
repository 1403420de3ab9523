"""Events as iCalendar (RFC 5545) for people's own calendars. What may be in them was decided before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import icalendar

Status = Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]
Classification = Literal["PUBLIC", "PRIVATE", "CONFIDENTIAL"]


@dataclass(frozen=True)
class Event:
    """One entry. `starts` and `ends` are both dates (whole days, the last one included) or both aware instants.

    `uid` must stay the same for ever; `changed` is when the post last changed; CANCELLED strikes it out.
    """

    uid: str
    starts: date | datetime
    summary: str
    changed: datetime
    ends: date | datetime | None = None
    location: str = ""
    description: str = ""
    url: str = ""
    classification: Classification = "PRIVATE"
    status: Status = "CONFIRMED"


def calendar(name: str, events: Iterable[Event], product: str = "-//CSAP//EN") -> bytes:
    """A whole calendar as bytes of text/calendar; subscribers are asked to come back every hour."""
    made = icalendar.Calendar()
    for key, value in {
        "prodid": product,
        "version": "2.0",
        "method": "PUBLISH",
        "x-wr-calname": name,
        "name": name,
    }.items():
        made.add(key, value)
    made.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for event in events:
        made.add_component(component(event))
    return bytes(made.to_ical())


def component(event: Event) -> icalendar.Event:
    """One VEVENT; iCalendar's end is the first day or instant that is no longer part of it (RFC 5545 3.6.1)."""
    made = icalendar.Event()
    made.add("uid", event.uid)
    made.add("dtstamp", event.changed)
    made.add("last-modified", event.changed)
    made.add("dtstart", event.starts)
    if event.ends is not None and event.ends > event.starts:
        made.add("dtend", event.ends if isinstance(event.ends, datetime) else event.ends + timedelta(days=1))
    made.add("summary", event.summary)
    made.add("class", event.classification)
    made.add("status", event.status)
    for key in ("location", "description", "url"):
        if text := getattr(event, key):
            made.add(key, text)
    return made
