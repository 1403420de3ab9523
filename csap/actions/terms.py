"""The terms of posts as they stand: own ones beside the usual, and when a post comes to its end under them."""

from sqlmodel import col, select

from csap.desk import Desk
from csap.errors import Invalid
from csap.model.people import Organisation
from csap.model.posts import Post
from csap.model.retention import RetentionTerm, Review, TermDraft
from csap.rules.acts import Act
from csap.rules.retention import POST_DAYS, Expiry, expiry
from csap.wording import N_, Words

LONGER = N_("This is not shorter than the usual term of %(days)s days.")


def terms(desk: Desk) -> list[RetentionTerm]:
    """The own terms; read once per transaction."""
    found: list[RetentionTerm] | None = desk.info.get("terms")
    if found is None:
        found = desk.info["terms"] = list(desk.exec(select(RetentionTerm).order_by(col(RetentionTerm.id))))
    return found


def expiries(desk: Desk, posts: list[Post]) -> dict[int, Expiry]:
    """When each of these posts comes to its end."""
    ids = [each.id for each in posts]
    reviews = {each.post_id: each for each in desk.exec(select(Review).where(col(Review.post_id).in_(ids)))}
    return {each.id: expiry(each, terms(desk), reviews.get(each.id)) for each in posts}


def keep(desk: Desk, draft: TermDraft) -> None:
    """Set an own term for posts of a kind, in place of the one before; 0 days end it. `Invalid` where it is longer."""
    desk.decide(Act.RETENTION_KEEP, None)
    usual = POST_DAYS[draft.kind]
    if draft.days >= usual:
        raise Invalid({"days": [Words(LONGER, {"days": usual})]})
    organisation_id = draft.organisation_id or None
    if organisation_id and not desk.exec(select(Organisation.id).where(Organisation.id == organisation_id)).first():
        raise Invalid({"organisation_id": [Words(N_("Choose organisations from the list."))]})
    for each in terms(desk):
        if (each.organisation_id, each.kind) == (organisation_id, draft.kind):
            desk.end(Act.RETENTION_KEEP, each)
    if draft.days:
        term = RetentionTerm(organisation_id=organisation_id, kind=draft.kind, days=draft.days)
        desk.create(Act.RETENTION_KEEP, term)
    desk.info.pop("terms", None)
