"""A real SMTP server for the tests, that takes letters, refuses them, stalls, or dies in the middle of one."""

import asyncio
import email
import email.policy
import socket
import threading
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


class Server(SMTP):
    """One that can die between the first line of a letter and its end."""

    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.moods[:1] != ["die within"]:
            return await super().smtp_DATA(arg)
        self.event_handler.moods.pop(0)
        await self.push("354 Go on")
        await self._reader.readline()
        self.transport.abort()
        asyncio.get_running_loop().call_soon(self.event_handler.died.set)
        return None


class Office(Controller):
    def factory(self) -> SMTP:
        return Server(self.handler, **self.SMTP_kwargs)


class PostOffice:
    """`moods` are used up one letter at a time: "refuse now", "refuse for ever", "refuse at the end", "die before",
    "die within", "die", "take and die", "stall", "take slowly"."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.moods: list[str] = []
        self.died = threading.Event()

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:
        mood = self.moods[0] if self.moods else ""
        if mood == "die before":
            self.moods.pop(0)
            server.transport.abort()
        if mood in ("refuse now", "refuse for ever"):
            self.moods.pop(0)
            return "451 Not now" if mood == "refuse now" else "550 No such person"
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        mood = self.moods.pop(0) if self.moods else ""
        if mood == "refuse at the end":
            return "452 Full"
        if mood in ("stall", "take slowly"):
            await asyncio.wait([asyncio.ensure_future(asyncio.Event().wait())], timeout=3 if mood == "stall" else 1.5)
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
def opened(scheme: str = "smtp", sign_in: str = "", **more: Any) -> Iterator[tuple[PostOffice, str]]:
    """A post office, and its address as CSAP_SMTP_URL has it. `more` is how its controller speaks TLS and signs in."""
    office = PostOffice()
    port = _free_port()
    controller = Office(office, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield office, f"{scheme}://{sign_in}127.0.0.1:{port}"
    finally:
        controller.stop()


def settings(world: Any, url: str, **more: Any) -> Config:
    return Config(
        database=str(world.engine.url),
        secret_key="t" * 40,
        data_key=DATA_KEY,
        smtp_url=url,
        mail_from="csap@eudel.example",
        base_url="https://csap.example",
        **{"smtp_timeout": 1, "smtp_patience": 1, **more},
    )


def send(world: Any, url: str, **more: Any) -> int:
    return send_due(world.engine, settings(world, url, **more))


__all__ = ["PostOffice", "clock", "html", "opened", "send", "settings", "text"]
