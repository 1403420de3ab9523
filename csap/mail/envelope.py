"""How the headers of a letter become lines. Python's own way loses the blank between two words with accents, and codes
long addresses as if they were words, which no mail programme reads back."""

from email.header import Header
from email.policy import EmailPolicy
from typing import Any

WORDS = ("subject",)
ADDRESSES = ("list-unsubscribe", "message-id")
WIDTH = 76


class Envelope(EmailPolicy):
    def fold(self, name: str, value: Any) -> str:
        if name.lower() in WORDS:
            return f"{name}: {self._coded(name, str(value))}{self.linesep}"
        if name.lower() in ADDRESSES:
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in WORDS + ADDRESSES:
            return self.fold(name, value).encode("ascii")
        return bytes(super().fold_binary(name, value))

    def _coded(self, name: str, text: str) -> str:
        charset = "us-ascii" if text.isascii() else "utf-8"
        return Header(text, charset, maxlinelen=WIDTH, header_name=name).encode(linesep=self.linesep)


ENVELOPE = Envelope()
