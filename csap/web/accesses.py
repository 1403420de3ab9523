"""Who looked at what: lines of audit for pages that are only read. A reading desk writes nothing and must not wait, so
lines are collected in the process and written together, at most `PAUSE` seconds later, in a transaction of their own.

A request that brings the last line that may wait writes them itself, once its own transaction has ended: inside it the
writer would wait for itself. A process that is killed loses the lines of its last second; one that ends in order writes
them first. What must not be shown unwritten (an export, a list check, the audit itself) writes its line before it
answers, not here."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Lock, Timer

from flask import Flask, Response, current_app, g, request
from flask_login import current_user
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from csap import clock
from csap.actions import denials
from csap.actions.foresee import Foreseen
from csap.actions.overlaps import Seen
from csap.audit import Entry
from csap.desk import open_desk
from csap.errors import CsapError
from csap.model.people import Role
from csap.model.posts import TLP, Kind, Post
from csap.rules.acts import Act
from csap.rules.viewers import SYSTEM, Viewer
from csap.web.programmes import by_programme

LOG = logging.getLogger("csap.accesses")
PAUSE = 1.0
MOST = 500
AGAIN = timedelta(minutes=30)
NOTED = frozenset({TLP.RED, TLP.AMBER_STRICT})


class Accesses:
    """Lines that wait to be written; safe between threads. Where they can't be written they wait for the next try."""

    def __init__(self, engine: Engine, pause: float, most: int = MOST) -> None:
        self._engine = engine
        self._pause = pause
        self._most = most
        self._waiting: list[Entry] = []
        self._listed: dict[tuple[int, str, str, str], datetime] = {}
        self._timer: Timer | None = None
        self._lock = Lock()
        self._writing = Lock()

    def add(self, entry: Entry) -> None:
        with self._lock:
            self._waiting.append(entry)
            if self._timer is None and self._pause:
                self._timer = Timer(self._pause, self.write)
                self._timer.start()

    def add_once(self, viewer: Viewer, act: Act, about: str, **details: object) -> None:
        """A line, unless this process wrote the same within the half-hour."""
        key, now = (viewer.person_id, act.value, about, str(details)), clock.now()
        with self._lock:
            if len(self._listed) >= MOST:
                self._listed = {each: at for each, at in self._listed.items() if at > now - AGAIN}
            known = self._listed.get(key)
            fresh = known is None or known <= now - AGAIN
            if fresh:
                self._listed[key] = now
        if fresh:
            self.add(Entry(viewer, act, about, details=details, at=now))

    def write_if_due(self) -> None:
        """To be called where no transaction is open."""
        with self._lock:
            due = bool(self._waiting) and (not self._pause or len(self._waiting) >= self._most)
        if due:
            self.write()

    def write(self) -> None:
        with self._writing:
            with self._lock:
                if self._timer is not None:
                    self._timer.cancel()
                entries, self._waiting, self._timer = self._waiting, [], None
            try:
                with open_desk(self._engine, SYSTEM, writing=True) as system:
                    system.audit_all(denials.bounded(system, entries))
            except SQLAlchemyError:
                LOG.exception("%s lines of audit could not be written yet", len(entries))
                with self._lock:
                    self._waiting = entries + self._waiting


def install(app: Flask) -> None:
    begin(app)

    @app.after_request
    def written(response: Response) -> Response:
        app.extensions["csap.accesses"].write_if_due()
        return response


def begin(app: Flask) -> None:
    """With no line waiting; in tests none waits longer than its request."""
    engine = app.extensions["csap"].engine
    app.extensions["csap.accesses"] = Accesses(engine, 0 if app.config["TESTING"] else PAUSE)


def _note(viewer: Viewer, act: Act, about: str, **details: object) -> None:
    _add(Entry(viewer, act, about, details=details, at=clock.now()))


def _add(entry: Entry) -> None:
    current_app.extensions["csap.accesses"].add(entry)


def of_post(viewer: Viewer, post: Post) -> None:
    """The page of a contact, or of whatever few may read, or that may have been opened to who looks."""
    if post.kind == Kind.CONTACT or post.tlp in NOTED or (viewer.has(Role.DPO) and post.tlp == TLP.AMBER):
        _note(viewer, Act.POST_READ, f"post:{post.id}", tlp=post.tlp.value)


def of_list(viewer: Viewer, posts: Iterable[Post]) -> None:
    """The contacts among what a page lists, or a search offers."""
    shown = [each.id for each in posts if each.kind == Kind.CONTACT]
    if shown:
        current_app.extensions["csap.accesses"].add_once(viewer, Act.POST_READ, "list:contacts", posts=shown)


def of_foreseen(viewer: Viewer, found: Iterable[Foreseen]) -> None:
    """The posts that the viewer may not read, and of which a form says while it is filled in that they overlap."""
    for each in found:
        if each.hidden:
            current_app.extensions["csap.accesses"].add_once(viewer, Act.HIT_SEE, f"post:{each.hidden}", by="typing")


def of_hit(viewer: Viewer, seen: Seen) -> None:
    """The page of an overlap, of which the viewer may not read one side."""
    overlap, other = seen.overlap, seen.other.organisation
    _note(
        viewer, Act.HIT_SEE, f"overlap:{overlap.id}", posts=[overlap.left_id, overlap.right_id], organisation=other.id
    )


def _asking() -> Viewer | None:
    """Whose request this is: of whoever is signed in, or of the person of a programme."""
    if by_programme():
        return g.get("programme")  # type: ignore[no-any-return]
    return current_user.viewer if current_user.is_authenticated else None


def of_denial(error: CsapError) -> None:
    """What was refused to whoever is signed in; of what is missing or hidden nothing, so that both answer alike."""
    viewer = _asking()
    if error.act and viewer:
        _add(Entry(viewer, Act.ACT_DENY, error.about, details={"act": error.act}, at=clock.now()))


def of_rejection(status: int) -> None:
    """A request that was turned away before it was read: too many, too large, or in no way that a page takes."""
    viewer = _asking()
    if status in denials.REJECTED and viewer:
        _note(viewer, Act.ACT_DENY, "", status=status, page=request.endpoint or "")
