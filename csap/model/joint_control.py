"""The joint-controller arrangement of each organisation: what was agreed on personal data, since when, until when."""

from datetime import date
from typing import Annotated

from pydantic import Field as Input
from pydantic import model_validator
from sqlmodel import Field

from csap.model.base import Shared
from csap.model.drafts import Absent, Draft, refuse
from csap.wording import N_


class JointControl(Shared, table=True):
    """An arrangement with the controller; a later one of the same organisation follows the one before."""

    __tablename__ = "joint_control"
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    reference: str = Field(default="", max_length=200)
    terms: str
    terms_fr: str = ""
    signed_on: date
    review_on: date
    ended_on: date | None = None


class JointControlDraft(Draft):
    reference: str = Input(default="", max_length=200)
    terms: str = Input(min_length=1, max_length=3000)
    terms_fr: str = Input(default="", max_length=3000)
    signed_on: date
    review_on: date
    ended_on: Annotated[date | None, Absent] = None

    @model_validator(mode="after")
    def _in_order(self) -> "JointControlDraft":
        if self.review_on <= self.signed_on:
            raise refuse(N_("The review lies before the signature."), at="review_on")
        if self.ended_on and self.ended_on < self.signed_on:
            raise refuse(N_("The end lies before the signature."), at="ended_on")
        return self
