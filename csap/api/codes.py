"""What ids and codes stand for: organisations, people, regions, themes, institutions."""

from typing import Any

from pydantic import BaseModel
from sqlmodel import col, select

from csap.api import shapes
from csap.api.describing import described
from csap.api.door import reading
from csap.api.room import room
from csap.desk import Desk
from csap.model.people import Organisation, Person, Role, Scope
from csap.model.places import Institution, Region, Theme


def _rows(shape: type[BaseModel], records: Any) -> list[dict[str, Any]]:
    return [{name: getattr(each, name) for name in shape.model_fields} for each in records]


@room.get("/organisations")
@described(shapes.Organisations)
@reading(Scope.READ)
def organisations(desk: Desk) -> dict[str, Any]:
    """Organisations, those without accounts too."""
    found = desk.exec(select(Organisation).order_by(Organisation.short_name))
    return {"organisations": _rows(shapes.OrganisationCode, found)}


@room.get("/people")
@described(shapes.People)
@reading(Scope.READ)
def people(desk: Desk) -> dict[str, Any]:
    """People whom a post may name as its readers."""
    reading_ones = Person.active, Person.role != Role.ADMINISTRATOR
    return {"people": _rows(shapes.PersonCode, desk.exec(select(Person).where(*reading_ones).order_by(Person.name)))}


@room.get("/regions")
@described(shapes.Regions)
@reading(Scope.READ)
def regions(desk: Desk) -> dict[str, Any]:
    """First-level administrative areas; without their shapes."""
    columns = [getattr(Region, name) for name in shapes.RegionCode.model_fields]
    return {"regions": [row._asdict() for row in desk.execute(select(*columns).order_by(Region.name))]}


@room.get("/themes")
@described(shapes.Themes)
@reading(Scope.READ)
def themes(desk: Desk) -> dict[str, Any]:
    """Themes, those that are no longer chosen too."""
    return {"themes": _rows(shapes.ThemeCode, desk.exec(select(Theme).order_by(Theme.group, Theme.code)))}


@room.get("/institutions")
@described(shapes.Institutions)
@reading(Scope.READ)
def institutions(desk: Desk) -> dict[str, Any]:
    """Institutions of the host country, as the Delegation keeps them."""
    found = desk.exec(select(Institution).order_by(col(Institution.name)))
    return {"institutions": _rows(shapes.InstitutionCode, found)}
