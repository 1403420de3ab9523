"""Overlaps as people see them: who is told what in every case, what they do about it, and what is remembered."""

import re

import pytest
from sqlmodel import select

from csap.actions import posts
from csap.actions.notices import titled, worded
from csap.actions.telling import MANY, tell_of_overlaps
from csap.desk import open_desk
from csap.model.contacts import ContactDraft
from csap.model.notices import Notice
from csap.model.overlaps import Overlap
from csap.model.posts import Post
from csap.overlap.detect import Found
from csap.refs import ref
from csap.rules.sharing import Told
from csap.rules.viewers import SYSTEM

NAME = "Ousmane Testa-Kouraga"
SECRET = "Zzyzx crossing"
HIDDEN = {"tlp": "AMBER+STRICT", "summary": SECRET}

CASES = {
    # the second post's fields -> who sees the overlap with both posts, who sees a hit, who sees nothing
    "GREEN": ({}, {"mission", "frontex", "coordinator", "head", "observer", "dpo", "europol"}, set()),
    "GREEN, tell nobody": (
        {"on_match": "tell_nobody"},
        {"mission", "frontex", "coordinator", "head", "observer", "dpo", "europol"},
        set(),
    ),
    "hidden, tell both": (HIDDEN | {"on_match": "tell_both"}, {"frontex"}, {"mission"}),
    "hidden, tell me first": (HIDDEN | {"on_match": "tell_me_first"}, {"frontex"}, set()),
    "hidden, tell nobody": (HIDDEN | {"on_match": "tell_nobody"}, set(), {"coordinator"}),
    "RED, tell both": ({"tlp": "RED", "summary": SECRET, "on_match": "tell_both"}, {"frontex"}, {"mission"}),
    "RED, tell me first": ({"tlp": "RED", "summary": SECRET, "on_match": "tell_me_first"}, {"frontex"}, set()),
    "RED, tell nobody": ({"tlp": "RED", "summary": SECRET, "on_match": "tell_nobody"}, set(), set()),
}
CAST = ("head", "coordinator", "mission", "capacity", "frontex", "europol", "observer", "dpo", "administrator")


def overlap_of(world, post):
    with world.system(writing=False) as system:
        return system.exec(select(Overlap).where((Overlap.left_id == post.id) | (Overlap.right_id == post.id))).one()


def met(world, first=None, second=None):
    """A contact of the mission and one of Frontex that are the same person; returns both posts and the overlap."""
    one = world.contact("mission", NAME, institution="Border Police", phones=["+33199001234"], **(first or {})).post
    other = world.contact("frontex", NAME, institution="Border Police", phones=["+33199001234"], **(second or {})).post
    return one, other, overlap_of(world, other)


def address(overlap, word=""):
    return f"/overlaps/{ref(overlap.id)}" + (f"/{word}" if word else "")


def notices(world, who):
    with world.desk(who, writing=False) as desk:
        return [str(each) for each in worded(desk, desk.exec(select(Notice).order_by(Notice.id))).values()]


@pytest.mark.parametrize("case", CASES)
def test_each_of_the_cast_sees_what_the_hidden_post_lets_them(world, case):
    fields, full, hit = CASES[case]
    _, hidden, overlap = met(world, second=fields)
    if case.startswith("GREEN"):
        full = full | {"capacity"}
    for who in CAST:
        browser = world.browser(who)
        page, listed = browser.get(address(overlap)), browser.get("/overlaps?state=any")
        assert page.status_code == (200 if who in full | hit else 404), who
        assert (ref(overlap.id) in listed.text) == (who in full | hit), who
        if who in hit:
            assert "not open to you" in page.text.lower()
            assert ref(hidden.id) not in page.text + listed.text
        if fields.get("summary") and who not in full:
            assert SECRET not in page.text + listed.text, who


@pytest.mark.parametrize("case", CASES)
def test_only_those_who_may_know_are_told(world, case):
    fields, _, hit = CASES[case]
    met(world, second=fields)
    told = {who for who in CAST if notices(world, who)}
    expected = {"mission"} if "GREEN" in case or "mission" in hit else hit
    assert told == expected


def test_the_owner_alone_is_told_first_when_the_other_side_posts_later(world):
    met(world, first=HIDDEN | {"on_match": "tell_me_first"})
    assert "may disclose" in notices(world, "mission")[0]
    assert not notices(world, "frontex")
    assert ref(0)[:4] not in world.browser("frontex").get("/overlaps").text


