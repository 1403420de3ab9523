"""That two posts of two organisations speak of the same thing, what each side was told, and what people made of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from csap.model.base import BigId, Instant, Internal, Marked, choice, json_list, new_id


class OverlapKind(StrEnum):
    SAME_STAKEHOLDER = "same_stakeholder"
    SAME_ENGAGEMENT = "same_engagement"
    CONVERGING = "converging"
    PARALLEL_ANALYSIS = "parallel_analysis"


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class State(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SETTLED = "settled"
    GONE = "gone"


class Outcome(StrEnum):
    PROCEED = "proceed_as_planned"
    JOINT = "joint"
    SEQUENCED = "sequenced"
    HANDED_OVER = "handed_over"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    NOT_THE_SAME = "not_the_same"


class Overlap(Marked, table=True):
    """One row per pair of posts, the lower id left. Read by a side that was told, by whoever reads both posts, and
    by the Delegation's coordinator where it is asked to broker (`rules.access.readable_overlap`)."""

    posts: ClassVar[tuple[str, ...]] = ("left_id", "right_id")
    __table_args__ = (UniqueConstraint("left_id", "right_id"), Index("ix_overlap_state", "state", "opened_at", "id"))

    id: int = Field(default_factory=new_id, sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: OverlapKind = choice(OverlapKind)
    left_id: int = Field(sa_type=BigId, foreign_key="post.id", index=True)
    right_id: int = Field(sa_type=BigId, foreign_key="post.id", index=True)
    left_organisation_id: int = Field(foreign_key="organisation.id")
    right_organisation_id: int = Field(foreign_key="organisation.id")
    left_told: bool = True
    right_told: bool = True
    brokered: bool = False
    certainty: float
    severity: Severity = choice(Severity, default=Severity.LOW)
    reasons: list[dict[str, Any]] = json_list()
    context: list[dict[str, Any]] = json_list()
    state: State = choice(State, default=State.OPEN)
    left_state: State = choice(State, default=State.OPEN)
    right_state: State = choice(State, default=State.OPEN)
    outcome: Outcome | None = choice(Outcome, default=None)
    outcome_reason: str = Field(default="", max_length=300)
    opened_at: datetime = Field(sa_type=Instant)
    contacted_at: datetime | None = Field(default=None, sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    settled_by_id: int | None = Field(default=None, foreign_key="person.id")


class OverlapKey(Internal, table=True):
    """A key under which a contact can be found again, in whatever script its name was written."""

    __tablename__ = "overlap_key"
    __table_args__ = (Index("ix_overlap_key_post", "post_id"),)
    key: int = Field(sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    post_id: int = Field(
        sa_type=BigId, foreign_key="post.id", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    weight: float = 1.0


class Judgement(Internal, table=True):
    """What people said of a pair of contacts, remembered for ever."""

    left_id: int = Field(sa_type=BigId, foreign_key="post.id", primary_key=True)
    right_id: int = Field(sa_type=BigId, foreign_key="post.id", primary_key=True, index=True)
    same: bool
    person_id: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)
