"""That two posts of two organisations speak of the same thing, what each side was told, and what people made of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from csap.model.base import BigId, Instant, Internal, Marked, Shared, choice, json_list, new_id


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


UNSETTLED = (State.OPEN, State.ACKNOWLEDGED)


class Outcome(StrEnum):
    PROCEED = "proceed_as_planned"
    JOINT = "joint"
    SEQUENCED = "sequenced"
    HANDED_OVER = "handed_over"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    NOT_THE_SAME = "not_the_same"


class Step(StrEnum):
    """What a line of an overlap's thread is: words that somebody wrote, or something that was done."""

    NOTE = "note"
    ACKNOWLEDGED = "acknowledged"
    SETTLED = "settled"
    REOPENED = "reopened"
    TAKEN = "taken"
    NUDGED = "nudged"
    DISCLOSED = "disclosed"
    TAKEN_BACK = "taken_back"
    SAME = "same"


class IndexState(StrEnum):
    CURRENT = "current"
    BUILDING = "building"
    RETIRED = "retired"


class Overlap(Marked, table=True):
    """One row per pair of posts, the lower id left. Read by a side that was told, by whoever reads both posts, and
    by the Delegation where it is asked to broker; one that is `quiet` by its coordinator alone
    (`rules.access.readable_overlap`). `owner_id` is who has taken it in hand."""

    posts: ClassVar[tuple[str, ...]] = ("left_id", "right_id")
    __table_args__ = (
        UniqueConstraint("left_id", "right_id"),
        Index("ix_overlap_state", "state", "opened_at", "id"),
        Index("ix_overlap_left_side", "left_organisation_id", "left_state"),
        Index("ix_overlap_right_side", "right_organisation_id", "right_state"),
    )

    id: int = Field(default_factory=new_id, sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: OverlapKind = choice(OverlapKind)
    left_id: int = Field(sa_type=BigId, foreign_key="post.id", index=True)
    right_id: int = Field(sa_type=BigId, foreign_key="post.id", index=True)
    left_organisation_id: int = Field(foreign_key="organisation.id")
    right_organisation_id: int = Field(foreign_key="organisation.id")
    left_told: bool = True
    right_told: bool = True
    brokered: bool = False
    quiet: bool = False
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
    owner_id: int | None = Field(default=None, foreign_key="person.id")


class OverlapNote(Marked, table=True):
    """One line of the thread between the two sides, read by whoever reads the overlap."""

    __tablename__ = "overlap_note"
    posts: ClassVar[tuple[str, ...]] = ()
    id: int | None = Field(default=None, primary_key=True)
    overlap_id: int = Field(sa_type=BigId, foreign_key="overlap.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    step: Step = choice(Step, default=Step.NOTE)
    text: str = Field(default="", max_length=2000)
    created_at: datetime = Field(sa_type=Instant)


class Disclosure(Internal, table=True):
    """A hidden post that its owner opened to one organisation; ends when it is taken back."""

    post_id: int = Field(sa_type=BigId, foreign_key="post.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)


class StopEntry(Shared, table=True):
    """Somebody whom everyone meets: to meet them raises no alert. Kept by the Delegation's coordinator."""

    __tablename__ = "stop_entry"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=200)
    folded: str = Field(max_length=200, index=True)
    institution_id: int | None = Field(default=None, foreign_key="institution.id")
    reason: str = Field(default="", max_length=300)
    person_id: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)


class OverlapIndex(Internal, table=True):
    """One generation of the keys of all contacts: the current one, or the next while it is built beside it.

    `algorithm` says which keys it holds; contacts up to `position` are in it; `contacts` counts them. `rarity` is how
    often the parts of names occurred among the `counted` contacts (`overlap.frequencies`); `stamp` changes with it."""

    __tablename__ = "overlap_index"
    generation: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    algorithm: str = Field(max_length=24)
    state: IndexState = choice(IndexState)
    position: int = Field(default=0, sa_type=BigId)
    contacts: int = 0
    counted: int = 0
    rarity: bytes = b""
    stamp: int = Field(default=0, sa_type=BigId)
    changed_at: datetime = Field(sa_type=Instant)


class OverlapKey(Internal, table=True):
    """A key under which contacts can be found again, in whatever script their names were written.

    `posts` lists the contacts that carry it, 8 bytes each; it is empty where too many do, and `carriers` still
    counts them."""

    __tablename__ = "overlap_key"
    __table_args__ = ({"sqlite_with_rowid": False},)
    generation: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: int = Field(sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    carriers: int
    posts: bytes


class OverlapEntry(Internal, table=True):
    """What comparing needs of a contact, read without loading it: its subject with the names taken apart (`subject`),
    and the keys it stands under."""

    __tablename__ = "overlap_entry"
    __table_args__ = ({"sqlite_with_rowid": False},)
    generation: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    post_id: int = Field(
        sa_type=BigId, foreign_key="post.id", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    subject: str
    keys: bytes


class OverlapSound(Internal, table=True):
    """How the names of a contact that has an entry sound (`heard`, one to a line), and whose it is: what candidates are
    chosen by. Of a million contacts that lies so close together that two hundred are read in half a millisecond."""

    __tablename__ = "overlap_sound"
    __table_args__ = ({"sqlite_with_rowid": False},)
    generation: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    post_id: int = Field(sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    organisation_id: int
    heard: str


class Judgement(Internal, table=True):
    """What people said of a pair of contacts, remembered for ever."""

    left_id: int = Field(sa_type=BigId, foreign_key="post.id", primary_key=True)
    right_id: int = Field(sa_type=BigId, foreign_key="post.id", primary_key=True, index=True)
    same: bool
    person_id: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)
