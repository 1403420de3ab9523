"""Organisations, people, and how people sign in."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field as Input
from pydantic import field_validator, model_validator
from sqlmodel import Field

from csap.model.base import Instant, Internal, Personal, Shared, choice, json_list
from csap.model.drafts import Absent, Draft, refuse
from csap.model.posts import TLP
from csap.wording import N_


class OrganisationKind(StrEnum):
    """Partners are those that coordination sheets name beside the EU's own; they have no accounts."""

    DELEGATION = "delegation"
    CSDP_CIVILIAN = "csdp_civ"
    CSDP_MILITARY = "csdp_mil"
    JHA_AGENCY = "jha_agency"
    MEMBER_STATE = "member_state"
    COMMISSION = "commission"
    EUSR = "eusr"
    PARTNER = "partner"


class Role(StrEnum):
    HEAD = "head"
    COORDINATOR = "coordinator"
    OFFICER = "officer"
    OBSERVER = "observer"
    DPO = "dpo"
    ADMINISTRATOR = "administrator"


class Organisation(Shared, table=True):
    id: int | None = Field(default=None, primary_key=True)
    kind: OrganisationKind = choice(OrganisationKind)
    short_name: str = Field(unique=True, max_length=40)
    name: str = Field(max_length=200)
    name_fr: str = Field(default="", max_length=200)
    colour: str = Field(default="#4a5568", max_length=7)
    default_tlp: str = Field(default="GREEN", max_length=12)
    applies: list[str] = json_list()
    """The labels that it may apply to posts; none: all of them."""
    active: bool = True


class Mandate(Shared, table=True):
    """What an organisation is there for, and by which act, from when to when: mandates change."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    text: str
    text_fr: str = ""
    legal_basis: str = Field(max_length=300)
    starts_on: date
    ends_on: date | None = None


class Person(Shared, table=True):
    """Who can be asked. How the person signs in is `Credential`, which nobody reads."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    email: str = Field(unique=True, max_length=254)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    role: Role = choice(Role)
    function: str = Field(default="", max_length=120)
    language: str = Field(default="", max_length=5)
    active: bool = True
    created_at: datetime = Field(sa_type=Instant)


class Credential(Internal, table=True):
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    password_hash: str = ""
    changed_at: datetime = Field(sa_type=Instant)


class SignIn(Personal, table=True):
    """One browser that a person is signed in with. The cookie holds the secret; here is only its hash.

    `methods` are the proofs given so far. While `entered_at` is not set something is still lacking, and nothing opens;
    `proved_at` is when the person last proved to be there; `provider_session` what a single sign-on provider calls the
    session at its own place."""

    __tablename__ = "sign_in"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    secret_hash: str = Field(unique=True, max_length=64)
    device: str = Field(default="", max_length=200)
    methods: list[str] = json_list()
    created_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    entered_at: datetime | None = Field(default=None, sa_type=Instant)
    proved_at: datetime | None = Field(default=None, sa_type=Instant)
    provider_session: str = Field(default="", max_length=300)


class Invitation(Internal, table=True):
    """A one-time link by which a person sets the first, or a new, password."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    secret_hash: str = Field(unique=True, max_length=64)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class Attempt(Internal, table=True):
    """A failed sign-in, counted per account and per address, in the database so that every worker counts alike."""

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(index=True, max_length=300)
    at: datetime = Field(sa_type=Instant)


class Scope(StrEnum):
    """What a token opens, and nothing else: the calendar; of the API what its person may read, post, or check."""

    FEED = "feed"
    READ = "read"
    POST = "post"
    CHECK = "check"


class Token(Personal, table=True):
    """A personal, revocable key to a feed or to the API, shown once and kept as a hash. `scope` is one word for a feed,
    for the API one or more apart by blanks, as OAuth 2 writes them (RFC 6749 section 3.3). `used_at` is a day: no more
    is needed to see whether it is in use. `strong`: the sign-in that made it had proved two factors."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    scope: str = Field(max_length=20)
    name: str = Field(default="", max_length=80)
    strong: bool = False
    secret_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    reminded_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class TokenDraft(Draft):
    """A token to the API, before it is made."""

    name: str = Input(min_length=1, max_length=80)
    scopes: list[Literal[Scope.READ, Scope.POST, Scope.CHECK]] = Input(min_length=1, max_length=3)
    days: int = Input(ge=1, le=365)


class OrganisationDraft(Draft):
    kind: OrganisationKind
    short_name: str = Input(min_length=1, max_length=40)
    name: str = Input(min_length=1, max_length=200)
    name_fr: str = Input(default="", max_length=200)
    colour: str = "#4a5568"
    default_tlp: TLP = TLP.GREEN
    active: bool = True

    @field_validator("colour")
    @classmethod
    def _six_digits(cls, colour: str) -> str:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
            raise refuse(N_("A colour is written as # and six digits, such as #1b4a9c."))
        return colour.lower()


class MandateDraft(Draft):
    text: str = Input(min_length=1, max_length=3000)
    text_fr: str = Input(default="", max_length=3000)
    legal_basis: str = Input(min_length=1, max_length=300)
    starts_on: date
    ends_on: Annotated[date | None, Absent] = None

    @model_validator(mode="after")
    def _in_order(self) -> "MandateDraft":
        if self.ends_on and self.ends_on < self.starts_on:
            raise refuse(N_("The end lies before the start."), at="ends_on")
        return self


class AccountDraft(Draft):
    """What an administrator may amend; the address stays, for it is how a person signs in."""

    name: str = Input(min_length=1, max_length=120)
    organisation_id: int
    role: Role
    function: str = Input(default="", max_length=120)


class PersonDraft(AccountDraft):
    email: str = Input(max_length=254)

    @field_validator("email")
    @classmethod
    def _address(cls, email: str) -> str:
        if not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]{2,}", email):
            raise refuse(N_("“%(value)s” is not an e-mail address."), value=email)
        return email.lower()
