"""The demo's posts, put on the platform by their authors through their own desks, each on its own day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import select

from csap import clock
from csap.actions import posts, risks
from csap.actions.country import country
from csap.actions.ground import rows
from csap.desk import open_desk
from csap.model.activities import ActivityDraft
from csap.model.contacts import ContactDraft
from csap.model.people import Organisation, Person
from csap.model.places import Place, Region
from csap.model.posts import Post, PostDraft
from csap.model.risks import RiskDraft, Stance
from csap.rules.viewers import SYSTEM, Viewer

Row = dict[str, str]
ORDER = ("contacts", "activities", "risks", "links", "comments")


@dataclass(frozen=True)
class Step:
    """One deed on one day: a row of a file."""

    at: datetime
    file: str
    row: Row


class Story:
    """Tells the seed files day by day. Refs become ids as posts are made."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with open_desk(engine, SYSTEM) as system:
            here = country(system)
            self.zone, self.phone_region = ZoneInfo(here.timezone), here.phone_region
            self.people = {each.email.split("@")[0]: each for each in system.exec(select(Person))}
            self.regions = {each.code: each.id for each in system.exec(select(Region))}
            self.places = {each.name: each for each in system.exec(select(Place))}
            names = {each.short_name: each.id for each in system.exec(select(Organisation))}
        self.organisations = {row["ref"]: names[row["short_name"]] for row in rows("organisations")}
        self.today = clock.now().astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        self.ids: dict[str, int] = {}

    def tell(self, progress: Callable[[int, int], None] = lambda done, of: None) -> dict[str, int]:
        """Do every step at its time; returns ref -> id."""
        steps = sorted(self._steps(), key=lambda step: (step.at, ORDER.index(step.file)))
        for done, step in enumerate(steps, 1):
            with clock.stopped(step.at):
                getattr(self, f"_do_{step.file}")(step.row)
            progress(done, len(steps))
        return self.ids

    def _steps(self) -> Iterator[Step]:
        days = {row["ref"]: int(row["posted_day"]) for file in ORDER[:3] for row in rows(file)}
        for row in rows("comments"):
            days[row["post"]] = min(days[row["post"]], int(row["day"]) - 1)
        for row in rows("activities"):
            for ref in filter(None, row["contacts"].split(";")):
                days[ref] = min(days[ref], days[row["ref"]])
        for hour, file in zip((8, 11, 14), ORDER, strict=False):
            for at, row in enumerate(rows(file)):
                yield Step(self._at(days[row["ref"]], f"{hour + at % 3:02}:{at * 7 % 60:02}"), file, row)
        for row in rows("links"):
            yield Step(self._at(-1, "17:30"), "links", row)
        for row in rows("comments"):
            yield Step(self._at(int(row["day"]), row["time"]), "comments", row)

    def _at(self, day: int, time: str) -> datetime:
        """A day counted from today and a time of the host country's clock; never later than now."""
        hour, minute = map(int, (time or "00:00").split(":"))
        return min((self.today + timedelta(days=day)).replace(hour=hour, minute=minute), clock.now())

    def _desk(self, name: str) -> Any:
        person = self.people[name]
        assert person.id is not None
        return open_desk(self.engine, Viewer(person.id, person.organisation_id, person.role, person.name), writing=True)

    def _post(self, row: Row, draft: PostDraft) -> None:
        with self._desk(row["author"]) as desk:
            self.ids[row["ref"]] = posts.post(desk, draft, source="demo").post.id

    def _do_contacts(self, row: Row) -> None:
        values = _given(row, "contact_kind institution parent_institution function status summary")
        lists = {name: _items(row[name]) for name in ("names", "emails", "phones", "languages")}
        verified = (
            {"verified_on": (self.today + timedelta(days=int(row["verified_day"]))).date()}
            if row["verified_day"]
            else {}
        )
        context = {"phone_region": self.phone_region}
        self._post(row, ContactDraft.model_validate(self._common(row) | values | lists | verified, context=context))

    def _do_activities(self, row: Row) -> None:
        values = _given(row, "title summary form status ask beneficiaries beneficiary_count partners outcome")
        start = None
        if row["start_day"]:
            day = self.today + timedelta(days=int(row["start_day"]))
            hour, minute = map(int, (row["start_time"] or "09:00").split(":"))
            start = day.replace(hour=hour, minute=minute, tzinfo=None)
            values |= {"starts": start, "ends": start + timedelta(minutes=int(row["duration_minutes"] or 60))}
        engaged = [self.ids[ref] for ref in _items(row["contacts"])]
        commitments = [self._commitment(item) for item in _items(row["commitments"])]
        more = {"contacts": engaged, "commitments": commitments}
        self._post(row, ActivityDraft.model_validate(self._common(row) | values | more))

    def _commitment(self, item: str) -> dict[str, Any]:
        text, owner, day = item.split("|")
        return {"text": text, "owner": owner, "due_on": (self.today + timedelta(days=int(day))).date()}

    def _do_risks(self, row: Row) -> None:
        own = set(row) & set(RiskDraft.model_fields) - {"evidence", "regions", "contributors", "themes"}
        values: dict[str, Any] = {name: row[name] for name in own if row[name]}
        stances = [[*item.split("|"), "", ""][:3] for item in _items(row["contributors"])]
        values |= {
            "evidence": [self._evidence(item) for item in _items(row["evidence"])],
            "regions": [self.regions[code] for code in _items(row["regions"])],
            "contributors": [self.organisations[name] for name, *_ in stances],
            "review_on": (self.today + timedelta(days=int(row["review_day"]))).date(),
        }
        self._post(row, RiskDraft.model_validate(values | self._common(row)))
        for organisation, stance, note in stances:
            if stance != Stance.ASKED:
                self._sign(row["ref"], organisation, Stance(stance), note)

    def _evidence(self, item: str) -> dict[str, str]:
        return dict(zip(("scheme", "source", "information", "text"), item.split("|"), strict=True))

    def _sign(self, ref: str, organisation: str, stance: Stance, note: str) -> None:
        signer = next(
            name
            for name, person in self.people.items()
            if person.organisation_id == self.organisations[organisation]
            and person.role in ("officer", "head", "coordinator")
        )
        with self._desk(signer) as desk:
            risks.take_position(desk, desk.fetch(Post, self.ids[ref]), stance, note)

    def _do_links(self, row: Row) -> None:
        author = next(risk["author"] for risk in rows("risks") if risk["ref"] == row["post"])
        linked = [self.ids[each["other"]] for each in rows("links") if each["post"] == row["post"]]
        with self._desk(author) as desk:
            readable = set(desk.exec(select(Post.id).where(Post.id.in_(linked))))  # type: ignore[attr-defined]
            posts.link(desk, desk.fetch(Post, self.ids[row["post"]]), [each for each in linked if each in readable])

    def _do_comments(self, row: Row) -> None:
        with self._desk(row["person"]) as desk:
            posts.comment(desk, desk.fetch(Post, self.ids[row["post"]]), row["text"])

    def _common(self, row: Row) -> dict[str, Any]:
        values = _given(row, "tlp on_match mandate_basis mandate_reference cooperation_format marking")
        audience = _items(row["audience"])
        key = "audience_people" if row["tlp"] == "RED" else "audience_organisations"
        known: dict[str, Any] = (
            {name: each.id for name, each in self.people.items()} if row["tlp"] == "RED" else self.organisations
        )
        return values | self._place(row) | {key: [known[each] for each in audience], "themes": _items(row["themes"])}

    def _place(self, row: Row) -> dict[str, Any]:
        found = self.places.get(row["place"])
        if found is None:
            return {}
        lat, lon = row.get("lat") or found.lat, row.get("lon") or found.lon
        precision = row.get("precision") or "place"
        return {"place_name": found.name, "lat": lat, "lon": lon, "region_id": found.region_id, "precision": precision}


def _given(row: Row, names: str) -> dict[str, Any]:
    return {name: row[name] for name in names.split() if row.get(name)}


def _items(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(";") if item.strip()]
