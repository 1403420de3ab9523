"""Lists to take along as XLSX, CSV or iCalendar, under the same filter as the list they come from."""

from io import BytesIO

from flask import Blueprint, request, send_file
from werkzeug.wrappers import Response

from csap import clock
from csap.actions import exports
from csap.actions.exported import Voice
from csap.actions.exports import Wish
from csap.actions.filters import Filter
from csap.desk import Desk, open_desk
from csap.errors import NotFound
from csap.model.posts import Kind
from csap.refs import ref
from csap.web.again import again
from csap.web.door import reading
from csap.web.filters import on_board
from csap.web.lists import asked
from csap.web.platform import platform
from csap.web.wording import said, timezone

room = Blueprint("exports", __name__)

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "ics": "text/calendar",
}


def voice() -> Voice:
    """In the reader's language and the host country's time."""
    return Voice(said, ref, timezone())


@room.get("/contacts.<form>")
@again
@reading
def contacts(desk: Desk, form: str) -> Response:
    return _sheet(desk, Wish(Kind.CONTACT, asked(desk, Kind.CONTACT)), form)


@room.get("/activities.<form>")
@reading
def activities(desk: Desk, form: str) -> Response:
    return _sheet(desk, Wish(Kind.ACTIVITY, asked(desk, Kind.ACTIVITY)), form)


@room.get("/risks.<form>")
@reading
def risks(desk: Desk, form: str) -> Response:
    return _sheet(desk, Wish(Kind.RISK, asked(desk, Kind.RISK)), form)


@room.get("/board/export.<form>")
@again
@reading
def board(desk: Desk, form: str) -> Response:
    return _sheet(desk, Wish(None, on_board(request.args, timezone())), form)


@room.get("/activities.ics")
@reading
def activities_calendar(desk: Desk) -> Response:
    return _calendar(desk, asked(desk, Kind.ACTIVITY))


@room.get("/board/export.ics")
@reading
def board_calendar(desk: Desk) -> Response:
    return _calendar(desk, on_board(request.args, timezone()))


def _sheet(desk: Desk, wish: Wish, form: str) -> Response:
    if form not in exports.WRITERS:
        raise NotFound
    into = BytesIO()
    rows = exports.write(desk, wish, form, into, voice())
    _remember(desk, wish, form, rows)
    into.seek(0)
    return _given(into, wish, form)


def _calendar(desk: Desk, wanted: Filter) -> Response:
    wish = Wish(Kind.ACTIVITY, wanted)
    body = exports.activities_calendar(desk, wanted, voice(), platform().config.base_url)
    _remember(desk, wish, "ics", body.count(b"BEGIN:VEVENT"))
    return _given(BytesIO(body), wish, "ics")


def _remember(desk: Desk, wish: Wish, form: str, rows: int) -> None:
    """The file is made at a reading desk, which holds nobody up; only the audit's line is written."""
    with open_desk(platform().engine, desk.person, writing=True) as writer:
        exports.remember(writer, wish, form, rows)


def _given(into: BytesIO, wish: Wish, form: str) -> Response:
    name = f"csap-{wish.name}-{clock.today(timezone())}.{form}"
    return send_file(into, TYPES[form], as_attachment=True, download_name=name)
