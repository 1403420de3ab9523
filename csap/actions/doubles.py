"""Possible doubles among one's own contacts, looked for only when somebody asks: they are no overlap of two sides."""

from dataclasses import dataclass

from sqlmodel import col, select

from csap.desk import Desk
from csap.model.contacts import Contact
from csap.model.posts import Kind, Post
from csap.model.sealing import ring_of
from csap.overlap.candidates import Circle, subject_of
from csap.overlap.detect import as_stored
from csap.overlap.stakeholders import matches
from csap.rules.sharing import in_full
from csap.wording import Words

STRIDE = 100


@dataclass(frozen=True)
class Double:
    one: Post
    other: Post
    certainty: float
    reasons: tuple[Words, ...]


@dataclass(frozen=True)
class Doubles:
    """Those found among a hundred of one's own contacts; `after` is where the next hundred begins, None at the end."""

    found: list[Double]
    after: int | None


def doubles(desk: Desk, after: int = 0) -> Doubles:
    """Pairs of one's own contacts, as far as one may read both, that could be the same."""
    mine = (
        Post.kind == Kind.CONTACT,
        Post.organisation_id == desk.person.organisation_id,
        col(Post.withdrawn_at).is_(None),
    )
    rows = desk.execute(
        select(Post, Contact)
        .join(Contact, col(Contact.post_id) == Post.id)
        .where(*mine, Post.id > after)
        .order_by(col(Post.id))
        .limit(STRIDE)
    ).all()
    found = [each for post, contact in rows for each in _of(desk, post, contact)]
    return Doubles(found, rows[-1][0].id if len(rows) == STRIDE else None)


def _of(desk: Desk, post: Post, contact: Contact) -> list[Double]:
    """Each pair once: with the contacts of a higher id."""
    system = desk.as_system()
    circle = Circle(post.organisation_id, own=True)
    found = matches(system, subject_of(contact, ring_of(system).marks), circle, post.id)
    sure = [(other.id, match) for other, match in found if other.id > post.id]
    mine = {each.id: each for each in desk.exec(select(Post).where(col(Post.id).in_([key for key, _ in sure])))}
    return [
        Double(post, mine[key], match.certainty, tuple(in_full(as_stored(match.reasons))))
        for key, match in sure
        if key in mine
    ]
