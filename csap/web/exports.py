"""Lists of posts to take along as XLSX, CSV or iCalendar, under the same filter as the list they come from."""

from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from werkzeug.wrappers import Response

from csap import clock
from csap.actions import exports, mosaic
from csap.actions.exported import Voice
from csap.actions.exports import Wish
from csap.desk import Desk, open_desk
from csap.errors import Invalid, NotFound
from csap.model.posts import Kind
from csap.refs import ref
from csap.rules.mosaic import Mosaic
from csap.web.again import again
from csap.web.door import asking, reading
from csap.web.filters import on_board
from csap.web.lists import asked
from csap.web.paths import question
from csap.web.platform import platform
from csap.web.wording import said, timezone

room = Blueprint("exports", __name__)

CALENDAR = "ics"
Answer = Response | tuple[str, int]
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
def contacts(desk: Desk, form: str) -> Answer:
    return _file(desk, Wish(Kind.CONTACT, asked(desk, Kind.CONTACT)), form)


@room.get("/activities.<form>")
@reading
def activities(desk: Desk, form: str) -> Answer:
    return _file(desk, Wish(Kind.ACTIVITY, asked(desk, Kind.ACTIVITY)), form)


@room.post("/activities.<form>")
@asking
def activities_with_reason(desk: Desk, form: str) -> Answer:
    """The same in spite of what its rows tell together."""
    return _file(desk, Wish(Kind.ACTIVITY, asked(desk, Kind.ACTIVITY)), form)


@room.get("/risks.<form>")
@reading
def risks(desk: Desk, form: str) -> Answer:
    return _file(desk, Wish(Kind.RISK, asked(desk, Kind.RISK)), form)


@room.get("/board/export.<form>")
@again
@reading
def board(desk: Desk, form: str) -> Answer:
    return _board(desk, form)


@room.post("/board/export.<form>")
@again
@asking
def board_with_reason(desk: Desk, form: str) -> Answer:
    return _board(desk, form)


def _board(desk: Desk, form: str) -> Answer:
    wanted = on_board(request.args, timezone())
    return _file(desk, Wish(Kind.ACTIVITY if form == CALENDAR else None, wanted), form)


def _file(desk: Desk, wish: Wish, form: str) -> Answer:
    """The list as a file; where its rows tell more together, the page that asks why first."""
    if form not in exports.WRITERS and (form != CALENDAR or wish.kind != Kind.ACTIVITY):
        raise NotFound
    exports.may_export(desk)
    told = exports.told_together(desk, wish, timezone())
    try:
        gone_on = mosaic.reasoned(told, request.form.get("reason", ""), "reason")
    except Invalid as error:
        return _why(desk, told, said(error.words) if request.method == "POST" else "")
    into = BytesIO()
    rows = _calendar(desk, wish, into) if form == CALENDAR else exports.write(desk, wish, form, into, voice())
    with open_desk(platform().engine, desk.person, writing=True) as writer:
        # The file is made at a reading desk, which holds nobody up; only the audit's line is written.
        exports.remember(writer, wish, form, rows, **gone_on)
    return sent(into, wish.name, form)


def sent(file: BytesIO, name: str, form: str) -> Response:
    """The file as a download, named after its list and the day."""
    file.seek(0)
    return send_file(
        file, TYPES[form], as_attachment=True, download_name=f"csap-{name}-{clock.today(timezone())}.{form}"
    )


def _why(desk: Desk, told: list[Mosaic], problem: str) -> Answer:
    given = {"address": request.full_path.rstrip("?"), "back": _list(), "problem": problem}
    page = render_template("exports/mosaic.html", mosaics=mosaic.shown(desk, told), **given)
    return page, 422 if problem else 409


def _list() -> str:
    """The address of what would be taken along, as a page, narrowed in the same way."""
    path = request.path.rpartition(".")[0]
    return f"{'/' if path.startswith('/board') else path}?{question({})}".rstrip("?")


def _calendar(desk: Desk, wish: Wish, into: BytesIO) -> int:
    body = exports.activities_calendar(desk, wish.filter, voice(), platform().config.base_url)
    into.write(body)
    return body.count(b"BEGIN:VEVENT")
