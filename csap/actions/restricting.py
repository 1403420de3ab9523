"""Restriction (Regulation (EU) 2018/1725 art. 20): a contact is kept, and hidden from all but its organisation and the
data protection officer. Nobody finds it, no overlap with it is told, and nobody changes it, until it is lifted."""

from sqlmodel import select

from csap import clock
from csap.actions.audiences import audience, members
from csap.actions.erasing import erase
from csap.actions.telling import tell_of_overlaps, watchers
from csap.desk import Desk
from csap.errors import Denied
from csap.model.posts import Kind, Post
from csap.model.subject_requests import Restriction
from csap.overlap.detect import detect, forget
from csap.rules.acts import Act
from csap.rules.retention import Ground
from csap.wording import N_


def restriction(desk: Desk, post_id: int) -> Restriction | None:
    return desk.as_system().exec(select(Restriction).where(Restriction.post_id == post_id)).first()


def refuse_restricted(desk: Desk, post: Post) -> None:
    """`Denied` where the person concerned has asked that nothing be done with it."""
    if post.kind == Kind.CONTACT and restriction(desk, post.id):
        raise Denied(N_("This contact is restricted, as the person asked: it can’t be changed or disclosed."))


def restrict(desk: Desk, post: Post) -> None:
    """Hide a contact. `Denied` for what is none, or is withdrawn."""
    desk.decide(Act.POST_RESTRICT, post)
    if post.kind != Kind.CONTACT or post.withdrawn_at:
        raise Denied(N_("Only a contact that is not withdrawn can be restricted."))
    if restriction(desk, post.id):
        return
    system = desk.as_system()
    kept = Restriction(
        post_id=post.id,
        audience_id=post.audience_id,
        marked_audience_id=post.marked_audience_id,
        person_id=desk.person.person_id,
        created_at=clock.now(),
    )
    everyone, organisations, people = members(system, post.audience_id)
    own = frozenset({post.organisation_id})
    few = (False, own if everyone else organisations & own, (people & {post.author_id}) | set(watchers(system)))
    _move(desk, post, audience(system, few), None)
    system.add(kept)
    forget(system, post.id)


def lift(desk: Desk, post: Post) -> None:
    """Give a contact back to the readers that it had, and look for its overlaps again."""
    desk.decide(Act.POST_RESTRICT, post)
    kept = restriction(desk, post.id)
    if kept is None:
        return
    _move(desk, post, kept.audience_id, kept.marked_audience_id)
    system = desk.as_system()
    system.delete(kept)
    system.flush()
    tell_of_overlaps(desk, detect(system, post))


def _move(desk: Desk, post: Post, readers: int, marked: int | None) -> None:
    desk.change(Act.POST_RESTRICT, post, {"audience_id": readers, "marked_audience_id": marked})


def erase_for(desk: Desk, post: Post) -> None:
    """Erase a post because the person concerned asked for it."""
    desk.decide(Act.POST_ERASE, post)
    erase(desk.as_system(), [post], Ground.REQUEST, desk.person)
