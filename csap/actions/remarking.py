"""Raising and lowering a post's marking: an act of its own, audited as such, and told.

Those who could read the post and can't any more learn that, and whose it was, no title: where few were its readers all
of them, where everyone was those who had opened it (as the audit has it, contacts and closed posts) or commented. Those
whom a marking newly names are told of the post; where everyone may read it now nobody is, as with any new post. Where
it was lowered, the Delegation's coordinators are told who may read it."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from csap.actions.audiences import members
from csap.actions.notices import titled
from csap.actions.telling import tell
from csap.desk import Desk
from csap.model.people import Organisation, Person, Role
from csap.model.posts import Comment, Post
from csap.model.records import Record
from csap.refs import ref
from csap.rules.access import VIEWERS, readable_audience
from csap.rules.acts import Act
from csap.rules.markings import Mark, lowered
from csap.wording import N_, Words

COLUMNS = ("tlp", "marking", "audience_id", "marked_audience_id", "on_match")
LOST = N_("%(organisation)s has raised the marking of a post that you could read: it is not open to you any more.")
GAINED = N_("%(organisation)s has opened “%(title)s” to you: it is TLP:%(tlp)s now.")
LOWERED = N_("%(organisation)s has lowered the marking of “%(title)s”, from TLP:%(was)s to TLP:%(tlp)s.")
WIDENED = N_("%(organisation)s has lowered the marking of “%(title)s”: others may read it, or hear of it, than before.")


@dataclass(frozen=True)
class Stood:
    """How a post was marked, and who could read it."""

    post: Post
    mark: Mark
    readers: frozenset[int]


def stands(system: Desk, post: Post) -> Stood:
    """How a post is marked now: a copy, to compare with after it has changed."""
    mark = Mark(post.tlp, post.marking, members(system, post.audience_id), post.on_match)
    reads = select(Person.id).where(col(Person.active), readable_audience(post.audience_id, VIEWERS))
    return Stood(post.model_copy(), mark, frozenset(each for each in system.exec(reads) if each))


def mark(desk: Desk, post: Post, values: dict[str, Any]) -> dict[str, Any]:
    """Give the post this marking, if it is another; returns the difference. Who is to be told is told by `announce`."""
    difference = desk.change(Act.POST_MARK, post, {name: values[name] for name in COLUMNS if name in values})
    if difference:
        labels = {name: pair for name, pair in difference.items() if name in ("tlp", "marking", "on_match")}
        desk.audit(Act.POST_MARK, post, labels=labels, readers="audience_id" in difference)
    return difference


def announce(desk: Desk, was: Stood, post: Post) -> None:
    """Tell those who lose the post and those who gain it, and the coordinators where its marking was lowered."""
    system = desk.as_system()
    now = stands(system, post)
    owner = system.fetch(Organisation, post.organisation_id)
    named = {"organisation": owner.short_name, "tlp": post.tlp.value, "title": titled(post)}
    link, self_ = f"/posts/{ref(post.id)}", {desk.person.person_id}
    lost = was.readers - now.readers - self_
    if was.mark.everyone:
        lost &= _had_it(system, post)
    tell(system, owner, Words(LOST, {"organisation": owner.short_name}), sorted(lost), "marking")
    gained = set() if now.mark.everyone else now.readers - was.readers - self_
    tell(system, post, Words(GAINED, named), sorted(gained), "marking", link)
    if lowered(was.mark, now.mark):
        moved = was.post.tlp != post.tlp
        words = Words(LOWERED, named | {"was": was.post.tlp.value}) if moved else Words(WIDENED, named)
        tell(system, post, words, sorted(_coordinators(system) - gained - self_), "marking", link)


def _had_it(system: Desk, post: Post) -> set[int]:
    """Who opened the post, as far as that is written down, or commented on it."""
    opened = select(Record.person_id).where(Record.act == Act.POST_READ.value, Record.subject == f"post:{post.id}")
    said = select(Comment.person_id).where(Comment.post_id == post.id)
    return {each for each in [*system.exec(opened), *system.exec(said)] if each}


def _coordinators(system: Desk) -> set[int]:
    found = system.exec(select(Person.id).where(Person.role == Role.COORDINATOR, col(Person.active)))
    return {each for each in found if each}
