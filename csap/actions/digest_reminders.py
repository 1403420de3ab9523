"""Nothing goes out unreleased: while a digest waits, its reviewers are reminded, the head first."""

from datetime import datetime, timedelta

from sqlmodel import select

from csap import clock
from csap.actions.digest_review import LATE, READY
from csap.actions.digests import refresh_deputy
from csap.actions.telling import tell
from csap.desk import Desk
from csap.model.digests import Digest, DigestState
from csap.model.people import Person, Role
from csap.refs import ref
from csap.wording import Words

AFTER = (timedelta(), timedelta(hours=20), timedelta(hours=26))
"""When the first three reminders leave after compiling; then one every day."""
DEPUTY_FROM = 2
"""The third reminder also goes to the deputy; where nobody stands in, to the coordinator."""


def remind(system: Desk) -> int:
    """Remind of every issue whose time has come; returns how many."""
    refresh_deputy(system)
    waiting = system.exec(select(Digest).where(Digest.state == DigestState.COMPILED).order_by(Digest.ends_at))  # type: ignore[arg-type]
    late = [each for each in waiting if clock.now() >= _next(each)]
    for digest in late:
        words = Words(LATE if digest.reminders else READY, {"week": digest.week})
        tell(system, digest, words, _reviewers(system, digest), "review", f"/digests/{ref(digest.id)}")
        digest.reminders, digest.reminded_at = digest.reminders + 1, clock.now()
    system.flush()
    return len(late)


def _next(digest: Digest) -> datetime:
    if digest.reminders < len(AFTER) or digest.reminded_at is None:
        return digest.compiled_at + AFTER[min(digest.reminders, len(AFTER) - 1)]
    return digest.reminded_at + timedelta(days=1)


def _reviewers(system: Desk, digest: Digest) -> list[int]:
    """The head; a deputy whose days these are from the first; later the coordinator too where there is no deputy."""
    roles = [Role.HEAD]
    if digest.reminders >= DEPUTY_FROM and digest.deputy_id is None:
        roles.append(Role.COORDINATOR)
    found = {each for each in system.exec(select(Person.id).where(Person.role.in_(roles))) if each}  # type: ignore[attr-defined]
    return sorted(found | ({digest.deputy_id} if digest.deputy_id else set()))
