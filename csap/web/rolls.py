"""Lists other than of posts to take along as XLSX or CSV, each beside its page and under its page's filter."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from csap.actions import exports, rolls
from csap.actions.every_roll import ROLLS
from csap.actions.rolls import Roll
from csap.desk import Desk, open_desk
from csap.errors import NotFound
from csap.web import coverage, institutions, overlaps, people, subject_requests
from csap.web.again import again
from csap.web.door import reading
from csap.web.exports import Answer, sent, voice
from csap.web.platform import platform

room = Blueprint("rolls", __name__)

PAGES: dict[str, str] = {
    "overlaps": "/overlaps",
    "coverage": "/coverage",
    "digests": "/digests",
    "organisations": "/organisations",
    "institutions": "/institutions",
    "people": "/people",
    "stop-list": "/overlaps/stop-list",
    "requests": "/privacy/requests",
    "breaches": "/privacy/breaches",
    "uninformed": "/privacy/uninformed",
    "ending": "/privacy/retention",
}
"""Each list's page: its file is at the same address with a format behind it."""
NARROWED: dict[str, Callable[[Desk], Any]] = {
    "overlaps": lambda desk: overlaps.wanted(),
    "coverage": lambda desk: coverage.wanted(),
    "institutions": lambda desk: institutions.wanted(),
    "people": people.wanted,
    "requests": lambda desk: subject_requests.wanted(),
}
"""How the page's address narrows a list that can be narrowed."""


def _view(roll: Roll) -> Callable[..., Answer]:
    @again
    @reading
    def view(desk: Desk, form: str) -> Answer:
        if form not in exports.WRITERS:
            raise NotFound
        wanted = NARROWED[roll.name](desk) if roll.name in NARROWED else roll.everything
        return taken(desk, roll, wanted, form, wanted)

    return view


def taken(desk: Desk, roll: Roll, wanted: Any, form: str, noted: Any) -> Response:
    """The list as a file; `noted` is what the audit keeps of what was wanted."""
    into = BytesIO()
    rows = rolls.write(desk, roll, wanted, form, into, voice())
    with open_desk(platform().engine, desk.person, writing=True) as writer:
        rolls.remember(writer, roll, noted, form, rows)
    return sent(into, roll.name, form)


for name, roll in ROLLS.items():
    room.add_url_rule(f"{PAGES[name]}.<form>", name.replace("-", "_"), _view(roll))
