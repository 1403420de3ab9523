"""The platform's memory of itself: the audit chain, job slots, imports, and the kept counts of the map."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from csap.model.base import BigId, Instant, Internal, Personal, json_map
from csap.model.sealing import sealed_bytes, sealed_map


class Record(Internal, table=True):
    """One line of the audit chain: who did which act to what. It holds no content, only the content's digest,
    so that content can be erased and the chain still proven. The database refuses to change or delete one."""

    __table_args__ = (
        *(Index(f"ix_record_{name}", name, "id") for name in ("act", "verb", "subject")),
        *(Index(f"ix_record_{name}", name, "id", "act", "verb") for name in ("person_id", "organisation_id")),
        Index("ix_record_at", "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    person_id: int | None = None
    organisation_id: int | None = None
    act: str = Field(max_length=40)
    verb: str = Field(max_length=12)
    subject: str = Field(max_length=40)
    details: dict[str, Any] = json_map()
    digest: str = Field(default="", max_length=64)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)


class SealedSecret(Internal, table=True):
    """A secret of the database's own that must outlive its data keys, sealed with them: the root of all marks, which
    could not be made anew where the marked text is not kept."""

    __tablename__ = "sealed_secret"
    name: str = Field(primary_key=True, max_length=40)
    value: bytes = sealed_bytes("sealed_secret.value")


class JobSlot(Internal, table=True):
    """A due run of a job; the unique row is the claim."""

    __tablename__ = "job_slot"
    __table_args__ = (UniqueConstraint("job", "due_at"),)
    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(max_length=60)
    due_at: datetime = Field(sa_type=Instant)
    claimed_at: datetime = Field(sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    problem: str = ""


class Upload(Personal, table=True):
    """A sheet that a person brought, kept until it is applied or a day has passed."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    secret: str = Field(unique=True, max_length=40)
    filename: str = Field(max_length=200)
    digest: str = Field(max_length=64, index=True)
    content: bytes = sealed_bytes("upload.content")
    state: str = Field(default="new", max_length=20)
    progress: dict[str, Any] = json_map()
    mapping: dict[str, Any] = json_map()
    report: dict[str, Any] = sealed_map("upload.report")
    created_at: datetime = Field(sa_type=Instant)


class ColumnMapping(Internal, table=True):
    """How an organisation's sheets are laid out, remembered by their headers."""

    __tablename__ = "column_mapping"
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    headers_digest: str = Field(primary_key=True, max_length=64)
    mapping: dict[str, Any] = json_map()
    changed_at: datetime = Field(sa_type=Instant)


class ImportedRow(Internal, table=True):
    """The keyed fingerprint of a row that came in, so that nothing comes in twice."""

    __tablename__ = "imported_row"
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    digest: str = Field(primary_key=True, max_length=64)
    post_id: int = Field(sa_type=BigId, foreign_key="post.id", index=True)
