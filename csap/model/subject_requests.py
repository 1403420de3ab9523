"""Requests of people whom the platform holds data of: what they ask, what organisations say to it, what is restricted.

Regulation (EU) 2018/1725 art. 14 and 17 to 23."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import Field as Input
from sqlmodel import Field

from csap.model.base import BigId, Instant, Internal, choice, new_id
from csap.model.drafts import Draft, Lines
from csap.model.sealing import sealed_map
from csap.wording import N_


class SubjectKind(StrEnum):
    """What a person may ask."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"


class LetterLanguage(StrEnum):
    EN = "en"
    FR = "fr"


class SubjectRequest(Internal, table=True):
    """One request, kept by the data protection officer. `about`: name, names, emails, phones, identity (how the person
    proved to be that person)."""

    __tablename__ = "subject_request"
    id: int = Field(default_factory=new_id, sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: SubjectKind = choice(SubjectKind)
    about: dict[str, Any] = sealed_map("subject_request.about")
    language: LetterLanguage = choice(LetterLanguage, default=LetterLanguage.EN)
    received_on: date
    extended_reason: str = Field(default="", max_length=300)
    closed_on: date | None = None
    outcome: str = Field(default="", max_length=2000)
    person_id: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)


class Consultation(Internal, table=True):
    """What the organisation that provided a post is asked about a request, and what it says. The post may be gone."""

    id: int = Field(default_factory=new_id, sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    request_id: int = Field(sa_type=BigId, foreign_key="subject_request.id", index=True)
    post_id: int = Field(sa_type=BigId)
    organisation_id: int = Field(foreign_key="organisation.id")
    question: str = Field(max_length=1000)
    asked_at: datetime = Field(sa_type=Instant)
    answer: str = Field(default="", max_length=1000)
    answered_by_id: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=Instant)


class Restriction(Internal, table=True):
    """A contact that is hidden from all but its organisation and the data protection officer, and the readers that it
    had before."""

    post_id: int = Field(
        sa_type=BigId, foreign_key="post.id", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    audience_id: int = Field(foreign_key="audience.id")
    marked_audience_id: int | None = Field(default=None, foreign_key="audience.id")
    person_id: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)


class SubjectRequestDraft(Draft):
    kind: SubjectKind
    name: str = Input(min_length=1, max_length=200)
    names: Lines = []
    emails: Lines = []
    phones: Lines = []
    identity: str = Input(default="", max_length=500)
    language: LetterLanguage = LetterLanguage.EN
    received_on: date


class ReasonDraft(Draft):
    reason: str = Input(min_length=1, max_length=300)


class QuestionDraft(Draft):
    question: str = Input(min_length=1, max_length=1000)


class AnswerDraft(Draft):
    answer: str = Input(min_length=1, max_length=1000)


class OutcomeDraft(Draft):
    outcome: str = Input(min_length=1, max_length=2000)


KIND_WORDS: dict[SubjectKind, str] = {
    SubjectKind.ACCESS: N_("access"),
    SubjectKind.RECTIFICATION: N_("rectification"),
    SubjectKind.ERASURE: N_("erasure"),
    SubjectKind.RESTRICTION: N_("restriction"),
    SubjectKind.OBJECTION: N_("objection"),
}
