"""One post as its page shows it: itself, everything that hangs on it, and what this person may know around it."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from csap.actions.attachments import of_post as attachments_of
from csap.actions.audiences import members
from csap.actions.kinds import KINDS
from csap.actions.lists import overlap_counts
from csap.actions.overlaps import Seen, of_post
from csap.actions.terms import expiries
from csap.desk import Desk
from csap.model.attachments import ATTACHABLE, Attachment
from csap.model.people import Organisation, Person
from csap.model.places import Region, Theme
from csap.model.posts import TLP, Change, Comment, Link, Post, PostTheme
from csap.rules.acts import Act, allows
from csap.rules.retention import Expiry


@dataclass(frozen=True)
class Readers:
    """Who reads a post beside its own organisation; both empty where everyone here does."""

    everyone: bool
    organisations: list[Organisation]
    people: list[Person]


@dataclass(frozen=True)
class Whole:
    post: Post
    details: Any
    organisation: Organisation
    author: Person
    readers: Readers
    region: Region | None
    themes: list[Theme]
    overlaps: list[Seen]
    more_overlaps: int
    engaged_overlaps: dict[int, int]
    links: list[Post]
    linked_from: list[Post]
    comments: list[tuple[Comment, Person]]
    attachments: list[Attachment]
    history: list[tuple[Change, Person | None]]
    parts: dict[str, Any]
    ends: Expiry


def whole(desk: Desk, post_id: int) -> Whole:
    """Everything on the page of a post; `NotFound` where it is missing or hidden."""
    post = desk.fetch(Post, post_id)
    kind = KINDS[post.kind]
    overlaps, more = of_post(desk, post.id)
    regions = desk.exec(select(Region).where(Region.id == post.region_id)).all()
    parts = kind.shown_parts(desk, post)
    themes = select(Theme).join(PostTheme, PostTheme.theme_code == Theme.code).where(PostTheme.post_id == post.id)  # type: ignore[arg-type]
    return Whole(
        post=post,
        details=desk.fetch(kind.table, post.id),
        organisation=desk.fetch(Organisation, post.organisation_id),
        author=desk.fetch(Person, post.author_id),
        readers=readers(desk, post),
        region=next(iter(regions), None),
        themes=list(desk.exec(themes.order_by(Theme.label))),
        overlaps=overlaps,
        more_overlaps=more,
        engaged_overlaps=overlap_counts(desk, [contact.id for contact, _, _ in parts.get("engages", [])]),
        links=_linked(desk, select(Link.other_id).where(Link.post_id == post.id)),
        linked_from=_linked(desk, select(Link.post_id).where(Link.other_id == post.id)),
        comments=_comments(desk, post),
        attachments=attachments_of(desk, post.id) if post.kind in ATTACHABLE else [],
        history=history(desk, post),
        parts=parts,
        ends=expiries(desk, [post])[post.id],
    )


def may(desk: Desk, act: Act, record: Any) -> bool:
    """Whether to offer an act at all; the desk decides again when it is done."""
    return allows(act, desk.person, record)


def readers(desk: Desk, post: Post) -> Readers:
    """The audience of a post that this person reads: whoever holds it must know with whom it is shared."""
    everyone, organisations, people = members(desk.as_system(), post.audience_id)
    others = organisations - {post.organisation_id}
    named = people - {post.author_id} if post.tlp == TLP.RED else people
    found = desk.exec(select(Organisation).where(Organisation.id.in_(others)).order_by(Organisation.short_name))  # type: ignore[union-attr]
    told = desk.exec(select(Person).where(Person.id.in_(named)).order_by(Person.name))  # type: ignore[union-attr]
    return Readers(everyone, list(found), list(told))


def history(desk: Desk, post: Post, after: int = 0) -> list[tuple[Change, Person | None]]:
    """The steps of a post's history, the newest first; those that came after the version `after`."""
    steps = select(Change, Person).outerjoin(Person, Person.id == Change.person_id)  # type: ignore[arg-type]
    mine = steps.where(Change.post_id == post.id, Change.version > after)
    return [(change, person) for change, person in desk.exec(mine.order_by(Change.id.desc()))]  # type: ignore[union-attr]


def _linked(desk: Desk, ids: Any) -> list[Post]:
    return list(desk.exec(select(Post).where(Post.id.in_(ids)).order_by(Post.title).limit(50)))  # type: ignore[attr-defined]


def _comments(desk: Desk, post: Post) -> list[tuple[Comment, Person]]:
    rows = select(Comment, Person).join(Person, Person.id == Comment.person_id).where(Comment.post_id == post.id)  # type: ignore[arg-type]
    return list(desk.exec(rows.order_by(Comment.id)))  # type: ignore[arg-type]
