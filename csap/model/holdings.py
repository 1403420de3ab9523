"""The words of the register of processing: categories of personal data, what is done with them, and for how long."""

from dataclasses import dataclass, field
from enum import StrEnum


class Category(StrEnum):
    """Of personal data."""

    NAME = "name"
    REACH = "reach"
    OFFICE = "office"
    TEXT = "text"
    ENGAGEMENT = "engagement"
    NOTICE = "notice"
    AUTHOR = "author"
    ACCOUNT = "account"
    SECRET = "secret"  # noqa: S105 - a category, not a secret
    TRACE = "trace"


class Processing(StrEnum):
    """What the platform does with personal data, each with a purpose of its own."""

    STAKEHOLDERS = "stakeholders"
    POSTS = "posts"
    OVERLAPS = "overlaps"
    ACCOUNTS = "accounts"
    TELLING = "telling"
    IMPORTS = "imports"
    AUDIT = "audit"
    RIGHTS = "rights"


class Clock(StrEnum):
    """How long something is kept; the terms are in `rules.retention`."""

    POST = "post"
    ACCOUNT = "account"
    AUDIT = "audit"
    UPLOAD = "upload"
    SIGN_IN = "sign_in"
    ATTEMPT = "attempt"
    INVITATION = "invitation"
    CHALLENGE = "challenge"
    DEVICE = "device"
    OUTBOX = "outbox"
    REQUEST = "request"
    BREACH = "breach"
    TOKEN = "token"  # noqa: S105 - a clock, not a secret


@dataclass(frozen=True)
class Holding:
    """What a table holds of people. `personal`: category -> its columns, apart by blanks; `other`: the rest of them."""

    processing: Processing | None = None
    clock: Clock | None = None
    personal: dict[Category, str] = field(default_factory=dict)
    other: str = ""

    def columns(self) -> list[tuple[str, Category]]:
        """The personal columns, each with its category."""
        return [(name, category) for category, names in self.personal.items() for name in names.split()]
