"""What the API answers with: the shapes of its answers, from which they are made and described."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, PlainSerializer

from csap.model.overlaps import Outcome, OverlapKind, Severity, State
from csap.model.posts import TLP, Kind, Marking, Precision

Ref = Annotated[str, Field(pattern="^[0-9A-HJKMNP-TV-Z]{8}$")]
"""A post's or an overlap's reference, as in its address."""
Instant = Annotated[datetime, PlainSerializer(lambda value: value.isoformat(), return_type=str)]
DRAFTS = {"anyOf": [{"$ref": f"#/components/schemas/{kind}Draft"} for kind in ("Contact", "Activity", "Risk")]}


class Named(BaseModel):
    id: int
    name: str


class Asked(BaseModel):
    """Whom to ask about what one may not read."""

    name: str
    email: str


class Brief(BaseModel):
    """A post as a list shows it. Times are the host country's, with their offset."""

    ref: Ref
    kind: Kind
    title: str
    status: str
    organisation: Named
    starts: Instant | None
    ends: Instant | None
    place_name: str
    lat: float | None
    lon: float | None
    precision: Precision | None
    region_id: int | None
    themes: list[str]
    tlp: TLP
    marking: Marking
    cooperation_format: int | None
    overlaps: int = Field(description="Unsettled ones that you may know of.")
    version: int
    changed_at: Instant


class Posts(BaseModel):
    """A page of a list, what was changed last first. TLP:RED is in no list."""

    posts: list[Brief]
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


class Side(BaseModel):
    """One side of an overlap: `post` and its `title` where you may read it, else whom to `ask`. In a list the title of
    what is TLP:RED is just that."""

    organisation: Named
    mine: bool
    told: bool
    state: State
    post: Ref | None
    title: str | None
    ask: Asked | None


class Overlap(BaseModel):
    """Two posts that speak of the same. It is a `hit` where you may not read both: then its certainty is told to the
    tenth and its severity not at all."""

    ref: Ref
    kind: OverlapKind
    state: State
    hit: bool
    certainty: float
    severity: Severity | None
    reasons: list[str]
    against: list[str]
    context: list[str]
    sides: list[Side]
    outcome: Outcome | None
    outcome_reason: str
    opened_at: Instant
    settled_at: Instant | None


class Note(BaseModel):
    """A line of what was said and done between the two sides."""

    person: str
    organisation: Named
    step: str
    text: str
    created_at: Instant


class WholeOverlap(Overlap):
    thread: list[Note]


class Overlaps(BaseModel):
    """A page of overlaps, the worst first, then the oldest."""

    overlaps: list[Overlap]
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


class Post(BaseModel):
    """A post as a whole: `draft` is what may be sent back, with the `version`, to change it."""

    ref: Ref
    kind: Kind
    version: int
    organisation: Named
    author: Named
    created_at: Instant
    changed_at: Instant
    withdrawn_at: Instant | None
    withdrawn_reason: str
    draft: Annotated[dict[str, Any], Field(json_schema_extra=DRAFTS)]
    overlaps: list[Overlap]
    more_overlaps: int = Field(description="Overlaps beside those that are listed.")


class Posted(BaseModel):
    """What was posted, changed or withdrawn, and the overlaps that you may know of, the most certain first."""

    ref: Ref
    version: int
    overlaps: list[Overlap]


class Hit(BaseModel):
    """A contact of another organisation that a line means; `post` where you may read it."""

    certainty: float
    reasons: list[str]
    organisation: Named
    ask: Asked | None
    post: Ref | None


class Line(BaseModel):
    line: int
    hit: bool
    hits: list[Hit]


class Checked(BaseModel):
    lines: list[Line]


class OrganisationCode(BaseModel):
    id: int
    short_name: str
    name: str
    name_fr: str
    kind: str
    active: bool


class PersonCode(BaseModel):
    """Somebody with an account who reads posts: whom one may name as a reader."""

    id: int
    name: str
    organisation_id: int


class RegionCode(BaseModel):
    id: int
    code: str
    name: str
    lat: float
    lon: float


class ThemeCode(BaseModel):
    code: str
    group: str
    label: str
    label_fr: str
    current: bool


class InstitutionCode(BaseModel):
    id: int
    name: str
    aliases: list[str]
    parent_id: int | None


class Organisations(BaseModel):
    organisations: list[OrganisationCode]


class People(BaseModel):
    people: list[PersonCode]


class Regions(BaseModel):
    regions: list[RegionCode]


class Themes(BaseModel):
    themes: list[ThemeCode]


class Institutions(BaseModel):
    institutions: list[InstitutionCode]


class Problem(BaseModel):
    """An error (RFC 9457): `detail` in the language that was asked for; `errors` where fields are wrong."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []
