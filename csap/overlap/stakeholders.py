"""Same stakeholder: which contacts of other organisations are this contact. Archived (former) contacts still match.

One way for detecting, foreseeing, importing and checking lists: candidates, comparison, and what people said before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from csap.model.contacts import Contact
from csap.model.overlaps import OverlapKind, Severity
from csap.model.posts import Post
from csap.model.sealing import ring_of
from csap.overlap.candidates import MANY, ONE, Circle, Depth, Found, candidates, index, subject_of
from csap.overlap.compare import compare_many, raised
from csap.overlap.knowledge import Knowledge, judged, knowledge, known
from csap.overlap.matches import Match, Reason
from csap.overlap.packing import taken_apart
from csap.overlap.stopping import stopped
from csap.overlap.subjects import Subject
from csap.wording import N_

Same = list[tuple[Post, Match]]
"""The contacts that are one subject, the most certain first."""
Certain = list[dict[int, Match]]
"""Per subject, the ids of the contacts that are certain enough to be told of."""
SAME = Match(1.0, "person", (Reason("judged", N_("people on both sides said that this is the same")),))


def pairs(system: Session, post: Post) -> Iterator[tuple[Any, ...]]:
    """The contacts of other organisations that are certain enough to be told of; indexes the contact on the way."""
    contact = system.exec(select(Contact).where(Contact.post_id == post.id)).one()
    index(system, contact, post.organisation_id)
    found = matches(system, subject_of(contact, ring_of(system).marks), Circle(post.organisation_id), post.id)
    met_by_all = stopped(system, [post.id, *(other.id for other, _ in found)]) if found else {}
    for other, match in found:
        if post.id not in met_by_all and other.id not in met_by_all:
            yield other, OverlapKind.SAME_STAKEHOLDER, match.certainty, Severity.LOW, match.reasons


def matches(system: Session, subject: Subject, circle: Circle, post_id: int = 0) -> Same:
    """The contacts in a circle that are this subject, certain enough to be told of, the most certain first; `post_id`
    is its own contact, where it has one: what people said of that before counts."""
    asked = Asked(subject, judged(system, post_id) if post_id else {})
    return standing(system, _matched(system, [asked], circle, ONE), circle)[0]


def many(
    system: Session, subjects: Sequence[Subject], circle: Circle, depths: Mapping[str, Depth] = MANY
) -> list[Same]:
    """The same for many subjects that are no contacts yet, worked out together."""
    return standing(system, certain(system, subjects, circle, depths), circle)


def certain(
    system: Session, subjects: Sequence[Subject], circle: Circle, depths: Mapping[str, Depth] = MANY
) -> Certain:
    """The same by the ids of the contacts, of which some may be withdrawn."""
    return _matched(system, [Asked(each, {}) for each in subjects], circle, depths)


def standing(system: Session, found: Certain, circle: Circle) -> list[Same]:
    """The posts of what was found, as far as they stand in the circle."""
    posts = _posts(system, {post_id for each in found for post_id in each}, circle)
    ranked = [sorted(each.items(), key=lambda pair: -pair[1].certainty) for each in found]
    return [[(posts[post_id], match) for post_id, match in each if post_id in posts] for each in ranked]


@dataclass(frozen=True)
class Asked:
    """A subject to look up, and what people said of it and other contacts."""

    subject: Subject
    judged: dict[int, bool]


def _matched(system: Session, asked: Sequence[Asked], circle: Circle, depths: Mapping[str, Depth]) -> Certain:
    knows = knowledge(system)
    if knows.generation is None:
        return [{} for _ in asked]
    probed = [taken_apart(_widened(system, knows, each.subject)) for each in asked]
    found = candidates(system, knows.generation, probed, circle, depths)
    return _certain(system, knows, asked, found)


def _widened(system: Session, knows: Knowledge, subject: Subject) -> Subject:
    return subject if subject.kind == "person" else knows.aliases(system).widened(subject)


def _certain(system: Session, knows: Knowledge, asked: Sequence[Asked], found: Sequence[Found]) -> Certain:
    """Per subject, the candidates that are certain enough to be told of."""
    groups = []
    for each, of_it in zip(asked, found, strict=True):
        others = [candidate.subject for candidate in of_it.candidates]
        subject = taken_apart(each.subject)
        apart = frozenset(n for n, c in enumerate(of_it.candidates) if each.judged.get(c.post_id) is False)
        groups.append((subject, others, replace(known(knows, system, subject, of_it, others), judged_apart=apart)))
    compared = compare_many(groups, knows.rarity)
    return [
        {c.post_id: match for c, match in zip(of_it.candidates, matched, strict=True) if raised(match)}
        | {post_id: SAME for post_id, same in each.judged.items() if same}
        for each, of_it, matched in zip(asked, found, compared, strict=True)
    ]


def _posts(system: Session, ids: set[int], circle: Circle) -> dict[int, Post]:
    if not ids:
        return {}
    found = system.exec(_STANDING_POSTS, params={"ids": list(ids)})
    return {post.id: post for post in found if circle.has(post.organisation_id)}


_STANDING_POSTS = select(Post).where(
    col(Post.id).in_(bindparam("ids", expanding=True)), col(Post.withdrawn_at).is_(None)
)
"""Kept ready: putting the words of a statement together takes longer than reading a few posts."""
