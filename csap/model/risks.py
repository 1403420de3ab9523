"""A risk analysis after CIRAM: threat, vulnerability and impact, side by side; no product of them is computed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field as Input
from pydantic import field_validator, model_validator
from sqlmodel import Field, SQLModel

from csap.model.base import BigId, Instant, Marked, choice, json_list
from csap.model.drafts import Absent, Draft, refuse
from csap.model.posts import MANY, Kind, PostDraft
from csap.wording import N_


class Level(StrEnum):
    """Eurosur's scale of an event's impact (Regulation (EU) 2019/1896 art. 25(3))."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


class Likelihood(StrEnum):
    ALMOST_NO_CHANCE = "almost_no_chance"
    VERY_UNLIKELY = "very_unlikely"
    UNLIKELY = "unlikely"
    ROUGHLY_EVEN = "roughly_even"
    LIKELY = "likely"
    VERY_LIKELY = "very_likely"
    ALMOST_CERTAIN = "almost_certain"


class Confidence(StrEnum):
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Horizon(StrEnum):
    """In months."""

    SHORT = "0-3"
    MEDIUM = "3-12"
    LONG = "12+"


class RiskStatus(StrEnum):
    DRAFT = "draft"
    VALIDATED = "validated"
    JOINTLY_VALIDATED = "jointly_validated"


class Stance(StrEnum):
    ASKED = "asked"
    SIGNED = "signed"
    DISSENTS = "dissents"


class Risk(Marked, table=True):
    post_id: int = Field(
        sa_type=BigId, foreign_key="post.id", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    threat: str
    magnitude: Level = choice(Level)
    likelihood: Likelihood = choice(Likelihood)
    vulnerability: str = ""
    vulnerable_system: str = Field(default="", max_length=200)
    vulnerability_level: Level = choice(Level)
    counter_measures: str = ""
    impact_security: Level = choice(Level)
    impact_institutions: Level = choice(Level)
    impact_eu: Level = choice(Level)
    impact_persons: Level = choice(Level)
    impact_text: str = ""
    do_no_harm: str = ""
    judgement: Level = choice(Level)
    horizon: Horizon = choice(Horizon)
    confidence: Confidence = choice(Confidence)
    evidence: list[dict[str, Any]] = json_list()
    review_on: date | None = None


class RiskArea(Marked, table=True):
    __tablename__ = "risk_area"
    post_id: int = Field(sa_type=BigId, foreign_key="post.id", primary_key=True)
    region_id: int = Field(foreign_key="region.id", primary_key=True)


class Position(Marked, table=True):
    """Where a contributing organisation stands on an analysis: asked, signed, or dissenting with its reason."""

    post_id: int = Field(sa_type=BigId, foreign_key="post.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    stance: Stance = choice(Stance, default=Stance.ASKED)
    note: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime = Field(sa_type=Instant)


class Scheme(StrEnum):
    """Two codes for evidence that look alike and mean different things: never mixed, never converted."""

    FOUR = "4x4"
    SIX = "6x6"


CODES = {Scheme.FOUR: ("ABCX", "1234"), Scheme.SIX: ("ABCDEF", "123456")}


class EvidenceDraft(Draft):
    text: str = Input(min_length=1, max_length=500)
    scheme: Scheme = Scheme.FOUR
    source: str = Input(default="", max_length=1)
    information: str = Input(default="", max_length=1)

    @model_validator(mode="after")
    def _one_scheme(self) -> "EvidenceDraft":
        """Unset is X4 in the 4x4 and F6 in the 6x6."""
        sources, grades = CODES[self.scheme]
        self.source = (self.source or sources[-1]).upper()
        self.information = self.information or grades[-1]
        if self.source not in sources or self.information not in grades:
            raise refuse(
                N_("%(code)s is not a code of the %(scheme)s."),
                code=self.source + self.information,
                scheme=self.scheme.value,
            )
        return self


class RiskDraft(PostDraft):
    kind: ClassVar[Kind] = Kind.RISK
    table: ClassVar[type[SQLModel]] = Risk

    title: str = Input(min_length=1, max_length=200)
    status: RiskStatus = RiskStatus.DRAFT
    threat: str = Input(min_length=1, max_length=5000)
    magnitude: Level
    likelihood: Likelihood
    vulnerability: str = Input(default="", max_length=5000)
    vulnerable_system: str = Input(default="", max_length=200)
    vulnerability_level: Level
    counter_measures: str = Input(default="", max_length=5000)
    impact_security: Level
    impact_institutions: Level
    impact_eu: Level
    impact_persons: Level
    impact_text: str = Input(default="", max_length=5000)
    do_no_harm: str = Input(default="", max_length=2000)
    judgement: Level
    horizon: Horizon
    confidence: Confidence
    evidence: list[EvidenceDraft] = Input(default=[], max_length=MANY)
    regions: list[int] = Input(default=[], max_length=MANY)
    contributors: list[int] = Input(default=[], max_length=MANY)
    review_on: Annotated[date | None, Absent] = None
    functions: bool = False
    """Put the functions of known contacts in the place of their names, where a published analysis names them."""
    names_nobody: bool = False
    """The writer says that words which look like names name nobody."""

    @field_validator("evidence", mode="before")
    @classmethod
    def _given_evidence(cls, rows: Any) -> Any:
        """Rows of a form that hold no text are no evidence."""
        if not isinstance(rows, list | None):
            return rows
        return [row for row in rows or [] if not isinstance(row, dict) or str(row.get("text") or "").strip()]

    def details(self) -> dict[str, Any]:
        return super().details() | {"evidence": [each.model_dump(mode="json") for each in self.evidence]}
