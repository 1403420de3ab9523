"""SMTP that knows how far it got: smtplib, with a stop right before the last dot of a letter, and strict TLS.

Until that dot a server may deliver nothing (RFC 5321, 4.1.1.4). After it only the server's answer says what it did, and
who gives up too early makes doubles (RFC 1047): that answer is waited for longer than any other."""

import re
import smtplib
import ssl
from collections.abc import Callable
from typing import Any

LINE_DOT = re.compile(rb"(?m)^\.")
END = b".\r\n"


class Withheld(smtplib.SMTPException):
    """The last dot was not sent, so the server has nothing."""


class Careful(smtplib.SMTP):
    """`before_end` is asked right before the last dot and may withhold it; `ended` says whether it went out. `patience`
    is how long its answer is waited for, in seconds."""

    before_end: Callable[[], bool]
    patience: float
    ended = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """The DATA command with its text; smtplib's own sends text and last dot in one."""
        self.putcmd("data")
        code, said = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, said)
        text = LINE_DOT.sub(b"..", msg)
        self.send(text if text.endswith(b"\r\n") else text + b"\r\n")
        if not self.before_end():
            raise Withheld
        if not self._still_there():
            raise smtplib.SMTPServerDisconnected("the server left within the letter")
        self._wait(self.patience)
        self.send(END)
        self.ended = True
        answer = self.getreply()
        self._wait(self.timeout)
        return answer

    def _still_there(self) -> bool:
        """A server that waits for the last dot has nothing to say and has not hung up."""
        assert self.sock
        self.sock.setblocking(False)
        try:
            self.sock.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        finally:
            self._wait(self.timeout)
        return False

    def _wait(self, seconds: float) -> None:
        if self.sock:
            self.sock.settimeout(seconds)


class CarefulSSL(Careful, smtplib.SMTP_SSL):
    """The same, over TLS from the first byte."""


def trust(authorities: str) -> ssl.SSLContext:
    """What certificates are believed: those of the system, and of the PEM file `authorities` if one is named. The
    name in the certificate must be the server's."""
    context = ssl.create_default_context()
    if authorities:
        context.load_verify_locations(authorities)
    return context
