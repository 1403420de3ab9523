"""Looking for a mosaic (`rules.mosaic`) in what is about to be released or taken along, in one statement through the
person's own desk: of a contact that the person may not read, nothing is told. Who goes on says why, and is audited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from csap.actions.filters import Condition
from csap.desk import Desk
from csap.errors import Invalid
from csap.folding import fold
from csap.model.activities import ActivityStatus, Engagement
from csap.model.contacts import Contact, ContactKind
from csap.model.digests import Digest
from csap.model.posts import TLP, Post
from csap.rules.forbidden import refusal
from csap.rules.mosaic import Mosaic, Piece, Tells, mosaics
from csap.wording import N_, Words

OPEN = (TLP.GREEN, TLP.CLEAR)
LONGEST = 300
WHY = N_("Some items tell more together than each by itself. Say in one line why they go out all the same.")
TELLS = {
    Tells.CONTACT: N_("Together these items point at “%(contact)s”, whom not everyone may read:"),
    Tells.TRAVEL: N_("Together these items show where “%(contact)s” is on which day:"),
}


@dataclass(frozen=True)
class Shown:
    """A mosaic in words, with its items."""

    words: Words
    posts: list[Post]


def found(desk: Desk, conditions: Sequence[Condition]) -> list[Mosaic]:
    """The mosaics among the posts under these conditions."""
    met = aliased(Post)
    pieces = (
        select(Engagement.contact_id, met.tlp, Post.id, Post.starts_at, Post.place_name)  # type: ignore[call-overload]
        .join(Post, Post.id == Engagement.post_id)
        .join(met, met.id == Engagement.contact_id)
        .join(Contact, Contact.post_id == Engagement.contact_id)
        .where(*conditions, col(Post.tlp).in_(OPEN), Post.status != ActivityStatus.CANCELLED)
        .where(Contact.contact_kind != ContactKind.INSTITUTION, col(met.withdrawn_at).is_(None))
        .order_by(Engagement.contact_id, Post.starts_at, Post.id)
    )
    rows = desk.exec(pieces)
    return mosaics(Piece(id_, tlp not in OPEN, post_id, at, fold(place)) for id_, tlp, post_id, at, place in rows)


def in_digest(desk: Desk, digest: Digest) -> list[Mosaic]:
    """Among the items that are not hidden in the review."""
    ids = [each["post"] for each in digest.items if each.get("post") and each["key"] not in digest.hidden]
    return found(desk, [col(Post.id).in_(ids)]) if ids else []


def shown(desk: Desk, those: Sequence[Mosaic]) -> list[Shown]:
    """For people, in their order."""
    ids = {each for mosaic in those for each in (mosaic.contact_id, *mosaic.posts)}
    posts = {each.id: each for each in desk.exec(select(Post).where(col(Post.id).in_(ids)))} if ids else {}
    return [
        Shown(
            Words(TELLS[each.tells], {"contact": posts[each.contact_id].title}),
            [posts[post_id] for post_id in each.posts],
        )
        for each in those
    ]


def reasoned(those: Sequence[Mosaic], reason: str, field: str) -> dict[str, Any]:
    """What to write into the audit of going on. `Invalid` at `field` where there is a mosaic and no reason."""
    if not those:
        return {}
    said = reason.strip()
    if not said:
        raise Invalid({field: [Words(WHY)]})
    if refused := refusal(said):
        raise Invalid({field: [refused]})
    posts = sorted({post_id for each in those for post_id in each.posts})
    return {"mosaic": posts[:100], "reason": said[:LONGEST]}
