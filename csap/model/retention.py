"""How long posts are kept: an organisation's own terms, what was asked and answered about a post that comes to its end,
and what is left of one that was erased. The terms that hold without any are in `rules.retention`."""

from datetime import date, datetime

from pydantic import Field as Input
from sqlmodel import Field

from csap.model.base import BigId, Instant, Internal, Marked, Shared, choice
from csap.model.drafts import Draft
from csap.model.posts import Kind


class RetentionTerm(Shared, table=True):
    """A shorter term than the usual one, for posts of a kind: of one organisation, or of all where none is named."""

    __tablename__ = "retention_term"
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    kind: Kind = choice(Kind)
    days: int


class Review(Marked, table=True):
    """That a post comes to its end: since when its organisation is asked, until when it is kept, and why."""

    post_id: int = Field(
        sa_type=BigId, foreign_key="post.id", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    asked_at: datetime | None = Field(default=None, sa_type=Instant)
    until: date | None = None
    reason: str = Field(default="", max_length=300)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=Instant)


class Tombstone(Internal, table=True):
    """What is left of a post that was erased: its number, and nothing that it said."""

    post_id: int = Field(sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: Kind = choice(Kind)
    organisation_id: int
    ground: str = Field(max_length=20)
    erased_at: datetime = Field(sa_type=Instant, index=True)


class KeepDraft(Draft):
    until: date
    reason: str = Input(min_length=1, max_length=300)


class TermDraft(Draft):
    organisation_id: int = 0
    kind: Kind
    days: int = Input(ge=0, le=3650)
    """0 ends the own term."""
