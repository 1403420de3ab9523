"""What people are told, in the platform and by mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from csap.model.base import BigId, Instant, Personal, json_map


class Notice(Personal, table=True):
    """A line in one person's inbox: a message to be translated with its parameters, and where it leads.

    `about` is the record that it tells of, as the audit names it; a parameter `{"post": id}` stands for a post's title.
    Who may not read them any more is shown no word of it (`actions.notices.worded`)."""

    __table_args__ = (Index("ix_notice_person", "person_id", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    kind: str = Field(max_length=40)
    message: str
    params: dict[str, Any] = json_map()
    link: str = Field(default="", max_length=200)
    about: str = Field(default="", max_length=60)
    post_id: int | None = Field(default=None, sa_type=BigId, foreign_key="post.id")
    created_at: datetime = Field(sa_type=Instant)
    read_at: datetime | None = Field(default=None, sa_type=Instant)
