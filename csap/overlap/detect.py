"""Finds the overlaps of one post in the transaction that writes it, and keeps one row per pair.

It sees everything, through a system desk; what each side is told of a pair is `rules.sharing`'s to say. However many
overlaps there are, it asks the database the same few questions."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from csap import clock
from csap.model.overlaps import Overlap, OverlapKind, Severity, State
from csap.model.posts import Kind, Post
from csap.overlap import meetings, parallels, stakeholders
from csap.overlap.candidates import unindex
from csap.overlap.matches import Reason
from csap.overlap.readers import told_of
from csap.rules.sharing import Told


@dataclass(frozen=True)
class Pair:
    """A pair that was found: the other post, what kind of overlap, how certain, how severe, and why."""

    other: Post
    kind: OverlapKind
    certainty: float
    severity: Severity
    reasons: tuple[Reason, ...]
    context: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Found:
    """An overlap as it is stored, and who is to be told of it for the first time."""

    overlap: Overlap
    new: bool
    newly: Told


COLUMNS = {"left": "left_told", "right": "right_told", "brokered": "brokered", "quiet": "quiet"}
CROWD = "specific"
FINDERS = {Kind.CONTACT: stakeholders.pairs, Kind.ACTIVITY: meetings.pairs, Kind.RISK: parallels.pairs}


def detect(system: Session, post: Post) -> list[Found]:
    """Every overlap of `post` with another organisation's, stored; those it no longer has are marked gone."""
    pairs = [] if post.withdrawn_at else [Pair(*each) for each in FINDERS[post.kind](system, post)]
    stored = {_other(each, post.id): each for each in _overlaps(system, post.id)}
    now = told_of(system, [_sides(post, pair.other) for pair in pairs])
    found = [
        _store(system, post, pair, stored.pop(pair.other.id, None), who) for pair, who in zip(pairs, now, strict=True)
    ]
    for gone in stored.values():
        if post.withdrawn_at or not _by_crowd(gone):
            _leave(gone)
    system.flush()
    return found


def note(system: Session, post: Post, pair: Pair) -> Found:
    """Store one pair that was found elsewhere (`overlap.crowds`)."""
    left, right = sides = _sides(post, pair.other)
    known = select(Overlap).where(Overlap.left_id == left.id, Overlap.right_id == right.id)
    found = _store(system, post, pair, system.exec(known).first(), *told_of(system, [sides]))
    system.flush()
    return found


def _by_crowd(overlap: Overlap) -> bool:
    """Found by comparing a whole sheet: one post alone neither finds it nor loses it."""
    return any(reason["code"] == CROWD for reason in overlap.reasons)


def forget(system: Session, post_id: int) -> None:
    """Mark the unsettled overlaps of a post as gone, and let nobody find it any more: it was withdrawn."""
    unindex(system, post_id)
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


def _sides(post: Post, other: Post) -> tuple[Post, Post]:
    """The lower id is left."""
    return (post, other) if post.id < other.id else (other, post)


def _store(system: Session, post: Post, pair: Pair, stored: Overlap | None, now: Told) -> Found:
    if stored is None:
        overlap = _new(post, pair.other, _values(pair) | {COLUMNS[name]: value for name, value in asdict(now).items()})
        system.add(overlap)
        return Found(overlap, True, now)
    for name, value in _values(pair).items():
        setattr(stored, name, value)
    again = stored.state == State.GONE
    if again:
        stored.state = stored.left_state = stored.right_state = State.OPEN
    return Found(stored, again, _renew(stored, now, again))


def renew(system: Session, post_id: int) -> list[Found]:
    """Decide anew who is told of each overlap of a post: who may read it has changed."""
    live = [each for each in _overlaps(system, post_id) if each.state != State.GONE]
    ids = {each for overlap in live for each in (overlap.left_id, overlap.right_id)}
    fresh = select(Post).where(col(Post.id).in_(ids)).execution_options(populate_existing=True)
    posts = {each.id: each for each in system.exec(fresh)} if ids else {}
    now = told_of(system, [(posts[each.left_id], posts[each.right_id]) for each in live])
    found = [Found(overlap, False, _renew(overlap, who)) for overlap, who in zip(live, now, strict=True)]
    system.flush()
    return found


def _renew(overlap: Overlap, now: Told, again: bool = False) -> Told:
    """Store who is told, and return who was not before."""
    newly = Told(
        left=now.left and (again or not overlap.left_told),
        right=now.right and (again or not overlap.right_told),
        brokered=now.brokered and (again or not overlap.brokered),
        quiet=now.quiet,
    )
    for name, value in asdict(now).items():
        setattr(overlap, COLUMNS[name], value)
    return newly


def _new(post: Post, other: Post, values: dict[str, Any]) -> Overlap:
    left, right = _sides(post, other)
    return Overlap(
        left_id=left.id,
        right_id=right.id,
        left_organisation_id=left.organisation_id,
        right_organisation_id=right.organisation_id,
        opened_at=clock.now(),
        **values,
    )


def _values(pair: Pair) -> dict[str, Any]:
    values = {"kind": pair.kind, "certainty": pair.certainty, "severity": pair.severity}
    return values | {"reasons": as_stored(pair.reasons), "context": as_stored(pair.context)}


def as_stored(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as an overlap keeps them: message and parameters, to be translated for each reader."""
    return [{"code": r.code, "message": r.message, "params": r.params, "favours": r.favours} for r in reasons]
