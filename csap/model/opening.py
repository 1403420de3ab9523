"""A post opened to a data protection officer who may not read it: one asks, another agrees, for a time."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from csap.model.base import BigId, Instant, Marked


class OpeningState(StrEnum):
    ASKED = "asked"
    OPEN = "open"
    DECLINED = "declined"
    ENDED = "ended"


class Opening(Marked, table=True):
    """Read by who asked, by the Head of Delegation, and by those who post for the organisation that owns the post
    (`rules.access.readable_opening`); it says of the post no more than its reference and whose it is.

    The officer reads the post until `until`, which is not set before somebody else has agreed."""

    posts: ClassVar[tuple[str, ...]] = ()
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(sa_type=BigId, foreign_key="post.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    reason: str = Field(max_length=300)
    asked_at: datetime = Field(sa_type=Instant)
    decided_by_id: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant)

    def state(self, now: datetime) -> OpeningState:
        if self.decided_at is None:
            return OpeningState.ASKED
        if self.until is None:
            return OpeningState.DECLINED
        return OpeningState.OPEN if self.until > now else OpeningState.ENDED
