"""Throttling: failed proofs are counted in the database, so that every worker counts alike.

A browser that has signed in before is counted by itself. So whoever attacks an account from elsewhere pauses strangers,
not its owner."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import delete, select

from csap import clock
from csap.desk import Desk
from csap.errors import Denied
from csap.model.people import Attempt
from csap.wording import N_

WINDOW = timedelta(minutes=15)
DAY = timedelta(days=1)
PER_ADDRESS = 5
"""A whole office may share one address: it is paused later than one account."""
CODES_A_DAY = 50
"""Codes have six digits: at 50 wrong ones a day, of which three would fit at a time, guessing stays a
matter of years, for whoever has the password already."""
PAUSE = N_("Too many failed attempts. Wait 15 minutes, or ask your administrator for a new link.")


def refuse_many(system: Desk, most: Mapping[str, int], window: timedelta = WINDOW) -> None:
    """`Denied` if one of these subjects has failed as often as it may."""
    if any(failures(system, subject, window) >= limit for subject, limit in most.items()):
        raise Denied(PAUSE)


def failures(system: Desk, subject: str, window: timedelta = WINDOW) -> int:
    recent = Attempt.subject == subject, Attempt.at > clock.now() - window
    return system.exec(select(func.count()).select_from(Attempt).where(*recent)).one()


def count(system: Desk, *subjects: str) -> None:
    system.add_all(Attempt(subject=subject, at=clock.now()) for subject in subjects)
    system.flush()


def forget(system: Desk, subject: str) -> None:
    system.execute(delete(Attempt).where(Attempt.subject == subject))  # type: ignore[arg-type]
