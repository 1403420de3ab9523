"""Same engagement and converging: which activities of other organisations meet the same stakeholder, or the same site
on the same day."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from csap import clock
from csap.model.activities import Activity, ActivityStatus, Engagement
from csap.model.contacts import Contact
from csap.model.overlaps import Judgement, Overlap, OverlapKind, Severity, State
from csap.model.places import Country, Region
from csap.model.posts import TLP, Kind, Post, PostTheme, Precision
from csap.overlap import engagements
from csap.overlap.matches import EngagementMatch, Match, Reason
from csap.overlap.stopping import stopped
from csap.overlap.subjects import SubjectKind
from csap.wording import N_

WINDOW = timedelta(days=90)
TOLD_FROM = 0.72
"""Certainty from which one engagement is told of: of the demo's true ones it loses none, of the chance ones half."""
OPEN = (TLP.GREEN, TLP.CLEAR)
NEAR = 0.03
"""Degrees either way in which activities of one day are looked at."""
SITES = {Precision.POINT: "site", Precision.PLACE: "locality", Precision.REGION: "area", Precision.COUNTRY: "country"}
KINDS = {
    "same engagement": OverlapKind.SAME_ENGAGEMENT,
    "converging": OverlapKind.CONVERGING,
    "parallel analysis": OverlapKind.PARALLEL_ANALYSIS,
}
ALSO = N_("both also meet %(name)s, whom everyone meets")
Contacts = dict[tuple[int, int], Match]
Kinds = dict[int, SubjectKind]
"""Contact -> what it is of."""


def pairs(system: Session, post: Post) -> Iterator[tuple[Any, ...]]:
    """Activities of other organisations that overlap with this one, by stakeholder first, then by site and day."""
    if post.status == ActivityStatus.CANCELLED:
        return
    mine = engagements_of(system, [post])[0]
    found = list(against(system, mine, same_contacts(system, mine.contacts)))
    aside = _also_met(system, mine, [other.id for other, *_ in found])
    for each in found:
        yield *each, tuple(aside.get(each[0].id, ()))


def _also_met(system: Session, mine: engagements.Engagement, others: list[int]) -> dict[int, list[Reason]]:
    """Those whom everyone meets and both activities meet too, as context, by the other activity."""
    known = stopped(system, mine.contacts)
    if not known or not others:
        return {}
    rows = select(Engagement.post_id, Engagement.contact_id).where(
        col(Engagement.post_id).in_(others), col(Engagement.contact_id).in_(known)
    )
    found: dict[int, list[Reason]] = {}
    for post_id, contact_id in system.exec(rows):
        found.setdefault(post_id, []).append(Reason("met by all", ALSO, {"name": known[contact_id].names[0]}))
    return found


def against(system: Session, mine: engagements.Engagement, matches: Contacts) -> Iterator[tuple[Any, ...]]:
    """What other organisations' stored activities have with one that need not be stored yet."""
    posts = {post.id: post for post in _meeting(system, mine, matches) + _nearby(system, mine)}
    others = engagements_of(system, list(posts.values()))
    now = _circumstances(system, [each for each in others if posts[each.post_id].tlp in OPEN], matches)
    for other in others:
        found = engagements.same_engagement(mine, other, matches, now) or engagements.converging(mine, other)
        if found and (found.kind != "same engagement" or found.certainty >= TOLD_FROM):
            yield posts[other.post_id], *_said(found)


def _circumstances(
    system: Session, others: list[engagements.Engagement], matches: Contacts
) -> engagements.Circumstances:
    """Today in the host country, and how many engagements fall on each contact: this one and the open ones of others
    (a count of hidden ones would give them away)."""
    zone = system.exec(select(Country.timezone)).first() or "UTC"
    meeting: dict[int, set[int]] = {}
    for mine, theirs in matches:
        engaging = {other.post_id for other in others if theirs in other.contacts}
        meeting.setdefault(mine, set()).update(engaging)
    load = {contact: 1 + len(found) for contact, found in meeting.items()}
    return engagements.Circumstances(clock.today(zone), load)


def _said(found: EngagementMatch) -> tuple[OverlapKind, float, Severity, tuple[Any, ...]]:
    return KINDS[found.kind], found.certainty, Severity(found.severity), found.reasons


