"""The stop list: stakeholders whom everyone meets. The coordinator keeps it, everybody may read it."""

from sqlmodel import and_, col, or_, select

from csap import clock
from csap.actions.judging import look_again
from csap.actions.telling import tell_of_overlaps
from csap.desk import Desk
from csap.errors import Invalid
from csap.folding import fold
from csap.model.contacts import Contact
from csap.model.overlaps import StopEntry
from csap.model.places import Institution
from csap.model.posts import Kind, Post
from csap.overlap.detect import detect
from csap.rules.acts import Act
from csap.rules.markings import classified
from csap.wording import N_, Words

MOST = 200


def entries(desk: Desk) -> list[StopEntry]:
    return list(desk.exec(select(StopEntry).order_by(StopEntry.name)))


def add(desk: Desk, name: str, reason: str) -> StopEntry:
    """Put a name on the list, and its place in the list of institutions if it has one; its open alerts are gone."""
    desk.decide(Act.STOP_LIST_KEEP, None)
    said = " ".join(name.split())
    if not fold(said):
        raise Invalid({"name": [Words(N_("Give at least one name."))]})
    if refused := classified(f"{name} {reason}"):
        raise Invalid({"reason": [refused]})
    if desk.exec(select(StopEntry).where(StopEntry.folded == fold(said))).first():
        raise Invalid({"name": [Words(N_("This name is on the list already."))]})
    entry = StopEntry(
        name=said[:200],
        folded=fold(said)[:200],
        institution_id=_institution(desk, said),
        reason=reason.strip()[:300],
        person_id=desk.person.person_id,
        created_at=clock.now(),
    )
    desk.create(Act.STOP_LIST_KEEP, entry)
    _again(desk, entry)
    return entry


def remove(desk: Desk, entry_id: int) -> None:
    """Take a name off the list; what it held back is looked for again."""
    entry = desk.fetch(StopEntry, entry_id)
    desk.end(Act.STOP_LIST_KEEP, entry)
    _again(desk, entry)


def _institution(desk: Desk, name: str) -> int | None:
    wanted = fold(name)
    listed = desk.exec(select(Institution)).all()
    return next((each.id for each in listed if wanted in map(fold, [each.name, *each.aliases])), None)


def _again(desk: Desk, entry: StopEntry) -> None:
    """Detect anew for the contacts that an entry speaks of, and for the activities that meet them."""
    system = desk.as_system()
    begins = Post.folded >= entry.folded, Post.folded < entry.folded + "\uffff"
    of_institution = col(Post.id).in_(select(Contact.post_id).where(Contact.institution_id == entry.institution_id))
    named = of_institution if entry.institution_id else col(Post.id).is_(None)
    where = Post.kind == Kind.CONTACT, col(Post.withdrawn_at).is_(None), or_(named, and_(*begins))
    contacts = system.exec(select(Post).where(*where).limit(MOST)).all()
    for contact in contacts:
        tell_of_overlaps(desk, detect(system, contact))
    if contacts:
        look_again(desk, [each.id for each in contacts])
