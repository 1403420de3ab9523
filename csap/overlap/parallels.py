"""Parallel analysis: which risk analyses of other organisations look at the same theme, area and time."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from csap.model.overlaps import OverlapKind, Severity
from csap.model.places import Region
from csap.model.posts import Kind, Post, PostTheme
from csap.model.risks import Horizon, Risk, RiskArea
from csap.overlap.engagements import Analysis, parallel_analysis

MONTH = timedelta(days=30)
HORIZONS = {Horizon.SHORT: (0, 3), Horizon.MEDIUM: (3, 12), Horizon.LONG: (12, 36)}


def pairs(system: Session, post: Post) -> Iterator[tuple[Any, ...]]:
    """Analyses of other organisations on a theme of this one, if area and horizon meet too."""
    yield from against(system, _analyses(system, post))


def against(system: Session, mine: list[Analysis]) -> Iterator[tuple[Any, ...]]:
    """The same for an analysis that need not be stored yet: one `Analysis` for each region that it covers."""
    for other in _same_theme(system, mine[0]):
        found = [parallel_analysis(left, right) for left in mine for right in _analyses(system, other)]
        best = max((each for each in found if each), key=lambda each: each.certainty, default=None)
        if best:
            yield other, OverlapKind.PARALLEL_ANALYSIS, best.certainty, Severity(best.severity), best.reasons


def _same_theme(system: Session, mine: Analysis) -> list[Post]:
    sharing = select(PostTheme.post_id).where(col(PostTheme.theme_code).in_(mine.themes))
    theirs = Post.kind == Kind.RISK, Post.organisation_id != mine.organisation_id, col(Post.withdrawn_at).is_(None)
    return list(system.exec(select(Post).where(*theirs, col(Post.id).in_(sharing)).limit(200)))


def _analyses(system: Session, post: Post) -> list[Analysis]:
    """One per region that the analysis covers; one without a region where it names none."""
    risk = system.exec(select(Risk).where(Risk.post_id == post.id)).one()
    themes = frozenset(system.exec(select(PostTheme.theme_code).where(PostTheme.post_id == post.id)))
    covered = select(Region.code).join(RiskArea, RiskArea.region_id == Region.id).where(RiskArea.post_id == post.id)  # type: ignore[arg-type]
    starts, ends = span(post.created_at.date(), risk.horizon)
    return [
        Analysis(
            post_id=post.id,
            organisation_id=post.organisation_id,
            title=post.title,
            starts=starts,
            horizon_ends=ends,
            region=region,
            lat=post.lat,
            lon=post.lon,
            themes=themes,
            level=risk.judgement.value,
        )
        for region in list(system.exec(covered)) or [""]
    ]


def span(made: date, horizon: Horizon) -> tuple[date, date]:
    """The first and the last day that an analysis made on a day looks at."""
    first, last = HORIZONS[horizon]
    return made + first * MONTH, made + last * MONTH
