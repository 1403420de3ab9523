"""What an activity has beside the envelope: the contacts it engages and the commitments made there."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import select

from csap import audit
from csap.actions.parts import KindOfPost, replace_keys
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.activities import Activity, ActivityDraft, Commitment, CommitmentDraft, Engagement
from csap.model.contacts import Contact
from csap.model.people import Organisation
from csap.model.posts import Post
from csap.rules.acts import Act
from csap.wording import N_, Words


def _save_parts(desk: Desk, act: Act, post: Post, draft: ActivityDraft) -> dict[str, Any]:
    readable = set(desk.exec(select(Contact.post_id).where(Contact.post_id.in_(draft.contacts))))  # type: ignore[attr-defined]
    if set(draft.contacts) - readable:
        raise Invalid({"contacts": [Words(N_("One of these contacts is not there, or not for you to read."))]})
    engaged = replace_keys(desk, act, post, Engagement, "contact_id", draft.contacts)
    return engaged | _save_commitments(desk, act, post, draft.commitments)


def _save_commitments(desk: Desk, act: Act, post: Post, drafts: list[CommitmentDraft]) -> dict[str, Any]:
    stored = _commitments(desk, post)
    old = [_plain(each) for each in stored]
    new = [_plain(each) for each in drafts]
    if old == new:
        return {}
    for gone in stored:
        desk.remove_part(act, post, gone)
    for each in drafts:
        desk.add_part(act, post, Commitment(post_id=post.id, **each.model_dump()))
    desk.flush()
    return {"commitment": [old, new]}


def _plain(commitment: Any) -> list[Any]:
    return [audit.plain(getattr(commitment, name)) for name in CommitmentDraft.model_fields]


def _commitments(desk: Desk, post: Post) -> list[Commitment]:
    mine = select(Commitment).where(Commitment.post_id == post.id)
    return list(desk.exec(mine.order_by(Commitment.id)))  # type: ignore[arg-type]


def engaged(desk: Desk, ids: Iterable[int]) -> dict[int, list[Post]]:
    """Activity id -> the contacts it engages that this person may read."""
    rows = (
        select(Engagement.post_id, Post)
        .join(Post, Post.id == Engagement.contact_id)  # type: ignore[arg-type]
        .where(Engagement.post_id.in_(list(ids)))  # type: ignore[attr-defined]
    )
    found: dict[int, list[Post]] = {}
    for activity_id, contact in desk.exec(rows.order_by(Post.title)):
        found.setdefault(activity_id, []).append(contact)
    return found


def titles(desk: Desk, contacts: Iterable[int]) -> list[Post]:
    """Those of these contacts that this person may read, by title."""
    return list(desk.exec(select(Post).where(Post.id.in_(list(contacts))).order_by(Post.title)))  # type: ignore[attr-defined]


def _drafted(desk: Desk, post: Post) -> dict[str, Any]:
    made = [{name: getattr(each, name) for name in CommitmentDraft.model_fields} for each in _commitments(desk, post)]
    return {"contacts": [each.id for each in engaged(desk, [post.id]).get(post.id, [])], "commitments": made}


def _shown(desk: Desk, post: Post) -> dict[str, Any]:
    rows = (
        select(Post, Contact, Organisation)
        .join(Engagement, Engagement.contact_id == Post.id)  # type: ignore[arg-type]
        .join(Contact, Contact.post_id == Post.id)  # type: ignore[arg-type]
        .join(Organisation, Organisation.id == Post.organisation_id)  # type: ignore[arg-type]
        .where(Engagement.post_id == post.id)
    )
    return {"engages": list(desk.exec(rows.order_by(Post.title))), "commitments": _commitments(desk, post)}


KIND = KindOfPost(ActivityDraft, Activity, _save_parts, _drafted, _shown, order="starts_at", descending=False)
