"""Posts and overlaps in the shapes that programmes read. What their person may not read was never loaded."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import to_jsonable_python

from csap.actions import overlap_export, overlaps
from csap.actions.overlaps import Seen
from csap.actions.overlaps import Side as SeenSide
from csap.actions.taking import Page
from csap.api import drafts, shapes
from csap.desk import Desk
from csap.model.people import Organisation, Person
from csap.model.posts import Post
from csap.refs import ref
from csap.web.wording import here, said, timezone


def named(organisation: Organisation) -> shapes.Named:
    return shapes.Named(id=organisation.id or 0, name=organisation.short_name)


def clocked(value: datetime | None) -> Any:
    """An instant by the host country's clock; typed so that instants that are always there need no proof of it."""
    return here(value)


def briefs(found: Page, owners: Mapping[int | None, Organisation]) -> list[shapes.Brief]:
    return [_brief(post, found, owners) for post in found.posts]


def _brief(post: Post, found: Page, owners: Mapping[int | None, Organisation]) -> shapes.Brief:
    same = ("kind", "title", "status", "place_name", "lat", "lon", "precision", "region_id", "tlp", "marking")
    return shapes.Brief(
        **{name: getattr(post, name) for name in (*same, "cooperation_format", "version")},
        ref=ref(post.id),
        organisation=named(owners[post.organisation_id]),
        starts=clocked(post.starts_at),
        ends=clocked(post.ends_at),
        themes=found.themes[post.id],
        overlaps=found.overlaps.get(post.id, 0),
        changed_at=clocked(post.changed_at),
    )


def whole(desk: Desk, post: Post) -> shapes.Post:
    seen, more = overlaps.of_post(desk, post.id)
    author = desk.fetch(Person, post.author_id)
    return shapes.Post(
        ref=ref(post.id),
        kind=post.kind,
        version=post.version,
        organisation=named(desk.fetch(Organisation, post.organisation_id)),
        author=shapes.Named(id=post.author_id, name=author.name),
        created_at=clocked(post.created_at),
        changed_at=clocked(post.changed_at),
        withdrawn_at=clocked(post.withdrawn_at),
        withdrawn_reason=post.withdrawn_reason,
        draft=drafted(desk, post),
        overlaps=[overlap(each) for each in seen],
        more_overlaps=more,
    )


def drafted(desk: Desk, post: Post) -> dict[str, Any]:
    """A post as its draft in JSON: it can be sent back as it is."""
    values = drafts.stored(desk, post)
    zone = ZoneInfo(timezone())
    times = {name: values[name] and values[name].replace(tzinfo=zone) for name in drafts.TIMES}
    references = {name: [ref(each) for each in values[name]] for name in drafts.REFERENCES if name in values}
    return to_jsonable_python(values | times | references)  # type: ignore[no-any-return]


def overlap(seen: Seen) -> shapes.Overlap:
    return shapes.Overlap(**_overlap(seen))


def listed_overlap(seen: Seen) -> shapes.Overlap:
    """In a list a post that is TLP:RED stands for itself alone, and nothing quotes it, as in every list that is taken
    along (`actions.overlap_export`)."""
    found = overlap(overlap_export.without_quotes(seen))
    for side, shown in zip(seen.sides, found.sides, strict=True):
        if overlap_export.is_red(side):
            shown.post, shown.title, found.outcome_reason = None, "TLP:RED", ""
    return found


def whole_overlap(desk: Desk, seen: Seen) -> shapes.WholeOverlap:
    notes = [
        shapes.Note(
            person=person.name,
            organisation=named(organisation),
            step=note.step.value,
            text=note.text,
            created_at=clocked(note.created_at),
        )
        for note, person, organisation in overlaps.thread(desk, seen.overlap)
    ]
    return shapes.WholeOverlap(**_overlap(seen), thread=notes)


def _overlap(seen: Seen) -> dict[str, Any]:
    found = seen.overlap
    return {name: getattr(found, name) for name in ("kind", "state", "outcome", "outcome_reason")} | {
        "ref": ref(found.id),
        "hit": seen.hit,
        "certainty": round(found.certainty, 1 if seen.hit else 3),
        "severity": seen.severity,
        "reasons": [said(each) for each in seen.reasons],
        "against": [said(each) for each in seen.against],
        "context": [said(each) for each in seen.context],
        "sides": [_side(each) for each in seen.sides],
        "opened_at": clocked(found.opened_at),
        "settled_at": clocked(found.settled_at),
    }


def _side(side: SeenSide) -> shapes.Side:
    return shapes.Side(
        organisation=named(side.organisation),
        mine=side.mine,
        told=side.told,
        state=side.state,
        post=ref(side.post.id) if side.post else None,
        title=side.post.title if side.post else None,
        ask=asked(side.ask) if side.post is None else None,
    )


def asked(person: Person | None) -> shapes.Asked | None:
    return shapes.Asked(name=person.name, email=person.email) if person else None
