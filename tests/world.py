"""The world that tests live in: the cast, signed-in browsers, and short ways to post."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import select

from csap import clock
from csap.actions import people, posts
from csap.desk import Desk, open_desk
from csap.model.activities import ActivityDraft
from csap.model.contacts import ContactDraft
from csap.model.people import Organisation, OrganisationKind, Person, Role
from csap.model.places import Country, Region, Theme
from csap.model.risks import RiskDraft
from csap.rules.viewers import SYSTEM, Viewer
from csap.store import schema

A_DAY = datetime(2026, 11, 25, 9, tzinfo=UTC)
"""For tests whose dates are written out: `with clock.stopped(A_DAY):`."""
WRITTEN_OUT = "2026-12-01T10:00"
"""The begin of an activity in such a test, or in one that doesn't mind whether it is over."""
PASSWORD = "correct horse battery staple"
DATA_KEY = "0f" * 32
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Insecure, and fast: a hash is checked by the cost it was made with."""

ORGANISATIONS = {
    "EUDEL": OrganisationKind.DELEGATION,
    "EUCAP": OrganisationKind.CSDP_CIVILIAN,
    "EUBAM": OrganisationKind.CSDP_CIVILIAN,
    "Frontex": OrganisationKind.JHA_AGENCY,
    "Europol": OrganisationKind.JHA_AGENCY,
    "Member State": OrganisationKind.MEMBER_STATE,
}
CAST = {
    "head": ("EUDEL", Role.HEAD),
    "coordinator": ("EUDEL", Role.COORDINATOR),
    "mission": ("EUBAM", Role.OFFICER),
    "capacity": ("EUCAP", Role.OFFICER),
    "frontex": ("Frontex", Role.OFFICER),
    "europol": ("Europol", Role.OFFICER),
    "observer": ("Member State", Role.OBSERVER),
    "dpo": ("EUDEL", Role.DPO),
    "administrator": ("EUDEL", Role.ADMINISTRATOR),
}


def data_keys() -> str:
    """What engines of the tests open sealed values with."""
    return DATA_KEY


def fill(engine: Engine) -> None:
    """The schema, a small country, the organisations and the cast."""
    schema.upgrade(engine)
    hashed = QUICK_HASHER.hash(PASSWORD)
    with open_desk(engine, SYSTEM, writing=True) as system:
        system.add(
            Country(
                code="XX",
                name="Testland",
                name_fr="Testlande",
                timezone="Africa/Niamey",
                phone_region="FR",
                south=0,
                west=0,
                north=10,
                east=10,
                fictional=True,
            )
        )
        system.add_all(
            Region(code=f"XX0{n}", name=name, lat=2 * n, lon=2 * n) for n, name in enumerate(["North", "South"], 1)
        )
        for code in ("migrant-smuggling", "police-reform"):
            system.add(Theme(code=code, group="test", label=code, label_fr=code))
        organisations = {
            name: Organisation(kind=kind, short_name=name, name=name) for name, kind in ORGANISATIONS.items()
        }
        system.add_all(organisations.values())
        system.flush()
        for name, (organisation, role) in CAST.items():
            person = Person(
                name=name.title(),
                email=f"{name}@csap.example",
                organisation_id=organisations[organisation].id,
                role=role,
                created_at=clock.now(),
            )
            system.add(person)
            system.flush()
            system.add(people.Credential(person_id=person.id, password_hash=hashed, changed_at=clock.now()))


def soon(days: int = 6) -> str:
    """Ten o'clock, so many days from now, as a form has it."""
    return f"{clock.now() + timedelta(days=days):%Y-%m-%dT10:00}"


class World:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self.engine: Engine = app.extensions["csap"].engine
        self._devices: dict[str, str] = {}

    def browser(self, name: str = "") -> "Browser":
        """A browser of one of the cast, signed in, at the device that they always use; of nobody without a name."""
        browser = Browser(self.app.test_client())
        if name:
            browser.sign_in(name, self._devices.get(name, ""))
            self._devices[name] = browser.client.get_cookie("csap-device").value
        return browser

    def system(self, writing: bool = True) -> Any:
        return open_desk(self.engine, SYSTEM, writing)

    def viewer(self, name: str) -> Viewer:
        with self.system(writing=False) as system:
            return people.viewer_of(system.exec(select(Person).where(Person.email == f"{name}@csap.example")).one())

    def desk(self, name: str, writing: bool = True) -> Any:
        """A desk of one of the cast: `with world.desk("mission") as desk:`."""
        return open_desk(self.engine, self.viewer(name), writing)

    def address(self, endpoint: str, **values: Any) -> str:
        """The address of a view that takes what a person sends."""
        return self.app.url_map.bind("localhost").build(endpoint, values, method="POST")

    def organisation(self, short_name: str) -> int:
        with self.system(writing=False) as system:
            found = system.exec(select(Organisation.id).where(Organisation.short_name == short_name)).one()
            assert found is not None
            return found

    def contact(self, who: str, name: str = "Amadou Testa", **more: Any) -> posts.Answer:
        return self._post(who, ContactDraft(names=[name], **more))

    def activity(self, who: str, title: str = "Meeting", starts: str | None = None, **more: Any) -> posts.Answer:
        """Begins in six days if nothing else is said."""
        return self._post(who, ActivityDraft(title=title, starts=soon() if starts is None else starts, **more))

    def risk(self, who: str, title: str = "A risk", **more: Any) -> posts.Answer:
        levels = (
            "magnitude",
            "vulnerability_level",
            "impact_security",
            "impact_institutions",
            "impact_eu",
            "impact_persons",
        )
        given = {
            "threat": "A threat.",
            "likelihood": "likely",
            "judgement": "medium",
            "horizon": "3-12",
            "confidence": "low",
        }
        return self._post(who, RiskDraft(title=title, **(dict.fromkeys(levels, "medium") | given | more)))

    def _post(self, who: str, draft: Any) -> posts.Answer:
        with self.desk(who) as desk:
            return posts.post(desk, draft)


class Browser:
    """A test client that fills in the CSRF token of the page it is on."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, **options: Any) -> Any:
        answer = self.client.get(path, **options)
        self._learn(answer)
        return answer

    def post(self, path: str, follow: bool = False, **fields: Any) -> Any:
        """Send a form; a field given as a list is sent once for each value, one given as a tuple is a file."""
        if not self.token:
            self.get("/privacy")
        answer = self.client.post(path, data={"csrf_token": self.token, **fields}, follow_redirects=follow)
        self._learn(answer)
        return answer

    def sign_in(self, name: str, device: str = "") -> None:
        if device:
            self.client.set_cookie("csap-device", device)
        answer = self.post("/login", email=f"{name}@csap.example", password=PASSWORD)
        assert answer.status_code == 302, answer.text

    def _learn(self, answer: Any) -> None:
        if answer.status_code == 302 and "Set-Cookie" in answer.headers:
            self.token = ""  # a new session has a token of its own
        if answer.mimetype == "text/html":
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text) or re.search(
                r'"X-CSRFToken": "([^"]+)"', answer.text
            )
            self.token = found.group(1) if found else self.token


__all__ = ["CAST", "DATA_KEY", "PASSWORD", "Browser", "Desk", "World", "data_keys", "fill"]
