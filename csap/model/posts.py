"""The envelope of everything that people put on the platform, and who may read it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from csap.model.base import Instant, Internal, Marked, choice, json_map, new_id


class Kind(StrEnum):
    CONTACT = "contact"
    ACTIVITY = "activity"
    RISK = "risk"


class TLP(StrEnum):
    RED = "RED"
    AMBER_STRICT = "AMBER+STRICT"
    AMBER = "AMBER"
    GREEN = "GREEN"
    CLEAR = "CLEAR"


class Marking(StrEnum):
    """Non-classified distribution markings. Classified text is refused, never stored."""

    NONE = ""
    EU_LIMITED = "EU LIMITED"
    LIMITE = "LIMITE"
    SENSITIVE = "SENSITIVE"


class OnMatch(StrEnum):
    TELL_BOTH = "tell_both"
    TELL_ME_FIRST = "tell_me_first"
    TELL_NOBODY = "tell_nobody"


class MandateBasis(StrEnum):
    CSDP = "csdp"
    JHA = "jha"
    OTHER = "other"


class Precision(StrEnum):
    POINT = "point"
    PLACE = "place"
    REGION = "region"
    COUNTRY = "country"


class Audience(Internal, table=True):
    """A set of readers, shared by all posts with the same readers; `key` spells it out."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)


class AudienceMember(Internal, table=True):
    """One reader of an audience: everyone here, an organisation, or a person."""

    __tablename__ = "audience_member"
    id: int | None = Field(default=None, primary_key=True)
    audience_id: int = Field(foreign_key="audience.id", index=True)
    everyone: bool = False
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)


class Post(Marked, table=True):
    posts: ClassVar[tuple[str, ...]] = ("id",)
    __table_args__ = (
        Index("ix_post_kind_starts", "kind", "starts_at", "id"),
        Index("ix_post_kind_title", "kind", "title", "id"),
        Index("ix_post_kind_changed", "kind", "changed_at", "id"),
        Index("ix_post_organisation_starts", "organisation_id", "starts_at"),
        Index("ix_post_point", "lat", "lon"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: Kind = choice(Kind)
    title: str = Field(max_length=200)
    summary: str = ""
    organisation_id: int = Field(foreign_key="organisation.id")
    author_id: int = Field(foreign_key="person.id")
    status: str = Field(max_length=20)
    starts_at: datetime | None = Field(default=None, sa_type=Instant)
    ends_at: datetime | None = Field(default=None, sa_type=Instant)
    place_name: str = Field(default="", max_length=160)
    lat: float | None = None
    lon: float | None = None
    precision: Precision | None = choice(Precision, default=None)
    region_id: int | None = Field(default=None, foreign_key="region.id", index=True)
    mandate_basis: MandateBasis | None = choice(MandateBasis, default=None)
    mandate_reference: str = Field(default="", max_length=300)
    cooperation_format: int | None = None
    tlp: TLP = choice(TLP, default=TLP.GREEN)
    marking: Marking = choice(Marking, default=Marking.NONE)
    audience_id: int = Field(foreign_key="audience.id", index=True)
    on_match: OnMatch = choice(OnMatch, default=OnMatch.TELL_BOTH)
    folded: str = ""
    version: int = 1
    source: str = Field(default="form", max_length=20)
    created_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant, index=True)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_reason: str = Field(default="", max_length=300)


class PostTheme(Marked, table=True):
    __tablename__ = "post_theme"
    post_id: int = Field(foreign_key="post.id", primary_key=True)
    theme_code: str = Field(foreign_key="theme.code", primary_key=True, index=True, max_length=40)


class Comment(Marked, table=True):
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str
    created_at: datetime = Field(sa_type=Instant)


class Link(Marked, table=True):
    """One post points at another: a risk analysis at the activities that answer it."""

    posts: ClassVar[tuple[str, ...]] = ("post_id", "other_id")
    post_id: int = Field(foreign_key="post.id", primary_key=True)
    other_id: int = Field(foreign_key="post.id", primary_key=True, index=True)
    created_at: datetime = Field(sa_type=Instant)


class Change(Marked, table=True):
    """One step in a post's history: who did what and when, with each field's old and new value."""

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    act: str = Field(max_length=40)
    version: int
    difference: dict[str, Any] = json_map()
    created_at: datetime = Field(sa_type=Instant)
