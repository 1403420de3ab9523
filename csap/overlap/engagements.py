"""Compares activities and risk analyses: certainty and severity apart. Pure.

The key of an alert is the stakeholder, or a unit of theirs: place, theme and dates alone never alert (89 % of the
rows of a real sheet coincide in them). Meeting at one site on one day is the exception, and its own kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from csap.overlap import texts
from csap.overlap.matches import EngagementMatch, Match, Reason, Severity
from csap.overlap.settings import Place, common_days, day, distance_km, gap_days, near
from csap.wording import N_

WINDOW_DAYS = {"meeting": 14, "visit": 14, "training": 30, "mentoring": 30, "donation": 60, "operation": 7}
"""How far apart in time two engagements of a stakeholder still touch, by form; the wider one counts."""

LEAST = 0.25
"""Below this certainty there is nothing to say."""

SITE_KM = 0.5
SOON = {0: N_("the first begins today"), 1: N_("the first begins tomorrow")}


@dataclass(frozen=True)
class Engagement:
    """A planned, running or done activity, as far as it matters for overlaps.

    `contacts` are the ids of the contact posts engaged; `form` is meeting, training, visit, mentoring, donation or
    operation; `place_precision` is site, locality, area or country; `region` is the lowest admin code known
    (a P-code: a longer one that begins with it lies inside it).
    `project` is a funding or project code, `area_names` the names of the areas it lies in, if known.
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
    project: str = ""
    area_names: str = ""

    @property
    def place(self) -> Place:
        return Place(self.lat, self.lon, self.place_precision, self.region)

    @property
    def span(self) -> tuple[date | None, date | None]:
        return day(self.starts), day(self.ends)


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


@dataclass(frozen=True)
class Circumstances:
    """What severity needs to know: the day it is, and how many engagements each contact has in this window."""

    today: date | None = None
    load: Mapping[int, int] = field(default_factory=dict)


NO_CIRCUMSTANCES = Circumstances()


def same_engagement(
    left: Engagement,
    right: Engagement,
    contact_matches: Mapping[tuple[int, int], Match],
    circumstances: Circumstances = NO_CIRCUMSTANCES,
) -> EngagementMatch | None:
    """Both engage the same stakeholder (or units of one parent) within the window of their forms.

    `contact_matches` maps (contact of left, contact of right) to how certain they are the same; two equal ids are the
    same. None where there is nothing to say, and within one organisation.
    """
    if left.organisation_id == right.organisation_id:
        return None
    stakeholder, told, who = _stakeholder(left, right, contact_matches)
    timing = _timing(left, right)
    if stakeholder < LEAST or timing is None:
        return None
    share, when = timing
    more = _agreeing(left, right) + _places(left, right, who)
    certainty = min(0.99, stakeholder * share * (0.8 + sum(gain for gain, _ in more)))
    if certainty < LEAST:
        return None
    severity, why = _severity(left, right, stakeholder, circumstances)
    reasons = (told, when, *(reason for _, reason in more), *why)
    return EngagementMatch(round(certainty, 4), severity, "same engagement", reasons)


def _stakeholder(
    left: Engagement, right: Engagement, matches: Mapping[tuple[int, int], Match]
) -> tuple[float, Reason, str]:
    """How certain it is that one stakeholder is engaged by both, and what it is; a related unit counts for less."""
    shared = sorted(set(left.contacts) & set(right.contacts))
    if shared:
        itself = matches.get((shared[0], shared[0]))
        return 1.0, Reason("stakeholder", N_("both engage the same contact")), itself.same if itself else ""
    found = [matches[one, other] for one in left.contacts for other in right.contacts if (one, other) in matches]
    best = max(found, key=_worth, default=None)
    if best is None:
        return 0.0, Reason("nobody", N_("no stakeholder in common"), favours=False), ""
    message = {
        "person": N_("both engage the same person (certainty %(percent)d %%)"),
        "post": N_("both engage the same post (certainty %(percent)d %%)"),
        "institution": N_("both engage the same institution (certainty %(percent)d %%)"),
        "unit": N_("both engage units of one institution (certainty %(percent)d %%)"),
    }[best.same]
    return _worth(best), Reason("stakeholder", message, {"percent": round(100 * best.certainty)}), best.same


def _worth(match: Match) -> float:
    return match.certainty * (0.6 if match.same == "unit" else 1.0)


def _timing(left: Engagement, right: Engagement) -> tuple[float, Reason] | None:
    apart = gap_days(left.span, right.span)
    if apart is None:
        return 0.7, Reason("undated", N_("the dates are not known"), favours=False)
    window = max(WINDOW_DAYS.get(form, 14) for form in (left.form, right.form))
    if apart > window:
        return None
    if apart == 0:
        return 1.0, Reason("dates", N_("the dates overlap"))
    days = N_("dates %(days)d days apart") if apart > 1 else N_("dates a day apart")
    return 1.0 - 0.4 * apart / window, Reason("dates", days, {"days": apart})


def _agreeing(left: Engagement, right: Engagement) -> list[tuple[float, Reason]]:
    """What raises, or lowers, the certainty that it is one engagement."""
    found = []
    themes = left.themes & right.themes
    if themes:
        found.append((0.08, Reason("theme", N_("the same theme"))))
    if texts.alike(left.beneficiaries, right.beneficiaries) >= 0.34:
        found.append((0.06, Reason("beneficiaries", N_("for the same beneficiaries"))))
    if texts.alike(left.ask, right.ask) >= 0.34:
        found.append((0.08, Reason("ask", N_("they ask for much the same"))))
    return found


