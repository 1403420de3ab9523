"""The envelope of everything that people put on the platform, and who may read it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field as Input
from pydantic import field_validator, model_validator
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from csap.model.base import BigId, Instant, Internal, Marked, choice, json_map, new_id
from csap.model.drafts import Absent, Draft, refuse
from csap.model.sealing import sealed_map
from csap.wording import N_


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
        Index(
            "ix_post_kind_ends",
            *("kind", "ends_at", "starts_at", "audience_id", "organisation_id", "withdrawn_at", "lat", "lon"),
        ),
        Index("ix_post_kind_title", "kind", "title", "id"),
        Index("ix_post_kind_changed", "kind", "changed_at", "id"),
        Index("ix_post_organisation_starts", "organisation_id", "starts_at"),
        Index("ix_post_point", "lat", "lon"),
    )

    id: int = Field(default_factory=new_id, sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
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
    marked_audience_id: int | None = Field(default=None, foreign_key="audience.id")
    """The readers that its marking names, where the post was disclosed to more; else None."""
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
    post_id: int = Field(sa_type=BigId, foreign_key="post.id", primary_key=True)
    theme_code: str = Field(foreign_key="theme.code", primary_key=True, index=True, max_length=40)


class Comment(Marked, table=True):
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(sa_type=BigId, foreign_key="post.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str
    created_at: datetime = Field(sa_type=Instant)


class Link(Marked, table=True):
    """One post points at another: a risk analysis at the activities that answer it."""

    posts: ClassVar[tuple[str, ...]] = ("post_id", "other_id")
    post_id: int = Field(sa_type=BigId, foreign_key="post.id", primary_key=True)
    other_id: int = Field(sa_type=BigId, foreign_key="post.id", primary_key=True, index=True)
    created_at: datetime = Field(sa_type=Instant)


class Change(Marked, table=True):
    """One step in a post's history: who did what and when, with each field's old and new value; those that are sealed
    in the post are sealed here too, in `private`."""

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(sa_type=BigId, foreign_key="post.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    act: str = Field(max_length=40)
    version: int
    difference: dict[str, Any] = json_map()
    private: dict[str, Any] = sealed_map("change.private")
    created_at: datetime = Field(sa_type=Instant)

    @property
    def whole(self) -> dict[str, Any]:
        """Every field that changed, name -> [old, new]."""
        return {**self.difference, **self.private}


MANY = 500
"""Of anything that a draft lists."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Further away lies no activity, and soon what no clock can be set to."""


class PostDraft(Draft):
    """What a person says of any post. `starts` and `ends` are host-country times without a zone."""

    kind: ClassVar[Kind]
    table: ClassVar[type[SQLModel]]

    title: str = Input(default="", max_length=200)
    summary: str = Input(default="", max_length=5000)
    status: str = Input(default="", max_length=20)
    tlp: Annotated[TLP, Absent] = TLP.GREEN
    marking: Marking = Marking.NONE
    audience_organisations: list[int] = Input(default=[], max_length=MANY)
    audience_people: list[int] = Input(default=[], max_length=MANY)
    on_match: OnMatch = OnMatch.TELL_BOTH
    mandate_basis: Annotated[MandateBasis | None, Absent] = None
    mandate_reference: str = Input(default="", max_length=300)
    cooperation_format: Annotated[Annotated[int, Input(ge=1, le=4)] | None, Absent] = None
    themes: list[str] = Input(default=[], max_length=MANY)
    place_name: str = Input(default="", max_length=160)
    lat: Annotated[Annotated[float, Input(ge=-90, le=90)] | None, Absent] = None
    lon: Annotated[Annotated[float, Input(ge=-180, le=180)] | None, Absent] = None
    region_id: Annotated[int | None, Absent] = None
    precision: Annotated[Precision | None, Absent] = None
    starts: Annotated[datetime | None, Absent] = None
    ends: Annotated[datetime | None, Absent] = None

    @field_validator("starts", "ends")
    @classmethod
    def _within_reach(cls, moment: datetime | None) -> datetime | None:
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise refuse(N_("The year must lie between %(first)s and %(last)s."), first=FIRST_YEAR, last=LAST_YEAR)
        return moment

    @model_validator(mode="after")
    def _times_in_order(self) -> "PostDraft":
        if self.starts and self.ends and (self.starts.tzinfo is None) != (self.ends.tzinfo is None):
            raise refuse(N_("Say both times by the host country’s clock."), at="ends")
        if self.starts and self.ends and self.ends < self.starts:
            raise refuse(N_("The end lies before the start."), at="ends")
        return self

    @model_validator(mode="after")
    def _whole_point(self) -> "PostDraft":
        if (self.lat is None) != (self.lon is None):
            raise refuse(N_("A point on the map needs both latitude and longitude."), at="place_name")
        return self

    def details(self) -> dict[str, Any]:
        """The columns of this kind's own table."""
        own = set(self.table.model_fields) - {"post_id"}
        return {name: value for name, value in self if name in own}


class WithdrawalDraft(Draft):
    reason: str = Input(default="", max_length=300)
