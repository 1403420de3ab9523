"""What was refused to people is written down, a few lines a minute for each: nobody fills the audit by being refused.

The newest lines are asked how many there are, so that all processes count together."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from csap import clock
from csap.audit import Entry
from csap.desk import Desk
from csap.model.records import Record
from csap.rules.acts import Act
from csap.rules.viewers import Viewer
from csap.wording import N_

MOST = 5
WITHIN = timedelta(minutes=1)
NEWEST = 500
"""Lines that are looked at, of all people."""
REJECTED = {
    400: N_("a request that can’t be understood"),
    403: N_("what a token is not for"),
    405: N_("a way that the page does not take"),
    413: N_("too large a file"),
    415: N_("what is no form"),
    429: N_("too many requests"),
}
"""Statuses by which requests are turned away that no rule was asked about."""


def bounded(system: Desk, entries: Sequence[Entry]) -> list[Entry]:
    """The lines that are to be written: of what was refused to one person no more than MOST a minute."""
    if all(each.act != Act.ACT_DENY for each in entries):
        return list(entries)
    written = _lately(system)
    kept = []
    for each in entries:
        person = each.viewer.person_id if isinstance(each.viewer, Viewer) else 0
        if each.act != Act.ACT_DENY or written[person] < MOST:
            kept.append(each)
            written[person] += each.act == Act.ACT_DENY
    return kept


def _lately(system: Desk) -> Counter[int]:
    """How many lines each person has of the last minute."""
    denied = select(Record.person_id, Record.at).where(Record.act == Act.ACT_DENY.value)
    newest = system.exec(denied.order_by(col(Record.id).desc()).limit(NEWEST))
    since = clock.now() - WITHIN
    return Counter(person or 0 for person, at in newest if at > since)
