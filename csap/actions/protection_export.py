"""What the data protection officer, and organisations for their own posts, keep an eye on, to take along: requests of
people, breaches, who was not informed yet, and what comes to its end."""

from collections.abc import Iterator
from dataclasses import dataclass

from csap.actions import breaches, retention, subject_requests, uninformed
from csap.actions.board import organisations
from csap.actions.exported import Voice, wall_clock
from csap.actions.rolls import TLP_TAG, Asked, Line, Roll, every_page, marks_of
from csap.desk import Desk
from csap.model.breaches import LOSSES
from csap.model.posts import TLP, Post
from csap.model.subject_requests import KIND_WORDS
from csap.rules.retention import GROUNDS, Expiry
from csap.rules.subject_requests import due_on
from csap.wording import N_

MARKED = ((N_("TLP"), TLP_TAG), (N_("Other marking"), "#meta+marking"))


@dataclass(frozen=True)
class Wanted:
    """Requests that are open, or closed."""

    closed: bool = False


def _requests(desk: Desk, wanted: Wanted, voice: Voice) -> Iterator[Line]:
    for each in every_page(lambda onward: subject_requests.page(desk, wanted.closed, onward)):
        days = (each.received_on, due_on(each), each.closed_on)
        yield Line([voice.ref(each.id or 0), each.about["name"], voice.say(KIND_WORDS[each.kind]), *days])


def _breaches(desk: Desk, wanted: Asked, voice: Voice) -> Iterator[Line]:
    for each in breaches.page(desk, None):
        lost, known = voice.say(LOSSES[each.loss]), wall_clock(each.known_at, voice.zone)
        yield Line([voice.ref(each.id or 0), each.what, lost, known, each.notified_on])


def _uninformed(desk: Desk, wanted: Asked, voice: Voice) -> Iterator[Line]:
    for post, _contact, whose in every_page(lambda onward: uninformed.page(desk, onward)):
        if post.tlp != TLP.RED:
            posted = wall_clock(post.created_at, voice.zone)
            marked = [post.tlp.value, post.marking.value]
            yield Line([voice.ref(post.id), post.title, whose.short_name, posted, *marked], marks_of(post))


def _ending(desk: Desk, wanted: Asked, voice: Voice) -> Iterator[Line]:
    names = {each.id: each.short_name for each in organisations(desk)}
    for post, ends in every_page(lambda onward: _queued(desk, onward)):
        if post.tlp != TLP.RED:
            until, rule = wall_clock(ends.at, voice.zone), voice.say(GROUNDS[ends.ground])
            named = [voice.ref(post.id), post.title, post.kind.value, names[post.organisation_id]]
            yield Line([*named, until, rule, post.tlp.value, post.marking.value], marks_of(post))


def _queued(desk: Desk, onward: int) -> tuple[list[tuple[Post, Expiry]], int | None]:
    page = retention.queue(desk, onward)
    return page.posts, page.onward


REQUESTS = Roll(
    "requests",
    (
        (N_("Ref"), "#meta+id"),
        (N_("Person"), "#contact+name"),
        (N_("Asks for"), "#meta+request"),
        (N_("Received on"), "#date+received"),
        (N_("Due on"), "#date+due"),
        (N_("Closed on"), "#date+closed"),
    ),
    _requests,
    Wanted(),
    marked=TLP.AMBER_STRICT,
)
BREACHES = Roll(
    "breaches",
    (
        (N_("Ref"), "#meta+id"),
        (N_("What happened"), "#event+description"),
        (N_("What was lost"), "#impact"),
        (N_("Known since"), "#date+reported"),
        (N_("The supervisor was told on"), "#date+notified"),
    ),
    _breaches,
    marked=TLP.AMBER_STRICT,
)
UNINFORMED = Roll(
    "uninformed",
    (
        (N_("Ref"), "#meta+id"),
        (N_("Contact"), "#contact+name"),
        (N_("Organisation"), "#org+reporting+name"),
        (N_("Posted on"), "#date+reported"),
        *MARKED,
    ),
    _uninformed,
)
ENDING = Roll(
    "ending",
    (
        (N_("Ref"), "#meta+id"),
        (N_("The post"), "#event+name"),
        (N_("Kind"), "#meta+kind"),
        (N_("Organisation"), "#org+reporting+name"),
        (N_("Kept until"), "#date+end"),
        (N_("Rule"), "#meta+rule"),
        *MARKED,
    ),
    _ending,
)
