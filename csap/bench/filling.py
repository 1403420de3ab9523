"""Fictional posts in bulk, with everything that real ones leave behind: details, themes, keys and overlaps.

Not for the demo: these posts mean nothing, there are only many of them, spread over two years and the whole country.

Names are made of few syllables, which is harder than life: among 10,000 a new name has 53 candidates, a name of a
real list (parliaments and sanctions) 43. Posts are held in the services of many places, the first of which are drawn
far more often. When there were 21 posts for the whole country, each was held by hundreds: of 495 overlaps 494 were the
same post under other names, and their number grew with the contacts, which no register of a country shows."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel, select

from csap import clock
from csap.actions.audiences import audience
from csap.actions.country import country, fold
from csap.desk import Desk
from csap.model.activities import Activity, Form
from csap.model.base import ID_BITS
from csap.model.contacts import Contact, ContactKind
from csap.model.overlaps import IndexState, Overlap, OverlapKind
from csap.model.people import Person, Role
from csap.model.places import Region, Theme
from csap.model.posts import TLP, Kind, Post, PostTheme
from csap.model.risks import Confidence, Horizon, Level, Likelihood, Risk
from csap.model.sealing import ring_of
from csap.overlap.candidates import enter, entry, subject_of
from csap.overlap.generations import begin, current
from csap.rules.markings import readers

BATCH = 2000
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnrstv" for vowel in "aeo"]
WORK = ("Meeting with", "Training for", "Visit to", "Mentoring of", "Donation to")
UNITS = ("border police", "coast guard", "customs", "judicial police", "gendarmerie", "prison service", "prosecutors")
FUNCTIONS = ("Director", "Commander", "Adviser", "Deputy director", "Inspector", "Chief of staff", "Head of training")
PLACES = 200
BACK, AHEAD = 600, 130
"""Days that activities are spread over."""


@dataclass(frozen=True)
class Ground:
    """What posts refer to."""

    authors: list[Person]
    regions: list[Region]
    themes: list[str]
    audiences: dict[tuple[int, TLP], int]
    box: tuple[float, float, float, float]
    now: datetime


def ground(system: Desk) -> Ground:
    here = country(system)
    authors = [each for each in system.exec(select(Person)) if each.role in (Role.OFFICER, Role.COORDINATOR)]
    audiences = {}
    for author in authors:
        for tlp in (TLP.GREEN, TLP.AMBER, TLP.AMBER_STRICT):
            named = [other.organisation_id for other in authors[:3]]
            who = readers(tlp, author.organisation_id, author.id or 0, named, [])
            audiences[author.organisation_id, tlp] = audience(system, who)
    return Ground(
        authors,
        list(system.exec(select(Region))),
        list(system.exec(select(Theme.code))),
        audiences,
        (here.west, here.south, here.east, here.north),
        clock.now(),
    )


def fill(system: Desk, count: int, tell: Callable[[int], None] = lambda done: None) -> None:
    """Add so many posts: six in ten activities, three contacts, one risk analysis; one in fifty in an open overlap."""
    chance = random.Random(1)  # noqa: S311 - fiction, no secret
    place = ground(system)
    ids = chance.sample(range(2 ** (ID_BITS - 1), 2**ID_BITS), count)
    for start in range(0, count, BATCH):
        posts = [_post(chance, place, number) for number in ids[start : start + BATCH]]
        _store(system, chance, place, posts)
        tell(len(posts))


def name(chance: random.Random) -> str:
    return " ".join(_word(chance) for _ in range(2))


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).title()


@cache
def _places() -> list[str]:
    chance = random.Random(4)  # noqa: S311 - fiction, no secret
    return [_word(chance) for _ in range(PLACES)]


def held(chance: random.Random) -> tuple[str, str]:
    """The function and the institution of somebody: a service of one place, the first places far more often."""
    place = _places()[int(PLACES * chance.random() ** 3)]
    return chance.choice(FUNCTIONS), f"{chance.choice(UNITS)} of {place}".capitalize()


def _post(chance: random.Random, place: Ground, number: int) -> Post:
    author = chance.choice(place.authors)
    kind = chance.choices((Kind.ACTIVITY, Kind.CONTACT, Kind.RISK), (6, 3, 1))[0]
    tlp = chance.choices((TLP.GREEN, TLP.AMBER, TLP.AMBER_STRICT), (80, 15, 5))[0]
    west, south, east, north = place.box
    starts = place.now + timedelta(hours=chance.randint(-BACK * 24, AHEAD * 24)) if kind == Kind.ACTIVITY else None
    title = name(chance) if kind == Kind.CONTACT else f"{chance.choice(WORK)} the {chance.choice(UNITS)}"
    created = place.now - timedelta(minutes=chance.randint(0, BACK * 24 * 60))
    return Post(
        id=number,
        kind=kind,
        title=title,
        organisation_id=author.organisation_id,
        author_id=author.id or 0,
        status="planned" if kind == Kind.ACTIVITY else "current" if kind == Kind.CONTACT else "draft",
        starts_at=starts,
        ends_at=starts + timedelta(hours=chance.choice((2, 2, 2, 72))) if starts else None,
        lat=chance.uniform(south, north),
        lon=chance.uniform(west, east),
        region_id=chance.choice(place.regions).id,
        cooperation_format=chance.choice((None, 1, 2, 3, 4)),
        tlp=tlp,
        audience_id=place.audiences[author.organisation_id, tlp],
        folded=fold(title),
        source="bench",
        created_at=created,
        changed_at=created,
    )


def _store(system: Desk, chance: random.Random, place: Ground, posts: list[Post]) -> None:
    details: dict[Kind, Any] = {
        Kind.ACTIVITY: [_activity(chance, each) for each in posts if each.kind == Kind.ACTIVITY],
        Kind.CONTACT: [_contact(chance, each) for each in posts if each.kind == Kind.CONTACT],
        Kind.RISK: [_risk(each) for each in posts if each.kind == Kind.RISK],
    }
    themes: list[dict[str, Any]] = [{"post_id": each.id, "theme_code": chance.choice(place.themes)} for each in posts]
    whole = (posts, *details.values(), _overlaps(chance, place, posts))
    found: list[tuple[Any, list[dict[str, Any]]]] = [
        (type(rows[0]), [row.model_dump() for row in rows]) for rows in whole if rows
    ]
    for table, plain in (*found, (PostTheme, themes)):
        system.connection().execute(insert(SQLModel.metadata.tables[str(table.__tablename__)]), plain)
    _index(system, posts, details[Kind.CONTACT])


def _activity(chance: random.Random, post: Post) -> Activity:
    return Activity(post_id=post.id, form=chance.choice(list(Form)), beneficiaries=chance.choice(UNITS))


def _contact(chance: random.Random, post: Post) -> Contact:
    function, institution = held(chance)
    return Contact(
        post_id=post.id,
        contact_kind=ContactKind.PERSON,
        names=[post.title],
        institution=institution,
        function=function,
        emails=[f"{fold(post.title).replace(' ', '.')}{chance.randint(1, 999)}@gov.example"],
    )


def _risk(post: Post) -> Risk:
    levels = ("magnitude", "vulnerability_level", "impact_security", "impact_institutions", "impact_eu")
    return Risk(
        post_id=post.id,
        threat=post.title,
        likelihood=Likelihood.LIKELY,
        impact_persons=Level.LOW,
        judgement=Level.LOW,
        horizon=Horizon.SHORT,
        confidence=Confidence.LOW,
        **dict.fromkeys(levels, Level.LOW),  # type: ignore[arg-type]
    )


def _index(system: Desk, posts: list[Post], contacts: list[Contact]) -> None:
    """So that contacts are found again, as every posted one is."""
    owners = {each.id: each.organisation_id for each in posts}
    index = current(system) or begin(system, IndexState.CURRENT)
    marks = ring_of(system).marks
    entries = [
        entry(index.generation, each.post_id, owners[each.post_id], subject_of(each, marks)) for each in contacts
    ]
    enter(system, index, entries)


def _overlaps(chance: random.Random, place: Ground, posts: list[Post]) -> list[Overlap]:
    pairs = (sorted(chance.sample(posts, 2), key=lambda post: post.id) for _ in range(len(posts) // 100))
    return [
        Overlap(
            kind=OverlapKind.SAME_STAKEHOLDER,
            left_id=left.id,
            right_id=right.id,
            left_organisation_id=left.organisation_id,
            right_organisation_id=right.organisation_id,
            certainty=0.9,
            opened_at=place.now,
        )
        for left, right in {(left.id, right.id): (left, right) for left, right in pairs}.values()
    ]
