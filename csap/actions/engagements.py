"""The stakeholder's side: what an institution has had, and will have, to do with EU actors, as far as one may know.

What may not be read is told as "at least so many of others" (`rules.figures`); TLP:RED and what nobody is to be told
of are never counted."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz
from sqlmodel import col, func, select

from csap import clock
from csap.desk import Desk
from csap.folding import fold
from csap.model.activities import Activity, ActivityStatus, Commitment, Engagement, Form
from csap.model.contacts import Contact
from csap.model.people import Organisation
from csap.model.places import Institution
from csap.model.posts import TLP, OnMatch, Post, PostTheme
from csap.rules import figures

WINDOW = timedelta(days=90)
MOST = 500
ALIKE = 60
"""Asks on one theme that agree less than this (of 100) are shown as differing."""


Below = dict[int | None, list[int]]
"""An institution -> what belongs to it directly."""


@dataclass(frozen=True)
class Met:
    """An activity that the viewer may read."""

    post: Post
    form: Form
    ask: str
    organisation: Organisation


@dataclass(frozen=True)
class Load:
    """One period. `by` counts forms by organisation; `others` is what may be told of them."""

    met: list[Met]
    others: int

    @property
    def by(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for each in self.met:
            found.setdefault(each.organisation.short_name, Counter())[each.form.value] += 1
        return dict(sorted(found.items(), key=lambda pair: -pair[1].total()))


@dataclass(frozen=True)
class Differing:
    """Two organisations that ask different things on one theme."""

    theme: str
    one: Met
    other: Met


@dataclass(frozen=True)
class Stakeholder:
    institution: Institution
    past: Load
    coming: Load
    differing: list[Differing]
    commitments: list[tuple[Commitment, Post]]


def stakeholder(desk: Desk, institution_id: int) -> Stakeholder:
    """The last and the next ninety days of an institution with all that belongs to it."""
    institution = desk.fetch(Institution, institution_id)
    whole = with_parts(below(desk), institution_id)
    now = clock.now()
    past, coming = (_load(desk, whole, since) for since in (now - WINDOW, now))
    met = past.met + coming.met
    return Stakeholder(institution, past, coming, _differing(desk, met), _open(desk, [each.post for each in met]))


def below(desk: Desk) -> Below:
    """The whole tree."""
    found: Below = {}
    for number, parent in desk.exec(select(Institution.id, Institution.parent_id)):
        found.setdefault(parent, []).append(number or 0)
    return found


def with_parts(tree: Below, institution_id: int) -> list[int]:
    """An institution and everything below it."""
    found = [institution_id]
    for each in found:
        found += [part for part in tree.get(each, []) if part not in found]
    return found


def meeting(institutions: Collection[int], since: datetime, until: datetime) -> Any:
    """Activities that begin between two moments and meet a contact of these institutions."""
    return (
        select(Post, Activity)
        .join(Activity, col(Activity.post_id) == Post.id)
        .join(Engagement, col(Engagement.post_id) == Post.id)
        .join(Contact, col(Contact.post_id) == Engagement.contact_id)
        .where(
            col(Contact.institution_id).in_(institutions),
            col(Post.starts_at) >= since,
            col(Post.starts_at) < until,
            col(Post.status) != ActivityStatus.CANCELLED,
            col(Post.withdrawn_at).is_(None),
        )
    )


def _load(desk: Desk, institutions: list[int], since: Any) -> Load:
    organisations = {each.id: each for each in desk.exec(select(Organisation))}
    all_of_it = meeting(institutions, since, since + WINDOW)
    rows = desk.execute(all_of_it.distinct().order_by(Post.starts_at, Post.id).limit(MOST)).all()
    met = [Met(post, activity.form, activity.ask, organisations[post.organisation_id]) for post, activity in rows]
    return Load(met, others(desk, all_of_it))


def countable(met: Any) -> Any:
    """Of activities those whose number may be told."""
    return met.where(Post.tlp != TLP.RED, Post.on_match != OnMatch.TELL_NOBODY)


def others(desk: Desk, met: Any) -> int:
    """What is told of the activities of `met` that the reader may not read."""
    counted = countable(met).with_only_columns(func.count(func.distinct(Post.id)), maintain_column_froms=True)
    everything, mine = (int(each.execute(counted).scalar_one()) for each in (desk.as_system(), desk))
    return figures.told(everything - mine)


def _differing(desk: Desk, met: list[Met]) -> list[Differing]:
    """Asks of two organisations on one theme that don't agree: to look at before both are put to the institution."""
    asking = {each.post.id: each for each in met if each.ask.strip()}
    themes: dict[str, list[Met]] = {}
    rows = select(PostTheme.theme_code, PostTheme.post_id).where(col(PostTheme.post_id).in_(asking))
    for theme, post_id in desk.exec(rows):
        themes.setdefault(theme, []).append(asking[post_id])
    return [Differing(theme, *pair) for theme, group in themes.items() for pair in _apart(group)]


def _apart(group: Iterable[Met]) -> Iterable[tuple[Met, Met]]:
    for one, other in combinations(group, 2):
        foreign = one.post.organisation_id != other.post.organisation_id
        if foreign and fuzz.token_set_ratio(fold(one.ask), fold(other.ask)) < ALIKE:
            yield one, other


def _open(desk: Desk, posts: list[Post]) -> list[tuple[Commitment, Post]]:
    """Commitments that are not done, the earliest due first."""
    known = {each.id: each for each in posts}
    waiting = select(Commitment).where(col(Commitment.post_id).in_(known), col(Commitment.done_at).is_(None))
    found = desk.exec(waiting.order_by(col(Commitment.due_on).is_(None), col(Commitment.due_on), col(Commitment.id)))
    return [(each, known[each.post_id]) for each in found]
