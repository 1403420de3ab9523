"""A stakeholder of the host country, as one organisation knows them."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field

from csap.model.base import Marked, choice, json_list


class ContactKind(StrEnum):
    """A post is a function whose holder changes: the Director of X, whoever that is."""

    PERSON = "person"
    INSTITUTION = "institution"
    POST = "post"


class Contact(Marked, table=True):
    post_id: int = Field(foreign_key="post.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    contact_kind: ContactKind = choice(ContactKind)
    names: list[str] = json_list()
    institution: str = Field(default="", max_length=200)
    parent_institution: str = Field(default="", max_length=200)
    institution_id: int | None = Field(default=None, foreign_key="institution.id", index=True)
    function: str = Field(default="", max_length=200)
    emails: list[str] = json_list()
    phones: list[str] = json_list()
    languages: list[str] = json_list()
    verified_on: date | None = None
