"""The page of a post, whatever its kind: what it shows to whom, and what can be done there."""

import re

import pytest
from sqlmodel import select

from csap.model.notices import Notice
from csap.model.posts import Change, Comment
from csap.refs import ref

NAME = "Amadou Issoufou"
MAKERS = {
    "contact": lambda world, who, **more: world.contact(who, NAME, **more),
    "activity": lambda world, who, **more: world.activity(who, NAME, **more),
    "risk": lambda world, who, **more: world.risk(who, NAME, **more),
}


def address(post, deed=""):
    return f"/posts/{ref(post.id)}{deed}"


def plain(answer, post):
    """A page without what differs from one answer to the next."""
    text = re.sub(r'nonce="[^"]+"|csrf_token" value="[^"]+"|X-CSRFToken": "[^"]+"', "", answer.text)
    return text.replace(ref(post), "")


@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_has_its_page_for_those_who_may_read_it(world, kind):
    post = MAKERS[kind](world, "mission", lat=5.0, lon=5.0, precision="point", themes=["police-reform"]).post
    for who in ("mission", "frontex", "observer", "head"):
        answer = world.browser(who).get(address(post))
        assert answer.status_code == 200 and NAME in answer.text and "TLP:GREEN" in answer.text
        assert (">Change</a>" in answer.text) is (who == "mission")
        assert ("Add a comment" in answer.text) is (who != "observer")
    assert world.browser("administrator").get(address(post)).status_code == 404


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("deed", ["", "/edit"])
def test_hidden_and_missing_look_the_same(world, kind, deed):
    post = MAKERS[kind](world, "frontex", tlp="AMBER+STRICT").post
    missing = post.id ^ 1
    browser = world.browser("mission")
    answers = [browser.get(f"/posts/{ref(each)}{deed}") for each in (post.id, missing)]
    assert [each.status_code for each in answers] == [404, 404]
    assert plain(answers[0], post.id) == plain(answers[1], missing)


def test_nothing_can_be_done_to_what_is_hidden(world):
    post = world.risk("frontex", tlp="AMBER+STRICT", contributors=[world.organisation("EUBAM")]).post
    browser = world.browser("mission")
    deeds = {"/edit": {"title": "x"}, "/withdraw": {"reason": "x"}, "/comments": {"text": "x"}, "/position": {}}
    found = {deed: browser.post(address(post, deed), **fields).status_code for deed, fields in deeds.items()}
    assert set(found.values()) == {404}


@pytest.mark.parametrize("wrong", ["1", "toolongtobetrue", "ÜÜÜÜÜÜÜÜ", "UUUUUUUU"])
def test_what_is_no_reference_is_not_found(world, wrong):
    assert world.browser("mission").get(f"/posts/{wrong}").status_code == 404


def test_the_answer_to_a_post_shows_its_overlaps_with_reasons(world):
    world.contact("frontex", NAME, phones=["+22790123456"])
    browser = world.browser("mission")
    fields = {"names": NAME, "phones": "+22790123456", "tlp": "GREEN", "on_match": "tell_both"}
    answer = browser.post("/contacts/new", follow=True, **fields)
    assert "Posted. It overlaps with 1 post of another organisation." in answer.text
    assert "Who else" in answer.text and "Frontex" in answer.text and 'class="reasons"' in answer.text
    assert "1 overlap" in browser.get("/contacts?overlaps=1").text


def test_of_a_hidden_overlap_only_that_it_is_there_is_shown(world):
    world.contact("frontex", NAME, function="Little Moussa", phones=["+22790123456"], tlp="AMBER+STRICT")
    post = world.contact("mission", NAME, phones=["+22790123456"]).post
    text = world.browser("mission").get(address(post)).text
    assert "Frontex" in text and "its content is not for you to read" in text and "Moussa" not in text


def test_an_overlap_that_nobody_is_told_of_shows_nowhere(world):
    world.contact("frontex", NAME, tlp="RED", on_match="tell_nobody")
    post = world.contact("mission", NAME).post
    browser = world.browser("mission")
    assert "Frontex" not in browser.get(address(post)).text.split("<main", 1)[1].split("history-title")[0]
    assert "1 overlap" not in browser.get("/contacts").text


def test_readers_are_named_to_whoever_holds_the_post(world):
    post = world.activity("mission", tlp="AMBER", audience_organisations=[world.organisation("Frontex")]).post
    text = world.browser("frontex").get(address(post)).text
    assert "EUBAM and Frontex" in text and "TLP:AMBER" in text
    assert world.browser("europol").get(address(post)).status_code == 404


