"""Everything that the platform holds of a person, for the answer to a request.

Sought by the engine that finds overlaps, in whatever script, and by the words, addresses and numbers as given. What the
data protection officer may not read is counted and named by its organisation, never shown."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col, select

from csap.actions.searching import holding
from csap.desk import Desk
from csap.model.activities import Engagement
from csap.model.attachments import Attachment
from csap.model.contacts import Contact, ContactKind
from csap.model.digests import Digest
from csap.model.mail import Outbox
from csap.model.notices import Notice
from csap.model.overlaps import Overlap, OverlapNote
from csap.model.people import Organisation, Person
from csap.model.posts import TLP, Comment, Kind, Post
from csap.model.records import Record
from csap.model.sealing import ring_of
from csap.model.subject_requests import Restriction, SubjectRequest
from csap.overlap import stakeholders
from csap.overlap.candidates import Circle, subject_of
from csap.rules.acts import Act

MOST = 200
EVERYBODY = Circle(0)
"""No organisation's own contacts are left out."""


@dataclass(frozen=True)
class Findings:
    """`posts`: those that the officer may read, each with its organisation; `hidden`: how many others, by organisation,
    `red` of them TLP:RED."""

    posts: list[tuple[Post, Organisation]] = field(default_factory=list)
    contacts: dict[int, Contact] = field(default_factory=dict)
    restricted: frozenset[int] = frozenset()
    hidden: dict[str, int] = field(default_factory=dict)
    red: int = 0
    ids: tuple[int, ...] = ()
    comments: list[tuple[Comment, Post]] = field(default_factory=list)
    notes: list[OverlapNote] = field(default_factory=list)
    files: list[tuple[Attachment, Post]] = field(default_factory=list)
    digests: list[Digest] = field(default_factory=list)
    accounts: list[Person] = field(default_factory=list)
    overlaps: int = 0
    notices: int = 0
    mails: int = 0
    audit: dict[str, int] = field(default_factory=dict)
    exports: int = 0


def find(desk: Desk, request: SubjectRequest) -> Findings:
    desk.decide(Act.SUBJECT_REQUEST_KEEP, None)
    system = desk.as_system()
    ids = found_ids(system, request)
    every = list(system.exec(select(Post, Organisation).join(Organisation).where(col(Post.id).in_(ids))))
    readable = {each.id for each in desk.exec(select(Post).where(col(Post.id).in_(ids)))}
    hidden = [(post, whose) for post, whose in every if post.id not in readable]
    words = [request.about["name"], *request.about["names"]]
    return Findings(
        posts=sorted(((p, o) for p, o in every if p.id in readable), key=lambda pair: (pair[0].kind, pair[0].title)),
        contacts={each.post_id: each for each in desk.exec(select(Contact).where(col(Contact.post_id).in_(ids)))},
        restricted=frozenset(system.exec(select(Restriction.post_id).where(col(Restriction.post_id).in_(ids)))),
        hidden=dict(Counter(whose.short_name for _, whose in hidden)),
        red=sum(post.tlp == TLP.RED for post, _ in hidden),
        ids=tuple(ids),
        comments=list(
            desk.exec(
                select(Comment, Post).join(Post).where(_of(Comment.post_id, ids, Comment.text, words)).limit(MOST)
            )
        ),
        notes=list(desk.exec(select(OverlapNote).where(_says(OverlapNote.text, words)).limit(MOST))),
        files=list(
            desk.exec(
                select(Attachment, Post)
                .join(Post)
                .where(_of(Attachment.post_id, ids, Attachment.name, words))
                .limit(MOST)
            )
        ),
        digests=[each for each in system.exec(select(Digest)) if _mentions(each, ids)],
        accounts=list(desk.exec(select(Person).where(col(Person.email).in_(request.about["emails"])))),
        **_traces(system, ids),
    )


def found_ids(system: Desk, request: SubjectRequest) -> list[int]:
    """The contacts that are this person, the posts that hold the words, and the activities that engage the contacts."""
    about = request.about
    names = [about["name"], *about["names"]]
    sought = Contact(
        post_id=0, contact_kind=ContactKind.PERSON, names=names, emails=about["emails"], phones=about["phones"]
    )
    found = {each.id for each, _ in stakeholders.matches(system, subject_of(sought, ring_of(system).marks), EVERYBODY)}
    for text in (*names, *about["emails"], *about["phones"]):
        if held := holding(text):
            found |= set(system.exec(select(Post.id).where(*held).limit(MOST)))
    contacts = select(Post.id).where(Post.kind == Kind.CONTACT, col(Post.id).in_(found))
    engaged = select(Engagement.post_id).where(col(Engagement.contact_id).in_(contacts)).limit(MOST)
    return sorted(found | set(system.exec(engaged)))


def _says(column: Any, words: Iterable[str]) -> Any:
    return or_(*(col(column).icontains(word, autoescape=True) for word in words))


def _of(post: Any, ids: list[int], column: Any, words: list[str]) -> Any:
    """What hangs on a post that was found, or says the name."""
    return or_(col(post).in_(ids), _says(column, words))


def _mentions(digest: Digest, ids: list[int]) -> bool:
    return any(item.get("post") in ids for item in digest.items)


def _traces(system: Desk, ids: list[int]) -> dict[str, Any]:
    """How often the platform told of these posts, and wrote down what was done with them."""
    subjects = [f"post:{each}" for each in ids]
    about = col(Notice.about).in_(subjects)
    verbs = select(Record.verb, func.count()).where(col(Record.subject).in_(subjects)).group_by(Record.verb)
    since = select(func.min(Post.created_at)).where(col(Post.id).in_(ids)).scalar_subquery()
    lists = select(func.count()).where(Record.act == Act.LIST_EXPORT.value, col(Record.at) >= since)
    pairs = select(func.count()).select_from(Overlap)
    return {
        "overlaps": system.exec(pairs.where(or_(col(Overlap.left_id).in_(ids), col(Overlap.right_id).in_(ids)))).one(),
        "notices": system.exec(select(func.count()).select_from(Notice).where(about)).one(),
        "mails": system.exec(select(func.count()).select_from(Outbox).join(Notice).where(about)).one(),
        "audit": dict(system.exec(verbs).all()),
        "exports": system.exec(lists).one(),
    }
