"""Posting, amending, withdrawing, commenting, linking: the same for every kind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlmodel import col, select

from csap import clock
from csap.actions import house_markings, remarking
from csap.actions.audiences import audience
from csap.actions.contacts import institution_of, own_contact
from csap.actions.country import country, to_utc
from csap.actions.disclosing import audiences
from csap.actions.history import remember
from csap.actions.judging import follow
from csap.actions.kinds import KINDS
from csap.actions.naming import ask_to_look, refuse_names
from csap.actions.notices import titled
from csap.actions.parts import replace_keys
from csap.actions.refusals import refuse_content
from csap.actions.restricting import refuse_restricted
from csap.actions.searching import folded
from csap.actions.telling import tell, tell_of_overlaps
from csap.desk import Desk
from csap.errors import Conflict, Denied, Invalid
from csap.model.activities import ActivityDraft
from csap.model.contacts import ContactDraft
from csap.model.overlaps import Overlap
from csap.model.people import Organisation, Person
from csap.model.places import Theme
from csap.model.posts import Comment, Link, Post, PostDraft, PostTheme
from csap.overlap.detect import detect, forget
from csap.refs import ref
from csap.rules import markings
from csap.rules.acts import Act
from csap.rules.forbidden import refusal
from csap.wording import N_, Words

UNKNOWN_LINK = N_("One of these references is none, or not for you to read.")
COMMENTED = N_("%(person)s has commented on your “%(title)s”.")


@dataclass(frozen=True)
class Answer:
    """What a post is answered with: itself, and every overlap that this person may know of, also of the contacts that
    came with it."""

    post: Post
    overlaps: list[Overlap]


def post(desk: Desk, draft: PostDraft, source: str = "form", at: datetime | None = None) -> Answer:
    """Put a draft on the platform for the viewer's organisation, and look for overlaps in the same transaction."""
    now = at or clock.now()
    refuse_content(draft)
    look = refuse_names(desk, draft)
    house_markings.refuse_unapplied(desk, draft)
    beside = _new_stakeholders(desk, draft, source, now)
    person = desk.person
    record = Post(
        **_envelope(desk, draft, person.organisation_id, person.person_id),
        kind=draft.kind,
        organisation_id=person.organisation_id,
        author_id=person.person_id,
        source=source,
        created_at=now,
        changed_at=now,
    )
    desk.create(Act.POST_CREATE, record)
    _save_details(desk, Act.POST_CREATE, record, draft)
    remember(desk, Act.POST_CREATE, record, {})
    if look:
        ask_to_look(desk, record)
    return _answer(desk, record, beside)


def amend(desk: Desk, record: Post, draft: PostDraft, version: int) -> Answer:
    """Change a post to what the draft says. `Conflict` if somebody else changed it after `version` was read."""
    decide_amending(desk, record)
    if record.version != version:
        raise Conflict(
            N_("Somebody else changed this meanwhile. What you typed is still here: compare and save again.")
        )
    refuse_content(draft)
    look = refuse_names(desk, draft)
    beside = _new_stakeholders(desk, draft, record.source, clock.now())
    house_markings.refuse_unapplied(desk, draft, record)
    was = remarking.stands(desk.as_system(), record)
    values = _envelope(desk, draft, record.organisation_id, record.author_id)
    values |= audiences(desk.as_system(), record.id, values["audience_id"])
    marked = remarking.mark(desk, record, values)
    difference = desk.change(Act.POST_AMEND, record, values)
    difference |= _save_details(desk, Act.POST_AMEND, record, draft)
    if difference or marked:
        desk.change(Act.POST_AMEND, record, {"version": version + 1, "changed_at": clock.now()})
        _remember_both(desk, record, marked, difference)
    if difference and look:
        ask_to_look(desk, record)
    if marked:
        remarking.announce(desk, was, record)
    answer = _answer(desk, record, beside)
    follow(desk, record)
    return answer


def _remember_both(desk: Desk, record: Post, marked: dict[str, Any], difference: dict[str, Any]) -> None:
    """A new marking is a step of its own."""
    if marked:
        remember(desk, Act.POST_MARK, record, marked)
    if difference:
        remember(desk, Act.POST_AMEND, record, difference)


def decide_amending(desk: Desk, record: Post) -> None:
    """`Denied` to those who may not change this post, and to all once it is withdrawn."""
    desk.decide(Act.POST_AMEND, record)
    if record.withdrawn_at:
        raise Denied(N_("This post was withdrawn; it can't be changed any more."))
    refuse_restricted(desk, record)


def withdraw(desk: Desk, record: Post, reason: str) -> None:
    """Take a post back: its organisation still sees it, nobody else does; its overlaps are gone."""
    desk.decide(Act.POST_WITHDRAW, record)
    if record.withdrawn_at:
        raise Denied(N_("This post was withdrawn; it can't be changed any more."))
    if not reason.strip():
        raise Invalid({"reason": [Words(N_("Say why, in one line."))]})
    if refused := refusal(reason):
        raise Invalid({"reason": [refused]})
    now = clock.now()
    values = {
        "withdrawn_at": now,
        "withdrawn_reason": reason.strip()[:300],
        "version": record.version + 1,
        "changed_at": now,
    }
    difference = desk.change(Act.POST_WITHDRAW, record, values)
    remember(desk, Act.POST_WITHDRAW, record, difference)
    system = desk.as_system()
    forget(system, record.id)
    follow(desk, record)