def test_on_match_is_shown_to_the_owners_alone(world):
    post = world.contact("mission", NAME, on_match="tell_me_first").post
    assert "Tell me first" in world.browser("mission").get(address(post)).text
    assert "Tell me first" not in world.browser("frontex").get(address(post)).text


def test_a_comment_is_there_for_all_readers_and_the_author_hears_of_it(world):
    post = world.activity("mission").post
    browser = world.browser("frontex")
    assert browser.post(address(post, "/comments"), text="  ").status_code == 422
    refused = browser.post(address(post, "/comments"), text="See SECRET UE/EU SECRET")
    assert refused.status_code == 422 and "See SECRET UE/EU SECRET" in refused.text
    assert browser.post(address(post, "/comments"), text="We join you. قادمون").status_code == 303
    assert "We join you. قادمون" in world.browser("observer").get(address(post)).text
    with world.system() as system:
        assert len(system.exec(select(Comment)).all()) == 1
        notice = system.exec(select(Notice).where(Notice.kind == "comment")).one()
    assert notice.person_id == world.viewer("mission").person_id and notice.link == address(post)


def test_observers_neither_comment_nor_withdraw(world):
    post = world.activity("mission").post
    browser = world.browser("observer")
    assert browser.post(address(post, "/comments"), text="Hello").status_code == 403
    assert browser.post(address(post, "/withdraw"), reason="Because").status_code == 403


def test_a_withdrawn_post_is_left_to_its_organisation_and_asks_a_reason(world):
    post = world.activity("mission", "Talks").post
    browser = world.browser("mission")
    refused = browser.post(address(post, "/withdraw"), reason=" ")
    assert refused.status_code == 422 and "Say why, in one line." in refused.text
    assert world.browser("frontex").post(address(post, "/withdraw"), reason="Because").status_code == 403
    answer = browser.post(address(post, "/withdraw"), follow=True, reason="Posted twice")
    assert "Withdrawn on" in answer.text and "Posted twice" in answer.text and ">Change</a>" not in answer.text
    assert browser.get(address(post, "/edit")).status_code == 403
    assert browser.post(address(post, "/withdraw"), reason="Again").status_code == 403
    assert world.browser("frontex").get(address(post)).status_code == 404
    assert "Talks" not in browser.get("/activities").text


def test_posts_are_linked_both_ways_for_those_who_read_both(world):
    activity = world.activity("mission", "Talks").post
    hidden = world.activity("frontex", "Night raid", tlp="AMBER+STRICT").post
    risk = world.risk("mission", "Smuggling").post
    browser = world.browser("mission")
    assert browser.post(address(risk, "/links"), others=f"{ref(activity.id)}").status_code == 303
    assert "Smuggling" in browser.get(address(activity)).text and "Talks" in browser.get(address(risk)).text
    for wrong in (ref(hidden.id), "ZZZZZZZZ", "nonsense"):
        refused = browser.post(address(risk, "/links"), others=wrong)
        assert refused.status_code == 422 and "Night raid" not in refused.text
    assert world.browser("frontex").post(address(risk, "/links"), others=ref(activity.id)).status_code == 403


def test_history_says_who_did_what_and_names_nothing_hidden(world):
    hidden = world.contact("mission", "Amadou Hidden", tlp="RED").post
    post = world.activity("mission", "Talks", contacts=[hidden.id]).post
    browser = world.browser("mission")
    fields = {"title": "More talks", "form": "training", "status": "planned", "starts": "2026-12-02T10:00"}
    browser.post(address(post, "/edit"), version="1", tlp="GREEN", on_match="tell_both", **fields)
    mine, theirs = (world.browser(who).get(address(post)).text for who in ("mission", "frontex"))
    for text in (mine, theirs):
        assert '<del dir="auto">Talks</del> <ins dir="auto">More talks</ins>' in text
        assert '<del dir="auto">Meeting</del> <ins dir="auto">Training</ins>' in text
    assert "Amadou Hidden" in mine and "Amadou" not in theirs
    with world.system() as system:
        assert [
            each.version
            for each in system.exec(select(Change).where(Change.post_id == post.id).order_by(Change.version))
        ] == [1, 2]


@pytest.mark.parametrize("kind", MAKERS)
def test_a_page_with_more_on_it_costs_no_more_queries(world, queries, kind):
    post = MAKERS[kind](world, "mission").post
    browser = world.browser("frontex")
    for n in range(2):
        browser.post(address(post, "/comments"), text=f"Comment {n}")
    with queries() as few:
        browser.get(address(post))
    for n in range(6):
        browser.post(address(post, "/comments"), text=f"Another {n}")
    with queries() as many:
        browser.get(address(post))
    assert len(few) == len(many) <= 30
