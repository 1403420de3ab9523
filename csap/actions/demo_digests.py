"""The demo country's weekly digests: two of past weeks, released; the last one waits for the head's review."""

from datetime import timedelta

from sqlalchemy import Engine

from csap import clock
from csap.actions import digest_reminders, digest_review, digests
from csap.actions.people import viewer_of
from csap.desk import open_desk
from csap.model.digests import Digest
from csap.rules.digest import Cutoff
from csap.rules.viewers import SYSTEM

WORDS = {
    2: "A good week for talking to each other. Please look at the overlaps that are still open.",
    1: "Several of us are meeting the Border Police in the same fortnight: let us go together where we can.",
}
"""Weeks back -> what the head wrote above the digest."""


def publish(engine: Engine, cut: Cutoff) -> None:
    """Compile and release the digests of the weeks before last, and compile the last one."""
    last = digests.asked(engine, cut)
    with open_desk(engine, SYSTEM) as system:
        reviewer = viewer_of(digests.head(system))
    for back, words in WORDS.items():
        with clock.stopped(last.ends - timedelta(weeks=back) + timedelta(minutes=5)):
            week = digests.asked(engine, cut)
            made = digests.compile_week(engine, cut, week)
        with clock.stopped(week.ends + timedelta(hours=21)), open_desk(engine, reviewer, writing=True) as desk:
            issue = desk.fetch(Digest, made.id)
            digest_review.introduce(desk, issue, words)
            digest_review.release(desk, issue)
    with clock.stopped(last.ends + timedelta(minutes=5)):
        digests.compile_week(engine, cut, last)
        with open_desk(engine, SYSTEM, writing=True) as system:
            digest_reminders.remind(system)
