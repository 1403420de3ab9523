"""Empties the outbox: one worker claims the rows of a letter, writes it, gives it away and keeps what became of it.

How often a letter arrives, whoever fails when: *once*. A worker or a server may stop at any step up to the last dot of
the letter: nothing was taken, and it goes again. Right before that dot the worker notes in the database that it hands
the letter over, and only if the claim is still its own. Between that dot and the note of the server's answer lies the
one moment that no protocol over SMTP can close (RFC 1047): who dies in it leaves a letter that may have been taken or
not. Such a letter goes a second time, soon and under the same Message-ID, by which mail servers and readers fold
copies; after a second unknown outcome it is given up as `unknown`, so that nobody ever gets a third. Nothing is lost
by it: every notice is in the inbox, every digest on its page.

No transaction is open while the server is spoken to. A worker that dies keeps its claim until `LEASE` is over."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial

from sqlalchemy import ColumnElement, Engine, and_, or_
from sqlmodel import select, update

from csap import clock
from csap.actions.country import find_country
from csap.actions.outbox import deliveries
from csap.actions.people import viewer_of
from csap.audit import Entry
from csap.config import Config
from csap.desk import Desk, open_desk
from csap.mail import digests, letters
from csap.mail.press import LANGUAGES, Press
from csap.mail.server import Answer, Fate, Postman, server
from csap.model.mail import Delivery, LetterState, Outbox, Topic
from csap.model.notices import Notice
from csap.model.people import Person
from csap.rules.acts import Act
from csap.rules.viewers import SYSTEM

LOG = logging.getLogger("csap.mail")
LEASE = timedelta(minutes=15)
"""Longer than a server is waited for at the end of a letter (`smtp_patience`), from the note of handing over."""
MOST_HANDOVERS = 2
LONGEST_PAUSE = timedelta(hours=6)
GIVE_UP = timedelta(days=3)


@dataclass
class Claimed:
    """The rows of one letter, the first first, to one person; `since` when they are this worker's, which is what it
    knows its claim by."""

    rows: tuple[Outbox, ...]
    person: Person
    notices: dict[int, Notice]
    timezone: str
    since: datetime

    @property
    def head(self) -> Outbox:
        return self.rows[0]


def send_due(engine: Engine, config: Config) -> int:
    """Send what is due; returns how many letters were taken by the server. Without a server nothing waits."""
    if not config.smtp_url:
        _drop_all(engine)
        return 0
    sent = 0
    to = server(config.smtp_url)
    with Postman(to, config.smtp_timeout, config.smtp_patience, config.smtp_authorities) as postman:
        while claimed := claim(engine):
            answer = _send(engine, config, postman, claimed)
            sent += answer.fate == Fate.SENT
            if answer.fate == Fate.DOWN:
                LOG.warning("the mail server is not answering: %s", answer.problem)
                break
    return sent


def claim(engine: Engine) -> Claimed | None:
    """The next letter that is due, now this worker's; None when nothing is."""
    with open_desk(engine, SYSTEM, writing=True) as system:
        now = clock.now()
        head = system.exec(select(Outbox).where(*_due(now)).order_by(Outbox.next_at, Outbox.id).limit(1)).first()  # type: ignore[arg-type]
        if head is None:
            return None
        group = _letter_of(head)
        taken = update(Outbox).where(*_due(now), group).values(claimed_at=now, letter=head.letter or head.id)
        system.execute(taken.execution_options(synchronize_session=False))
        mine = Outbox.letter == (head.letter or head.id), Outbox.state == LetterState.WAITING
        fresh = select(Outbox).where(*mine).order_by(Outbox.id).execution_options(populate_existing=True)  # type: ignore[arg-type]
        rows = tuple(system.exec(fresh))
        return _claimed(system, rows, now)


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(Outbox.claimed_at.is_(None), Outbox.claimed_at < now - LEASE)  # type: ignore[union-attr, operator, arg-type]
    return Outbox.state == LetterState.WAITING, Outbox.next_at <= now, free  # type: ignore[return-value]


def _letter_of(head: Outbox) -> ColumnElement[bool]:
    """The rows that leave together: those of a letter that was tried before, else all of one person and topic; a
    digest leaves alone."""
    if head.letter is not None:
        return Outbox.letter == head.letter  # type: ignore[return-value]
    if head.topic == Topic.DIGEST:
        return Outbox.id == head.id  # type: ignore[return-value]
    same = Outbox.person_id == head.person_id, Outbox.topic == head.topic
    return and_(*same, Outbox.letter.is_(None))  # type: ignore[union-attr, arg-type]


def _claimed(system: Desk, rows: tuple[Outbox, ...], now: datetime) -> Claimed:
    person = system.fetch(Person, rows[0].person_id)
    about = select(Notice).where(Notice.id.in_([each.notice_id for each in rows]))  # type: ignore[union-attr]
    here = find_country(system)
    known = {each.id or 0: each for each in system.exec(about)}
    return Claimed(rows, person, known, here.timezone if here else "UTC", now)


