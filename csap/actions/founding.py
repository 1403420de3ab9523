"""Setting the platform up for a host country: its ground, the themes, a Delegation, a first administrator. What is
there already stays, so that it can be done again."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import insert
from sqlmodel import col, select

from csap import clock
from csap.actions import people
from csap.actions.country import find_country, fold
from csap.desk import Desk
from csap.errors import Conflict
from csap.formats import gazetteer
from csap.formats.gazetteer import Geography
from csap.model.people import Credential, Organisation, OrganisationKind, Person, Role
from csap.model.places import Country, Outline, Place, Region
from csap.wording import N_, Words

BATCH = 2000
OTHER_COUNTRY = N_("This platform is for %(country)s already; another country needs a database of its own.")
LONGEST_NAME = 160


@dataclass(frozen=True)
class Founded:
    """What setting up a country's ground added; all 0 where it was there."""

    regions: int = 0
    places: int = 0
    outlines: int = 0


def settle(system: Desk, ground: Geography) -> Founded:
    """Make this the platform of a country. `Conflict` if it is another one's."""
    here = find_country(system)
    if here is not None and here.code != ground.country.iso:
        raise Conflict(Words(OTHER_COUNTRY, {"country": here.name}))
    if here is not None:
        return Founded()
    system.add(_country(ground))
    regions = {each.code: _region(each) for each in ground.regions}
    system.add_all(regions.values())
    outlines = _outlines(ground)
    system.add_all(outlines)
    system.flush()
    places = _places(ground, {code: each.id for code, each in regions.items()})
    for start in range(0, len(places), BATCH):
        system.execute(insert(Place), places[start : start + BATCH])
    return Founded(len(regions), len(places), len(outlines))


def _country(ground: Geography) -> Country:
    about = ground.country
    west, south, east, north = about.bbox
    return Country(
        code=about.iso,
        name=about.name_en,
        name_fr=about.name_fr,
        languages=list(about.languages),
        timezone=about.timezone,
        phone_region=about.iso,
        capital=about.capital,
        south=south,
        west=west,
        north=north,
        east=east,
    )


def _region(region: gazetteer.Region) -> Region:
    lat, lon = region.centroid
    return Region(code=region.code, name=region.name, names=list(region.names), lat=lat, lon=lon, shape=region.geometry)


def _outlines(ground: Geography) -> list[Outline]:
    own = Outline(layer="country", name=ground.country.name_en, shape=ground.country.outline)
    return [own, *(Outline(layer="neighbours", name=each.name, shape=each.outline) for each in ground.neighbours)]


def _places(ground: Geography, regions: Mapping[str, int | None]) -> list[dict[str, object]]:
    return [
        {
            "name": each.name[:LONGEST_NAME],
            "folded": fold(each.name)[:LONGEST_NAME],
            "lat": each.lat,
            "lon": each.lon,
            "region_id": regions.get(each.region_code),
        }
        for each in ground.places
    ]


def protect(system: Desk, values: Mapping[str, str]) -> bool:
    """Keep who the controller and the data protection officer are, as far as it was said; whether both are known."""
    here = find_country(system)
    assert here is not None
    for name, value in values.items():
        setattr(here, name, value)
    return bool(here.controller and here.dpo)


def delegation(system: Desk, short_name: str, name: str) -> Organisation:
    """The EU Delegation: the one that is there, or a new one."""
    of_kind = select(Organisation).where(Organisation.kind == OrganisationKind.DELEGATION)
    found = system.exec(of_kind.order_by(col(Organisation.id))).first()
    if found:
        return found
    made = Organisation(kind=OrganisationKind.DELEGATION, short_name=short_name, name=name, colour="#003399")
    system.add(made)
    system.flush()
    return made


def first_administrator(system: Desk, email: str, organisation_id: int) -> str | None:
    """The one-time secret of the first administrator; None where an administrator can sign in already."""
    administrators = select(Person).where(Person.role == Role.ADMINISTRATOR, col(Person.active))
    able = select(Credential.person_id).where(Credential.password_hash != "")
    if system.exec(administrators.where(col(Person.id).in_(able))).first():
        return None
    waiting = system.exec(administrators).first()
    return people.invite(system, waiting or _administrator(system, email, organisation_id))


def _administrator(system: Desk, email: str, organisation_id: int) -> Person:
    made = Person(
        name="Administrator",
        email=email.strip().lower(),
        organisation_id=organisation_id,
        role=Role.ADMINISTRATOR,
        created_at=clock.now(),
    )
    system.add(made)
    system.flush()
    return made
