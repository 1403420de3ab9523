"""The files on a post: brought, handed out as downloads that no browser opens here, taken off."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, stream_with_context, url_for
from flask_babel import gettext as _
from werkzeug.http import dump_options_header

from csap.actions import attachments
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.attachments import Attachment
from csap.model.posts import Post
from csap.web.door import looking_desk, reading, system_desk, writing
from csap.web.posts import done
from csap.wording import N_, Words

room = Blueprint("attachments", __name__)


@room.post("/posts/<ref:post_id>/attachments")
@writing
def add(desk: Desk, post_id: int) -> Any:
    return done(desk, post_id, lambda: _brought(desk, post_id), _("Attached."))


def _brought(desk: Desk, post_id: int) -> Attachment:
    given = request.files.get("file")
    if not given or not given.filename:
        raise Invalid({"file": [Words(N_("Choose a file first."))]})
    name, content = given.filename, given.read()
    given.close()
    with looking_desk() as look:
        found = attachments.look_into(look, look.fetch(Post, post_id), name, content)
    return attachments.attach(desk, desk.fetch(Post, post_id), name, content, found)


@room.get("/attachments/<ref:attachment_id>")
@reading
def show(desk: Desk, attachment_id: int) -> Response:
    """The file, its name beginning with the marking that it has from its post."""
    attachment = desk.fetch(Attachment, attachment_id)
    post = desk.fetch(Post, attachment.post_id)
    marked = " ".join(filter(None, [f"TLP-{post.tlp.value}", post.marking.value, attachment.name]))
    response = Response(stream_with_context(_stream(attachment)), mimetype=attachment.media_type)
    response.content_length = attachment.size
    response.headers["Content-Disposition"] = _as_download(marked)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _as_download(name: str) -> str:
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return dump_options_header("attachment", {"filename": plain, "filename*": name})


def _stream(attachment: Attachment) -> Iterator[bytes]:
    with system_desk() as system:
        yield from attachments.pieces(system, attachment)


@room.post("/attachments/<ref:attachment_id>/remove")
@writing
def remove(desk: Desk, attachment_id: int) -> Any:
    post = attachments.take_off(desk, desk.fetch(Attachment, attachment_id))
    flash(_("The file is gone."), "success")
    return redirect(url_for("posts.show", post_id=post.id), 303)
