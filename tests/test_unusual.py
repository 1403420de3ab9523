"""Unusual access is told: to the data protection officers, once a day, and of the officer to others."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select, update

from csap import audit, clock, jobs
from csap.actions import unusual
from csap.model.notices import Notice
from csap.model.people import Person
from csap.rules.acts import Act

USUAL = unusual.Usual(opened=100, exported=500, hits=50, refused=20)


def write(world, who, act, count, about="post:{}", ago=timedelta(), **details):
    entries = [
        audit.Entry(world.viewer(who), act, about.format(number), details=details, at=clock.now() - ago)
        for number in range(count)
    ]
    with world.system() as system:
        system.audit_all(entries)


def watched(world):
    """Whom the watch told, of what; after a run of it."""
    with world.system() as system:
        unusual.watch(system, USUAL)
        people = {each.id: each.name for each in system.exec(select(Person))}
        told = system.exec(select(Notice).where(Notice.kind == "watch").order_by(Notice.id))
        return [(people[each.person_id], each.message % each.params, each.link.partition("?")[0]) for each in told]


LOUD = {
    "opened": (Act.POST_READ, USUAL.opened, "post:{}", {}, "Mission has opened 100 contacts or closed posts"),
    "exported": (Act.LIST_EXPORT, 2, "list:contacts", {"rows": 300}, "Mission has exported 600 rows"),
    "exported overlaps": (Act.LIST_EXPORT, 2, "list:overlaps", {"rows": 300}, "Mission has exported 600 rows"),
    "exported people": (Act.DIRECTORY_EXPORT, 2, "list:people", {"rows": 300}, "Mission has exported 600 rows"),
    "hits": (Act.HIT_SEE, USUAL.hits, "post:{}", {}, "Mission has learnt of 50 posts"),
    "listed": (Act.POST_READ, 1, "list:contacts", {"posts": list(range(500))}, "Mission has looked at 500 contacts"),
    "refused": (Act.ACT_DENY, USUAL.refused, "post:{}", {}, "Mission was refused 20 times"),
}


@pytest.mark.parametrize("case", LOUD)
def test_the_officer_is_told_once_a_day_of_what_is_unusual(world, case):
    act, count, about, details, words = LOUD[case]
    write(world, "mission", act, count, about, **details)
    write(world, "frontex", act, count // 2, about, **details)
    for _ in range(2):
        ((name, said, link),) = watched(world)
        assert (name, link) == ("Dpo", "/privacy/audit") and said.startswith(words) and said.endswith("within a day.")
    with clock.stopped(clock.now() + timedelta(hours=25)):
        write(world, "mission", act, count, about, **details)
        assert len(watched(world)) == 2


@pytest.mark.parametrize("case", ["one post", "yesterday", "an activity list", "told by others"])
def test_what_is_usual_is_not_told(world, case):
    if case == "one post":
        write(world, "mission", Act.POST_READ, USUAL.opened, "post:1")
    elif case == "yesterday":
        write(world, "mission", Act.POST_READ, USUAL.opened, ago=timedelta(hours=25))
    elif case == "told by others":
        write(world, "mission", Act.HIT_SEE, USUAL.hits, "overlap:{}")
    else:
        write(world, "mission", Act.LIST_EXPORT, 5, "list:activities", rows=300)
    assert watched(world) == []


@pytest.mark.parametrize("who", ["dpo", "mission"])
def test_of_the_officer_and_where_there_is_none_the_delegation_is_told(world, who):
    write(world, who, Act.POST_READ, USUAL.opened)
    with world.system() as system:
        system.execute(update(Person).where(Person.email == "dpo@csap.example").values(active=who == "dpo"))
    assert {(name, link.rpartition("/")[0]) for name, _, link in watched(world)} == {
        ("Head", "/people"),
        ("Coordinator", "/people"),
    }


def test_the_link_leads_the_officer_to_the_lines(world):
    write(world, "mission", Act.ACT_DENY, USUAL.refused)
    watched(world)
    with world.system() as system:
        link = system.exec(select(Notice.link)).one()
        system.execute(update(Person).where(Person.email == "dpo@csap.example").values(language="fr"))
    browser = world.browser("dpo")
    assert "Mission a essuyé 20 refus en un jour" in browser.get("/inbox").text
    assert browser.get(link).text.count("refusé") >= USUAL.refused


def test_the_job_watches_by_the_settings(world):
    write(world, "mission", Act.ACT_DENY, 3)
    config = replace(world.app.extensions["csap"].config, unusual_refused=3)
    for _ in range(2):
        jobs.run_due(world.engine, config, tuple(each for each in jobs.JOBS if each.name == "watch"))
    with world.system(writing=False) as system:
        assert [each.kind for each in system.exec(select(Notice))] == ["watch"]
