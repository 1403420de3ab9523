"""What an organisation does with stakeholders: planned, running or done."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field as Input
from pydantic import field_validator, model_validator
from sqlmodel import Field, SQLModel

from csap.model.base import BigId, Instant, Marked, choice
from csap.model.drafts import Absent, Draft, Lines, refuse
from csap.model.posts import MANY, Kind, PostDraft
from csap.wording import N_


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
    post_id: int = Field(
        sa_type=BigId, foreign_key="post.id", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    form: Form = choice(Form)
    beneficiaries: str = Field(default="", max_length=300)
    beneficiary_count: int | None = None
    ask: str = ""
    outcome: str = ""
    partners: str = Field(default="", max_length=300)
    sector: str = Field(default="", max_length=200)
    area: str = Field(default="", max_length=200)
    area_code: str = Field(default="", max_length=20, index=True)
    funding_reference: str = Field(default="", max_length=120)


class Engagement(Marked, table=True):
    """An activity engages a contact; seen by those who may read both."""

    posts: ClassVar[tuple[str, ...]] = ("post_id", "contact_id")
    post_id: int = Field(sa_type=BigId, foreign_key="post.id", primary_key=True)
    contact_id: int = Field(sa_type=BigId, foreign_key="post.id", primary_key=True, index=True)


class Commitment(Marked, table=True):
    """What somebody promised at an activity, by when."""

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(sa_type=BigId, foreign_key="post.id", index=True)
    text: str = Field(max_length=300)
    owner: str = Field(default="", max_length=120)
    due_on: date | None = None
    done_at: datetime | None = Field(default=None, sa_type=Instant)


class CommitmentDraft(Draft):
    text: str = Input(min_length=1, max_length=300)
    owner: str = Input(default="", max_length=120)
    due_on: Annotated[date | None, Absent] = None


class ActivityDraft(PostDraft):
    """`contacts` are ids of contact posts; `stakeholders` are new ones as free text, "name, function, institution"."""

    kind: ClassVar[Kind] = Kind.ACTIVITY
    table: ClassVar[type[SQLModel]] = Activity

    status: ActivityStatus = ActivityStatus.PLANNED
    form: Form = Form.MEETING
    beneficiaries: str = Input(default="", max_length=300)
    beneficiary_count: Annotated[Annotated[int, Input(ge=0, le=10_000_000)] | None, Absent] = None
    ask: str = Input(default="", max_length=2000)
    outcome: str = Input(default="", max_length=5000)
    partners: str = Input(default="", max_length=300)
    sector: str = Input(default="", max_length=200)
    area: str = Input(default="", max_length=200)
    area_code: str = Input(default="", max_length=20)
    funding_reference: str = Input(default="", max_length=120)
    contacts: list[int] = Input(default=[], max_length=MANY)
    stakeholders: Lines = Input(default=[], max_length=MANY)
    commitments: list[CommitmentDraft] = Input(default=[], max_length=MANY)

    @field_validator("commitments", mode="before")
    @classmethod
    def _given_commitments(cls, rows: Any) -> Any:
        """Rows of a form that were left empty are no commitments."""
        if not isinstance(rows, list | None):
            return rows
        filled = [
            row for row in rows or [] if not isinstance(row, dict) or any(str(v or "").strip() for v in row.values())
        ]
        if any(isinstance(row, dict) and not str(row.get("text") or "").strip() for row in filled):
            raise refuse(N_("A commitment needs its text."))
        return filled

    @model_validator(mode="after")
    def _titled_and_dated(self) -> "ActivityDraft":
        if not self.title:
            raise refuse(N_("Give the activity a title."), at="title")
        if not self.starts and self.status not in (ActivityStatus.IDEA, ActivityStatus.POSTPONED):
            raise refuse(
                N_("Say when it starts; only an idea or a postponed activity may be without a date."), at="starts"
            )
        return self
