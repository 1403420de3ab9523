"""What a draft would overlap with, before it is posted: nothing is stored, and nothing shown beyond what the viewer
may read. Of a hidden post whose owner tells both sides, the organisation and whom to ask; of the others nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from sqlmodel import col, select

from csap import clock
from csap.actions.country import country, to_utc
from csap.actions.matching import Asked, Matching
from csap.desk import Desk
from csap.model.activities import ActivityDraft
from csap.model.contacts import Contact, ContactDraft, ContactKind
from csap.model.overlaps import OverlapKind
from csap.model.people import Organisation, Person
from csap.model.places import Region
from csap.model.posts import OnMatch, Post, PostDraft, Precision
from csap.model.risks import RiskDraft
from csap.model.sealing import Marks, ring_of
from csap.overlap import meetings, parallels, stakeholders
from csap.overlap.candidates import Circle, subject_of
from csap.overlap.cells import called
from csap.overlap.detect import as_stored
from csap.overlap.engagements import Analysis, Engagement
from csap.overlap.matches import Match, Reason
from csap.overlap.stakeholders import Same
from csap.overlap.subjects import Subject
from csap.rules.sharing import in_full
from csap.wording import Words


@dataclass(frozen=True)
class Foreseen:
    """A likely overlap. `post_id` and `title` are empty, and `reasons` too, where the post may not be read: `hidden` is
    its id then, for the audit alone."""

    kind: OverlapKind
    certainty: float
    organisation: str
    ask: str
    reasons: tuple[Words, ...] = ()
    post_id: int | None = None
    title: str = ""
    hidden: int | None = None


Pair = tuple[Post, OverlapKind, float, Iterable[Reason]]


def foresee(desk: Desk, draft: PostDraft, own_id: int = 0) -> list[Foreseen]:
    """Likely overlaps of a draft, the most certain first; `own_id` is the post that is being amended."""
    system, circle = desk.as_system(), Circle(desk.person.organisation_id)
    own = own_id if isinstance(draft, ContactDraft) else 0
    same = [stakeholders.matches(system, subject, circle, own) for subject in _subjects(draft, ring_of(system).marks)]
    return _shown(desk, system, [_pairs(desk, system, draft, own_id, same)])[0]


@dataclass(frozen=True)
class Foreseeing:
    """New drafts whose stakeholders are being looked up, and for each how many those are."""

    drafts: Sequence[PostDraft]
    stakeholders: Sequence[int]
    asked: Asked


def begin(desk: Desk, drafts: Sequence[PostDraft], matching: Matching) -> Foreseeing:
    """The same for many new drafts: their stakeholders are looked up together, while something else is done."""
    subjects = [_subjects(draft, ring_of(desk).marks) for draft in drafts]
    asked = matching.ask(list(chain.from_iterable(subjects)), Circle(desk.person.organisation_id))
    return Foreseeing(drafts, [len(each) for each in subjects], asked)


def end(desk: Desk, begun: Foreseeing, matching: Matching) -> list[list[Foreseen]]:
    """Of each draft its likely overlaps, the most certain first."""
    system = desk.as_system()
    found = iter(matching.answer(system, begun.asked))
    same = [list(islice(found, count)) for count in begun.stakeholders]
    return _shown(desk, system, [_pairs(desk, system, d, 0, s) for d, s in zip(begun.drafts, same, strict=True)])


def _subjects(draft: PostDraft, marks: Marks) -> list[Subject]:
    """The contact itself, or whom an activity names in words, looked up as if they were contacts already."""
    if isinstance(draft, ContactDraft):
        return [subject_of(Contact(post_id=0, **draft.details()), marks)]
    return [_subject(text) for text in draft.stakeholders] if isinstance(draft, ActivityDraft) else []


def _pairs(desk: Desk, system: Desk, draft: PostDraft, own_id: int, same: Sequence[Same]) -> list[Pair]:
    kind = OverlapKind.SAME_STAKEHOLDER
    pairs: list[Pair] = [(other, kind, match.certainty, match.reasons) for each in same for other, match in each]
    if isinstance(draft, ActivityDraft) and (draft.contacts or pairs or draft.precision == Precision.POINT):
        pairs += _activity_pairs(desk, system, draft, own_id, same)
    if isinstance(draft, RiskDraft) and draft.themes:
        pairs += [(other, kind, certainty, reasons) for other, kind, certainty, _, reasons in _risk_pairs(desk, draft)]
    return sorted(pairs, key=lambda pair: -pair[2])


def _activity_pairs(
    desk: Desk, system: Desk, draft: ActivityDraft, own_id: int, same: Sequence[Same]
) -> Iterator[Pair]:
    """Activities that meet one of its stakeholders, or are at its site on its day."""
    named = select(Contact.post_id).where(Contact.post_id.in_(draft.contacts))  # type: ignore[attr-defined]
    readable = set(desk.exec(named)) if draft.contacts else set()
    matches = meetings.same_contacts(system, tuple(readable)) if readable else {}
    matches |= {
        (-at, other.id): Match(match.certainty, "person") for at, each in enumerate(same, 1) for other, match in each
    }
    mine = engagement_of(desk, draft, own_id, tuple({left for left, _ in matches}))
    for other, kind, certainty, _severity, reasons in meetings.against(system, mine, matches):
        yield other, kind, certainty, reasons


def _risk_pairs(desk: Desk, draft: RiskDraft) -> Iterator[tuple[Any, ...]]:
    starts, ends = parallels.span(clock.today(country(desk).timezone), draft.horizon)
    codes = list(desk.exec(select(Region.code).where(col(Region.id).in_(draft.regions)))) or [""]
    mine = [
        Analysis(
            post_id=0,
            organisation_id=desk.person.organisation_id,
            title=draft.title,
            starts=starts,
            horizon_ends=ends,
            region=code,
            lat=draft.lat,
            lon=draft.lon,
            themes=frozenset(draft.themes),
            level=draft.judgement.value,
        )
        for code in codes
    ]
    return parallels.against(desk.as_system(), mine)


def _subject(text: str) -> Subject:
    name, function, institution = ([part.strip() for part in text.split(",", 2)] + ["", ""])[:3]
    return called(Subject(ContactKind.PERSON.value, (name,), institution=institution, function=function))


def engagement_of(desk: Desk, draft: ActivityDraft, own_id: int, contacts: tuple[int, ...]) -> Engagement:
    zone = country(desk).timezone
    region = draft.region_id and desk.exec(select(Region.code).where(Region.id == draft.region_id)).first()
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


def _shown(desk: Desk, system: Desk, found: Sequence[Sequence[Pair]]) -> list[list[Foreseen]]:
    """What the viewer may see of the pairs of each draft, one for each other post."""
    others = {other.id: other for pairs in found for other, *_ in pairs}
    if not others:
        return [[] for _ in found]
    readable = set(desk.exec(select(Post.id).where(Post.id.in_(others))))  # type: ignore[attr-defined]
    organisations: dict[Any, str] = dict(system.exec(select(Organisation.id, Organisation.short_name)).all())
    authors = {other.author_id for other in others.values()}
    names: dict[Any, str] = dict(system.exec(select(Person.id, Person.name).where(Person.id.in_(authors))).all())  # type: ignore[union-attr]
    shown: list[dict[int, Foreseen]] = [{} for _ in found]
    for of_draft, (other, kind, certainty, reasons) in (
        (each, pair) for each, p in zip(shown, found, strict=True) for pair in p
    ):
        hit = Foreseen(kind, certainty, organisations[other.organisation_id], names.get(other.author_id, ""))
        if other.id in readable:
            said = tuple(in_full(as_stored(reasons)))
            of_draft.setdefault(other.id, replace(hit, reasons=said, post_id=other.id, title=other.title))
        elif other.on_match == OnMatch.TELL_BOTH:
            of_draft.setdefault(other.id, replace(hit, hidden=other.id))
    return [list(each.values()) for each in shown]
