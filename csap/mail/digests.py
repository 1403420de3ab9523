"""A released digest as mail, plain text and paper: one reader's copy, written by a press outside the web."""

from csap.actions import digest_copies, digest_papers
from csap.actions.digest_copies import Copy
from csap.desk import Desk
from csap.errors import NotFound
from csap.formats.pdf import pdf
from csap.mail.letters import TOPICS, Letter
from csap.mail.press import Press
from csap.model.digests import Digest, DigestState
from csap.model.mail import Topic

STEPS = (12, 8, 5, 3, 1)
"""How many lines of each section a text may have: fewer and fewer, until it is small enough for a bad line."""


def letter(desk: Desk, press: Press, digest_id: int, stop: str) -> Letter | None:
    """None where this reader may not have it, or it is not released."""
    try:
        digest = desk.fetch(Digest, digest_id)
    except NotFound:
        return None
    if digest.state != DigestState.RELEASED:
        return None
    copy = digest_copies.copy(desk, digest, unsaid=digest_copies.NOT_BY_MAIL)
    subject = press.said(digest_papers.title(digest))
    given = digest_papers.told(desk, copy) | {"stop": stop, "subject": subject, "topic": TOPICS[Topic.DIGEST]}
    html = press.write("letters/digest.html", **given)
    return Letter(subject, plain(press, given), html)


def plain(press: Press, given: dict[str, object]) -> str:
    """The text, under 20 kB: of a long one the first lines of each section, and where the rest is."""
    for most in STEPS:
        text = press.write("letters/digest.txt", most=most, **given)
        if len(text.encode()) < digest_papers.TEXT_BYTES:
            break
    return text


def text(desk: Desk, press: Press, copy: Copy) -> str:
    """A copy as plain text on its own, without a way to stop mails."""
    return plain(press, digest_papers.told(desk, copy) | {"stop": ""})


def paper(desk: Desk, press: Press, copy: Copy) -> bytes:
    """A copy as PDF."""
    given = digest_papers.told(desk, copy) | {"drawings": digest_papers.drawn(desk, copy, press.said)}
    return pdf(press.write("digests/paper.html", **given))
