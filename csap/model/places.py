"""The host country: itself, its regions, its places, its institutions and the themes people work on."""

from typing import Annotated, Any

from pydantic import Field as Input
from sqlalchemy import JSON
from sqlmodel import Field

from csap.model.base import Shared, json_list
from csap.model.drafts import Absent, Address, Draft, Lines


class Country(Shared, table=True):
    """The one host country of this platform."""

    code: str = Field(primary_key=True, max_length=3)
    name: str = Field(max_length=120)
    name_fr: str = Field(default="", max_length=120)
    languages: list[str] = json_list()
    timezone: str = Field(max_length=64)
    phone_region: str = Field(default="", max_length=2)
    capital: str = Field(default="", max_length=120)
    south: float = -90.0
    west: float = -180.0
    north: float = 90.0
    east: float = 180.0
    fictional: bool = False
    controller: str = Field(default="", max_length=300)
    controller_email: str = Field(default="", max_length=254)
    dpo: str = Field(default="", max_length=200)
    dpo_email: str = Field(default="", max_length=254)


class Region(Shared, table=True):
    """A first-level administrative area; `names` are its other
    spellings, `shape` is a GeoJSON geometry, or None where only the point is known."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=20)
    name: str = Field(max_length=120)
    names: list[str] = json_list()
    lat: float
    lon: float
    shape: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class Outline(Shared, table=True):
    """A shape that the base map draws: the country itself, or a neighbour for context."""

    id: int | None = Field(default=None, primary_key=True)
    layer: str = Field(index=True, max_length=20)
    name: str = Field(default="", max_length=120)
    shape: dict[str, Any] = Field(sa_type=JSON)


class Place(Shared, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=160)
    folded: str = Field(index=True, max_length=160)
    lat: float
    lon: float
    region_id: int | None = Field(default=None, foreign_key="region.id")


class ProtectionDraft(Draft):
    """Who answers for the personal data held here: the controller and its data protection officer."""

    controller: str = Input(min_length=1, max_length=300)
    controller_email: Address
    dpo: str = Input(min_length=1, max_length=200)
    dpo_email: Address


class Institution(Shared, table=True):
    """A host-country institution that everyone may know of; kept by the coordinator."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=200)
    aliases: list[str] = json_list()
    parent_id: int | None = Field(default=None, foreign_key="institution.id")


class Theme(Shared, table=True):
    """One code of the theme list; old versions stay so that old posts keep their code."""

    code: str = Field(primary_key=True, max_length=40)
    version: int = 1
    group: str = Field(max_length=40)
    label: str = Field(max_length=120)
    label_fr: str = Field(max_length=120)
    socta2025: str = Field(default="", max_length=200)
    empact2226: str = Field(default="", max_length=200)
    empact2629: str = Field(default="", max_length=200)
    csdp_task: str = Field(default="", max_length=200)
    current: bool = True


class InstitutionDraft(Draft):
    name: str = Input(min_length=1, max_length=200)
    aliases: Lines = []
    parent_id: Annotated[int | None, Absent] = None
