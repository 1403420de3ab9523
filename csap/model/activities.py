"""What an organisation does with stakeholders: planned, running or done."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from csap.model.base import Instant, Marked, choice


class Form(StrEnum):
    MEETING = "meeting"
    TRAINING = "training"
    VISIT = "visit"
    MENTORING = "mentoring"
    DONATION = "donation"
    OPERATION = "operation"
    OTHER = "other"


class ActivityStatus(StrEnum):
    IDEA = "idea"
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    DONE = "done"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Activity(Marked, table=True):
    post_id: int = Field(foreign_key="post.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    form: Form = choice(Form)
    beneficiaries: str = Field(default="", max_length=300)
    beneficiary_count: int | None = None
    ask: str = ""
    outcome: str = ""
    partners: str = Field(default="", max_length=300)
    area: str = Field(default="", max_length=200)
    funding_reference: str = Field(default="", max_length=120)


class Engagement(Marked, table=True):
    """An activity engages a contact; seen by those who may read both."""

    posts: ClassVar[tuple[str, ...]] = ("post_id", "contact_id")
    post_id: int = Field(foreign_key="post.id", primary_key=True)
    contact_id: int = Field(foreign_key="post.id", primary_key=True, index=True)


class Commitment(Marked, table=True):
    """What somebody promised at an activity, by when."""

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    text: str = Field(max_length=300)
    owner: str = Field(default="", max_length=120)
    due_on: date | None = None
    done_at: datetime | None = Field(default=None, sa_type=Instant)
