"""The demo country, from the plain files of `seed/`: its ground, organisations and people. Fictional throughout."""

import json
import tomllib
from datetime import date, timedelta
from typing import Any

from sqlmodel import select

from csap import clock
from csap.actions import passwords
from csap.actions.country import find_country, fold
from csap.actions.ground import SEED, lay_themes, rows
from csap.desk import Desk
from csap.errors import Conflict
from csap.model.joint_control import JointControl
from csap.model.people import Credential, Mandate, Organisation, Person
from csap.model.places import Country, Institution, Outline, Place, Region
from csap.wording import N_

OTHER_COUNTRY = N_("This database holds a real country. The demo needs one of its own: set CSAP_DATABASE to another.")


def lay(system: Desk) -> bool:
    """The country with its ground, organisations and people; False where the demo is there already."""
    known = find_country(system)
    if known is not None:
        if not known.fictional:
            raise Conflict(OTHER_COUNTRY)
        return False
    facts = tomllib.loads((SEED / "country.toml").read_text(encoding="utf-8"))
    system.add(_country(facts))
    _ground(system)
    lay_themes(system)
    _institutions(system)
    _organisations(system, clock.today(facts["timezone"]))
    return True


def _country(facts: dict[str, Any]) -> Country:
    west, south, east, north = facts["bbox"]
    return Country(
        code=facts["code"],
        name=facts["name_en"],
        name_fr=facts["name_fr"],
        languages=facts["languages"],
        timezone=facts["timezone"],
        phone_region=facts["phone_region"],
        capital=facts["capital"],
        south=south,
        west=west,
        north=north,
        east=east,
        fictional=True,
        **facts["protection"],
    )


def _features(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((SEED / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    return found


def _ground(system: Desk) -> None:
    for layer, name in (("country", "outline"), ("neighbours", "neighbours")):
        for feature in _features(name):
            system.add(Outline(layer=layer, name=feature["properties"]["name"], shape=feature["geometry"]))
    regions = {}
    for feature in _features("regions"):
        about = feature["properties"]
        region = Region(
            **{key: about[key] for key in ("code", "name", "names", "lat", "lon")}, shape=feature["geometry"]
        )
        system.add(region)
        regions[region.code] = region
    system.flush()
    for row in rows("places"):
        for name in filter(None, [row["name"], *row["other_names"].split(";")]):
            region_id = regions[row["region"]].id
            lat, lon = float(row["lat"]), float(row["lon"])
            system.add(Place(name=name, folded=fold(name), lat=lat, lon=lon, region_id=region_id))
    system.flush()


def _institutions(system: Desk) -> None:
    listed: dict[str, Institution] = {}
    for row in rows("institutions"):
        others = [row["name_fr"], *row["other_names"].split(";"), *row["acronyms"].split(";")]
        parent = listed.get(row["parent"])
        made = Institution(
            name=row["name_en"], aliases=[each for each in others if each], parent_id=parent.id if parent else None
        )
        system.add(made)
        system.flush()
        listed[row["ref"]] = made


def _organisations(system: Desk, today: date) -> None:
    made = {}
    for row in rows("organisations"):
        made[row["ref"]] = Organisation.model_validate(row | {"name": row["name_en"]})
    system.add_all(made.values())
    system.flush()
    for row in rows("mandates"):
        ends_on = today + timedelta(days=int(row["ends_on"])) if row["ends_on"] else None
        own: dict[str, Any] = {"organisation_id": made[row["organisation"]].id, "text": row["text_en"]}
        dates = {"starts_on": today + timedelta(days=int(row["starts_on"])), "ends_on": ends_on}
        system.add(Mandate.model_validate(row | own | dates))
    for row in rows("joint_controls"):
        signed_on = today + timedelta(days=int(row["signed_on"]))
        review_on = today + timedelta(days=int(row["review_on"]))
        given = row | {"signed_on": signed_on, "review_on": review_on}
        system.add(JointControl.model_validate(given | {"organisation_id": made[row["organisation"]].id}))
    for row in rows("people"):
        own = {"organisation_id": made[row["organisation"]].id, "created_at": clock.now()}
        system.add(Person.model_validate(row | own))
    system.flush()


def give_password(system: Desk, password: str) -> list[Person]:
    """Let everyone in the demo sign in with one password; those who can already stay signed in. Returns the people."""
    everyone = list(system.exec(select(Person).where(Person.active).order_by(Person.id)))  # type: ignore[arg-type]
    stored = {each.person_id: each for each in system.exec(select(Credential))}
    fitting = {
        hashed for hashed in {each.password_hash for each in stored.values()} if passwords.fits(hashed, password)
    }
    new = next(iter(fitting), "") or passwords.HASHER.hash(password)
    for person in everyone:
        assert person.id is not None
        record = stored.get(person.id) or Credential(person_id=person.id, changed_at=clock.now())
        if record.password_hash not in fitting:
            record.password_hash, record.changed_at = new, clock.now()
            system.add(record)
    system.flush()
    return everyone
