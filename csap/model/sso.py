"""Whom a single sign-on provider means: its name for a person, bound to the account here."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from csap.model.base import Instant, Personal


class Identity(Personal, table=True):
    """A provider's person is known by issuer and subject for ever; the e-mail address counts only the first time.

    An account has one for each provider: a second person there with the same address gets nowhere."""

    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("issuer", "person_id"))
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    issuer: str = Field(max_length=300)
    subject: str = Field(max_length=300)
    created_at: datetime = Field(sa_type=Instant)
    used_at: datetime = Field(sa_type=Instant)
