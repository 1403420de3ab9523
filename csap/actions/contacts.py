"""What a contact has beside the envelope: nothing but its own table; and how it finds its institution in the list."""

from sqlmodel import select

from csap.actions.country import fold
from csap.actions.parts import KindOfPost, no_parts
from csap.desk import Desk
from csap.model.contacts import Contact, ContactDraft
from csap.model.places import Institution
from csap.model.posts import Kind, Post

KIND = KindOfPost(ContactDraft, Contact, no_parts)


def institution_of(desk: Desk, draft: ContactDraft) -> int | None:
    """The listed institution that the draft names, by its name or a confirmed alias, letter for letter once folded."""
    wanted = fold(draft.institution)
    if not wanted:
        return None
    listed = desk.exec(select(Institution)).all()
    return next((each.id for each in listed if wanted in map(fold, [each.name, *each.aliases])), None)


def own_contact(desk: Desk, name: str) -> Post | None:
    """This organisation's contact of that name, whatever its capitals and accents."""
    mine = Post.kind == Kind.CONTACT, Post.organisation_id == desk.person.organisation_id
    return desk.exec(select(Post).where(*mine, Post.title == name, Post.withdrawn_at.is_(None))).first()  # type: ignore[union-attr]