def same_contacts(system: Session, contacts: tuple[int, ...]) -> Contacts:
    """(this activity's contact, another contact) -> how certain they are the same: itself, its known overlaps, and what
    people said. Left out is whom everyone meets, and what one side is not to be told of: two open activities would
    give it away."""
    mine = _kinds(system, set(contacts) - set(stopped(system, contacts)))
    matches: Contacts = {(each, each): Match(1.0, mine[each]) for each in sorted(mine)}
    either = or_(col(Overlap.left_id).in_(mine), col(Overlap.right_id).in_(mine))
    stated = Overlap.kind == OverlapKind.SAME_STAKEHOLDER, Overlap.state != State.GONE
    apart: Contacts = {}
    for said in system.exec(_judgements(mine)):
        (matches if said.same else apart).update(_both_ways(said, mine, 1.0))
    for overlap in system.exec(select(Overlap).where(either, *stated)):
        pairs = _both_ways(overlap, mine, overlap.certainty)
        (matches if overlap.left_told and overlap.right_told else apart).update(pairs)
    return {pair: match for pair, match in matches.items() if pair not in apart}


def _kinds(system: Session, contacts: set[int]) -> Kinds:
    rows: Any = system.exec(select(Contact.post_id, Contact.contact_kind).where(col(Contact.post_id).in_(contacts)))
    return {contact: kind.value for contact, kind in rows}


def _judgements(contacts: Iterable[int]) -> Any:
    return select(Judgement).where(or_(col(Judgement.left_id).in_(contacts), col(Judgement.right_id).in_(contacts)))


def _both_ways(pair: Overlap | Judgement, mine: Kinds, certainty: float) -> Contacts:
    ways = (pair.left_id, pair.right_id), (pair.right_id, pair.left_id)
    return {(one, other): Match(certainty, mine[one]) for one, other in ways if one in mine}


def _meeting(system: Session, mine: engagements.Engagement, matches: Contacts) -> list[Post]:
    """Activities that engage one of the same contacts, around the same time."""
    engaging = select(Engagement.post_id).where(Engagement.contact_id.in_({other for _, other in matches}))  # type: ignore[attr-defined]
    return _others(system, mine, Post.id.in_(engaging), *_around(mine, WINDOW)) if matches else []  # type: ignore[attr-defined]


def _nearby(system: Session, mine: engagements.Engagement) -> list[Post]:
    """Activities at the same site on the same day: only where the place is a point."""
    if not mine.starts or mine.lat is None or mine.lon is None or mine.place_precision != "site":
        return []
    box = Post.lat.between(mine.lat - NEAR, mine.lat + NEAR), Post.lon.between(mine.lon - NEAR, mine.lon + NEAR)  # type: ignore[union-attr]
    return _others(system, mine, Post.precision == Precision.POINT, *box, *_around(mine, timedelta(hours=24)))


def _around(mine: engagements.Engagement, window: timedelta) -> list[Any]:
    if not mine.starts:
        return []
    return [Post.starts_at >= mine.starts - window, Post.starts_at <= (mine.ends or mine.starts) + window]  # type: ignore[operator]


def _others(system: Session, mine: engagements.Engagement, *where: Any) -> list[Post]:
    theirs = Post.kind == Kind.ACTIVITY, Post.organisation_id != mine.organisation_id
    alive = Post.withdrawn_at.is_(None), Post.status != ActivityStatus.CANCELLED  # type: ignore[union-attr]
    return list(system.exec(select(Post).where(*theirs, *alive, *where).limit(200)))


def engagements_of(system: Session, posts: list[Post]) -> list[engagements.Engagement]:
    """The posts as the engine sees them, once each."""
    if not posts:
        return []
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
            region=details[id_].area_code or regions.get(post.region_id, ""),
            themes=frozenset(themes.get(id_, ())) | sectors(details[id_].sector),
            beneficiaries=details[id_].beneficiaries,
            ask=details[id_].ask,
            contacts=tuple(contacts.get(id_, ())),
            project=project_code(details[id_].funding_reference),
            area_names=details[id_].area,
        )
        for id_, post in found.items()
    ]


def sectors(text: str) -> frozenset[str]:
    """Themes in a sheet's own words count as themes."""
    return frozenset(part.strip().casefold() for part in text.split(";") if part.strip())


def project_code(funding: str) -> str:
    """A reference with digits names a project; one without is a donor, who funds many."""
    return funding if any(character.isdigit() for character in funding) else ""


def _grouped(system: Session, statement: Any) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for key, value in system.exec(statement):
        groups.setdefault(key, []).append(value)
    return groups
