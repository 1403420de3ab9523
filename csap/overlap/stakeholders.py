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
from csap.overlap.subjects import Subject
from csap.wording import N_

SAME = Match(1.0, "person", (Reason("judged", N_("people on both sides said that this is the same")),))


def pairs(system: Session, post: Post) -> Iterator[tuple[Any, ...]]:
    """The contacts of other organisations that are certain enough to be told of; indexes the contact on the way."""
    contact = system.exec(select(Contact).where(Contact.post_id == post.id)).one()
    index(system, contact)
    judgements = judged(system, post.id)
    for other, match in matches(system, subject_of(contact), post.organisation_id):
        said = judgements.get(other.id)
        if said is False or match.same == "unit":
            continue
        match = SAME if said else match
        if match.certainty >= SHIPPED:
            yield other, OverlapKind.SAME_STAKEHOLDER, match.certainty, Severity.LOW, match.reasons


def matches(system: Session, subject: Subject, organisation_id: int) -> list[tuple[Post, Match]]:
    """Other organisations' contacts that could be this subject, the most certain first."""
    ids = candidates(system, subject)
    if not ids:
        return []
    others = Post.id.in_(ids), Post.organisation_id != organisation_id, Post.withdrawn_at.is_(None)  # type: ignore[attr-defined, union-attr]
    rows = system.exec(select(Post, Contact).join(Contact, Contact.post_id == Post.id).where(*others)).all()  # type: ignore[arg-type]
    found = compare(subject, [subject_of(contact) for _, contact in rows])
    ranked = zip((other for other, _ in rows), found, strict=True)
    return sorted(ranked, key=lambda pair: -pair[1].certainty)


def judged(system: Session, post_id: int) -> dict[int, bool]:
    """What people said of this contact and others, for ever: the other's id -> the same, or not."""
    said = system.exec(select(Judgement).where(or_(Judgement.left_id == post_id, Judgement.right_id == post_id)))
    return {each.right_id if each.left_id == post_id else each.left_id: each.same for each in said}
