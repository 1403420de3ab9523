"""A list that a programme brings to compare: its lines, and what it is for. Nothing of it is kept."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field as Input
from pydantic import model_validator

from csap.model.drafts import Absent, Draft, Lines, refuse
from csap.wording import N_

MOST_LINES = 2000


class LineKind(StrEnum):
    PERSON = "person"
    INSTITUTION = "institution"


class LineDraft(Draft):
    """What a line says of a stakeholder; without a kind it is looked up as either."""

    names: Lines = Input(default=[], max_length=20)
    function: str = Input(default="", max_length=200)
    institution: str = Input(default="", max_length=200)
    parent_institution: str = Input(default="", max_length=200)
    emails: Lines = Input(default=[], max_length=20)
    phones: Lines = Input(default=[], max_length=20)
    kind: Annotated[LineKind | None, Absent] = None

    @model_validator(mode="after")
    def _somebody(self) -> "LineDraft":
        if not (self.names or self.institution or self.emails or self.phones):
            raise refuse(N_("Each line needs a name, an institution, an e-mail address or a phone number."), at="lines")
        if any(len(each) > 200 for each in (*self.names, *self.emails, *self.phones)):
            raise refuse(N_("A name is too long: at most 200 characters."), at="lines")
        return self


class CheckDraft(Draft):
    purpose: str = Input(min_length=1, max_length=300)
    lines: list[LineDraft] = Input(min_length=1, max_length=MOST_LINES)
