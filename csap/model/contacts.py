"""A stakeholder of the host country, as one organisation knows them."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

import phonenumbers
from pydantic import BeforeValidator, ValidationInfo, field_validator, model_validator
from pydantic import Field as Input
from sqlmodel import Field, SQLModel

from csap.model.base import BigId, Marked, choice, json_list
from csap.model.drafts import Absent, Lines, refuse
from csap.model.posts import MANY, Kind, PostDraft
from csap.model.sealing import sealed_list
from csap.wording import N_


class ContactStatus(StrEnum):
    CURRENT = "current"
    FORMER = "former"


class ContactKind(StrEnum):
    """A post is a function whose holder changes: the Director of X, whoever that is."""

    PERSON = "person"
    INSTITUTION = "institution"
    POST = "post"


SEALED = frozenset({"emails", "phones"})
"""The fields that stand encrypted in the database, in the contact and in its history."""


class Purpose(StrEnum):
    """What a contact is kept for; the register of processing lists them."""

    COORDINATION = "coordination"
    COOPERATION = "cooperation"
    TRAINING = "training"
    PROGRAMME = "programme"
    PROTOCOL = "protocol"
    CRISIS = "crisis"


class Provenance(StrEnum):
    """Where the details of a contact come from, as the notice to the person says it."""

    NOT_SAID = ""
    PERSON = "person"
    INSTITUTION = "institution"
    PUBLIC = "public"
    EU_ACTOR = "eu_actor"


class Exemption(StrEnum):
    """Why a person is not told that they are a contact here."""

    NONE = ""
    KNOWS = "knows"
    EFFORT = "effort"
    LAW = "law"
    SECRECY = "secrecy"
    DANGER = "danger"


class Contact(Marked, table=True):
    post_id: int = Field(
        sa_type=BigId, foreign_key="post.id", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    contact_kind: ContactKind = choice(ContactKind)
    names: list[str] = json_list()
    institution: str = Field(default="", max_length=200)
    parent_institution: str = Field(default="", max_length=200)
    institution_id: int | None = Field(default=None, foreign_key="institution.id", index=True)
    function: str = Field(default="", max_length=200)
    emails: list[str] = sealed_list("contact.emails")
    phones: list[str] = sealed_list("contact.phones")
    languages: list[str] = json_list()
    verified_on: date | None = None
    purpose: Purpose = choice(Purpose, default=Purpose.COORDINATION)
    provenance: Provenance = choice(Provenance, default=Provenance.NOT_SAID)
    informed_on: date | None = None
    exemption: Exemption = choice(Exemption, default=Exemption.NONE)
    exemption_reason: str = Field(default="", max_length=300)


_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]{2,}")


_usual = BeforeValidator(lambda value: value or Purpose.COORDINATION)


class ContactDraft(PostDraft):
    """Validated with the context `phone_region`, the host country's ISO code, for numbers without +."""

    kind: ClassVar[Kind] = Kind.CONTACT
    table: ClassVar[type[SQLModel]] = Contact

    status: str = ContactStatus.CURRENT
    contact_kind: ContactKind = ContactKind.PERSON
    names: Lines = Input(default=[], max_length=MANY)
    institution: str = Input(default="", max_length=200)
    parent_institution: str = Input(default="", max_length=200)
    function: str = Input(default="", max_length=200)
    emails: Lines = Input(default=[], max_length=MANY)
    phones: Lines = Input(default=[], max_length=MANY)
    languages: Lines = Input(default=[], max_length=MANY)
    verified_on: Annotated[date | None, Absent] = None
    purpose: Annotated[Purpose, _usual] = Purpose.COORDINATION
    provenance: Provenance = Provenance.NOT_SAID
    informed_on: Annotated[date | None, Absent] = None
    exemption: Exemption = Exemption.NONE
    exemption_reason: str = Input(default="", max_length=300)

    @field_validator("status")
    @classmethod
    def _known_status(cls, status: str) -> str:
        return ContactStatus(status) if status in set(ContactStatus) else ContactStatus.CURRENT

    @field_validator("names")
    @classmethod
    def _short_names(cls, names: list[str]) -> list[str]:
        if any(len(name) > 200 for name in names):
            raise refuse(N_("A name is too long: at most 200 characters."))
        return names[:20]

    @field_validator("emails")
    @classmethod
    def _addresses(cls, emails: list[str]) -> list[str]:
        for email in emails:
            if len(email) > 254 or not _EMAIL.fullmatch(email):
                raise refuse(N_("“%(value)s” is not an e-mail address."), value=email)
        return [email.lower() for email in emails]

    @field_validator("phones")
    @classmethod
    def _e164(cls, phones: list[str], info: ValidationInfo) -> list[str]:
        region = (info.context or {}).get("phone_region") or None
        return [_phone(phone, region) for phone in phones]

    @model_validator(mode="after")
    def _named(self) -> "ContactDraft":
        if self.contact_kind == ContactKind.POST and not self.function:
            raise refuse(N_("A post needs its function, such as Director."), at="function")
        if not self.names and self.contact_kind == ContactKind.POST:
            self.names = [", ".join(part for part in (self.function, self.institution) if part)]
        if not self.names and self.contact_kind == ContactKind.INSTITUTION and self.institution:
            self.names = [self.institution]
        if not self.names:
            raise refuse(N_("Give at least one name."), at="names")
        if self.exemption and not self.exemption_reason:
            raise refuse(N_("Say in one line why this person is not informed."), at="exemption_reason")
        self.title = self.names[0]
        return self


def _phone(text: str, region: str | None) -> str:
    """A number in E.164, whatever national spelling it came in."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise refuse(
            N_("“%(value)s” is not a phone number. Write it with its country, as in +33 1 99 00 12 34."), value=text
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
