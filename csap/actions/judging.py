"""What people say of a pair of contacts, remembered for ever, and what follows for the activities that meet them."""

from sqlmodel import col, or_, select

from csap import clock
from csap.actions.telling import tell_of_overlaps
from csap.desk import Desk
from csap.model.activities import Engagement
from csap.model.overlaps import Judgement, Overlap
from csap.model.posts import Kind, Post
from csap.overlap.detect import as_stored, detect
from csap.overlap.stakeholders import SAME
from csap.rules.acts import Act

MOST = 50


def judge(desk: Desk, overlap: Overlap, same: bool) -> None:
    """Remember the judgement, and look again at the coming activities that meet either contact."""
    system = desk.as_system()
    pair = {"left_id": overlap.left_id, "right_id": overlap.right_id}
    said = system.exec(select(Judgement).filter_by(**pair)).first()
    if said is None:
        said = Judgement(**pair, same=same, person_id=desk.person.person_id, created_at=clock.now())
    said.same, said.person_id, said.created_at = same, desk.person.person_id, clock.now()
    system.add(said)
    desk.audit(Act.OVERLAP_JUDGE, overlap, same=same)
    if same:
        values = {"certainty": SAME.certainty, "reasons": as_stored(SAME.reasons)}
        desk.change(Act.OVERLAP_JUDGE, overlap, values)
    look_again(desk, [overlap.left_id, overlap.right_id])


def follow(desk: Desk, post: Post) -> None:
    """Look again at the activities that meet a contact which has changed."""
    if post.kind == Kind.CONTACT:
        look_again(desk, [post.id])


def look_again(desk: Desk, contacts: list[int]) -> None:
    """Detect anew the activities that are not over and meet one of these contacts, and tell of what is new."""
    system = desk.as_system()
    meeting = select(Engagement.post_id).where(col(Engagement.contact_id).in_(contacts))
    coming = or_(col(Post.ends_at).is_(None), col(Post.ends_at) >= clock.now())
    newest = select(Post).where(col(Post.id).in_(meeting), coming, col(Post.withdrawn_at).is_(None))
    for post in system.exec(newest.order_by(col(Post.starts_at)).limit(MOST)):
        tell_of_overlaps(desk, detect(system, post))
