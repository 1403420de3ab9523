"""Who reads what: one expression per kind of table, for a viewer's values or for the person table's columns.

`readable_post(post, viewer)` is SQL whichever side is a table: with a viewer's values it filters posts ("what may this
person read"), with `VIEWERS` (the person table seen as viewers) it filters people ("who may read this post").
Nothing else decides on reading.
"""

from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    bindparam,
    exists,
    false,
    inspect,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.sql.elements import BindParameter, ClauseElement

from csap import clock
from csap.model.base import Instant, Internal, Marked, Personal, Shared
from csap.model.digests import Digest, DigestQuestion, DigestState
from csap.model.opening import Opening
from csap.model.overlaps import Overlap, OverlapNote
from csap.model.people import Person, Role
from csap.model.posts import AudienceMember, Post
from csap.rules.viewers import Viewer

POSTS: FromClause = Post.__table__  # type: ignore[attr-defined]
MEMBERS: FromClause = AudienceMember.__table__  # type: ignore[attr-defined]
DIGESTS: FromClause = Digest.__table__  # type: ignore[attr-defined]
OPENINGS: FromClause = Opening.__table__  # type: ignore[attr-defined]
OVERLAPS: FromClause = Overlap.__table__  # type: ignore[attr-defined]
POST, MEMBER, DIGEST, OVERLAP = (table.alias() for table in (POSTS, MEMBERS, DIGESTS, OVERLAPS))
"""What the rules themselves look up, each made once: an alias copies every column, and that, for each viewer and kind
of table, was most of what a rule took. None may be looked up within a look-up of itself: it would be the same row."""


VIEWERS = SimpleNamespace(person_id=Person.id, organisation_id=Person.organisation_id, role=Person.role)


def _sql(value: Any) -> ColumnElement[Any]:
    """A value as SQL; columns stay what they are."""
    return value if isinstance(value, ClauseElement) or hasattr(value, "__clause_element__") else literal(value)


def _absent(value: Any) -> ColumnElement[bool]:
    sql = _sql(value)
    return (true() if value is None else false()) if isinstance(sql, BindParameter) else sql.is_(None)


def readable_audience(audience_id: Any, viewer: Any) -> ColumnElement[bool]:
    """True where `viewer` is a member of the audience. Administrators read no content."""
    reads = or_(
        MEMBER.c.everyone,
        MEMBER.c.organisation_id == viewer.organisation_id,
        MEMBER.c.person_id == viewer.person_id,
    )
    if isinstance(viewer, Viewer):
        if viewer.role == Role.ADMINISTRATOR:
            return false()
        return _sql(audience_id).in_(select(MEMBER.c.audience_id).where(reads))
    return and_(viewer.role != Role.ADMINISTRATOR, exists().where(MEMBER.c.audience_id == audience_id, reads))


def opened(post: Any, viewer: Any) -> ColumnElement[bool]:
    """True where `viewer` is a data protection officer to whom two people have opened `post`, and it is still open by
    the clock when the question is asked, however long ago it was put together."""
    if isinstance(viewer, Viewer) and viewer.role != Role.DPO:
        return false()
    opening = OPENINGS.alias()
    now = bindparam(None, callable_=clock.now, type_=Instant())
    mine = opening.c.person_id == viewer.person_id, opening.c.post_id == _sql(post.id), opening.c.until > now
    return and_(_is(viewer, Role.DPO), exists().where(*mine))


def readable_post(post: Any, viewer: Any) -> ColumnElement[bool]:
    """True where `viewer` may read `post`; a withdrawn post is left to the organisation that owns it."""
    return and_(
        or_(readable_audience(post.audience_id, viewer), opened(post, viewer)),
        or_(_absent(post.withdrawn_at), _sql(post.organisation_id) == viewer.organisation_id),
    )


