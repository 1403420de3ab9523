"""The sketch that map, timeline and totals are counted in: it finds what the database finds, for everyone, at once
after every act, and rests on no column that the access rules might look at unseen."""

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from sqlalchemy.sql import visitors
from sqlmodel import col, or_, select

from csap import clock
from csap.actions import disclosing, posts, sketch
from csap.actions.expiring import expire
from csap.actions.filters import Filter, conditions, of_kinds
from csap.actions.settling import settle
from csap.actions.sifting import between, sifted
from csap.actions.sketch import Version
from csap.model.overlaps import UNSETTLED, Outcome, Overlap, OverlapKind
from csap.model.posts import Kind, Post
from csap.rules.access import readable
from tests.world import CAST

ZONE = "Africa/Niamey"
SAME = {"emails": ["a.testa@example.org"], "phones": [], "institution": "Police", "function": "Director"}
MAIL = "b.other@example.org"


def filled(world) -> None:
    """Posts of every kind, marking and owner, some without a date or a point, and overlaps between hidden ones."""
    chance = random.Random(5)  # noqa: S311 - fiction, no secret
    for number in range(21):
        who = chance.choice(("mission", "capacity", "frontex", "europol", "coordinator"))
        more = {
            "tlp": chance.choice(("GREEN", "AMBER+STRICT", "RED")),
            "themes": chance.choice(([], ["police-reform"], ["police-reform", "migrant-smuggling"])),
            "summary": chance.choice(("A 100% sure thing", "Under_way")),
        }
        if chance.random() < 0.8:
            more |= {"lat": chance.uniform(1, 9), "lon": chance.uniform(1, 9), "precision": "point", "region_id": 1}
        if number % 3 == 0:
            world.contact(who, f"Person {number}", **more, emails=[MAIL] if number == 3 else [])
        elif number % 3 == 1:
            world.risk(who, f"Risk {number}", **more)
        else:
            starts = chance.choice(("", f"2026-11-{number % 28 + 1:02}T10:00", f"2026-12-{number % 28 + 1:02}T23:30"))
            status = {} if starts else {"status": "idea"}
            world.activity(who, f"Meeting {number}", starts, cooperation_format=chance.choice((1, 2)), **more, **status)
    for who, tlp in (("mission", "GREEN"), ("frontex", "AMBER+STRICT"), ("europol", "RED"), ("capacity", "GREEN")):
        world.contact(who, "Amadou Testa", lat=1.5, lon=1.5, tlp=tlp, on_match="tell_me_first", **SAME)


def filters(world) -> list[Filter]:
    """Of every kind, three of them with each kind of period."""
    eubam = world.organisation("EUBAM")
    plain = [
        Filter(),
        Filter(organisations=(eubam, world.organisation("Frontex"))),
        *(Filter(kinds=(kind,)) for kind in Kind),
        Filter(themes=("migrant-smuggling",), text="100%"),
        Filter(formats=(2,)),
        Filter(region=1),
        Filter(text="UNDER_way"),
        Filter(text=MAIL),
        Filter(status="planned"),
        Filter(author=world.viewer("mission").person_id),
        Filter(overlaps=True),
        Filter(box=(1.0, 1.0, 5.0, 5.0)),
    ]
    periods = ((date(2026, 11, 10), date(2026, 12, 10)), (date(2026, 11, 20), None), (None, date(2026, 11, 20)))
    return plain + [replace(each, since=since, until=until) for each in plain[::5] for since, until in periods]


def agree(world, asked: list[Filter]) -> None:
    """Everyone is counted what the database gives them."""
    for name in ("mission", "frontex", "coordinator", "observer", "administrator"):
        with world.desk(name, writing=False) as desk:
            for wanted in asked:
                stored = set(desk.exec(select(Post.id).where(*conditions(wanted), of_kinds(wanted, ZONE))))
                assert set(sifted(desk, wanted, ZONE).ids) == stored, (name, wanted)
            first, last = clock.now() - timedelta(days=9), clock.now() + timedelta(days=9)
            during = col(Post.ends_at) >= first, col(Post.starts_at) < last
            stored = set(desk.exec(select(Post.id).where(*conditions(Filter()), *during)))
            assert set(between(desk, Filter(), first, last).ids) == stored, name
    with world.system(writing=False) as system:
        followed = sketch.sketch(system)
        begun = sketch._begun(system, followed.version)
    same = [name for name in begun.posts if name not in ("status", "themes", "readers")]
    assert all(np.array_equal(followed.posts[name], begun.posts[name], equal_nan=name != "words") for name in same)


def test_the_sketch_finds_what_the_database_finds_for_everyone_and_at_once_after_every_act(world):
    filled(world)
    agree(world, filters(world))
    with world.desk("mission") as desk:
        sides = Overlap.left_organisation_id, Overlap.right_organisation_id
        mine = desk.exec(select(Overlap).where(or_(*(side == desk.person.organisation_id for side in sides)))).first()
        disclosing.disclose(desk, mine)
    agree(world, [Filter(), Filter(overlaps=True)])
    with world.desk("mission") as desk:
        settle(desk, desk.fetch(Overlap, mine.id), Outcome.JOINT, "We go together")
    with world.desk("frontex") as desk:
        own = desk.exec(select(Post).where(Post.organisation_id == desk.person.organisation_id)).all()
        posts.withdraw(desk, own[0], "a mistake")
    world.contact("europol", "Newcomer", lat=2.5, lon=2.5, themes=["police-reform"])
    agree(world, [Filter(), Filter(overlaps=True)])
    with world.system() as system:
        for each in system.exec(select(Overlap).where(col(Overlap.state).in_(UNSETTLED))):
            each.kind, each.opened_at = OverlapKind.CONVERGING, clock.now() - timedelta(days=90)
            for post_id in (each.left_id, each.right_id):
                system.fetch(Post, post_id).ends_at = clock.now() - timedelta(days=60)
        system.flush()
        expire(system)
    with world.desk("mission", writing=False) as desk:
        assert len(sifted(desk, Filter(overlaps=True), ZONE)) == 0


def test_a_database_in_the_place_of_another_is_read_anew(world):
    world.contact("mission", "Amadou Testa")
    with world.system(writing=False) as system:
        known = sketch.sketch(system)
        assert sketch._followed(system, known, known.version) is not None
        other = replace(known, version=Version(known.version.line, "0" * 64))
        assert sketch._followed(system, other, known.version) is None


def test_the_access_rules_look_at_nothing_of_a_post_or_an_overlap_but_what_makes_its_set(world):
    looked_at = {"post": set(), "overlap": set()}
    for name in CAST:
        for table in (Post, Overlap):
            for element in visitors.iterate(readable(table, world.viewer(name))):
                owner = getattr(getattr(element, "table", None), "element", getattr(element, "table", None))
                if getattr(owner, "name", "") in looked_at:
                    looked_at[owner.name].add(element.name)
    assert looked_at["post"] == {"id", "audience_id", "organisation_id", "withdrawn_at"}
    alike = {"left_organisation_id", "right_organisation_id", "left_told", "right_told", "brokered", "quiet"}
    assert looked_at["overlap"] == alike | {"left_id", "right_id"}
