"""A real SMTP server for the tests, that takes letters, refuses them, stalls, or dies in the middle of one."""

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from csap import clock
from csap.config import Config
from csap.mail.sending import send_due
from tests.world import DATA_KEY

TAKEN = "250 Taken"


class PostOffice:
    """`moods` are used up one letter at a time: "refuse now", "refuse for ever", "stall", "die", "take and die"."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.moods: list[str] = []

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:
        mood = self.moods[0] if self.moods else ""
        if mood in ("refuse now", "refuse for ever"):
            self.moods.pop(0)
            return "451 Not now" if mood == "refuse now" else "550 No such person"
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        mood = self.moods.pop(0) if self.moods else ""
        if mood == "stall":
            await asyncio.wait([asyncio.ensure_future(asyncio.Event().wait())], timeout=3)
        if mood != "die":
            self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if mood.endswith("die"):
            server.transport.abort()
        return TAKEN

    def to(self, name: str) -> list[EmailMessage]:
        return [each for each in self.letters if f"{name}@csap.example" in each["To"]]

    def everything(self, name: str) -> str:
        """All that this person got, headers and both bodies."""
        return "\n".join(f"{each['Subject']}\n{text(each)}\n{html(each)}" for each in self.to(name))


def text(letter: EmailMessage) -> str:
    return letter.get_body(("plain",)).get_content()


def html(letter: EmailMessage) -> str:
    return letter.get_body(("html",)).get_content()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def opened() -> Iterator[tuple[PostOffice, str]]:
    """A post office, and its address as CSAP_SMTP_URL has it."""
    office = PostOffice()
    port = _free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


def settings(world: Any, url: str, **more: Any) -> Config:
    return Config(
        database=str(world.engine.url),
        secret_key="t" * 40,
        data_key=DATA_KEY,
        smtp_url=url,
        smtp_timeout=1,
        mail_from="csap@eudel.example",
        base_url="https://csap.example",
        **more,
    )


def send(world: Any, url: str) -> int:
    return send_due(world.engine, settings(world, url))


__all__ = ["PostOffice", "clock", "html", "opened", "send", "settings", "text"]
