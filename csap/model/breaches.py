"""Breaches of personal data: what happened, since when it is known, whose accounts or which backup were lost.

Regulation (EU) 2018/1725 art. 34 and 35."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field as Input
from pydantic import model_validator
from sqlmodel import Field

from csap.model.base import BigId, Instant, Internal, choice, json_list, new_id
from csap.model.drafts import Absent, Draft, refuse
from csap.wording import N_


class Loss(StrEnum):
    """What fell into other hands."""

    ACCOUNTS = "accounts"
    EVERYTHING = "everything"


class Breach(Internal, table=True):
    """An incident, kept by the data protection officer. `accounts`: the people whose accounts were used, between
    `starts_at` and `ends_at`."""

    id: int = Field(default_factory=new_id, sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    what: str = Field(max_length=2000)
    known_at: datetime = Field(sa_type=Instant)
    loss: Loss = choice(Loss)
    accounts: list[int] = json_list()
    starts_at: datetime | None = Field(default=None, sa_type=Instant)
    ends_at: datetime | None = Field(default=None, sa_type=Instant)
    notified_on: date | None = None
    measures: str = Field(default="", max_length=2000)
    person_id: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)


class BreachDraft(Draft):
    """Times are the host country's, without a zone."""

    what: str = Input(min_length=1, max_length=2000)
    known_at: datetime
    loss: Loss
    accounts: list[int] = []
    starts_at: Annotated[datetime | None, Absent] = None
    ends_at: Annotated[datetime | None, Absent] = None

    @model_validator(mode="after")
    def _whose(self) -> "BreachDraft":
        if self.loss == Loss.ACCOUNTS and not self.accounts:
            raise refuse(N_("Choose whose accounts were used."), at="accounts")
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise refuse(N_("The end lies before the start."), at="ends_at")
        return self


class MeasuresDraft(Draft):
    measures: str = Input(min_length=1, max_length=2000)
    notified_on: Annotated[date | None, Absent] = None


LOSSES: dict[Loss, str] = {
    Loss.ACCOUNTS: N_("Somebody else used accounts"),
    Loss.EVERYTHING: N_("A backup or the whole database was lost"),
}