def test_where_neither_may_read_the_other_the_delegation_brokers(world):
    _, _, overlap = met(world, HIDDEN, HIDDEN)
    for who in ("coordinator", "head"):
        assert "put them in touch" in notices(world, who)[0]
        page = world.browser(who).get(address(overlap))
        assert page.status_code == 200 and SECRET not in page.text and NAME not in page.text
        assert "Ask" in page.text


def test_a_hit_names_whom_to_ask_and_no_word_of_the_hidden_post(world):
    _, _, overlap = met(world, None, HIDDEN | {"function": "Deputy of Quuxville"})
    page = world.browser("mission").get(address(overlap)).text
    assert "frontex@csap.example" in page and "Frontex" in page
    assert "Quuxville" not in page and "high severity" not in page and "low severity" not in page


def test_disclosing_opens_the_post_to_that_organisation_alone_until_it_is_taken_back(world):
    _, _, overlap = met(world, second=HIDDEN | {"on_match": "tell_me_first"})
    owner = world.browser("frontex")
    assert "Disclose to EUBAM" in owner.get(address(overlap)).text
    assert owner.post(address(overlap, "disclose")).status_code == 302
    assert SECRET in world.browser("mission").get(address(overlap)).text
    assert world.browser("europol").get(address(overlap)).status_code == 404
    assert any("has disclosed" in each for each in notices(world, "mission"))
    assert owner.post(address(overlap, "take-back")).status_code == 302
    assert world.browser("mission").get(address(overlap)).status_code == 404
    assert owner.get(address(overlap)).status_code == 200


def test_nobody_discloses_somebody_elses_post(world):
    _, _, overlap = met(world, second=HIDDEN)
    browser = world.browser("mission")
    browser.get(address(overlap))
    browser.post(address(overlap, "disclose"))
    assert SECRET not in browser.get(address(overlap)).text
    assert world.browser("coordinator").post(address(overlap, "disclose")).status_code == 404


def test_both_sides_acknowledge_for_themselves(world):
    _, _, overlap = met(world)
    mission, frontex = world.browser("mission"), world.browser("frontex")
    mission.post(address(overlap, "acknowledge"))
    assert overlap_of(world, _post(overlap)).state == "open"
    assert "This side has acknowledged." in frontex.get(address(overlap)).text
    frontex.post(address(overlap, "acknowledge"))
    stored = overlap_of(world, _post(overlap))
    assert stored.state == "acknowledged" and stored.contacted_at


def _post(overlap):
    class Post:
        id = overlap.left_id

    return Post


def test_settling_needs_an_outcome_and_a_reason(world):
    _, _, overlap = met(world)
    browser = world.browser("mission")
    assert browser.post(address(overlap, "settle"), outcome="joint", reason=" ").status_code == 422
    assert browser.post(address(overlap, "settle"), outcome="fused", reason="We go together").status_code == 422
    refused = browser.post(address(overlap, "settle"), outcome="joint", reason="See the RESTREINT UE note")
    assert refused.status_code == 422 and "classified" in refused.text
    assert browser.post(address(overlap, "settle"), outcome="joint", reason="We go together").status_code == 302
    page = world.browser("frontex").get(address(overlap)).text
    assert "We go together" in page and "done jointly" in page
    assert "settled" in notices(world, "frontex")[-1]
    assert browser.post(address(overlap, "settle"), outcome="joint", reason="again").status_code == 409


def test_a_settled_overlap_is_opened_again_with_a_reason(world):
    _, _, overlap = met(world)
    browser = world.browser("mission")
    browser.post(address(overlap, "settle"), outcome="postponed", reason="Rain")
    assert browser.post(address(overlap, "reopen"), reason="").status_code == 422
    browser.post(address(overlap, "reopen"), reason="The rain is over")
    assert overlap_of(world, _post(overlap)).state == "open"
    assert "The rain is over" in world.browser("frontex").get(address(overlap)).text


def test_not_the_same_is_remembered_for_ever(world):
    one, _, overlap = met(world)
    world.browser("mission").post(address(overlap, "settle"), outcome="not_the_same", reason="Two cousins")
    assert world.browser("mission").post(address(overlap, "reopen"), reason="No").status_code == 409
    world.contact("europol", NAME, phones=["+33199001234"])
    with world.system(writing=False) as system:
        states = sorted(each.state.value for each in system.exec(select(Overlap)))
    assert states == ["open", "open", "settled"]
    assert one.id


