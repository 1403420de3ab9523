"""What a draft would overlap with, before it is posted: nothing is stored, and nothing shown beyond what the viewer
may read. Of a hidden post whose owner tells both sides, the organisation and whom to ask; of the others nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import select

from csap.actions.country import country, to_utc
from csap.desk import Desk
from csap.model.activities import ActivityDraft
from csap.model.contacts import Contact, ContactDraft, ContactKind
from csap.model.overlaps import OverlapKind
from csap.model.people import Organisation, Person
from csap.model.places import Region
from csap.model.posts import OnMatch, Post, PostDraft, Precision
from csap.overlap import meetings, stakeholders
from csap.overlap.candidates import Circle, subject_of
from csap.overlap.detect import as_stored
from csap.overlap.engagements import Engagement
from csap.overlap.matches import Match, Reason
from csap.overlap.subjects import Subject
from csap.rules.sharing import in_full
from csap.wording import Words


@dataclass(frozen=True)
class Foreseen:
    """A likely overlap. `post_id` and `title` are empty, and `reasons` too, where the post may not be read."""

    kind: OverlapKind
    certainty: float
    organisation: str
    ask: str
    reasons: tuple[Words, ...] = ()
    post_id: int | None = None
    title: str = ""


Pair = tuple[Post, OverlapKind, float, Iterable[Reason]]


def foresee(desk: Desk, draft: PostDraft, own_id: int = 0) -> list[Foreseen]:
    """Likely overlaps of a draft, the most certain first; `own_id` is the post that is being amended."""
    system = desk.as_system()
    if isinstance(draft, ContactDraft):
        pairs = list(_contact_pairs(system, subject_of(_contact(draft)), desk.person.organisation_id, own_id))
    elif isinstance(draft, ActivityDraft):
        pairs = list(_activity_pairs(desk, system, draft, own_id))
    else:
        pairs = []
    return _shown(desk, system, sorted(pairs, key=lambda pair: -pair[2]))


def _contact(draft: ContactDraft) -> Contact:
    return Contact(post_id=0, **draft.details())


def _contact_pairs(system: Desk, subject: Subject, organisation_id: int, own_id: int = 0) -> Iterator[Pair]:
    for other, match in stakeholders.matches(system, subject, Circle(organisation_id), own_id):
        yield other, OverlapKind.SAME_STAKEHOLDER, match.certainty, match.reasons


def _activity_pairs(desk: Desk, system: Desk, draft: ActivityDraft, own_id: int) -> Iterator[Pair]:
    """The stakeholders named in words are looked up as if they were contacts already."""
    readable = set(desk.exec(select(Contact.post_id).where(Contact.post_id.in_(draft.contacts))))  # type: ignore[attr-defined]
    matches = meetings.same_contacts(system, tuple(readable))
    for at, text in enumerate(draft.stakeholders, 1):
        for other, _kind, certainty, reasons in _contact_pairs(system, _subject(text), desk.person.organisation_id):
            matches[-at, other.id] = Match(certainty, "person")
            yield other, OverlapKind.SAME_STAKEHOLDER, certainty, reasons
    mine = engagement_of(desk, draft, own_id, tuple({left for left, _ in matches}))
    for other, kind, certainty, _severity, reasons in meetings.against(system, mine, matches):
        yield other, kind, certainty, reasons


def _subject(text: str) -> Subject:
    name, function, institution = ([part.strip() for part in text.split(",", 2)] + ["", ""])[:3]
    return Subject(ContactKind.PERSON.value, (name,), institution=institution, function=function)


def engagement_of(desk: Desk, draft: ActivityDraft, own_id: int, contacts: tuple[int, ...]) -> Engagement:
    zone = country(desk).timezone
    region = desk.exec(select(Region.code).where(Region.id == draft.region_id)).first()
    return Engagement(
        post_id=own_id,
        organisation_id=desk.person.organisation_id,
        form=draft.form.value,
        starts=to_utc(draft.starts, zone),
        ends=to_utc(draft.ends or draft.starts, zone),
        title=draft.title,
        lat=draft.lat,
        lon=draft.lon,
        place_precision=meetings.SITES.get(draft.precision or Precision.COUNTRY, "country"),
        region=draft.area_code or region or "",
        themes=frozenset(draft.themes) | meetings.sectors(draft.sector),
        beneficiaries=draft.beneficiaries,
        ask=draft.ask,
        contacts=contacts,
        project=meetings.project_code(draft.funding_reference),
        area_names=draft.area,
    )


def _shown(desk: Desk, system: Desk, pairs: list[Pair]) -> list[Foreseen]:
    ids = [other.id for other, *_ in pairs]
    readable = set(desk.exec(select(Post.id).where(Post.id.in_(ids)))) if ids else set()  # type: ignore[attr-defined]
    organisations: dict[Any, str] = dict(system.exec(select(Organisation.id, Organisation.short_name)).all())
    authors = {other.author_id for other, *_ in pairs}
    names: dict[Any, str] = dict(system.exec(select(Person.id, Person.name).where(Person.id.in_(authors))).all())  # type: ignore[union-attr]
    found: dict[int, Foreseen] = {}
    for other, kind, certainty, reasons in pairs:
        hit = Foreseen(kind, certainty, organisations[other.organisation_id], names.get(other.author_id, ""))
        if other.id in readable:
            said = tuple(in_full(as_stored(reasons)))
            found.setdefault(other.id, replace(hit, reasons=said, post_id=other.id, title=other.title))
        elif other.on_match == OnMatch.TELL_BOTH:
            found.setdefault(other.id, hit)
    return list(found.values())
