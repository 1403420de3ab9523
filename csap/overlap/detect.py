"""Finds the overlaps of one post in the transaction that writes it, and keeps one row per pair.

It sees everything, through a system desk; what each side is told of a pair is `rules.sharing`'s to say."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, or_, select

from csap import clock
from csap.model.overlaps import Overlap, OverlapKind, Severity, State
from csap.model.people import Person
from csap.model.posts import Kind, Post
from csap.overlap import meetings, parallels, stakeholders
from csap.overlap.matches import Reason
from csap.rules.access import readable_post
from csap.rules.sharing import Side, told
from csap.rules.viewers import Viewer


@dataclass(frozen=True)
class Pair:
    """A pair that was found: the other post, what kind of overlap, how certain, how severe, and why."""

    other: Post
    kind: OverlapKind
    certainty: float
    severity: Severity
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Found:
    overlap: Overlap
    new: bool


FINDERS = {Kind.CONTACT: stakeholders.pairs, Kind.ACTIVITY: meetings.pairs, Kind.RISK: parallels.pairs}


def detect(system: Session, post: Post) -> list[Found]:
    """Every overlap of `post` with another organisation's, stored; those it no longer has are marked gone."""
    pairs = [] if post.withdrawn_at else [Pair(*each) for each in FINDERS[post.kind](system, post)]
    stored = {_other(each, post.id): each for each in _overlaps(system, post.id)}
    found = [_store(system, post, pair, stored.pop(pair.other.id, None)) for pair in pairs]
    for gone in stored.values():
        _leave(gone)
    system.flush()
    return found


def forget(system: Session, post_id: int) -> None:
    """Mark the unsettled overlaps of a post as gone: it was withdrawn."""
    for overlap in _overlaps(system, post_id):
        _leave(overlap)
    system.flush()


def _overlaps(system: Session, post_id: int) -> list[Overlap]:
    return list(system.exec(select(Overlap).where(or_(Overlap.left_id == post_id, Overlap.right_id == post_id))))


def _other(overlap: Overlap, post_id: int) -> int:
    return overlap.right_id if overlap.left_id == post_id else overlap.left_id


def _leave(overlap: Overlap) -> None:
    if overlap.state in (State.OPEN, State.ACKNOWLEDGED):
        overlap.state = State.GONE


def _store(system: Session, post: Post, pair: Pair, stored: Overlap | None) -> Found:
    values = _values(pair) | _told(system, *sorted((post, pair.other), key=lambda each: each.id))
    if stored is None:
        overlap = _new(post, pair.other, values)
        system.add(overlap)
        return Found(overlap, True)
    for name, value in values.items():
        setattr(stored, name, value)
    reopened = stored.state == State.GONE
    if reopened:
        stored.state = State.OPEN
    return Found(stored, reopened)


def _new(post: Post, other: Post, values: dict[str, Any]) -> Overlap:
    left, right = sorted((post, other), key=lambda each: each.id)
    return Overlap(
        left_id=left.id,
        right_id=right.id,
        left_organisation_id=left.organisation_id,
        right_organisation_id=right.organisation_id,
        opened_at=clock.now(),
        **values,
    )


def _values(pair: Pair) -> dict[str, Any]:
    said = [{"code": r.code, "message": r.message, "params": r.params, "favours": r.favours} for r in pair.reasons]
    return {"kind": pair.kind, "certainty": pair.certainty, "severity": pair.severity, "reasons": said}


def _told(system: Session, left: Post, right: Post) -> dict[str, bool]:
    sides = (
        Side(left.on_match, left.tlp, _reads(system, right.author_id, left)),
        Side(right.on_match, right.tlp, _reads(system, left.author_id, right)),
    )
    answer = told(*sides)
    return {"left_told": answer.left, "right_told": answer.right, "brokered": answer.brokered}


def _reads(system: Session, person_id: int, post: Post) -> bool:
    person = system.exec(select(Person).where(Person.id == person_id)).one()
    viewer = Viewer(person_id, person.organisation_id, person.role)
    return bool(system.scalar(select(readable_post(post, viewer))))
