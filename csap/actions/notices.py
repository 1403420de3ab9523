"""One's own inbox: what one was told, newest first, and that it was read.

A notice keeps no title: it names posts (`titled`), which are read again through its reader's own desk whenever it is
shown or mailed. What has been tightened, taken back or withdrawn meanwhile is told no more, in old notices either."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select, update

from csap import clock
from csap.desk import Desk
from csap.model.digests import Deputy, Digest
from csap.model.notices import Notice
from csap.model.opening import Opening
from csap.model.overlaps import Overlap
from csap.model.people import Organisation, Person
from csap.model.posts import Post
from csap.rules.acts import Act
from csap.wording import Words

PAGE = 50
TABLES: dict[str, Any] = {
    "post": Post,
    "overlap": Overlap,
    "opening": Opening,
    "organisation": Organisation,
    "person": Person,
    "digest": Digest,
    "deputy": Deputy,
}
"""What a notice can be about, as the audit names it."""


def inbox(desk: Desk, before: int | None = None) -> tuple[list[Notice], bool]:
    """A page of one's notices older than the one of that id, and whether there are more."""
    query = select(Notice).order_by(Notice.id.desc()).limit(PAGE + 1)  # type: ignore[union-attr]
    if before is not None:
        query = query.where(Notice.id < before)  # type: ignore[operator]
    found = list(desk.exec(query))
    return found[:PAGE], len(found) > PAGE


def titled(post: Post) -> dict[str, int]:
    """A post as the parameter of what is told: its title at the moment of reading."""
    return {"post": post.id}


def dated(day: date) -> dict[str, str]:
    """A day as the parameter of what is told: written in its reader's language."""
    return {"day": day.isoformat()}


def worded(desk: Desk, notices: Iterable[Notice]) -> dict[int, Words]:
    """What each of these says to this desk's viewer now; of what the viewer may not read any more, nothing."""
    rows = list(notices)
    abouts = {each.about for each in rows if each.about}
    named = {key for each in rows for key in _posts(each.params)}
    known = _readable(desk, abouts)
    titles = {each.id: each.title for each in desk.exec(select(Post).where(col(Post.id).in_(named)))} if named else {}
    return {
        each.id or 0: Words(each.message, _filled(each.params, titles))
        for each in rows
        if (not each.about or each.about in known) and titles.keys() >= set(_posts(each.params))
    }


def _posts(params: Mapping[str, Any]) -> list[int]:
    return [value["post"] for value in params.values() if isinstance(value, dict) and "post" in value]


def _filled(params: Mapping[str, Any], titles: Mapping[int, str]) -> dict[str, Any]:
    return {name: _meant(value, titles) if isinstance(value, dict) else value for name, value in params.items()}


def _meant(value: Mapping[str, Any], titles: Mapping[int, str]) -> str | date:
    return date.fromisoformat(value["day"]) if "day" in value else titles[value["post"]]


def _readable(desk: Desk, subjects: Iterable[str]) -> set[str]:
    """Those of these records that the viewer may read."""
    keys: dict[str, list[int]] = defaultdict(list)
    for table, _, key in (each.partition(":") for each in subjects):
        if table in TABLES:
            keys[table].append(int(key))
    return {f"{table}:{key}" for table, ids in keys.items() for key in desk.exec(_among(TABLES[table], ids))}


def _among(table: Any, ids: Sequence[int]) -> Any:
    return select(table.id).where(table.id.in_(ids))


def read(desk: Desk, notice_id: int) -> Notice:
    """Mark one of one's notices as read."""
    notice = desk.fetch(Notice, notice_id)
    if notice.read_at is None:
        desk.change(Act.NOTICE_READ, notice, {"read_at": clock.now()})
    return notice


def read_all(desk: Desk) -> None:
    """Mark all of one's notices as read, with one line in the audit."""
    mine = desk.person.person_id
    unread = Notice.person_id == mine, Notice.read_at.is_(None)  # type: ignore[union-attr]
    desk.as_system().execute(update(Notice).where(*unread).values(read_at=clock.now()))  # type: ignore[arg-type]
    desk.audit(Act.NOTICE_READ, desk.fetch(Person, mine), what="all")