def _send(engine: Engine, config: Config, postman: Postman, claimed: Claimed) -> Answer:
    if claimed.head.handovers >= MOST_HANDOVERS:
        end(engine, claimed, LetterState.UNKNOWN, claimed.head.problem)
        return Answer(Fate.NEVER)
    letter = _write(engine, config, claimed)
    if letter is None:
        end(engine, claimed, LetterState.DROPPED)
        return Answer(Fate.NEVER)
    answer = postman.give(letter, partial(hand_over, engine, claimed))
    keep(engine, claimed, answer)
    return answer


def _write(engine: Engine, config: Config, claimed: Claimed) -> EmailMessage | None:
    """The letter as its reader may have it now; None if they want no mail any more or may read nothing of it."""
    person, topic = claimed.person, claimed.head.topic
    stop = letters.stop_address(config, claimed.head.person_id, topic)
    with open_desk(engine, SYSTEM) as system:
        wanted = deliveries(system, topic, [claimed.head.person_id]).get(claimed.head.person_id)
    if wanted == Delivery.OFF or not person.active:
        return None
    language = person.language if person.language in LANGUAGES else "en"
    press = Press(language, claimed.timezone, config.base_url.rstrip("/"))
    with open_desk(engine, viewer_of(person)) as desk:
        letter = (_of_digest if topic == Topic.DIGEST else _of_notices)(desk, press, claimed, stop)
    return letters.message(config, person, letter, claimed.head.message_id, stop) if letter else None


def _of_notices(desk: Desk, press: Press, claimed: Claimed, stop: str) -> letters.Letter | None:
    lines = letters.readable_lines(desk, claimed.rows, claimed.notices)
    return letters.of_notices(press, lines, claimed.head.topic, stop) if lines else None


def _of_digest(desk: Desk, press: Press, claimed: Claimed, stop: str) -> letters.Letter | None:
    return digests.letter(desk, press, int(claimed.head.about.partition(":")[2]), stop)


def hand_over(engine: Engine, claimed: Claimed) -> bool:
    """Note, right before the last dot, that the server may have the letter from now on. False where the claim is lost:
    its lease was over and another worker has it."""
    now = clock.now()
    handed = _set(engine, claimed, claimed_at=now, handovers=claimed.head.handovers + 1)
    claimed.since = now
    return handed == len(claimed.rows)


def keep(engine: Engine, claimed: Claimed, answer: Answer) -> None:
    """Write down what became of a letter; one that was not taken goes again later, for three days."""
    now = clock.now()
    late = now - claimed.head.created_at > GIVE_UP
    if answer.fate == Fate.SENT:
        end(engine, claimed, LetterState.SENT)
        _write_down(engine, claimed)
    elif answer.fate == Fate.NEVER or late:
        LOG.warning("a letter was refused: %s", answer.problem)
        end(engine, claimed, LetterState.UNKNOWN if answer.unknown else LetterState.FAILED, answer.problem)
    elif answer.fate != Fate.WITHHELD:
        again = now + pause(claimed.head.attempts)
        tried = {"attempts": claimed.head.attempts + 1, "next_at": again, "problem": answer.problem}
        doubtful = claimed.head.handovers + answer.unknown
        _set(engine, claimed, claimed_at=None, handovers=doubtful, **tried)


def _write_down(engine: Engine, claimed: Claimed) -> None:
    """That a copy left the platform: to whom, and what it was about."""
    reader = viewer_of(claimed.person)
    about = {each.about for each in claimed.rows if each.about}
    entries = [Entry(reader, Act.MAIL_RECEIVE, each, details={"topic": claimed.head.topic.value}) for each in about]
    with open_desk(engine, SYSTEM, writing=True) as system:
        system.audit_all(sorted(entries, key=lambda each: each.about))


def pause(attempts: int) -> timedelta:
    """A minute, two, four … up to six hours."""
    return min(timedelta(minutes=2 ** min(attempts, 10)), LONGEST_PAUSE)


def end(engine: Engine, claimed: Claimed, state: LetterState, problem: str = "") -> None:
    _set(engine, claimed, state=state, claimed_at=None, ended_at=clock.now(), problem=problem)


def _set(engine: Engine, claimed: Claimed, **values: object) -> int:
    """Change the rows of a letter, as long as they are this worker's; returns how many are."""
    with open_desk(engine, SYSTEM, writing=True) as system:
        rows = [each.id for each in claimed.rows]
        mine = Outbox.id.in_(rows), Outbox.state == LetterState.WAITING, Outbox.claimed_at == claimed.since  # type: ignore[union-attr]
        done = update(Outbox).where(*mine).values(**values).execution_options(synchronize_session=False)  # type: ignore[arg-type]
        return int(system.execute(done).rowcount)  # type: ignore[attr-defined]


def _drop_all(engine: Engine) -> None:
    """Nothing is kept for a server that is not there: mails of last month must not leave when one is set."""
    waiting = Outbox.state == LetterState.WAITING
    with open_desk(engine, SYSTEM) as system:
        if system.exec(select(Outbox.id).where(waiting).limit(1)).first() is None:
            return
    with open_desk(engine, SYSTEM, writing=True) as system:
        system.execute(
            update(Outbox).where(waiting).values(state=LetterState.DROPPED, ended_at=clock.now(), problem="no server")  # type: ignore[arg-type]
        )
