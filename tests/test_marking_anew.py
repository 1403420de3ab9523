"""What an organisation may apply is apart from what it may read; its forms begin with its own marking; raising and
lowering a marking is an act of its own, and told to those who lose, gain and coordinate."""

import re

import pytest
from sqlmodel import select

from csap.actions import posts
from csap.model.activities import ActivityDraft
from csap.model.notices import Notice
from csap.model.people import Person
from csap.model.posts import TLP, Change, Marking, OnMatch, Post
from csap.model.records import Record
from csap.refs import ref
from csap.rules.markings import Mark, lowered
from tests.world import WRITTEN_OUT

OTHER = (False, frozenset({2}), frozenset())
PERSON = (False, frozenset({1}), frozenset({7}))
EVERYONE = (True, frozenset(), frozenset())
ONE, TWO = (False, frozenset({1}), frozenset()), (False, frozenset({1, 2}), frozenset())
AMBER = Mark(TLP.AMBER, Marking.NONE, ONE, OnMatch.TELL_ME_FIRST)


@pytest.mark.parametrize(
    ("was", "now", "is_lower", "is_higher"),
    [
        (AMBER, AMBER, False, False),
        (AMBER, Mark(TLP.GREEN, Marking.NONE, EVERYONE, OnMatch.TELL_ME_FIRST), True, False),
        (AMBER, Mark(TLP.AMBER, Marking.NONE, TWO, OnMatch.TELL_ME_FIRST), True, False),
        (AMBER, Mark(TLP.AMBER, Marking.NONE, PERSON, OnMatch.TELL_ME_FIRST), True, False),
        (AMBER, Mark(TLP.AMBER, Marking.LIMITE, ONE, OnMatch.TELL_ME_FIRST), False, True),
        (AMBER, Mark(TLP.AMBER, Marking.NONE, ONE, OnMatch.TELL_BOTH), True, False),
        (AMBER, Mark(TLP.AMBER, Marking.NONE, ONE, OnMatch.TELL_NOBODY), False, True),
        (AMBER, Mark(TLP.AMBER_STRICT, Marking.NONE, OTHER, OnMatch.TELL_BOTH), True, True),
        (Mark(TLP.GREEN, Marking.NONE, EVERYONE, OnMatch.TELL_BOTH), AMBER, False, True),
    ],
)
def test_a_marking_is_lowered_where_more_people_may_read_or_hear(was, now, is_lower, is_higher):
    assert (lowered(was, now), lowered(now, was)) == (is_lower, is_higher)


def test_forms_and_sheets_begin_with_the_organisations_marking_and_only_what_it_applies_can_be_chosen(world):
    path = f"/organisations/{world.organisation('EUBAM')}"
    kept = {"applies": ["AMBER", "AMBER+STRICT", "LIMITE"], "contact_tlp": "AMBER+STRICT", "contact_marking": "LIMITE"}
    rest = {f"{kind}_on_match": "tell_both" for kind in ("activity", "risk")} | {"contact_on_match": "tell_nobody"}
    administrator = world.browser("administrator")
    wrong = administrator.post(f"{path}/markings", **kept | rest | {"activity_tlp": "GREEN"})
    assert wrong.status_code == 422 and 'id="activity_tlp-problem"' in wrong.text
    assert administrator.post(f"{path}/markings", **kept | rest | {"activity_tlp": "AMBER"}).status_code == 302
    for who, status in (("coordinator", 403), ("mission", 403), ("observer", 403)):
        assert world.browser(who).get(f"{path}/markings").status_code == status
    own = f"/organisations/{world.organisation('EUDEL')}/markings"
    assert world.browser("coordinator").get(own).status_code == 200
    browser = world.browser("mission")
    assert "May apply: AMBER, AMBER+STRICT, LIMITE" in browser.get(path).text
    form = browser.get("/contacts/new").text
    assert 'value="GREEN"' not in form and re.search('checked[^>]*value="AMBER.STRICT"', form)
    assert 'selected value="LIMITE"' in form
    named = {"names": "Amadou Testa", "tlp": "GREEN", "on_match": "tell_both"}
    refused = browser.post("/contacts/new", **named)
    assert refused.status_code == 422 and "EUBAM does not apply “GREEN” on this platform." in refused.text
    assert browser.post("/contacts/new", **named | {"tlp": "AMBER"}).status_code == 303
    post = world.contact("frontex", "Ivan Testov").post
    assert browser.get(f"/posts/{ref(post.id)}").status_code == 200


def notices(world, who: str) -> list[str]:
    with world.system(writing=False) as system:
        mine = select(Notice).join(Person, Person.id == Notice.person_id).where(Person.email == f"{who}@csap.example")
        return [str(each.message) for each in system.exec(mine) if each.kind == "marking"]


def test_lowering_and_raising_are_acts_of_their_own_told_to_those_who_gain_lose_and_coordinate(world):
    post = world.activity(
        "mission", starts=WRITTEN_OUT, tlp="AMBER", audience_organisations=[world.organisation("Frontex")]
    ).post

    def mark(**marking):
        with world.desk("mission") as desk:
            stored = desk.fetch(Post, post.id)
            posts.amend(desk, stored, ActivityDraft(title="Meeting", starts=WRITTEN_OUT, **marking), stored.version)

    capacity, europol = world.organisation("EUCAP"), world.organisation("Europol")
    mark(tlp="AMBER", audience_organisations=[capacity, europol, world.organisation("EUDEL")])
    assert len(notices(world, "frontex")) == 1 and "that you could read" in notices(world, "frontex")[0]
    assert ["has opened “%(title)s” to you" in each for each in notices(world, "europol")] == [True]
    assert len(notices(world, "coordinator")) == 1
    shown = world.browser("frontex").get("/inbox").text
    assert "EUBAM has raised the marking of a post" in shown and "Meeting" not in shown
    mark(tlp="GREEN")
    assert "has lowered the marking" in notices(world, "coordinator")[-1] and not notices(world, "observer")
    world.browser("observer").get(f"/posts/{ref(post.id)}")
    with world.desk("capacity") as desk:
        posts.comment(desk, desk.fetch(Post, post.id), "Seen.")
    mark(tlp="AMBER+STRICT", on_match="tell_nobody")
    assert "that you could read" in notices(world, "capacity")[-1]
    assert len(notices(world, "coordinator")) == 2 and not notices(world, "observer") and not notices(world, "mission")
    with world.system() as system:
        acts = system.exec(select(Change.act).where(Change.post_id == post.id).order_by(Change.version)).all()
        public = [
            each.details for each in system.exec(select(Record).where(Record.act == "post:mark").order_by(Record.id))
        ]
    assert acts == ["post:create", "post:mark", "post:mark", "post:mark"]
    assert {"labels": {"tlp": ["AMBER", "GREEN"]}, "readers": True} in public
    assert "marked this anew" in world.browser("mission").get(f"/posts/{ref(post.id)}").text
