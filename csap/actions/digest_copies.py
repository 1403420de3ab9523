"""One reader's copy of a digest: its items through that reader's own desk, so that no copy shows what its reader may
not read, and a word on how much was left out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import select

from csap.actions import overlaps
from csap.actions.country import country
from csap.actions.overlaps import Seen
from csap.desk import Desk
from csap.model.contacts import Contact
from csap.model.digests import Digest, DigestQuestion
from csap.model.people import Organisation, Person, Role
from csap.model.places import Country
from csap.model.posts import TLP, Post
from csap.rules import digest as rules
from csap.rules import figures
from csap.rules.digest import Section

NOT_BY_MAIL = frozenset({TLP.RED, TLP.AMBER_STRICT})
NOWHERE = frozenset({TLP.RED})


@dataclass(frozen=True)
class Shown:
    """One item as its reader sees it. `changed`: the post was changed after the digest was released."""

    item: dict[str, Any]
    post: Post | None = None
    contact: Contact | None = None
    overlap: Seen | None = None
    annotation: str = ""
    hidden: bool = False
    changed: bool = False
    questions: tuple[DigestQuestion, ...] = ()

    @property
    def key(self) -> str:
        return str(self.item["key"])

    @property
    def title(self) -> str:
        return str(self.item.get("title") or (self.post.title if self.post else ""))

    @property
    def starts_at(self) -> Any:
        return self.post.starts_at if self.post else None


@dataclass(frozen=True)
class Copy:
    digest: Digest
    country: Country
    organisations: dict[int, Organisation]
    sections: dict[Section, list[Shown]]
    left_out: int
    """As it may be told (`rules.figures`)."""
    not_here: int
    """Items that this reader may read on the platform but not in this form."""
    reviewer: bool
    signed: Person | None = None
    erratum_of: Digest | None = None
    people: dict[int, Person] = field(default_factory=dict)

    @property
    def quiet(self) -> bool:
        return rules.is_quiet(section for section, shown in self.sections.items() if shown)

    @property
    def shown(self) -> Iterable[Shown]:
        return (each for found in self.sections.values() for each in found)


def reviews(desk: Desk, digest: Digest) -> bool:
    """Whether this person prepares the digest: sees what needs the head, and what was hidden."""
    return desk.person.has(Role.HEAD, Role.COORDINATOR) or digest.deputy_id == desk.person.person_id


def copy(desk: Desk, digest: Digest, with_hidden: bool = False, unsaid: frozenset[TLP] = NOWHERE) -> Copy:
    """The digest as this desk's viewer may have it; without posts of the markings `unsaid`."""
    reviewer = reviews(desk, digest)
    items = [each for each in digest.items if reviewer or each["section"] not in rules.REVIEWERS_ONLY]
    items = [each for each in items if with_hidden or each["key"] not in digest.hidden]
    found = _Found(desk, digest, items)
    shown = [each for each in map(found.shown, items) if each]
    said = [each for each in shown if not _marked(each, unsaid)]
    return Copy(
        digest=digest,
        country=country(desk),
        organisations={each.id or 0: each for each in desk.exec(select(Organisation))},
        sections=_sections(said, reviewer and not with_hidden),
        left_out=figures.told(_public(items) - _public([each.item for each in shown])),
        not_here=len([each for each in shown if not _marked(each, NOWHERE)]) - len(said),
        reviewer=reviewer,
        signed=_person(desk, digest.released_by_id),
        erratum_of=_erratum_of(desk, digest),
    )


def _public(items: list[dict[str, Any]]) -> int:
    return len([each for each in items if each["section"] not in rules.REVIEWERS_ONLY])


def _sections(shown: list[Shown], once: bool) -> dict[Section, list[Shown]]:
    """By section; with `once`, an overlap that needs the head is not told again among those that wait."""
    needed = {each.item.get("overlap") for each in shown if each.item["section"] == Section.NEEDS} - {None}
    sections: dict[Section, list[Shown]] = {section: [] for section in Section}
    for each in shown:
        again = each.item["section"] == Section.WAITING and each.item.get("overlap") in needed
        if not (once and again):
            sections[Section(each.item["section"])].append(each)
    return sections


def _marked(shown: Shown, markings: frozenset[TLP]) -> bool:
    sides = [side.post for side in shown.overlap.sides] if shown.overlap else [shown.post]
    return any(post.tlp in markings for post in sides if post)


def _person(desk: Desk, person_id: int | None) -> Person | None:
    return desk.fetch(Person, person_id) if person_id else None


def _erratum_of(desk: Desk, digest: Digest) -> Digest | None:
    return desk.fetch(Digest, digest.erratum_of_id) if digest.erratum_of_id else None


class _Found:
    """Everything that the items of a digest point at, as far as one desk reads it, in a few queries."""

    def __init__(self, desk: Desk, digest: Digest, items: list[dict[str, Any]]) -> None:
        self.digest = digest
        ids = [each["post"] for each in items if each.get("post")]
        self.posts = {each.id: each for each in desk.exec(select(Post).where(Post.id.in_(ids)))} if ids else {}  # type: ignore[attr-defined]
        named = [each["post"] for each in items if each["section"] == Section.CONTACTS]
        details = select(Contact).where(Contact.post_id.in_(named))  # type: ignore[attr-defined]
        self.contacts = {each.post_id: each for each in desk.exec(details)} if named else {}
        self.overlaps = overlaps.several(desk, [each["overlap"] for each in items if each.get("overlap")])
        self.questions: dict[str, list[DigestQuestion]] = {}
        asked = select(DigestQuestion).where(DigestQuestion.digest_id == digest.id)
        for each in desk.exec(asked.order_by(DigestQuestion.created_at)):  # type: ignore[arg-type]
            self.questions.setdefault(each.key, []).append(each)

    def shown(self, item: dict[str, Any]) -> Shown | None:
        """The item; None where this desk may not read it, or where its post is withdrawn."""
        key = item["key"]
        about: dict[str, Any] = {
            "annotation": self.digest.annotations.get(key, ""),
            "hidden": key in self.digest.hidden,
            "questions": tuple(self.questions.get(key, ())),
        }
        if item.get("overlap"):
            seen = self.overlaps.get(item["overlap"])
            return Shown(item, overlap=seen, **about) if seen else None
        post = self.posts.get(item["post"])
        if post is None or post.withdrawn_at:
            return None
        changed = bool(self.digest.released_at) and post.version > item["version"]
        return Shown(item, post=post, contact=self.contacts.get(post.id), changed=changed, **about)
