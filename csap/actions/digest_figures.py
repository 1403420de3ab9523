"""The figures of a digest, counted as somebody of no organisation would: the same for every reader, and no hidden post
shows in them."""

from collections import Counter
from typing import Any

from sqlalchemy import func
from sqlmodel import select

from csap.desk import Desk
from csap.model.activities import ActivityStatus
from csap.model.overlaps import Overlap, State
from csap.model.people import Organisation, OrganisationKind, Person, Role
from csap.model.posts import Kind, Post
from csap.rules.digest import WEEKS_SHOWN, Cutoff, Period, before

NOT_HELD = (ActivityStatus.IDEA, ActivityStatus.POSTPONED, ActivityStatus.CANCELLED)
POSTING = (Role.HEAD, Role.COORDINATOR, Role.OFFICER)


def figures(everyone: Desk, period: Period, cut: Cutoff, zone: str) -> dict[str, Any]:
    """`posted` kind -> [this week, last week]; `engaged` organisation -> the same; `overlaps` opened and settled in
    each of twelve weeks, this one last; `silent` the organisations that shared nothing with everyone this week."""
    weeks = [before(period, cut, zone, back) for back in range(WEEKS_SHOWN - 1, 0, -1)] + [period]
    this, last = (_posted(everyone, each) for each in (period, weeks[-2]))
    engaged = [_engaged(everyone, each) for each in (period, weeks[-2])]
    return {
        "posted": {kind.value: [this[kind], last[kind]] for kind in Kind},
        "engaged": {str(key): [engaged[0][key], engaged[1][key]] for key in sorted(engaged[0] | engaged[1])},
        "overlaps": _overlaps(everyone, weeks),
        "silent": _silent(everyone, period),
    }


def _posted(desk: Desk, period: Period) -> Counter[Kind]:
    within = Post.created_at >= period.starts, Post.created_at < period.ends, Post.changed_at >= period.starts
    rows = select(Post.kind, func.count()).where(*within).group_by(Post.kind)
    return Counter(dict(desk.execute(rows).all()))


def _engaged(desk: Desk, period: Period) -> Counter[int]:
    """Activities that took place, by organisation."""
    within = Post.starts_at >= period.starts, Post.starts_at < period.ends, Post.status.not_in(NOT_HELD)  # type: ignore[operator, attr-defined]
    rows = select(Post.organisation_id, func.count()).where(Post.kind == Kind.ACTIVITY, *within)
    return Counter(dict(desk.execute(rows.group_by(Post.organisation_id)).all()))  # type: ignore[arg-type]


def _overlaps(desk: Desk, weeks: list[Period]) -> list[list[Any]]:
    """Week, opened, settled; an overlap that is gone was none."""
    kept = Overlap.state != State.GONE
    opened = desk.exec(select(Overlap.opened_at).where(kept, Overlap.opened_at >= weeks[0].starts)).all()
    settled = desk.exec(select(Overlap.settled_at).where(kept, Overlap.settled_at >= weeks[0].starts)).all()  # type: ignore[operator]
    return [
        [week.week, sum(week.holds(each) for each in opened), sum(week.holds(each) for each in settled if each)]
        for week in weeks
    ]


def _silent(desk: Desk, period: Period) -> list[int]:
    changed = Post.changed_at >= period.starts, Post.changed_at < period.ends
    heard = set(desk.exec(select(Post.organisation_id).where(*changed).distinct()))
    here = select(Person.organisation_id).where(Person.active, Person.role.in_(POSTING))  # type: ignore[attr-defined]
    able = Organisation.active, Organisation.kind != OrganisationKind.PARTNER, Organisation.id.in_(here)  # type: ignore[union-attr]
    listed = desk.exec(select(Organisation.id).where(*able).order_by(Organisation.short_name))
    return [each for each in listed if each and each not in heard]
