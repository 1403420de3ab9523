"""How long each kind of record is kept: the terms that the sweep follows and that the register of processing shows.

For a post several terms run at once, and the strictest one wins: that of its kind, a shorter one of its organisation, a
year for a contact that left the function, 90 days once it is withdrawn. Three years are Europol's longest time to the
next review (Regulation (EU) 2016/794 art. 31): then whoever posted it says why it is still needed, or it is erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from csap.model.contacts import ContactStatus
from csap.model.holdings import Clock
from csap.model.posts import Kind, Post
from csap.model.retention import RetentionTerm, Review
from csap.model.subject_requests import Restriction
from csap.wording import N_, Words

INVITATION_DAYS = 7
YEAR = 365

POST_DAYS: dict[Kind, int] = {Kind.CONTACT: 3 * YEAR, Kind.ACTIVITY: 3 * YEAR, Kind.RISK: 3 * YEAR}
"""Since a contact or an analysis was posted, since an activity ended."""
FORMER = timedelta(days=YEAR)
"""Since a contact that is former was last changed."""
WITHDRAWN = timedelta(days=90)
REVIEW = timedelta(days=60)
"""So long before its end a post stands in the review queue."""
WARNING = timedelta(days=30)
"""Nothing comes to its end sooner than this after its organisation was asked about it."""
BACKUP = timedelta(days=90)
"""The term of a backup, since the last thing that is in it."""

TERMS: dict[Clock, timedelta] = {
    Clock.UPLOAD: timedelta(days=1),
    Clock.SIGN_IN: timedelta(days=7),
    Clock.ATTEMPT: timedelta(days=1),
    Clock.INVITATION: timedelta(days=INVITATION_DAYS),
    Clock.OUTBOX: timedelta(days=30),
    Clock.DEVICE: timedelta(days=365),
    Clock.REQUEST: timedelta(days=3 * YEAR),
}
"""Terms that run by themselves; what ends the rest is said in words."""
_ENDED = {
    Clock.POST: N_(
        "Three years at most, then erased by a job unless its organisation gives a reason to keep it; one year for "
        "former contacts, 90 days once withdrawn, or a shorter term of the organisation."
    ),
    Clock.ACCOUNT: N_("As long as the account is needed; no term runs by itself."),
    Clock.AUDIT: N_(
        "Three years is the term after which it is looked at. No line is taken out: each proves the next. They hold no "
        "content, only references, which say nothing once the record is erased."
    ),
    Clock.BREACH: N_("Kept, so that it can be shown that people were told."),
    Clock.CHALLENGE: N_("Some minutes, then erased by a job."),
    Clock.TOKEN: N_("Until a month after it has expired, or after the person has revoked it; then erased by a job."),
}
_DAYS = N_("%(days)s days at most, then erased by a job.")
_DAY = N_("One day at most, then erased by a job.")


class Ground(StrEnum):
    """The rule under which a post is erased."""

    KIND = "kind"
    OWN = "own"
    FORMER = "former"
    WITHDRAWN = "withdrawn"
    KEPT = "kept"
    REQUEST = "request"


GROUNDS: dict[Ground, str] = {
    Ground.KIND: N_("the term of its kind"),
    Ground.OWN: N_("a shorter term of its organisation, or of all"),
    Ground.FORMER: N_("a year after the contact left the function"),
    Ground.WITHDRAWN: N_("90 days after it was withdrawn"),
    Ground.KEPT: N_("kept longer, for a reason"),
    Ground.REQUEST: N_("asked for by the person concerned"),
}


@dataclass(frozen=True)
class Expiry:
    """When a post comes to its end, under which rule; why it was kept until then, if it was."""

    at: datetime
    ground: Ground
    reason: str = ""


def kept(clock: Clock) -> Words:
    """How long, in words."""
    term = TERMS.get(clock)
    if term is None:
        return Words(_ENDED[clock])
    return Words(_DAY) if term.days == 1 else Words(_DAYS, {"days": term.days})


def expiry(post: Post, terms: Sequence[RetentionTerm], review: Review | None = None) -> Expiry:
    """The strictest of the rules for this post; a reason to keep it outlasts all but a withdrawal."""
    begun = post.created_at
    if post.kind == Kind.ACTIVITY and post.ends_at:
        begun = max(begun, post.ends_at)
    found = [(begun + timedelta(days=POST_DAYS[post.kind]), Ground.KIND)]
    found += [(begun + timedelta(days=each.days), Ground.OWN) for each in terms if _for(each, post)]
    if post.kind == Kind.CONTACT and post.status == ContactStatus.FORMER:
        found.append((post.changed_at + FORMER, Ground.FORMER))
    at, ground = min(found)
    reason = ""
    if review and review.until and (until := datetime.combine(review.until, time(), UTC)) > at:
        at, ground, reason = until, Ground.KEPT, review.reason
    if review and review.asked_at:
        at = max(at, review.asked_at + WARNING)
    if post.withdrawn_at and post.withdrawn_at + WITHDRAWN < at:
        return Expiry(post.withdrawn_at + WITHDRAWN, Ground.WITHDRAWN)
    return Expiry(at, ground, reason)


def _for(term: RetentionTerm, post: Post) -> bool:
    return term.kind == post.kind and term.organisation_id in (None, post.organisation_id)


def ended(moment: datetime, terms: Sequence[RetentionTerm]) -> ColumnElement[bool]:
    """The same as SQL: the posts that come to their end before `moment`, whether or not somebody was asked."""
    rules = [_over(kind, days, moment) for kind, days in POST_DAYS.items()]
    for term in terms:
        whose = [] if term.organisation_id is None else [col(Post.organisation_id) == term.organisation_id]
        rules.append(and_(_over(term.kind, term.days, moment), *whose))
    former = and_(
        col(Post.kind) == Kind.CONTACT,
        col(Post.status) == ContactStatus.FORMER.value,
        col(Post.changed_at) <= moment - FORMER,
    )
    longer = _reviewed(col(Review.until) > moment.date())
    return or_(and_(or_(*rules, former), ~longer), _withdrawn(moment))


def _over(kind: Kind, days: int, moment: datetime) -> ColumnElement[bool]:
    before: Any = moment - timedelta(days=days)
    begun = [col(Post.created_at) <= before]
    if kind == Kind.ACTIVITY:
        begun.append(or_(col(Post.ends_at).is_(None), col(Post.ends_at) <= before))
    return and_(col(Post.kind) == kind, *begun)


def _withdrawn(moment: datetime) -> ColumnElement[bool]:
    return col(Post.withdrawn_at) <= moment - WITHDRAWN


def due(moment: datetime, terms: Sequence[RetentionTerm]) -> ColumnElement[bool]:
    """The posts to erase at `moment`: those withdrawn long enough, and those whose organisation was asked in time. What
    is restricted stays until that is lifted."""
    asked = _reviewed(col(Review.asked_at) <= moment - WARNING)
    restricted = col(Post.id).in_(select(Restriction.post_id))
    return and_(ended(moment, terms), or_(asked, _withdrawn(moment)), ~restricted)


def _reviewed(so: ColumnElement[bool]) -> ColumnElement[bool]:
    return col(Post.id).in_(select(Review.post_id).where(so))
