"""What every table shares: ids, instants in UTC, and who reads it, which each table says by its base."""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

ID_BITS = 40
BigId = BigInteger().with_variant(Integer(), "sqlite")
"""Wide enough for a random id or a key; SQLite keeps it as its row id."""


def new_id() -> int:
    """A random id of 40 bits: eight characters in an address, nothing to count up from."""
    return secrets.randbits(ID_BITS - 1) + (1 << (ID_BITS - 1))


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC on both databases."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Choice(TypeDecorator[StrEnum]):
    """One value of an enumeration, kept as its plain word (no native enum: a new word needs no migration)."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__(length=24)
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


def choice(words: type[StrEnum], **extra: Any) -> Any:
    """A column that holds one value of `words`."""
    return Field(sa_type=Choice(words), **extra)


class Marked(SQLModel):
    """Read by those who may read every post that its `posts` columns name."""

    posts: ClassVar[tuple[str, ...]] = ("post_id",)


class Personal(SQLModel):
    """Read by the one person that its `reader` column names."""

    reader: ClassVar[str] = "person_id"


class Shared(SQLModel):
    """Read by everyone who is signed in."""


class Internal(SQLModel):
    """Read by no person's desk, only by the system's."""


def json_list(**extra: Any) -> Any:
    """A column that holds a list as JSON."""
    return Field(default_factory=list, sa_type=JSON, **extra)


def json_map(**extra: Any) -> Any:
    """A column that holds a mapping as JSON."""
    return Field(default_factory=dict, sa_type=JSON, **extra)
