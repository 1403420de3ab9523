"""A risk analysis after CIRAM: threat, vulnerability and impact, side by side; no product of the three is ever computed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field

from csap.model.base import Instant, Marked, choice, json_list


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
    post_id: int = Field(foreign_key="post.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
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
    post_id: int = Field(foreign_key="post.id", primary_key=True)
    region_id: int = Field(foreign_key="region.id", primary_key=True)


class Position(Marked, table=True):
    """Where a contributing organisation stands on an analysis: asked, signed, or dissenting with its reason."""

    post_id: int = Field(foreign_key="post.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    stance: Stance = choice(Stance, default=Stance.ASKED)
    note: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime = Field(sa_type=Instant)
