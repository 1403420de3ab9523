"""Opening a hidden post to one organisation that it overlaps with, and taking it back. The marking stays as it is."""

from typing import Any

from sqlmodel import delete, select

from csap import clock
from csap.actions.audiences import audience, members
from csap.actions.history import remember
from csap.actions.judging import follow
from csap.actions.notices import titled
from csap.actions.restricting import refuse_restricted
from csap.actions.telling import tell, tell_of_overlaps
from csap.desk import Desk
from csap.errors import NotFound
from csap.model.overlaps import Disclosure, Overlap, OverlapNote, Step
from csap.model.people import Organisation
from csap.model.posts import Post
from csap.overlap.detect import Found, renew
from csap.overlap.readers import reading
from csap.refs import ref
from csap.rules.acts import Act
from csap.wording import N_, Words

DISCLOSED = N_("%(organisation)s has disclosed “%(title)s” to your organisation: it overlaps with your “%(yours)s”.")


def disclosed(system: Desk, post_id: int) -> frozenset[int]:
    """The organisations to which a post is disclosed beyond its marking."""
    return frozenset(system.exec(select(Disclosure.organisation_id).where(Disclosure.post_id == post_id)))


def audiences(system: Desk, post_id: int, marked: int) -> dict[str, Any]:
    """The audience columns of a post whose marking names the audience `marked`: what was disclosed stays so."""
    organisations = disclosed(system, post_id)
    if not organisations:
        return {"audience_id": marked, "marked_audience_id": None}
    everyone, others, people = members(system, marked)
    return {"audience_id": audience(system, (everyone, others | organisations, people)), "marked_audience_id": marked}


def standing(desk: Desk, overlap: Overlap) -> str:
    """How one's own post stands to the other side: "open", "disclosed" or "hidden"; "" if neither is one's own."""
    if desk.person.organisation_id not in (overlap.left_organisation_id, overlap.right_organisation_id):
        return ""
    mine, theirs, organisation_id = _sides(desk, overlap)
    system = desk.as_system()
    if organisation_id in disclosed(system, mine):
        return "disclosed"
    return "open" if reading(system, [(system.fetch(Post, theirs).author_id, mine)]) else "hidden"


def disclose(desk: Desk, overlap: Overlap) -> None:
    """Let the organisation on the other side of an overlap read one's own post of it, until it is taken back."""
    mine, theirs, organisation_id = _sides(desk, overlap)
    post = desk.fetch(Post, mine)
    desk.decide(Act.POST_DISCLOSE, post)
    refuse_restricted(desk, post)
    system = desk.as_system()
    if organisation_id in disclosed(system, post.id):
        return
    person_id = desk.person.person_id
    now = clock.now()
    system.add(Disclosure(post_id=post.id, organisation_id=organisation_id, person_id=person_id, created_at=now))
    system.flush()
    found = _apply(desk, Act.POST_DISCLOSE, post, organisation_id)
    _tell(desk, system, overlap, post, system.fetch(Post, theirs))
    tell_of_overlaps(desk, [each for each in found if each.overlap.id != overlap.id])
    follow(desk, post)
    system.add(OverlapNote(overlap_id=overlap.id, person_id=person_id, step=Step.DISCLOSED, created_at=now))


def take_back(desk: Desk, overlap: Overlap) -> None:
    """Hide one's own post from the other side again. What they were told of it says nothing any more."""
    mine, _, organisation_id = _sides(desk, overlap)
    post = desk.fetch(Post, mine)
    desk.decide(Act.POST_TAKE_BACK, post)
    system = desk.as_system()
    if organisation_id not in disclosed(system, post.id):
        return
    mark = OverlapNote(
        overlap_id=overlap.id, person_id=desk.person.person_id, step=Step.TAKEN_BACK, created_at=clock.now()
    )
    system.add(mark)
    ended = Disclosure.post_id == post.id, Disclosure.organisation_id == organisation_id
    system.execute(delete(Disclosure).where(*ended))  # type: ignore[arg-type]
    system.flush()
    tell_of_overlaps(desk, _apply(desk, Act.POST_TAKE_BACK, post, organisation_id))
    follow(desk, post)


def _sides(desk: Desk, overlap: Overlap) -> tuple[int, int, int]:
    """The viewer's own post of an overlap, the other post, and whose that is."""
    if overlap.left_organisation_id == desk.person.organisation_id:
        return overlap.left_id, overlap.right_id, overlap.right_organisation_id
    if overlap.right_organisation_id == desk.person.organisation_id:
        return overlap.right_id, overlap.left_id, overlap.left_organisation_id
    raise NotFound


def _apply(desk: Desk, act: Act, post: Post, organisation_id: int) -> list[Found]:
    """Give the post the readers that it has now; returns its overlaps with who is newly told of them."""
    system = desk.as_system()
    desk.change(act, post, audiences(system, post.id, post.marked_audience_id or post.audience_id))
    desk.audit(act, post, to=organisation_id)
    name = system.fetch(Organisation, organisation_id).short_name
    remember(desk, act, post, {"disclosed": [None, name] if act == Act.POST_DISCLOSE else [name, None]})
    return renew(system, post.id)


def _tell(desk: Desk, system: Desk, overlap: Overlap, post: Post, other: Post) -> None:
    owner = system.fetch(Organisation, post.organisation_id)
    params = {"organisation": owner.short_name, "title": titled(post), "yours": titled(other)}
    tell(system, post, Words(DISCLOSED, params), [other.author_id], "disclosure", f"/overlaps/{ref(overlap.id)}")