def test_observers_read_and_do_nothing(world):
    _, _, overlap = met(world)
    browser = world.browser("observer")
    assert "Your answer" not in browser.get(address(overlap)).text
    for word in ("acknowledge", "take", "same", "nudge"):
        assert browser.post(address(overlap, word)).status_code == 403, word
    assert browser.post(address(overlap, "settle"), outcome="joint", reason="x").status_code == 403


def test_the_thread_is_read_by_those_who_read_the_overlap(world):
    _, _, overlap = met(world, second=HIDDEN)
    assert world.browser("mission").post(address(overlap, "note"), text="Shall we talk?").status_code == 302
    assert "Shall we talk?" in world.browser("frontex").get(address(overlap)).text
    assert "wrote about" in notices(world, "frontex")[-1]
    assert world.browser("europol").get(address(overlap)).status_code == 404


def test_the_coordinator_reminds_once_a_day_and_takes_what_nobody_takes(world):
    _, _, overlap = met(world)
    browser = world.browser("coordinator")
    assert browser.post(address(overlap, "nudge")).status_code == 302
    assert browser.post(address(overlap, "nudge")).status_code == 409
    assert any("asks you to look" in each for each in notices(world, "frontex"))
    browser.post(address(overlap, "take"))
    assert ref(overlap.id) in browser.get("/overlaps?needs=me").text


def test_amending_the_marking_renews_who_is_told(world):
    one, other, overlap = met(world, second=HIDDEN | {"on_match": "tell_me_first"})
    assert not notices(world, "mission")
    amend(world, "frontex", other, tlp="GREEN")
    assert "overlaps with your" in notices(world, "mission")[0]
    amend(world, "frontex", other, tlp="AMBER+STRICT", on_match="tell_me_first")
    assert world.browser("mission").get(address(overlap)).status_code == 404
    assert notices(world, "mission") == []
    assert one.id


def test_amending_a_disclosed_post_keeps_it_disclosed(world):
    _, other, overlap = met(world, second=HIDDEN)
    browser = world.browser("frontex")
    browser.get(address(overlap))
    browser.post(address(overlap, "disclose"))
    amend(world, "frontex", other, tlp="AMBER+STRICT", summary=SECRET + " amended")
    assert SECRET + " amended" in world.browser("mission").get(address(overlap)).text
    browser.post(address(overlap, "take-back"))
    assert SECRET not in world.browser("mission").get(address(overlap)).text


def amend(world, who, record, **fields):

    draft = ContactDraft(names=[NAME], institution="Border Police", phones=["+33199001234"], **fields)
    with world.desk(who) as desk:
        stored = desk.fetch(Post, record.id)
        posts.amend(desk, stored, draft, stored.version)


def test_a_withdrawn_post_takes_its_overlaps_along(world):

    _, other, overlap = met(world)
    with world.desk("frontex") as desk:
        posts.withdraw(desk, desk.fetch(Post, other.id), "Wrong")
    assert overlap_of(world, other).state == "gone"
    assert ref(overlap.id) not in world.browser("mission").get("/overlaps").text


def test_former_contacts_still_match(world):
    met(world, first={"status": "former"})


def test_addresses_show_no_numbers(world):
    _, _, overlap = met(world)
    page = world.browser("mission").get(address(overlap)).text
    assert not re.search(rf"\b{overlap.id}\b", page)


def test_somebody_with_many_new_overlaps_at_once_hears_of_five_and_then_that_there_are_more(world):
    for number in range(8):
        world.contact("frontex", f"Idriss Belkharoub {number}", phones=["+227 20 72 34 56"])
    answer = world.contact("mission", "Idriss Belkharoub", phones=["+227 20 72 34 56"])
    with open_desk(world.engine, SYSTEM, writing=True) as system:
        found = system.exec(select(Overlap)).all()
        assert len(found) == 8
        tell_of_overlaps(system, [Found(each, True, Told(left=True, right=True, brokered=False)) for each in found])
    mine = Notice.person_id == world.viewer("mission").person_id
    with open_desk(world.engine, SYSTEM) as system:
        said = system.exec(select(Notice).where(mine).order_by(Notice.id)).all()
    assert [each.link.partition("=")[0] for each in said if each.message == MANY] == ["/overlaps?post"]
    assert len(said) == 6 and all(each.params["title"] == titled(answer.post) for each in said)


def test_the_list_says_its_order(world):
    world.contact("frontex", NAME)
    world.contact("mission", NAME)
    page = world.browser("mission").get("/overlaps").text
    assert "What waits for you comes first, then what else concerns your organisation" in page
