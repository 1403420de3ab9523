"""The mail server: its address as the settings give it, and what became of a letter that was given to it."""

import re
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from types import TracebackType
from urllib.parse import unquote, urlsplit

from csap.config import Misconfigured


class Fate(StrEnum):
    """`LATER`: not taken, or not known to be; the same letter is tried again. `DOWN`: the server itself, so that
    nothing else need be tried now. `NEVER`: refused for good."""

    SENT = "sent"
    LATER = "later"
    DOWN = "down"
    NEVER = "never"


@dataclass(frozen=True)
class Answer:
    fate: Fate
    problem: str = ""


@dataclass(frozen=True)
class Server:
    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""


PORTS = {"smtp": 25, "smtps": 465, "starttls": 587}


def server(url: str) -> Server:
    """`smtp://`, `starttls://` or `smtps://`, then `user:password@host:port`. `Misconfigured` if it is none of them."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise Misconfigured("CSAP_SMTP_URL must be smtp://, starttls:// or smtps:// and a host")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], user, password)


class Postman:
    """Gives letters to one server over one connection, opened when it is first needed and anew after a failure."""

    def __init__(self, to: Server, timeout: float) -> None:
        self.to = to
        self.timeout = timeout
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._leave()

    def give(self, letter: EmailMessage) -> Answer:
        """Hand a letter over and say what became of it; never raises."""
        try:
            smtp = self._smtp = self._smtp or self._connect()
        except (OSError, smtplib.SMTPException) as error:
            return Answer(Fate.DOWN, _told(error))
        try:
            smtp.send_message(letter)
        except smtplib.SMTPException as error:
            return self._refused(error)
        except OSError as error:
            self._drop()
            return Answer(Fate.DOWN, _told(error))
        return Answer(Fate.SENT)

    def _refused(self, error: smtplib.SMTPException) -> Answer:
        self._leave()
        if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPSenderRefused):
            return Answer(Fate.DOWN, _told(error))
        return Answer(Fate.NEVER if _code(error) >= 500 else Fate.LATER, _told(error))

    def _connect(self) -> smtplib.SMTP:
        kind = smtplib.SMTP_SSL if self.to.scheme == "smtps" else smtplib.SMTP
        smtp = kind(self.to.host, self.to.port, timeout=self.timeout)
        if self.to.scheme == "starttls":
            smtp.starttls()
        if self.to.user:
            smtp.login(self.to.user, self.to.password)
        return smtp

    def _leave(self) -> None:
        try:
            if self._smtp:
                self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._drop()
        self._smtp = None

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None


def _code(error: smtplib.SMTPException) -> int:
    """The server's code for the one recipient of a letter; 0 where it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _told(error: Exception) -> str:
    """What the server said, without the addresses that it may have repeated."""
    said = re.sub(r"\S+@\S+", "…", f"{type(error).__name__}: {error}")
    return said[:300]
