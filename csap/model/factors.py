"""What people prove themselves with besides a password: apps, passkeys, recovery codes; and the devices they use."""

from datetime import datetime

from sqlmodel import Field

from csap.model.base import Instant, Internal, Personal, json_list


class Authenticator(Internal, table=True):
    """An app that shows codes (TOTP, RFC 6238). `last_step` is the step of the last code taken: none is taken twice."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    sealed: str = Field(max_length=300)
    last_step: int = 0
    created_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class Passkey(Personal, table=True):
    """A WebAuthn credential. One whose counter ran backwards is stopped: there may be a copy of it."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    credential_id: str = Field(unique=True, max_length=1400)
    public_key: bytes
    sign_count: int = 0
    transports: list[str] = json_list()
    name: str = Field(max_length=80)
    created_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    stopped_at: datetime | None = Field(default=None, sa_type=Instant)


class RecoveryCode(Internal, table=True):
    """One of ten codes for whoever has lost everything else; each works once."""

    __tablename__ = "recovery_code"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    code_hash: str = Field(max_length=64)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class Challenge(Internal, table=True):
    """What is good for once, within minutes: a question put to a passkey, answered by the browser that was asked; a
    provider's word that somebody has left it."""

    id: int | None = Field(default=None, primary_key=True)
    challenge_hash: str = Field(unique=True, max_length=64)
    purpose: str = Field(max_length=20)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    expires_at: datetime = Field(sa_type=Instant)


class Device(Internal, table=True):
    """A browser that a person has signed in with, known by a cookie of its own that outlives the sign-in."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    secret_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
