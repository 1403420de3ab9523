"""Files that people attach to activities and risk analyses: marked as their post, kept in pieces.

They lie in the database: outside of what the web server serves, under a random id, in every backup, and within reach of
every web process, however many machines there are."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from csap.model.base import BigId, Instant, Internal, Marked, new_id
from csap.model.posts import Kind
from csap.model.sealing import sealed_bytes

ATTACHABLE = frozenset({Kind.ACTIVITY, Kind.RISK})
"""Kinds of posts that carry attachments; a contact says what it says in its fields."""
MOST = 10
"""Attachments of one post."""


class Attachment(Marked, table=True):
    id: int = Field(default_factory=new_id, sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    post_id: int = Field(sa_type=BigId, foreign_key="post.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    name: str = Field(max_length=120)
    media_type: str = Field(max_length=100)
    size: int
    digest: str = Field(max_length=64)
    searched: bool
    """Whether it has text that was searched for markings: a scanned page has none."""
    created_at: datetime = Field(sa_type=Instant)


class AttachmentPiece(Internal, table=True):
    """A stretch of a file's bytes; whoever reads the attachment is handed them one after the other."""

    __tablename__ = "attachment_piece"
    __table_args__ = (UniqueConstraint("attachment_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    attachment_id: int = Field(sa_type=BigId, foreign_key="attachment.id")
    number: int
    content: bytes = sealed_bytes("attachment_piece.content")
