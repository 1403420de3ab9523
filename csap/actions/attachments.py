"""Files on posts: attached after a look into them, handed out to whoever reads the post, taken off again."""

import hashlib
from collections.abc import Iterator
from pathlib import PurePath

from sqlmodel import col, delete, select

from csap import clock
from csap.actions.history import remember
from csap.actions.posts import decide_amending
from csap.desk import Desk
from csap.errors import Invalid, NotFound
from csap.formats.attachments import Examined
from csap.formats.confined import examined
from csap.model.attachments import ATTACHABLE, MOST, Attachment, AttachmentPiece
from csap.model.posts import Post
from csap.rules import markings
from csap.rules.acts import Act
from csap.wording import N_, Words

PIECE = 256 * 1024
LONGEST = 100
HISTORY = "attachments"


def of_post(desk: Desk, post_id: int) -> list[Attachment]:
    mine = select(Attachment).where(Attachment.post_id == post_id)
    return list(desk.exec(mine.order_by(col(Attachment.created_at), col(Attachment.id))))


def look_into(desk: Desk, post: Post, filename: str, content: bytes) -> Examined:
    """What a file is, once it is clear that it may be attached here; takes seconds, so it is asked before the writers'
    turn is taken. `Invalid` at `file` where it can't be taken."""
    _may_take(desk, post, content)
    found = examined(content)
    if refused := markings.classified(f"{filename}\n{found.text}"):
        raise Invalid({"file": [refused]})
    return found


def attach(desk: Desk, post: Post, filename: str, content: bytes, found: Examined) -> Attachment:
    """Keep a file that was looked into with a post. `Invalid` at `file` where it can't be taken any more."""
    before = _may_take(desk, post, content)
    kept = Attachment(
        post_id=post.id,
        person_id=desk.person.person_id,
        name=_named(filename, found.ending),
        media_type=found.media_type,
        size=len(found.content),
        digest=hashlib.sha256(content).hexdigest(),
        searched=bool(found.text.strip()),
        created_at=clock.now(),
    )
    desk.add_part(Act.ATTACHMENT_ADD, post, kept)
    desk.flush()
    _store(desk.as_system(), kept, found.content)
    _remember(desk, Act.ATTACHMENT_ADD, post, before)
    desk.audit(Act.ATTACHMENT_ADD, post, {"digest": kept.digest}, attachment=kept.id)
    return kept


def _may_take(desk: Desk, post: Post, content: bytes) -> list[Attachment]:
    """The files that are on the post already. `Invalid` where one more can't be."""
    decide_amending(desk, post)
    if post.kind not in ATTACHABLE:
        raise NotFound
    before = of_post(desk, post.id)
    if not content:
        raise Invalid({"file": [Words(N_("This file is empty."))]})
    if len(before) >= MOST:
        raise Invalid({"file": [Words(N_("A post carries at most %(most)s files."), {"most": MOST})]})
    if hashlib.sha256(content).hexdigest() in {each.digest for each in before}:
        raise Invalid({"file": [Words(N_("This file is attached already."))]})
    return before


def _named(filename: str, ending: str) -> str:
    """The file's own name without folders and control characters, with the ending that its content has."""
    stem = PurePath(filename.replace("\\", "/")).stem
    plain = "".join(character for character in stem if character.isprintable()).strip(". ")
    return (plain[:LONGEST] or "file") + ending


def _store(system: Desk, kept: Attachment, content: bytes) -> None:
    pieces = (content[start : start + PIECE] for start in range(0, len(content), PIECE))
    system.add_all(AttachmentPiece(attachment_id=kept.id, number=n, content=each) for n, each in enumerate(pieces))
    system.flush()


def pieces(system: Desk, attachment: Attachment) -> Iterator[bytes]:
    """The file's bytes; the attachment was fetched by somebody who may read it."""
    for number in range(-(-attachment.size // PIECE)):
        mine = AttachmentPiece.attachment_id == attachment.id, AttachmentPiece.number == number
        yield system.exec(select(AttachmentPiece.content).where(*mine)).one()


def take_off(desk: Desk, attachment: Attachment) -> Post:
    """Take a file off its post, its bytes with it; returns the post."""
    post = desk.fetch(Post, attachment.post_id)
    decide_amending(desk, post)
    before = of_post(desk, post.id)
    system = desk.as_system()
    system.execute(delete(AttachmentPiece).where(col(AttachmentPiece.attachment_id) == attachment.id))
    desk.remove_part(Act.ATTACHMENT_REMOVE, post, attachment)
    desk.flush()
    _remember(desk, Act.ATTACHMENT_REMOVE, post, before)
    desk.audit(Act.ATTACHMENT_REMOVE, post, {"digest": attachment.digest}, attachment=attachment.id)
    return post


def _remember(desk: Desk, act: Act, post: Post, before: list[Attachment]) -> None:
    now = of_post(desk, post.id)
    remember(desk, act, post, {HISTORY: [[each.name for each in before], [each.name for each in now]]})
