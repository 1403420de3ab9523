"""Writes a letter when it is sent, through the desk of whom it goes to: it never says more than that person may read
at that moment, and of what is marked TLP:AMBER+STRICT or RED only that there is something to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from sqlmodel import select

from csap import clock
from csap.actions.notices import worded
from csap.config import Config, signing_key
from csap.desk import Desk
from csap.mail.envelope import ENVELOPE
from csap.mail.press import Press
from csap.mail.stopping import sign
from csap.model.mail import Outbox, Topic
from csap.model.notices import Notice
from csap.model.overlaps import Overlap
from csap.model.people import Person
from csap.model.posts import TLP, Kind, Post
from csap.wording import N_, Words

NOT_BY_MAIL = (TLP.RED, TLP.AMBER_STRICT)
MARKED = N_("There is something new for you. Because of its marking it can only be read on the platform.")
TOPICS = {
    Topic.OVERLAP: N_("Overlaps with your posts"),
    Topic.BROKER: N_("Overlaps that the Delegation is asked to broker"),
    Topic.DISCLOSURE: N_("Posts disclosed to your organisation"),
    Topic.CHECK: N_("Your posts were hit by somebody’s list"),
    Topic.DIGEST: N_("The weekly digest"),
    Topic.REVIEW: N_("The digest waits for your review"),
    Topic.QUESTION: N_("Questions about your posts, and their answers"),
    Topic.ACCOUNT: N_("Sign-in and accounts"),
    Topic.HEAD: N_("Where the audit stands, signed, each day"),
    Topic.WATCH: N_("Unusual access"),
    Topic.OTHER: N_("Everything else"),
}


@dataclass(frozen=True)
class Line:
    """One notice in a letter: its words, the posts that it is about, and the address that it leads to."""

    words: Words
    posts: tuple[Post, ...]
    link: str


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def readable_lines(desk: Desk, rows: Sequence[Outbox], notices: dict[int, Notice]) -> list[Line]:
    """What of these rows their reader may be told; what has become hidden or was erased meanwhile is left out."""
    found = []
    said = worded(desk, notices.values())
    for notice in (notices[row.notice_id] for row in rows if row.notice_id in said):
        posts = _posts(desk, notice.about)
        marked = any(post.tlp in NOT_BY_MAIL for post in posts)
        words = Words(MARKED) if marked else said[notice.id or 0]
        found.append(Line(words, () if marked else tuple(posts), notice.link or "/inbox"))
    return found


def _posts(desk: Desk, about: str) -> list[Post]:
    """The posts that a record is about, as far as this desk reads them."""
    table, _, key = about.partition(":")
    if table == "overlap":
        overlap = desk.fetch(Overlap, int(key))
        sides = select(Post).where(Post.id.in_([overlap.left_id, overlap.right_id]))  # type: ignore[attr-defined]
        return list(desk.exec(sides.order_by(Post.id)))  # type: ignore[arg-type]
    return [desk.fetch(Post, int(key))] if table == "post" else []


def of_notices(press: Press, lines: list[Line], topic: Topic, stop: str) -> Letter:
    """One letter for one notice or for several of a topic."""
    first = press.said(lines[0].words)
    many = Words(N_("%(number)s notices: %(topic)s"), {"number": len(lines), "topic": Words(TOPICS[topic])})
    subject = press.said(many) if len(lines) > 1 else _short(first)
    given = {"lines": lines, "topic": TOPICS[topic], "stop": stop, "dated": _dated}
    text, html = (press.write(f"letters/notices.{form}", subject=subject, **given) for form in ("txt", "html"))
    return Letter(subject, text, html)


def _dated(post: Post) -> bool:
    return post.kind == Kind.ACTIVITY and post.starts_at is not None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:119]}…"


def stop_address(config: Config, person_id: int, topic: Topic) -> str:
    return f"{config.base_url.rstrip('/')}/mail/stop/{sign(signing_key(config), person_id, topic)}"


def message(config: Config, person: Person, letter: Letter, message_id: str, stop: str) -> EmailMessage:
    """A letter in its envelope, with the headers by which a mail programme stops it in one click (RFC 8058)."""
    mail = EmailMessage(policy=ENVELOPE)
    mail["Subject"] = " ".join(letter.subject.split())
    mail["From"] = Address("CSAP", addr_spec=config.mail_from)
    mail["To"] = Address(person.name, addr_spec=person.email)
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{message_id}@{config.mail_from.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{stop}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return mail