def _reads_posts(columns: list[Any], viewer: Any) -> ColumnElement[bool]:
    conditions = []
    for column in columns:
        conditions.append(exists().where(POST.c.id == column, readable_post(POST.c, viewer)))
    return and_(*conditions) if conditions else false()


def _told_side(post_id: Any, organisation_id: Any, told: Any, viewer: Any) -> ColumnElement[bool]:
    return and_(told, organisation_id == viewer.organisation_id, _reads_posts([post_id], viewer))


def readable_overlap(overlap: Any, viewer: Any) -> ColumnElement[bool]:
    """A side that was told and reads its own post; whoever reads both posts, unless it is kept quiet; where it is
    brokered the coordinator, and the head too unless it is kept quiet."""
    return or_(
        _told_side(overlap.left_id, overlap.left_organisation_id, overlap.left_told, viewer),
        _told_side(overlap.right_id, overlap.right_organisation_id, overlap.right_told, viewer),
        and_(not_(overlap.quiet), _reads_posts([overlap.left_id, overlap.right_id], viewer)),
        and_(overlap.brokered, or_(_is(viewer, Role.COORDINATOR), and_(_is(viewer, Role.HEAD), not_(overlap.quiet)))),
    )


def _is(viewer: Any, role: Role) -> ColumnElement[bool]:
    return _sql(viewer.has(role)) if isinstance(viewer, Viewer) else viewer.role == role


def readable_note(note: Any, viewer: Any) -> ColumnElement[bool]:
    return exists().where(OVERLAP.c.id == note.overlap_id, readable_overlap(OVERLAP.c, viewer))


def readable_digest(digest: Any, viewer: Any) -> ColumnElement[bool]:
    """Everyone but administrators once it is released; before that the Delegation's head and coordinator, and whoever
    stands in for the head."""
    reads = or_(
        digest.state == DigestState.RELEASED,
        _is(viewer, Role.HEAD),
        _is(viewer, Role.COORDINATOR),
        digest.deputy_id == viewer.person_id,
    )
    return and_(reads, not_(_is(viewer, Role.ADMINISTRATOR)))


def readable_question(question: Any, viewer: Any) -> ColumnElement[bool]:
    """Those who read the post that it is about and whose it is; the other readers of its digest."""
    in_digest = exists().where(DIGEST.c.id == question.digest_id, readable_digest(DIGEST.c, viewer))
    own = question.organisation_id == viewer.organisation_id
    return and_(_reads_posts([question.post_id], viewer), or_(own, in_digest))


def readable_opening(opening: Any, viewer: Any) -> ColumnElement[bool]:
    """Who asked, the Head of Delegation, and those who post for the organisation that owns the post."""
    posting = or_(*(_is(viewer, role) for role in (Role.HEAD, Role.COORDINATOR, Role.OFFICER)))
    own = and_(posting, opening.organisation_id == viewer.organisation_id)
    return or_(opening.person_id == viewer.person_id, _is(viewer, Role.HEAD), own)


def readable(table: Any, viewer: Any) -> ColumnElement[bool]:
    """The rows of `table`, a model class or an alias of one, that `viewer` may read."""
    kind = inspect(table).mapper.class_
    if kind is Post:
        return readable_post(table, viewer)
    if kind is Overlap:
        return readable_overlap(table, viewer)
    if kind is OverlapNote:
        return readable_note(table, viewer)
    if kind is Digest:
        return readable_digest(table, viewer)
    if kind is DigestQuestion:
        return readable_question(table, viewer)
    if kind is Opening:
        return readable_opening(table, viewer)
    if issubclass(kind, Marked):
        return _reads_posts([getattr(table, name) for name in kind.posts], viewer)
    if issubclass(kind, Personal):
        return getattr(table, kind.reader) == viewer.person_id  # type: ignore[no-any-return]
    if issubclass(kind, Shared):
        return true()
    if issubclass(kind, Internal):
        return false()
    raise TypeError(f"{kind.__name__} does not say who reads it")
