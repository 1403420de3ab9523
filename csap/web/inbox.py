"""One's inbox: notices, newest first. Opening one marks it as read."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from csap.actions import notices
from csap.desk import Desk
from csap.web.door import reading, writing
from csap.web.paths import local_path
from csap.web.veils import veil

room = Blueprint("inbox", __name__, url_prefix="/inbox")


@room.get("")
@reading
def index(desk: Desk) -> str:
    found, more = notices.inbox(desk, request.args.get("before", type=veil().uncover))
    older = url_for("inbox.index", before=veil().cover(found[-1].id or 0)) if more else None
    newer = url_for("inbox.index") if "before" in request.args else None
    said = notices.worded(desk, found)
    return render_template("inbox/index.html", notices=found, said_of=said, older=older, newer=newer)


@room.post("/<veiled:notice_id>/open")
@writing
def follow(desk: Desk, notice_id: int) -> Response:
    """To what the notice is about."""
    notice = notices.read(desk, notice_id)
    return redirect(local_path(notice.link) if notice.link else url_for("inbox.index"))


@room.post("/<veiled:notice_id>/read")
@writing
def read(desk: Desk, notice_id: int) -> Response:
    notices.read(desk, notice_id)
    return redirect(url_for("inbox.index"))


@room.post("/read")
@writing
def read_all(desk: Desk) -> Response:
    notices.read_all(desk)
    return redirect(url_for("inbox.index"))
