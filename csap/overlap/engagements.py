"""Compares activities and risk analyses: certainty and severity apart. Pure; place, theme and dates alone never alert."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from csap.overlap.matches import EngagementMatch, Match


@dataclass(frozen=True)
class Engagement:
    """A planned, running or done activity, as far as it matters for overlaps.

    `contacts` are the ids of the contact posts engaged; `form` is meeting, training, visit, mentoring, donation or
    operation; `place_precision` is site, locality, area or country; `region` is the lowest admin code known
    (a P-code: a longer one that begins with it lies inside it).
    """

    post_id: int
    organisation_id: int
    form: str
    starts: datetime | date | None
    ends: datetime | date | None = None
    title: str = ""
    lat: float | None = None
    lon: float | None = None
    place_precision: str = "country"
    region: str = ""
    themes: frozenset[str] = frozenset()
    beneficiaries: str = ""
    ask: str = ""
    contacts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Analysis:
    """A risk analysis, as far as it matters for overlaps. `horizon_ends` closes the time it looks ahead to."""

    post_id: int
    organisation_id: int
    title: str
    starts: date | None
    horizon_ends: date | None
    region: str = ""
    lat: float | None = None
    lon: float | None = None
    themes: frozenset[str] = frozenset()
    level: str = ""


def same_engagement(
    left: Engagement, right: Engagement, contact_matches: Mapping[tuple[int, int], Match]
) -> EngagementMatch | None:
    """Both engage the same stakeholder (or units of one parent) within the window of their forms.

    `contact_matches` maps (contact of left, contact of right) to how certain they are the same; two equal ids are the
    same. None where there is nothing to say.
    """
    return None


def converging(left: Engagement, right: Engagement) -> EngagementMatch | None:
    """The same site on the same day; an area or a month is context, never an alert."""
    return None


def parallel_analysis(left: Analysis, right: Analysis) -> EngagementMatch | None:
    """The same theme, area and horizon by two organisations."""
    return None


def crowded(batch: Sequence[Engagement]) -> list[tuple[int, int, EngagementMatch]]:
    """For sheets that name no interlocutor: positions of pairs that a coordinator should look at, few and specific."""
    return []