def comment(desk: Desk, record: Post, text: str) -> Comment:
    if not text.strip():
        raise Invalid({"text": [Words(N_("Write something first."))]})
    if refused := refusal(text):
        raise Invalid({"text": [refused]})
    note = Comment(post_id=record.id, person_id=desk.person.person_id, text=text.strip(), created_at=clock.now())
    desk.create(Act.COMMENT_POST, note)
    if record.author_id != desk.person.person_id:
        words = Words(COMMENTED, {"person": desk.person.name, "title": titled(record)})
        tell(desk.as_system(), record, words, [record.author_id], "comment", f"/posts/{ref(record.id)}")
    return note


def link(desk: Desk, record: Post, others: list[int]) -> None:
    """Make these the posts that `record` points at. `Invalid` where one is missing or hidden."""
    decide_amending(desk, record)
    readable = set(desk.exec(select(Post.id).where(Post.id.in_(others))))  # type: ignore[attr-defined]
    if set(others) - readable or record.id in others:
        raise Invalid({"others": [Words(UNKNOWN_LINK)]})
    difference = replace_keys(desk, Act.POST_AMEND, record, Link, "other_id", others, created_at=clock.now())
    if difference:
        remember(desk, Act.POST_AMEND, record, difference)


def _known_readers(desk: Desk, draft: PostDraft) -> None:
    """`Invalid` where an audience names who is not there."""
    wanted = (
        (
            "audience_organisations",
            draft.audience_organisations,
            Organisation,
            N_("Choose organisations from the list."),
        ),
        ("audience_people", draft.audience_people, Person, N_("Choose people from the list.")),
    )
    for name, ids, table, words in wanted:
        if ids and set(ids) - set(desk.exec(select(table.id).where(col(table.id).in_(ids)))):
            raise Invalid({name: [Words(words)]})


def _envelope(desk: Desk, draft: PostDraft, organisation_id: int, author_id: int) -> dict[str, Any]:
    """The post's own columns, as the draft has them."""
    _known_readers(desk, draft)
    zone = country(desk).timezone
    readers = markings.readers(
        draft.tlp, organisation_id, author_id, draft.audience_organisations, draft.audience_people
    )
    given = set(PostDraft.model_fields) & set(Post.model_fields)
    return {name: value for name, value in draft if name in given} | {
        "starts_at": to_utc(draft.starts, zone),
        "ends_at": to_utc(draft.ends or draft.starts, zone),
        "audience_id": audience(desk.as_system(), readers),
        "folded": folded(desk, draft),
    }


def _save_details(desk: Desk, act: Act, record: Post, draft: PostDraft) -> dict[str, Any]:
    """Write this kind's own row and every part; returns the difference."""
    kind = KINDS[record.kind]
    values = draft.details()
    if isinstance(draft, ContactDraft):
        values["institution_id"] = institution_of(desk, draft)
    difference = {}
    if act == Act.POST_CREATE:
        desk.add_part(act, record, kind.table(post_id=record.id, **values))
    else:
        difference = _change_details(desk, act, record, kind.table, values)
    difference |= replace_keys(desk, act, record, PostTheme, "theme_code", _known_themes(desk, draft))
    return difference | kind.save_parts(desk, act, record, draft)


def _change_details(desk: Desk, act: Act, record: Post, table: Any, values: dict[str, Any]) -> dict[str, Any]:
    return desk.change_part(act, record, desk.fetch(table, record.id), values)


def _known_themes(desk: Desk, draft: PostDraft) -> list[str]:
    known = set(desk.exec(select(Theme.code)))
    if set(draft.themes) - known:
        raise Invalid({"themes": [Words(N_("Choose themes from the list."))]})
    return draft.themes


def _new_stakeholders(desk: Desk, draft: PostDraft, source: str, now: datetime) -> list[Overlap]:
    """Stakeholders that an activity names in words become contacts of its marking, as old as itself, or are found among
    one's own. The overlaps of the new ones."""
    if not isinstance(draft, ActivityDraft):
        return []
    found: list[Overlap] = []
    for text in draft.stakeholders:
        name, function, institution = ([part.strip() for part in text.split(",", 2)] + ["", ""])[:3]
        contact = own_contact(desk, name)
        if not contact:
            answer = post(desk, _contact_draft(draft, name, function, institution), source, now)
            contact, found = answer.post, found + answer.overlaps
        draft.contacts = [*draft.contacts, contact.id]
    draft.stakeholders = []
    return found


def _contact_draft(activity: ActivityDraft, name: str, function: str, institution: str) -> ContactDraft:
    shared = ("tlp", "marking", "audience_organisations", "audience_people", "on_match")
    given = {field: getattr(activity, field) for field in shared}
    try:
        return ContactDraft(names=[name], function=function, institution=institution, **given)
    except ValidationError:
        raise Invalid(
            {"stakeholders": [Words(N_("“%(name)s” is too long: name, function, institution."), {"name": name[:40]})]}
        ) from None


def _answer(desk: Desk, record: Post, beside: list[Overlap]) -> Answer:
    system = desk.as_system()
    found = detect(system, record)
    tell_of_overlaps(desk, found)
    ids = [each.overlap.id for each in found]
    ranked = select(Overlap).where(col(Overlap.id).in_(ids)).order_by(col(Overlap.certainty).desc())
    known = desk.exec(ranked).all() if ids else []
    return Answer(record, [*known, *beside])
