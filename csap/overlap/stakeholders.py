"""Same stakeholder: which contacts of other organisations are this contact. Archived (former) contacts still match."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, or_, select

from csap.model.contacts import Contact
from csap.model.overlaps import Judgement, OverlapKind, Severity
from csap.model.posts import Post
from csap.overlap.candidates import candidates, index, subject_of
from csap.overlap.compare import SHIPPED, compare
from csap.overlap.matches import Match, Reason
from csap.overlap.stopping import stopped
from csap.overlap.subjects import Subject
from csap.wording import N_

SAME = Match(1.0, "person", (Reason("judged", N_("people on both sides said that this is the same")),))


def pairs(system: Session, post: Post) -> Iterator[tuple[Any, ...]]:
    """The contacts of other organisations that are certain enough to be told of; indexes the contact on the way."""
    contact = system.exec(select(Contact).where(Contact.post_id == post.id)).one()
    index(system, contact)
    found = _certain(matches(system, subject_of(contact), post.organisation_id), judged(system, post.id))
    met_by_all = stopped(system, [post.id, *(other.id for other, _ in found)]) if found else {}
    for other, match in found:
        if post.id not in met_by_all and other.id not in met_by_all:
            yield other, OverlapKind.SAME_STAKEHOLDER, match.certainty, Severity.LOW, match.reasons


def _certain(found: list[tuple[Post, Match]], judgements: dict[int, bool]) -> list[tuple[Post, Match]]:
    """Those that people called the same, and those certain enough that people did not tell apart."""
    said = [(other, SAME if judgements.get(other.id) else match) for other, match in found]
    return [
        (other, match)
        for other, match in said
        if match.certainty >= SHIPPED and match.same != "unit" and judgements.get(other.id) is not False
    ]


def matches(system: Session, subject: Subject, organisation_id: int, own: bool = False) -> list[tuple[Post, Match]]:
    """Other organisations' contacts that could be this subject, the most certain first; with `own` this one's."""
    ids = candidates(system, subject)
    if not ids:
        return []
    whose = Post.organisation_id == organisation_id if own else Post.organisation_id != organisation_id
    others = Post.id.in_(ids), whose, Post.withdrawn_at.is_(None)  # type: ignore[attr-defined, union-attr]
    rows = system.exec(select(Post, Contact).join(Contact, Contact.post_id == Post.id).where(*others)).all()  # type: ignore[arg-type]
    found = compare(subject, [subject_of(contact) for _, contact in rows])
    ranked = zip((other for other, _ in rows), found, strict=True)
    return sorted(ranked, key=lambda pair: -pair[1].certainty)


def judged(system: Session, post_id: int) -> dict[int, bool]:
    """What people said of this contact and others, for ever: the other's id -> the same, or not."""
    said = system.exec(select(Judgement).where(or_(Judgement.left_id == post_id, Judgement.right_id == post_id)))
    return {each.right_id if each.left_id == post_id else each.left_id: each.same for each in said}
