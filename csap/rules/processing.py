"""The register of processing in words: each processing, category of data and circle of readers, and what protects them.

What the register must hold is listed in Regulation (EU) 2018/1725 art. 31(1); which columns there are is in
`model.register`, how long they are kept in `rules.retention`."""

from dataclasses import dataclass

from sqlalchemy import Column
from sqlmodel import SQLModel

from csap.model.base import Internal, Marked, Personal, Shared
from csap.model.holdings import Category, Processing
from csap.model.sealing import Sealed
from csap.wording import N_

TASK = N_(
    "A task of the EU actors here in the public interest, under Regulation (EU) 2018/1725; for organisations "
    "with rules of their own, these rules and their joint-controller arrangement."
)


@dataclass(frozen=True)
class Described:
    """One processing in words."""

    title: str
    purpose: str
    subjects: str
    ground: str = TASK


DESCRIBED: dict[Processing, Described] = {
    Processing.STAKEHOLDERS: Described(
        N_("Contacts of the host country and when they are engaged"),
        N_("To know who is engaged by whom, so that the EU actors coordinate and don't call on the same person twice."),
        N_("Officials and other representatives of institutions of the host country, in their function."),
    ),
    Processing.POSTS: Described(
        N_("Activities, risk analyses, comments and the history of every post"),
        N_("To share what is planned and known, with who said it and who changed it."),
        N_("Users of the platform as authors; people whom a text mentions in their function."),
    ),
    Processing.OVERLAPS: Described(
        N_("Finding and settling overlaps"),
        N_("To tell two organisations that they engage the same stakeholder; people confirm: no machine decides."),
        N_("Contacts whose names and functions are compared; users who settle an overlap."),
    ),
    Processing.ACCOUNTS: Described(
        N_("Accounts and sign-in"),
        N_("To let those in who may come in, keep others out, and say whom to ask."),
        N_("Users of the platform, the data protection officer and the controller's contact."),
    ),
    Processing.TELLING: Described(
        N_("Notices, mails and the weekly digest"),
        N_("To tell people what concerns them and what they may read."),
        N_("Users of the platform; contacts named in the titles of posts."),
    ),
    Processing.IMPORTS: Described(
        N_("Spreadsheets brought for import"),
        N_("To take over what organisations hold in sheets, once it was looked at."),
        N_("Contacts named in the sheet; the user who brought it."),
    ),
    Processing.RIGHTS: Described(
        N_("Requests of people about their data"),
        N_("To answer in time whoever asks for access, correction, erasure or restriction, or objects."),
        N_("People who ask; users who answer for their organisation."),
    ),
    Processing.AUDIT: Described(
        N_("The record of acts"),
        N_("To prove who did what to which record, and that nobody changed the record since."),
        N_("Users of the platform."),
    ),
}

CATEGORIES: dict[Category, str] = {
    Category.NAME: N_("Names"),
    Category.REACH: N_("E-mail addresses and phone numbers for business"),
    Category.OFFICE: N_("Institution, function and languages"),
    Category.TEXT: N_("Free text, in which people may be mentioned in their function"),
    Category.ENGAGEMENT: N_("Who was engaged in which activity"),
    Category.NOTICE: N_("Purpose, source, verification, and when the person was informed"),
    Category.AUTHOR: N_("Who wrote or did it, and when"),
    Category.ACCOUNT: N_("Account, role and choices"),
    Category.SECRET: N_("Passwords and links"),
    Category.TRACE: N_("Traces of use"),
}

READERS: dict[type[SQLModel], str] = {
    Marked: N_("Those whom the marking of the post names"),
    Personal: N_("The person alone"),
    Shared: N_("Everyone who is signed in"),
    Internal: N_("Nobody; the platform itself"),
}
HASHED = N_("kept as a hash")
ENCRYPTED = N_("encrypted")
PLAIN = N_("not encrypted in the database")


def readers(table: type[SQLModel]) -> str:
    """Who reads a table, in words, as its base says."""
    return next(words for base, words in READERS.items() if issubclass(table, base))


def protection(column: Column[object]) -> str:
    """How a column is kept, in words: a sealed column's type or name says so, a hashed one's name ends in `_hash`."""
    if isinstance(column.type, Sealed) or column.name == "sealed":
        return ENCRYPTED
    return HASHED if column.name.endswith("_hash") else PLAIN
