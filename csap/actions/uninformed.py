"""Contacts who were not told yet that they are a contact here, and for whom no reason says why not.

Regulation (EU) 2018/1725 art. 15 and 16."""

from sqlmodel import col, select

from csap.desk import Desk
from csap.model.contacts import Contact, ContactKind, Exemption
from csap.model.people import Organisation, Role
from csap.model.posts import Kind, Post

PAGE = 50
Row = tuple[Post, Contact, Organisation]


def page(desk: Desk, after: int = 0) -> tuple[list[Row], int | None]:
    """The viewer's organisation's; for the data protection officer all that this officer reads. By their numbers."""
    open_ = (
        Post.kind == Kind.CONTACT,
        col(Post.withdrawn_at).is_(None),
        col(Contact.contact_kind) == ContactKind.PERSON,
        col(Contact.informed_on).is_(None),
        col(Contact.exemption) == Exemption.NONE,
    )
    officer = desk.person.has(Role.DPO)
    whose = [] if officer else [col(Post.organisation_id) == desk.person.organisation_id]
    rows = select(Post, Contact, Organisation).join(Contact, col(Contact.post_id) == Post.id)
    rows = rows.join(Organisation, col(Organisation.id) == Post.organisation_id).where(*open_, *whose)
    found = list(desk.exec(rows.where(col(Post.id) > after).order_by(col(Post.id)).limit(PAGE + 1)))
    return found[:PAGE], found[PAGE - 1][0].id if len(found) > PAGE else None
