"""From a stored post back to its draft, what a form offers to choose from, and posting just once."""

import secrets
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from shapely import Point
from shapely.geometry import shape
from sqlmodel import select

from csap.actions import posts
from csap.actions.audiences import members
from csap.actions.country import country, find_places, to_local
from csap.actions.kinds import KINDS
from csap.actions.posts import Answer
from csap.desk import Desk
from csap.errors import Invalid
from csap.folding import fold
from csap.model.activities import Engagement
from csap.model.overlaps import Overlap
from csap.model.people import Organisation, OrganisationKind, Person, Role
from csap.model.places import Country, Region, Theme
from csap.model.posts import TLP, Post, PostDraft, PostTheme, Precision
from csap.model.records import ImportedRow
from csap.model.sealing import ring_of
from csap.rules.acts import Act
from csap.wording import N_, Words


@dataclass(frozen=True)
class Choices:
    """What every form of a post offers to choose from."""

    country: Country
    organisations: list[Organisation]
    people: list[Person]
    themes: list[Theme]
    regions: list[Region]


def choices(desk: Desk) -> Choices:
    with_accounts = select(Organisation).where(Organisation.active, Organisation.kind != OrganisationKind.PARTNER)
    reading = Person.active, Person.role != Role.ADMINISTRATOR
    return Choices(
        country=country(desk),
        organisations=list(desk.exec(with_accounts.order_by(Organisation.short_name))),
        people=list(desk.exec(select(Person).where(*reading).order_by(Person.name))),
        themes=list(desk.exec(select(Theme).where(Theme.current).order_by(Theme.group, Theme.label))),
        regions=list(desk.exec(select(Region).order_by(Region.name))),
    )


def new_key() -> str:
    """Names one filling-in of a form, so that sending it twice posts once."""
    return secrets.token_urlsafe(12)


def decide_posting(desk: Desk) -> None:
    """`Denied` with the reason for those who don't post."""
    desk.decide(Act.POST_CREATE, SimpleNamespace(organisation_id=desk.person.organisation_id))


def drafted(desk: Desk, post: Post) -> dict[str, Any]:
    """A stored post as its draft's values: field -> value, times in the host country's."""
    kind = KINDS[post.kind]
    here = country(desk)
    own = desk.fetch(kind.table, post.id)
    _everyone, organisations, people = members(desk.as_system(), post.marked_audience_id or post.audience_id)
    given = set(PostDraft.model_fields)
    return (
        {name: getattr(post, name) for name in given & set(Post.model_fields)}
        | {name: getattr(own, name) for name in set(kind.draft.model_fields) & set(kind.table.model_fields)}
        | {
            "starts": _wall(to_local(post.starts_at, here.timezone)),
            "ends": _wall(to_local(post.ends_at, here.timezone)) if post.ends_at != post.starts_at else None,
            "audience_organisations": sorted(organisations - {post.organisation_id}),
            "audience_people": sorted(people - {post.author_id} if post.tlp == TLP.RED else people),
            "themes": list(desk.exec(select(PostTheme.theme_code).where(PostTheme.post_id == post.id))),
        }
        | kind.drafted_parts(desk, post)
    )


def _wall(local: Any) -> Any:
    return local.replace(tzinfo=None) if local else None


def post_once(desk: Desk, draft: PostDraft, key: str, source: str = "form") -> Answer:
    """Post, unless this person posted just this with this key before, as a phone does again on a bad line: then answer
    with what is there. Without a key, just post."""
    if not key:
        return posts.post(desk, draft, source)
    system = desk.as_system()
    said = f"once:{desk.person.person_id}:{key}:{draft.model_dump_json()}"
    digest = ring_of(system).marks.fingerprint(said.encode())
    mine = ImportedRow.organisation_id == desk.person.organisation_id, ImportedRow.digest == digest
    known = system.exec(select(ImportedRow.post_id).where(*mine)).first()
    if known:
        record = desk.fetch(Post, known)
        return Answer(record, [*_overlaps(desk, [known]), *_overlaps(desk, _came_with(desk, record))])
    answer = posts.post(desk, draft, source)
    system.add(ImportedRow(organisation_id=desk.person.organisation_id, digest=digest, post_id=answer.post.id))
    system.flush()
    return answer


def _came_with(desk: Desk, record: Post) -> list[int]:
    """The contacts that were posted because this activity named them."""
    engaged = select(Post.id).join(Engagement, Engagement.contact_id == Post.id)  # type: ignore[arg-type]
    same = Post.organisation_id == record.organisation_id, Post.created_at == record.created_at
    return list(desk.exec(engaged.where(Engagement.post_id == record.id, *same)))


def _overlaps(desk: Desk, ids: list[int]) -> list[Overlap]:
    either = Overlap.left_id.in_(ids) | Overlap.right_id.in_(ids)  # type: ignore[attr-defined]
    return list(desk.exec(select(Overlap).where(either).order_by(Overlap.certainty.desc())))  # type: ignore[attr-defined]


def settle_place(desk: Desk, draft: PostDraft) -> None:
    """Complete what a draft says of its place: a name is looked up in the gazetteer, a point lies in its region, a
    region alone stands for itself."""
    region = _chosen_region(desk, draft)
    if draft.lat is None:
        _by_name(desk, draft)
    if draft.lat is None:
        _by_region(draft, region)
    elif draft.precision in (Precision.POINT, Precision.PLACE):
        draft.region_id = _region_at(desk, draft) or draft.region_id


def _by_name(desk: Desk, draft: PostDraft) -> None:
    wanted = fold(draft.place_name)
    same = [each for each in find_places(desk, draft.place_name) if each.folded == wanted]
    there = [each for each in same if draft.region_id in (None, each.region_id)]
    if there:
        draft.lat, draft.lon, draft.precision = there[0].lat, there[0].lon, Precision.PLACE


def _chosen_region(desk: Desk, draft: PostDraft) -> Region | None:
    """`Invalid` where none has that id."""
    if draft.region_id is None:
        return None
    region = desk.exec(select(Region).where(Region.id == draft.region_id)).first()
    if region is None:
        raise Invalid({"region_id": [Words(N_("Choose a region from the list."))]})
    return region


def _by_region(draft: PostDraft, region: Region | None) -> None:
    draft.precision = None
    if region is not None:
        draft.lat, draft.lon, draft.precision = region.lat, region.lon, Precision.REGION


def _region_at(desk: Desk, draft: PostDraft) -> int | None:
    assert draft.lat is not None and draft.lon is not None
    point = Point(draft.lon, draft.lat)
    regions = desk.exec(select(Region)).all()
    return next((each.id for each in regions if each.shape and shape(each.shape).contains(point)), None)
