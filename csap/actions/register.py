"""The register of processing, compiled from what is there: the tables' columns, organisations, accounts, terms.

Compiled anew each time it is asked for, and never edited by hand."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel, func, select

from csap.actions import joint_controls
from csap.actions.country import country
from csap.actions.joint_controls import Standing
from csap.desk import Desk
from csap.model.holdings import Holding, Processing
from csap.model.people import Organisation, Person
from csap.model.places import Country
from csap.model.register import REGISTER
from csap.rules.processing import CATEGORIES, DESCRIBED, Described, protection, readers
from csap.rules.retention import kept
from csap.wording import Words


@dataclass(frozen=True)
class Entry:
    """Columns of one table that are alike: of one category, protected in one way."""

    table: str
    columns: list[str]
    category: str
    readers: str
    kept: Words
    protection: str


@dataclass(frozen=True)
class Recipient:
    organisation: Organisation
    accounts: int


@dataclass(frozen=True)
class Register:
    """What Regulation (EU) 2018/1725 art. 31(1) asks for, as far as the platform knows it."""

    country: Country
    processings: dict[Processing, tuple[Described, list[Entry]]]
    joint: list[Standing]
    recipients: list[Recipient]


def compiled(desk: Desk) -> Register:
    return Register(country(desk), _processings(), joint_controls.standings(desk), _recipients(desk))


def _processings() -> dict[Processing, tuple[Described, list[Entry]]]:
    held: dict[Processing, list[Entry]] = {each: [] for each in Processing}
    for table, holding in REGISTER.items():
        if holding.processing:
            held[holding.processing] += entries(table, holding)
    return {processing: (DESCRIBED[processing], found) for processing, found in held.items()}


def entries(table: type[SQLModel], holding: Holding) -> Iterable[Entry]:
    """The register's lines of one table."""
    assert holding.clock is not None
    lines: dict[tuple[str, str], list[str]] = {}
    columns: Any = table.__table__.columns  # type: ignore[attr-defined]
    for name, category in holding.columns():
        lines.setdefault((CATEGORIES[category], protection(columns[name])), []).append(name)
    for (words, protected), names in lines.items():
        yield Entry(str(table.__tablename__), names, words, readers(table), kept(holding.clock), protected)


def _recipients(desk: Desk) -> list[Recipient]:
    """The organisations whose people can sign in, the largest first."""
    counted = select(Person.organisation_id, func.count()).where(Person.active).group_by(Person.organisation_id)  # type: ignore[arg-type]
    accounts = Counter(dict(desk.exec(counted).all()))
    found = desk.exec(select(Organisation).where(Organisation.active))
    those = [Recipient(each, accounts[each.id or 0]) for each in found if accounts[each.id or 0]]
    return sorted(those, key=lambda each: (-each.accounts, each.organisation.short_name))