def _places(left: Engagement, right: Engagement, who: str) -> list[tuple[float, Reason]]:
    """Distance speaks against one engagement of an institution, which has many offices; a person travels."""
    nearby = near(left.place, right.place)
    if nearby is None:
        return []
    if nearby:
        return [(0.04, Reason("place", N_("in the same place")))]
    return [(0.0 if who in ("person", "post") else -0.1, Reason("far", N_("in different places"), favours=False))]


def _severity(
    left: Engagement, right: Engagement, stakeholder: float, now: Circumstances
) -> tuple[Severity, list[Reason]]:
    points, why = 0, []
    against = texts.contradict(left.ask, right.ask)
    if against:
        points += 3
        words = {"left": against[0], "right": against[1]}
        why.append(Reason("contradiction", N_("the asks may contradict each other: “%(left)s”, “%(right)s”"), words))
    load = max((now.load.get(c, 0) for c in left.contacts + right.contacts), default=0)
    if load >= 3:
        points += 1 + (load >= 5)
        why.append(Reason("burden", N_("%(count)d engagements fall on this stakeholder"), {"count": load}))
    soon = _days_until(left, right, now.today)
    if soon is not None and soon <= 7:
        points += 1 + (soon <= 2)
        why.append(Reason("soon", SOON.get(soon, N_("the first begins in %(days)d days")), {"days": soon}))
    if gap_days(left.span, right.span) == 0 and stakeholder >= 0.9:
        points += 1
    return ("high" if points >= 3 else "medium" if points >= 1 else "low"), why


def _days_until(left: Engagement, right: Engagement, today: date | None) -> int | None:
    starts = [s for s in (left.span[0], right.span[0]) if s is not None]
    if today is None or not starts or max(starts) < today:
        return None
    return max(0, (min(starts) - today).days)


def converging(left: Engagement, right: Engagement) -> EngagementMatch | None:
    """The same site on the same day; an area or a month is context, never an alert."""
    if left.organisation_id == right.organisation_id or {left.place_precision, right.place_precision} != {"site"}:
        return None
    apart = distance_km(left.place, right.place)
    if apart is None or apart > SITE_KM or not common_days(left.span, right.span) or _long(left) or _long(right):
        return None
    severity: Severity = (
        "high" if "operation" in (left.form, right.form) else "medium" if _visits(left, right) else "low"
    )
    metres = {"metres": round(apart * 1000)}
    told = (
        Reason("site", N_("the same site (%(metres)d m apart)"), metres),
        Reason("day", N_("on the same day")),
    )
    return EngagementMatch(round(0.95 - 0.3 * apart / SITE_KM, 4), severity, "converging", told)


def _long(engagement: Engagement) -> bool:
    starts, ends = engagement.span
    return starts is None or ((ends or starts) - starts).days > 7


def _visits(left: Engagement, right: Engagement) -> bool:
    return "visit" in (left.form, right.form) or bool(left.themes & right.themes)


def parallel_analysis(left: Analysis, right: Analysis) -> EngagementMatch | None:
    """The same theme, area and horizon by two organisations; severity is higher where they judge differently."""
    themes = left.themes & right.themes
    areas = near(_place_of(left), _place_of(right))
    days = common_days((left.starts, left.horizon_ends), (right.starts, right.horizon_ends))
    if left.organisation_id == right.organisation_id or not themes or areas is False or not days:
        return None
    shared = len(themes) / len(left.themes | right.themes)
    titles = texts.alike(left.title, right.title)
    shorter = min(_length(left), _length(right))
    certainty = (0.35 + 0.25 * shared + 0.25 * min(1.0, 2 * titles)) * (0.75 + 0.25 * min(1.0, days / shorter))
    certainty = certainty * (1.15 if areas else 0.7)
    if certainty < LEAST:
        return None
    told = [Reason("theme", N_("the same theme")), Reason("horizon", N_("the horizons overlap"))]
    told += (
        [Reason("area", N_("the same area"))]
        if areas
        else [Reason("no area", N_("an area is not known"), favours=False)]
    )
    told += [Reason("titles", N_("the titles speak of the same"))] if titles >= 0.25 else []
    severity, differ = _levels(left, right)
    return EngagementMatch(round(min(certainty, 0.97), 4), severity, "parallel analysis", (*told, *differ))


def _place_of(analysis: Analysis) -> Place:
    return Place(analysis.lat, analysis.lon, "area", analysis.region)


def _length(analysis: Analysis) -> int:
    if analysis.starts is None or analysis.horizon_ends is None:
        return 1
    return max(1, (analysis.horizon_ends - analysis.starts).days + 1)


def _levels(left: Analysis, right: Analysis) -> tuple[Severity, list[Reason]]:
    if left.level and right.level and left.level != right.level:
        levels = {"left": left.level, "right": right.level}
        return "high", [Reason("levels", N_("they judge the level differently: %(left)s, %(right)s"), levels)]
    return ("medium" if "high" in (left.level + right.level).lower() else "low"), []
