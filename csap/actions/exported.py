"""One post as one row of a sheet: which columns each kind has, and what stands in them. What a person may not read
was never loaded, so contacts of an activity are named where its reader may read them too."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from csap.actions.country import to_local
from csap.actions.kinds import KINDS
from csap.desk import Desk
from csap.formats.sheets_out import Column, Value, own_columns
from csap.model.activities import Commitment, Engagement
from csap.model.contacts import Contact
from csap.model.posts import TLP, Kind, Post, PostTheme
from csap.wording import N_, Words

Say = Callable[[Words | str], str]


@dataclass(frozen=True)
class Voice:
    """How a file speaks: `say` translates, `ref` writes a post's id as addresses do, `zone` is the host country's."""

    say: Say
    ref: Callable[[int], str]
    zone: str


@dataclass(frozen=True)
class Names:
    """What ids stand for, read once for a file."""

    organisations: dict[int, str]
    regions: dict[int, str]


@dataclass
class Parts:
    """What hangs on the posts of one batch, by post id."""

    details: dict[int, Any]
    themes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[int, list[tuple[Post, Contact]]] = field(default_factory=lambda: defaultdict(list))
    commitments: dict[int, list[Commitment]] = field(default_factory=lambda: defaultdict(list))


RISKS = (
    ("ref", N_("Ref"), "#meta+id"),
    ("organisation", N_("Posting organisation"), "#org+reporting+name"),
    ("title", N_("Title"), "#event+name"),
    ("summary", N_("Summary"), "#description"),
    ("status", N_("Status"), "#status"),
    ("themes", N_("Theme code"), "#sector+code"),
    ("admin1", N_("Admin 1"), "#adm1+name"),
    ("place", N_("Place name"), "#loc+name"),
    ("lat", N_("Lat"), "#geo+lat"),
    ("lon", N_("Lon"), "#geo+lon"),
    ("threat", N_("Threat"), "#indicator+threat"),
    ("magnitude", N_("Magnitude"), "#indicator+magnitude"),
    ("likelihood", N_("Likelihood"), "#indicator+likelihood"),
    ("vulnerability", N_("Vulnerability"), "#indicator+vulnerability"),
    ("vulnerability_level", N_("Level of vulnerability"), "#indicator+vulnerability+level"),
    ("impact_security", N_("Impact on security"), "#impact+security"),
    ("impact_institutions", N_("Impact on host institutions and population"), "#impact+institutions"),
    ("impact_eu", N_("Impact on EU staff and mandate"), "#impact+eu"),
    ("impact_persons", N_("Impact on persons and human rights"), "#impact+persons"),
    ("judgement", N_("Overall judgement"), "#indicator+judgement"),
    ("horizon", N_("Horizon in months"), "#date+horizon"),
    ("confidence", N_("Confidence"), "#meta+confidence"),
    ("review_on", N_("Review on"), "#date+review"),
    ("tlp", N_("TLP"), "#meta+tlp"),
    ("marking", N_("Other marking"), "#meta+marking"),
    ("reported", N_("Posted on"), "#date+reported"),
)
POSTS = (
    ("ref", N_("Ref"), "#meta+id"),
    ("kind", N_("Kind"), "#meta+kind"),
    ("organisation", N_("Posting organisation"), "#org+reporting+name"),
    ("title", N_("Title"), "#event+name"),
    ("summary", N_("Summary"), "#description"),
    ("status", N_("Status"), "#status"),
    ("starts", N_("Start"), "#date+start"),
    ("ends", N_("End"), "#date+end"),
    ("themes", N_("Theme code"), "#sector+code"),
    ("admin1", N_("Admin 1"), "#adm1+name"),
    ("place", N_("Place name"), "#loc+name"),
    ("lat", N_("Lat"), "#geo+lat"),
    ("lon", N_("Lon"), "#geo+lon"),
    ("tlp", N_("TLP"), "#meta+tlp"),
    ("marking", N_("Other marking"), "#meta+marking"),
    ("reported", N_("Posted on"), "#date+reported"),
)


def columns(kind: Kind | None, say: Say) -> list[Column]:
    """The columns of a kind; without one, those that every post has."""
    if kind == Kind.ACTIVITY:
        return own_columns("activities", say)
    if kind == Kind.CONTACT:
        return own_columns("contacts", say)
    return [Column(key, say(header), hxl) for key, header, hxl in (RISKS if kind == Kind.RISK else POSTS)]


def parts(desk: Desk, kind: Kind | None, posts: Sequence[Post]) -> Parts:
    """What hangs on these posts, in a fixed number of queries."""
    ids = [each.id for each in posts]
    found = Parts(_details(desk, kind, ids))
    themes = select(PostTheme).where(col(PostTheme.post_id).in_(ids)).order_by(PostTheme.theme_code)
    for theme in desk.exec(themes):
        found.themes[theme.post_id].append(theme.theme_code)
    if kind == Kind.ACTIVITY:
        _engagements(desk, ids, found)
    return found


def _details(desk: Desk, kind: Kind | None, ids: list[int]) -> dict[int, Any]:
    if kind is None:
        return {}
    table: Any = KINDS[kind].table
    return {each.post_id: each for each in desk.exec(select(table).where(table.post_id.in_(ids)))}


def _engagements(desk: Desk, ids: list[int], found: Parts) -> None:
    engaged = (
        select(Engagement.post_id, Post, Contact)
        .join(Post, col(Post.id) == Engagement.contact_id)
        .join(Contact, col(Contact.post_id) == Engagement.contact_id)
        .where(col(Engagement.post_id).in_(ids), Post.tlp != TLP.RED, col(Post.withdrawn_at).is_(None))
        .order_by(col(Engagement.contact_id))
    )
    for post_id, post, contact in desk.exec(engaged):
        found.contacts[post_id].append((post, contact))
    for each in desk.exec(select(Commitment).where(col(Commitment.post_id).in_(ids)).order_by(col(Commitment.id))):
        found.commitments[each.post_id].append(each)


def row(post: Post, having: Parts, names: Names, voice: Voice) -> dict[str, Value]:
    """Every value that this post has, by column."""
    details = having.details.get(post.id)
    shared = _envelope(post, names, voice) | {"themes": having.themes[post.id]}
    if post.kind == Kind.ACTIVITY and details:
        return shared | _activity(details) | _engaged(having.contacts[post.id]) | _promised(having.commitments[post.id])
    if post.kind == Kind.CONTACT and details:
        return shared | _contact(details) | {"notes": post.summary}
    return shared | _plain(details.model_dump() if details else {})


def _envelope(post: Post, names: Names, voice: Voice) -> dict[str, Value]:
    owner = names.organisations[post.organisation_id]
    return {
        "ref": voice.ref(post.id),
        "kind": post.kind.value,
        "organisation": owner,
        "organisation_short": owner,
        "title": post.title,
        "summary": post.summary,
        "status": post.status,
        "starts": wall_clock(post.starts_at, voice.zone),
        "ends": wall_clock(post.ends_at, voice.zone),
        "place": post.place_name,
        "admin1": names.regions.get(post.region_id or 0, ""),
        "lat": post.lat,
        "lon": post.lon,
        "tlp": post.tlp.value,
        "marking": post.marking.value,
        "on_match": post.on_match.value,
        "reported": wall_clock(post.created_at, voice.zone),
    }


def wall_clock(instant: datetime | None, zone: str) -> datetime | None:
    """Host-country time without a zone, as sheets have it."""
    local = to_local(instant, zone)
    return local.replace(tzinfo=None) if local else None


def _activity(details: Any) -> dict[str, Value]:
    return {
        "partners": details.partners,
        "form": details.form.value,
        "beneficiaries": details.beneficiaries,
        "beneficiary_count": details.beneficiary_count,
        "ask": details.ask,
        "outcome": details.outcome,
        "admin2": details.area,
        "funding_ref": details.funding_reference,
    }


def _engaged(contacts: Iterable[tuple[Post, Contact]]) -> dict[str, Value]:
    found = [contact for _post, contact in contacts]
    return {
        "contact_name": [each.names[0] for each in found if each.names],
        "function": [each.function for each in found if each.function],
        "institution": list(dict.fromkeys(each.institution for each in found if each.institution)),
        "contact_email": [email for each in found for email in each.emails],
        "contact_phone": [phone for each in found for phone in each.phones],
    }


def _promised(commitments: Sequence[Commitment]) -> dict[str, Value]:
    due: list[date] = [each.due_on for each in commitments if each.due_on]
    return {
        "commitments": [each.text for each in commitments],
        "commitment_owner": [each.owner for each in commitments if each.owner],
        "due": min(due, default=None),
    }


def _contact(details: Contact) -> dict[str, Value]:
    return {
        "title": "",
        "contact_kind": details.contact_kind.value,
        "name": details.names[0] if details.names else "",
        "aliases": details.names[1:],
        "institution": details.institution,
        "parent": details.parent_institution,
        "function": details.function,
        "email": details.emails,
        "phone": details.phones,
        "languages": details.languages,
        "purpose": details.purpose.value,
        "verified": details.verified_on,
    }


def _plain(values: dict[str, Any]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if isinstance(value, str | date | int | float) or not value}
