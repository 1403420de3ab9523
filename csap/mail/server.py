"""The mail server: its address as the settings give it, and what became of a letter that was given to it."""

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from types import TracebackType
from urllib.parse import unquote, urlsplit

from csap.config import Misconfigured
from csap.mail.smtp import Careful, CarefulSSL, Withheld, trust


class Fate(StrEnum):
    """`LATER`: not taken now; the same letter is tried again. `DOWN`: the server itself, so that nothing else need be
    tried now. `NEVER`: refused for good. `WITHHELD`: kept back before its last dot."""

    SENT = "sent"
    LATER = "later"
    DOWN = "down"
    NEVER = "never"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Answer:
    """`unknown`: the letter went out whole and nothing came back, so the server may have it or not."""

    fate: Fate
    problem: str = ""
    unknown: bool = False


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

    def __init__(self, to: Server, timeout: float, patience: float, authorities: str = "") -> None:
        self.to = to
        self.timeout = timeout
        self.patience = patience
        self.authorities = authorities
        self._smtp: Careful | None = None

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._leave()

    def give(self, letter: EmailMessage, before_end: Callable[[], bool]) -> Answer:
        """Hand a letter over and say what became of it; never raises. `before_end` is asked once the server has all
        but the last dot: it may still withhold the letter."""
        try:
            smtp = self._smtp = self._smtp or self._connect()
        except (OSError, smtplib.SMTPException) as error:
            return Answer(Fate.DOWN, self._why(error))
        smtp.ended, smtp.before_end = False, before_end
        try:
            _send(smtp, letter)
        except Withheld:
            self._drop()
            return Answer(Fate.WITHHELD)
        except smtplib.SMTPException as error:
            return self._refused(error, smtp.ended)
        except OSError as error:
            self._drop()
            return Answer(Fate.DOWN, _told(error), smtp.ended)
        return Answer(Fate.SENT)

    def _refused(self, error: smtplib.SMTPException, ended: bool) -> Answer:
        if isinstance(error, smtplib.SMTPServerDisconnected):
            self._drop()
            return Answer(Fate.DOWN, _told(error), ended)
        self._leave()
        if isinstance(error, smtplib.SMTPSenderRefused):
            return Answer(Fate.DOWN, _told(error))
        return Answer(Fate.NEVER if _code(error) >= 500 else Fate.LATER, _told(error))

    def _connect(self) -> Careful:
        smtp = self._reached()
        smtp.patience = self.patience
        try:
            if self.to.scheme == "starttls":
                smtp.starttls(context=trust(self.authorities))
            if self.to.user:
                smtp.login(self.to.user, self.to.password)
        except (OSError, smtplib.SMTPException):
            smtp.close()
            raise
        return smtp

    def _reached(self) -> Careful:
        there = self.to.host, self.to.port
        if self.to.scheme == "smtps":
            return CarefulSSL(*there, timeout=self.timeout, context=trust(self.authorities))
        return Careful(*there, timeout=self.timeout)

    def _why(self, error: Exception) -> str:
        """Why there is no connection, so that who runs the platform knows what to mend."""
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"the certificate of {self.to.host} is not trusted: {error.verify_message}"
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return f"{self.to.host} does not take this user and password: {error.smtp_code}"
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return f"{self.to.host} can't do what CSAP_SMTP_URL asks: {error}"
        return _told(error)

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


def _send(smtp: Careful, letter: EmailMessage) -> None:
    """As `send_message` does it, but for the ">" that it puts before lines that begin with "From"."""
    sender, *receivers = (each.addr_spec for name in ("From", "To") for each in letter[name].addresses)
    if "".join((sender, *receivers)).isascii():
        smtp.sendmail(sender, receivers, letter.as_bytes(policy=letter.policy.clone(linesep="\r\n")))
    else:
        smtp.send_message(letter)


def _code(error: smtplib.SMTPException) -> int:
    """The server's code for the one recipient of a letter; 0 where it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _told(error: Exception) -> str:
    """What the server said, without the addresses that it may have repeated."""
    said = re.sub(r"\S+@\S+", "…", f"{type(error).__name__}: {error}")
    return said[:300]
