"""Posting, changing and withdrawing: the acts of the web, answered with the overlaps that whoever posts may know of."""

from http import HTTPStatus
from typing import Any

from flask import abort, request, url_for

from csap.actions import drafting, overlaps, posts
from csap.actions.posts import Answer
from csap.api import drafts, shapes, showing
from csap.api.bodies import body, draft
from csap.api.describing import described
from csap.api.door import writing
from csap.api.room import room
from csap.desk import Desk
from csap.errors import Conflict, Invalid
from csap.model.people import Scope
from csap.model.posts import Kind, Post, WithdrawalDraft
from csap.refs import ref
from csap.web import accesses
from csap.web.errors import problem
from csap.web.wording import said
from csap.wording import N_, Words

VERSION = N_("Say which version you change: it is in the post.")
LONGEST_KEY = 200
FAILS = (400, 413, 415, 422)
Answered = tuple[dict[str, Any], int, dict[str, str]]


@room.post("/contacts")
@described(shapes.Posted, takes=("ContactDraft",), status=201, fails=FAILS)
@writing(Scope.POST)
def contacts(desk: Desk) -> Answered:
    """Post a contact for your organisation."""
    return _post(desk, Kind.CONTACT)


@room.post("/activities")
@described(shapes.Posted, takes=("ActivityDraft",), status=201, fails=FAILS)
@writing(Scope.POST)
def activities(desk: Desk) -> Answered:
    """Post an activity for your organisation."""
    return _post(desk, Kind.ACTIVITY)


@room.post("/risks")
@described(shapes.Posted, takes=("RiskDraft",), status=201, fails=FAILS)
@writing(Scope.POST)
def risks(desk: Desk) -> Answered:
    """Post a risk analysis for your organisation."""
    return _post(desk, Kind.RISK)


def _post(desk: Desk, kind: Kind) -> Answered:
    """What is sent again under the same Idempotency-Key is posted once."""
    drafting.decide_posting(desk)
    key = request.headers.get("Idempotency-Key", "")[:LONGEST_KEY]
    answer = drafting.post_once(desk, drafts.new(desk, kind, body()), key, source="api")
    return _answered(desk, answer), 201, {"Location": url_for("api.post", post_id=answer.post.id)}


@room.put("/posts/<ref:post_id>")
@described(
    shapes.Posted,
    takes=("ContactAmendment", "ActivityAmendment", "RiskAmendment"),
    fails=(*FAILS, 404, 409),
)
@writing(Scope.POST)
def amend(desk: Desk, post_id: int) -> dict[str, Any]:
    """Change a post of your organisation. Fields that are left out stay as they are."""
    post = desk.fetch(Post, post_id)
    accesses.of_post(desk.person, post)
    posts.decide_amending(desk, post)
    given = body()
    version = _version(given.pop("version", None))
    try:
        return _answered(desk, posts.amend(desk, post, drafts.amended(desk, post, given), version))
    except Conflict as error:
        abort(problem(HTTPStatus.CONFLICT, said(error.words), version=post.version))


def _version(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise Invalid({"version": [Words(VERSION)]})
    return given


@room.post("/posts/<ref:post_id>/withdraw")
@described(shapes.Posted, takes=("WithdrawalDraft",), fails=(*FAILS, 404))
@writing(Scope.POST)
def withdraw(desk: Desk, post_id: int) -> dict[str, Any]:
    """Take a post of your organisation back; its overlaps are gone with it."""
    post = desk.fetch(Post, post_id)
    posts.withdraw(desk, post, draft(WithdrawalDraft).reason)
    return _answered(desk, Answer(post, []))


def _answered(desk: Desk, answer: Answer) -> dict[str, Any]:
    known = overlaps.several(desk, [each.id for each in answer.overlaps])
    for seen in known.values():
        if seen.hit:
            accesses.of_hit(desk.person, seen)
    told = [showing.overlap(known[each.id]) for each in answer.overlaps]
    post = answer.post
    return shapes.Posted(ref=ref(post.id), version=post.version, overlaps=told).model_dump(mode="json")
