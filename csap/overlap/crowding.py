"""Overlaps in sheets that name no interlocutor (a 4W): few, specific, one per pair of projects. Pure.

In such a sheet nearly every row coincides with others in area, cluster and dates; that belongs in a coverage view.
What is worth a
coordinator's call: two organisations, in one lowest admin area, for the same people, doing something that few do,
while both are there. The same project or the same title in two organisations is a partnership, not an overlap.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from csap.overlap import texts
from csap.overlap.engagements import Engagement
from csap.overlap.matches import EngagementMatch, Reason, Severity
from csap.overlap.settings import common_days
from csap.overlap.sounds import fold
from csap.wording import N_

ONE_IN = 10
"""At most one flag for so many rows."""

PER_ROW = 2
LEAST_DAYS = 7
PARTNERS = 0.75
"""A title that shares at least this part of its ideas with another is the same project, by a partner."""

LEAST_SPECIFIC = 1.0
"""How much rare substance two descriptions must share at least."""


@dataclass(frozen=True)
class Specificity:
    """How rare the ideas of descriptions are among distinct descriptions, and how crowded area and theme are."""

    descriptions: int
    counts: Counter[str]
    crowd: Counter[tuple[str, str]]

    @classmethod
    def of(cls, batch: Iterable[Engagement]) -> "Specificity":
        """Learned from what is there: a sheet, or all activities stored. One description counts once."""
        listed = list(batch)
        distinct = {fold(e.title): e.title for e in listed if e.title}
        counts = Counter(idea for title in distinct.values() for idea in texts.ideas(title))
        present = {(e.region, theme, e.organisation_id) for e in listed for theme in e.themes}
        return cls(len(distinct), counts, Counter((region, theme) for region, theme, _ in present))

    def worth(self, ideas: Iterable[str]) -> float:
        """How much rare substance there is in ideas: 0 for what half of all say.

        About 1 for what one in twenty says.
        """
        total = max(self.descriptions, 2)
        return sum(max(0.0, -math.log10(2 * max(self.counts[i], 1) / total)) for i in ideas)


def specific_overlap(left: Engagement, right: Engagement, rarity: Specificity) -> EngagementMatch | None:
    """Whether two activities without named interlocutors deserve a call; None where they belong in a coverage view."""
    if not _can_meet(left, right) or _partners(left, right):
        return None
    places = texts.ideas(left.area_names) | texts.ideas(right.area_names)
    shared = (texts.ideas(left.title) & texts.ideas(right.title)) - places
    worth = rarity.worth(shared)
    if worth < LEAST_SPECIFIC:
        return None
    people = _people(left, right)
    crowd = max((rarity.crowd[left.region, theme] for theme in left.themes & right.themes), default=0)
    days = common_days(left.span, right.span)
    odds = -2.6 + 1.1 * min(worth, 3.5) + 0.9 * people - 0.12 * crowd + 0.4 * _brief(left, right)
    certainty = 1 / (1 + math.exp(-odds))
    return EngagementMatch(
        round(certainty, 4), _severity(days, people, left, right), "same engagement", _told(left, right, shared, days)
    )


def _can_meet(left: Engagement, right: Engagement) -> bool:
    return (
        left.organisation_id != right.organisation_id
        and bool(left.region)
        and left.region == right.region
        and bool(left.themes & right.themes)
        and common_days(left.span, right.span) >= LEAST_DAYS
    )


def _partners(left: Engagement, right: Engagement) -> bool:
    """The same project code, the same number of people, or one title inside the other: a consortium."""
    if left.project and left.project == right.project:
        return True
    ours, theirs = texts.ideas(left.title), texts.ideas(right.title)
    if {n for n in ours & theirs if n.isdigit() and len(n) >= 4}:
        return True
    shorter = min(len(ours), len(theirs))
    return fold(left.title) == fold(right.title) or (shorter >= 4 and len(ours & theirs) / shorter >= PARTNERS)


def _people(left: Engagement, right: Engagement) -> float:
    """1 for the same beneficiaries, 0 where one is not known, -1 for different ones."""
    if not left.beneficiaries or not right.beneficiaries:
        return 0.0
    return 1.0 if texts.alike(left.beneficiaries, right.beneficiaries) >= 0.5 else -1.0


def _brief(left: Engagement, right: Engagement) -> float:
    """Short projects can still be shifted: 1 where both run under half a year."""
    lengths = [((e.span[1] or e.span[0]) - e.span[0]).days for e in (left, right) if e.span[0]]
    return float(bool(lengths) and max(lengths) <= 183)


def _severity(days: int, people: float, left: Engagement, right: Engagement) -> Severity:
    if people > 0 and _brief(left, right):
        return "high"
    return "medium" if people > 0 or days <= 92 else "low"


def _told(left: Engagement, right: Engagement, shared: frozenset[str], days: int) -> tuple[Reason, ...]:
    words = [w for w in dict.fromkeys(left.title.split()) if texts.ideas(w) & shared]
    found = [
        Reason("specific", N_("few others do this: %(words)s"), {"words": " ".join(words)}),
        Reason("area", N_("in the same lowest area (%(region)s)"), {"region": left.region}),
        Reason("together", N_("both there on %(days)d days"), {"days": days}),
    ]
    if _people(left, right) > 0:
        found.append(Reason("beneficiaries", N_("for the same beneficiaries")))
    return tuple(found)


def crowded(batch: Sequence[Engagement], rarity: Specificity | None = None) -> list[tuple[int, int, EngagementMatch]]:
    """(place, place, match) of the pairs to look at, most certain first: at most one for ONE_IN rows, each pair of
    projects once, no row more than PER_ROW times."""
    rarity = rarity or Specificity.of(batch)
    best: dict[tuple[object, object], tuple[int, int, EngagementMatch]] = {}
    for one, other in _meeting(batch):
        match = specific_overlap(batch[one], batch[other], rarity)
        if match is not None:
            key = _projects(batch[one], batch[other])
            if key not in best or match.certainty > best[key][2].certainty:
                best[key] = (one, other, match)
    return _few(sorted(best.values(), key=lambda found: -found[2].certainty), len(batch))


def _meeting(batch: Sequence[Engagement]) -> Iterator[tuple[int, int]]:
    """Pairs in one area, each pair of distinct descriptions of it once."""
    areas: dict[str, dict[tuple[object, ...], int]] = defaultdict(dict)
    for place, engagement in enumerate(batch):
        if engagement.region and engagement.title:
            what = (
                engagement.organisation_id,
                engagement.title,
                engagement.beneficiaries,
                engagement.themes,
                engagement.span,
            )
            areas[engagement.region].setdefault(what, place)
    for listed in areas.values():
        yield from combinations(listed.values(), 2)


def _projects(left: Engagement, right: Engagement) -> tuple[object, object]:
    one, other = sorted((e.organisation_id, fold(e.title)) for e in (left, right))
    return one, other


def _few(ranked: Sequence[tuple[int, int, EngagementMatch]], rows: int) -> list[tuple[int, int, EngagementMatch]]:
    used: Counter[int] = Counter()
    kept: list[tuple[int, int, EngagementMatch]] = []
    for one, other, match in ranked:
        if len(kept) >= rows // ONE_IN or match.certainty < 0.5:
            break
        if used[one] < PER_ROW and used[other] < PER_ROW:
            used.update((one, other))
            kept.append((one, other, match))
    return kept
