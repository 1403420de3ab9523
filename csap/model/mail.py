"""What leaves by mail: what each person wants of it, and the outbox that it waits in until it is sent."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field

from csap.model.base import Instant, Internal, Personal, choice


class Topic(StrEnum):
    """What a notice is about, as people choose how to get it."""

    OVERLAP = "overlap"
    BROKER = "broker"
    DISCLOSURE = "disclosure"
    CHECK = "check"
    DIGEST = "digest"
    REVIEW = "review"
    QUESTION = "question"
    ACCOUNT = "account"
    HEAD = "head"
    WATCH = "watch"
    OTHER = "other"


class Delivery(StrEnum):
    NOW = "now"
    DAILY = "daily"
    OFF = "off"


class LetterState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"
    UNKNOWN = "unknown"


class MailChoice(Personal, table=True):
    """How one person wants the mails of one topic; without a row they come at once."""

    __tablename__ = "mail_choice"
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    topic: Topic = choice(Topic, primary_key=True)
    delivery: Delivery = choice(Delivery)
    changed_at: datetime = Field(sa_type=Instant)


def _message_id() -> str:
    return secrets.token_hex(12)


class Outbox(Internal, table=True):
    """Something to be told by mail: to whom and about what, never the words, which are found when it is sent.

    `about` is the record, as the audit names it. Rows that leave in one letter share `letter`, the id of the first,
    whose `message_id` stays the letter's own however often it is tried. A row is claimed by one worker at a time.
    `handovers` counts how often the letter was given to a server whole without word of what became of it."""

    __table_args__ = (Index("ix_outbox_due", "state", "next_at", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    topic: Topic = choice(Topic)
    notice_id: int | None = Field(default=None, foreign_key="notice.id")
    about: str = Field(max_length=60)
    message_id: str = Field(default_factory=_message_id, max_length=24)
    letter: int | None = Field(default=None, index=True)
    state: LetterState = choice(LetterState, default=LetterState.WAITING)
    claimed_at: datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = 0
    handovers: int = 0
    next_at: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    problem: str = Field(default="", max_length=300)
