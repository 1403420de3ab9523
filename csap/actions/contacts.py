"""What a contact has beside the envelope: its own table, how it finds its institution in the list, who engages it."""

from typing import Any

from sqlmodel import col, select

from csap.actions.parts import KindOfPost
from csap.actions.searching import holding
from csap.desk import Desk
from csap.folding import fold
from csap.model.activities import Engagement
from csap.model.contacts import Contact, ContactDraft
from csap.model.people import Organisation
from csap.model.places import Institution
from csap.model.posts import Kind, Post


def institution_of(desk: Desk, draft: ContactDraft) -> int | None:
    """The listed institution that the draft names, by its name or a confirmed alias, letter for letter once folded."""
    wanted = fold(draft.institution)
    if not wanted:
        return None
    listed = desk.exec(select(Institution)).all()
    return next((each.id for each in listed if wanted in map(fold, [each.name, *each.aliases])), None)


def institution_names(desk: Desk) -> list[str]:
    """The listed institutions, to choose from while typing."""
    return list(desk.exec(select(Institution.name).order_by(Institution.name)))


def own_contact(desk: Desk, name: str) -> Post | None:
    """This organisation's contact of that name, whatever its capitals and accents."""
    wanted = fold(name)
    mine = Post.kind == Kind.CONTACT, Post.organisation_id == desk.person.organisation_id, Post.withdrawn_at.is_(None)  # type: ignore[union-attr]
    same = desk.exec(select(Post).where(*mine, Post.title == name)).first()
    alike = select(Post).where(*mine, col(Post.folded).startswith(wanted, autoescape=True))
    return same or next((post for post in desk.exec(alike) if fold(post.title) == wanted), None)


def search_contacts(desk: Desk, text: str, limit: int = 12) -> list[tuple[Post, Contact, Organisation]]:
    """Contacts that this person may read and whose words contain each word of `text`, in any script."""
    holds = holding(text)
    if not holds:
        return []
    found = (
        select(Post, Contact, Organisation)
        .join(Contact, Contact.post_id == Post.id)  # type: ignore[arg-type]
        .join(Organisation, Organisation.id == Post.organisation_id)  # type: ignore[arg-type]
        .where(Post.withdrawn_at.is_(None), *holds)  # type: ignore[union-attr]
    )
    return list(desk.exec(found.order_by(Post.title, Post.id).limit(limit)))  # type: ignore[arg-type]


def _shown(desk: Desk, post: Post) -> dict[str, Any]:
    engaging = select(Engagement.post_id).where(Engagement.contact_id == post.id)
    newest = select(Post).where(Post.id.in_(engaging)).order_by(Post.starts_at.desc()).limit(30)  # type: ignore[attr-defined, union-attr]
    return {"engaged_by": list(desk.exec(newest))}


KIND = KindOfPost(ContactDraft, Contact, shown_parts=_shown, order="title", descending=False)
