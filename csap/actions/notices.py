"""One's own inbox: what one was told, newest first, and that it was read."""

from sqlmodel import select, update

from csap import clock
from csap.desk import Desk
from csap.model.notices import Notice
from csap.model.people import Person
from csap.rules.acts import Act

PAGE = 50


def inbox(desk: Desk, before: int | None = None) -> tuple[list[Notice], bool]:
    """A page of one's notices older than the one of that id, and whether there are more."""
    query = select(Notice).order_by(Notice.id.desc()).limit(PAGE + 1)  # type: ignore[union-attr]
    if before is not None:
        query = query.where(Notice.id < before)  # type: ignore[operator]
    found = list(desk.exec(query))
    return found[:PAGE], len(found) > PAGE


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
