"""Unusual access is told to the data protection officers: somebody opens or takes out far more in a day than work asks
for, or is refused again and again. Counted from the audit, told once a day for each person and each kind of access."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from csap import clock
from csap.actions.audit import since
from csap.actions.telling import Message, tell_all, watchers
from csap.desk import Desk
from csap.model.notices import Notice
from csap.model.people import Organisation, Person, Role
from csap.model.records import Record
from csap.rules.acts import Act
from csap.wording import N_, Words

DAY = timedelta(days=1)
READ = N_("%(name)s has opened %(count)s contacts or closed posts within a day.")
LISTED = N_("%(name)s has looked at %(count)s contacts in lists within a day.")
EXPORTED = N_("%(name)s has exported %(count)s rows of lists within a day.")
HIT = N_("%(name)s has learnt of %(count)s posts by checking lists, typing or rehearsing imports within a day.")
DENIED = N_("%(name)s was refused %(count)s times within a day.")

EXPORTS = (Act.LIST_EXPORT.value, Act.DIRECTORY_EXPORT.value)
PLAIN = ("list:activities", "list:risks")
"""Lists of which many rows in a day are everyday work: calendars ask for them every hour."""


@dataclass(frozen=True)
class Usual:
    """From how many in a day on it is told."""

    opened: int
    exported: int
    hits: int
    refused: int


def watch(system: Desk, usual: Usual) -> int:
    """Tell of what was not told within a day; returns of how much."""
    most = {READ: usual.opened, LISTED: usual.exported, EXPORTED: usual.exported, HIT: usual.hits}
    most |= {DENIED: usual.refused}
    lines = since(system, clock.now() - DAY)
    found = {READ: _opened(system, lines), LISTED: _listed(system, lines)}
    found |= {EXPORTED: _exported(system, lines), HIT: _hit(system, lines), DENIED: _refused(system, lines)}
    loud = [(words, who, count) for words, each in found.items() for who, count in each.items() if count >= most[words]]
    known = _told(system) if loud else set()
    messages = [
        each for each in (_message(system, *one) for one in loud) if (each.words.message, each.link) not in known
    ]
    if messages:
        tell_all(system, messages)
    return len(messages)


def _message(system: Desk, words: str, person_id: int, count: int) -> Message:
    person = system.fetch(Person, person_id)
    home = system.fetch(Organisation, person.organisation_id)
    said = Words(words, {"name": person.name, "count": count})
    officers = [each for each in watchers(system) if each != person_id]
    if officers:
        return Message(home, said, officers, "watch", f"/privacy/audit?person={person_id}")
    led = col(Person.role).in_([Role.HEAD, Role.COORDINATOR])
    others = [each or 0 for each in system.exec(select(Person.id).where(led, col(Person.id) != person_id))]
    return Message(home, said, others, "watch", f"/people/{person_id}")


def _told(system: Desk) -> set[tuple[str, str]]:
    """What was told within a day: the words, and where they lead, which says of whom they are."""
    lately = select(Notice.message, Notice.link).where(Notice.kind == "watch", Notice.created_at > clock.now() - DAY)
    return set(system.exec(lately))


def _counted(system: Desk, act: Act, lines: list[Any], count: Any) -> dict[int, int]:
    mine = Record.act == act.value, col(Record.person_id).is_not(None)
    found = system.exec(select(Record.person_id, count).where(*mine, *lines).group_by(col(Record.person_id)))
    return {person_id or 0: number for person_id, number in found}


def _opened(system: Desk, lines: list[Any]) -> dict[int, int]:
    return _counted(system, Act.POST_READ, lines, func.count(func.distinct(Record.subject)))


def _listed(system: Desk, lines: list[Any]) -> dict[int, int]:
    """How many contacts each has seen in lists; each counts once."""
    mine = Record.act == Act.POST_READ.value, Record.subject == "list:contacts"
    found: defaultdict[int, set[int]] = defaultdict(set)
    for person_id, details in system.exec(select(Record.person_id, Record.details).where(*mine, *lines)):
        found[person_id or 0].update(details.get("posts", ()))
    return {person_id: len(posts) for person_id, posts in found.items()}


def _hit(system: Desk, lines: list[Any]) -> dict[int, int]:
    """By their own doing: what people are told of because somebody else has posted names the overlap, not the post."""
    own = col(Record.subject).startswith("post:")
    return _counted(system, Act.HIT_SEE, [*lines, own], func.count(func.distinct(Record.subject)))


def _refused(system: Desk, lines: list[Any]) -> dict[int, int]:
    return _counted(system, Act.ACT_DENY, lines, func.count())


def _exported(system: Desk, lines: list[Any]) -> Counter[int]:
    """Every list counts, a new one by itself, but for those of activities and risks."""
    mine = col(Record.act).in_(EXPORTS), col(Record.subject).not_in(PLAIN)
    found: Counter[int] = Counter()
    for person_id, details in system.exec(select(Record.person_id, Record.details).where(*mine, *lines)):
        found[person_id or 0] += int(details.get("rows", 0))
    return found
