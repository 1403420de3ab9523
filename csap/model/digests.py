"""The weekly digest: what was compiled, what its reviewer made of it, what was asked about it, and who stands in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import Field as Input
from pydantic import model_validator
from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from csap.model.base import BigId, Instant, Marked, Shared, choice, json_list, json_map, new_id
from csap.model.drafts import Draft, refuse
from csap.wording import N_


class DigestState(StrEnum):
    COMPILED = "compiled"
    RELEASED = "released"


class Digest(Marked, table=True):
    """One issue. Read by everyone once it is released, before that by the Delegation's head, coordinator and deputy
    (`rules.access.readable_digest`); its items by those who may read what they point at.

    `items` are references in their order: key, section, post or overlap, and words that say nothing of a content;
    at release what a post was called is frozen beside them. Issue 0 of a week is the digest, further ones errata."""

    posts: ClassVar[tuple[str, ...]] = ()
    __table_args__ = (UniqueConstraint("week", "issue"),)
    id: int = Field(default_factory=new_id, sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    week: str = Field(max_length=8)
    issue: int = 0
    number: int | None = Field(default=None, unique=True)
    state: DigestState = choice(DigestState, default=DigestState.COMPILED)
    starts_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    items: list[dict[str, Any]] = json_list()
    more: list[str] = json_list()
    hidden: list[str] = json_list()
    annotations: dict[str, str] = json_map()
    introduction: str = ""
    figures: dict[str, Any] = json_map()
    compiled_at: datetime = Field(sa_type=Instant)
    deputy_id: int | None = Field(default=None, foreign_key="person.id")
    reminders: int = 0
    reminded_at: datetime | None = Field(default=None, sa_type=Instant)
    erratum_of_id: int | None = Field(default=None, sa_type=BigId, foreign_key="digest.id")
    released_at: datetime | None = Field(default=None, sa_type=Instant)
    released_by_id: int | None = Field(default=None, foreign_key="person.id")


class Deputy(Shared, table=True):
    """Who stands in for the head in reviewing and releasing, from one day to another, both included."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    starts_on: date
    ends_on: date
    by_id: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)


class DigestQuestion(Marked, table=True):
    """What a reviewer asks the owner of a post, and the answer, which shows in the digest beside the item."""

    __tablename__ = "digest_question"
    id: int = Field(default_factory=new_id, sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    digest_id: int = Field(sa_type=BigId, foreign_key="digest.id", index=True)
    key: str = Field(max_length=60)
    post_id: int = Field(sa_type=BigId, foreign_key="post.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    text: str = Field(max_length=500)
    by_id: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)
    answer: str = Field(default="", max_length=1000)
    answered_by_id: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=Instant)


class DeputyDraft(Draft):
    person_id: int
    starts_on: date
    ends_on: date

    @model_validator(mode="after")
    def _in_order(self) -> "DeputyDraft":
        if self.ends_on < self.starts_on:
            raise refuse(N_("The end lies before the start."), at="ends_on")
        return self


class QuestionDraft(Draft):
    text: str = Input(min_length=1, max_length=500)


class AnswerDraft(Draft):
    answer: str = Input(min_length=1, max_length=1000)
