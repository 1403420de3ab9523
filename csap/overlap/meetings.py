"""Same engagement and converging: which activities of other organisations meet the same stakeholder, or the same site
on the same day."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlmodel import Session, or_, select

from csap.model.activities import Activity, ActivityStatus, Engagement
from csap.model.overlaps import Overlap, OverlapKind, Severity, State
from csap.model.places import Region
from csap.model.posts import Kind, Post, PostTheme, Precision
from csap.overlap import engagements
from csap.overlap.matches import EngagementMatch, Match

WINDOW = timedelta(days=90)
NEAR = 0.03
"""Degrees either way in which activities of one day are looked at."""
SITES = {Precision.POINT: "site", Precision.PLACE: "locality", Precision.REGION: "area", Precision.COUNTRY: "country"}
KINDS = {
    "same engagement": OverlapKind.SAME_ENGAGEMENT,
    "converging": OverlapKind.CONVERGING,
    "parallel analysis": OverlapKind.PARALLEL_ANALYSIS,
}
Contacts = dict[tuple[int, int], Match]


def pairs(system: Session, post: Post) -> Iterator[tuple[Any, ...]]:
    """Activities of other organisations that overlap with this one, by stakeholder first, then by site and day."""
    if post.status == ActivityStatus.CANCELLED:
        return
    mine = _engagements(system, [post])[0]
    matches = same_contacts(system, mine.contacts)
    others = _engagements(system, _meeting(system, post, matches) + _nearby(system, post))
    posts = {each.id: each for each in _posts(system, [other.post_id for other in others])}
    for other in others:
        found = engagements.same_engagement(mine, other, matches) or engagements.converging(mine, other)
        if found:
            yield posts[other.post_id], *_said(found)


def _said(found: EngagementMatch) -> tuple[OverlapKind, float, Severity, tuple[Any, ...]]:
    return KINDS[found.kind], found.certainty, Severity(found.severity), found.reasons


def same_contacts(system: Session, contacts: tuple[int, ...]) -> Contacts:
    """(this activity's contact, another contact) -> how certain they are the same: itself, and its known overlaps."""
    matches: Contacts = {(each, each): Match(1.0, "person") for each in contacts}
    for mine in contacts:
        either = or_(Overlap.left_id == mine, Overlap.right_id == mine)
        stated = Overlap.kind == OverlapKind.SAME_STAKEHOLDER, Overlap.state != State.GONE
        for overlap in system.exec(select(Overlap).where(either, *stated)):
            if overlap.outcome != "not_the_same":
                other = overlap.right_id if overlap.left_id == mine else overlap.left_id
                matches[mine, other] = Match(overlap.certainty, "person")
    return matches


def _meeting(system: Session, post: Post, matches: Contacts) -> list[Post]:
    """Activities that engage one of the same contacts, around the same time."""
    engaging = select(Engagement.post_id).where(Engagement.contact_id.in_({other for _, other in matches}))  # type: ignore[attr-defined]
    around = (
        [Post.starts_at >= post.starts_at - WINDOW, Post.starts_at <= (post.ends_at or post.starts_at) + WINDOW]  # type: ignore[operator]
        if post.starts_at
        else []
    )
    return _others(system, post, Post.id.in_(engaging), *around)  # type: ignore[attr-defined]


def _nearby(system: Session, post: Post) -> list[Post]:
    """Activities at the same site on the same day: only where the place is a point."""
    if not post.starts_at or post.lat is None or post.lon is None or post.precision != Precision.POINT:
        return []
    day = timedelta(hours=24)
    return _others(
        system,
        post,
        Post.precision == Precision.POINT,
        Post.starts_at >= post.starts_at - day,  # type: ignore[operator]
        Post.starts_at <= post.starts_at + day,  # type: ignore[operator]
        Post.lat.between(post.lat - NEAR, post.lat + NEAR),  # type: ignore[union-attr]
        Post.lon.between(post.lon - NEAR, post.lon + NEAR),  # type: ignore[union-attr]
    )


def _others(system: Session, post: Post, *where: Any) -> list[Post]:
    theirs = Post.kind == Kind.ACTIVITY, Post.organisation_id != post.organisation_id
    alive = Post.withdrawn_at.is_(None), Post.status != ActivityStatus.CANCELLED  # type: ignore[union-attr]
    return list(system.exec(select(Post).where(*theirs, *alive, *where).limit(200)))


def _posts(system: Session, ids: list[int]) -> list[Post]:
    return list(system.exec(select(Post).where(Post.id.in_(ids))))  # type: ignore[attr-defined]


def _engagements(system: Session, posts: list[Post]) -> list[engagements.Engagement]:
    """The posts as the engine sees them, once each."""
    found = {post.id: post for post in posts}
    ids = list(found)
    details = {each.post_id: each for each in system.exec(select(Activity).where(Activity.post_id.in_(ids)))}  # type: ignore[attr-defined]
    contacts = _grouped(system, select(Engagement.post_id, Engagement.contact_id).where(Engagement.post_id.in_(ids)))  # type: ignore[attr-defined]
    themes = _grouped(system, select(PostTheme.post_id, PostTheme.theme_code).where(PostTheme.post_id.in_(ids)))  # type: ignore[attr-defined]
    regions = dict(system.exec(select(Region.id, Region.code)).all())
    return [
        engagements.Engagement(
            post_id=id_,
            organisation_id=post.organisation_id,
            form=details[id_].form.value,
            starts=post.starts_at,
            ends=post.ends_at,
            title=post.title,
            lat=post.lat,
            lon=post.lon,
            place_precision=SITES.get(post.precision or Precision.COUNTRY, "country"),
            region=regions.get(post.region_id, ""),
            themes=frozenset(themes.get(id_, ())),
            beneficiaries=details[id_].beneficiaries,
            ask=details[id_].ask,
            contacts=tuple(contacts.get(id_, ())),
        )
        for id_, post in found.items()
    ]


def _grouped(system: Session, statement: Any) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for key, value in system.exec(statement):
        groups.setdefault(key, []).append(value)
    return groups
