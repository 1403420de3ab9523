"""Contacts over HTTP: posting, refusing, finding, changing, and what stays hidden."""

import html
import re

import pytest
from sqlmodel import select

from csap.actions import posts
from csap.model.contacts import ContactDraft
from csap.model.posts import Post
from csap.web.refs import ref

FORM = {"contact_kind": "person", "tlp": "GREEN", "on_match": "tell_both"}


def test_a_contact_is_posted_and_shown_in_its_scripts(world):
    browser = world.browser("mission")
    answer = browser.post(
        "/contacts/new", follow=True, names="محمد أمين\nМухаммад Амин\nMohamed Amine", phones="01 99 00 12 34", **FORM
    )
    assert answer.status_code == 200
    assert "Posted. No overlap." in answer.text
    assert "محمد أمين" in answer.text and "Мухаммад Амин" in answer.text
    assert "+33199001234" in answer.text


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(world):
    browser = world.browser("mission")
    answer = browser.post("/contacts/new", names="", function="Keeper of seals", emails="no address", **FORM)
    assert answer.status_code == 422
    assert "Keeper of seals" in answer.text and "no address" in answer.text
    assert 'href="#emails"' in answer.text and "is not an e-mail address" in answer.text


def test_classified_text_is_refused_with_where_to_turn(world):
    answer = world.browser("mission").post("/contacts/new", names="A", summary="RESTREINT UE/EU RESTRICTED", **FORM)
    assert answer.status_code == 422
    assert "accredited system" in answer.text


@pytest.mark.parametrize("who", ["observer", "administrator", "dpo"])
def test_those_who_do_not_post_are_told_so(world, who):
    browser = world.browser(who)
    assert browser.get("/contacts/new").status_code == 403
    assert browser.post("/contacts/new", names="A", **FORM).status_code == 403
    assert browser.post("/contacts/likely", names="A").status_code == 403


def test_the_list_holds_what_one_may_read(world):
    world.contact("frontex", "Open Person")
    world.contact("frontex", "Hidden Person", tlp="AMBER+STRICT")
    seen = {
        who: world.browser(who).get("/contacts").text for who in ("frontex", "mission", "observer", "administrator")
    }
    assert all("Open Person" in seen[who] for who in ("frontex", "mission", "observer"))
    assert "Hidden Person" in seen["frontex"]
    assert all("Hidden Person" not in seen[who] for who in ("mission", "observer", "administrator"))
    assert "Open Person" not in seen["administrator"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=исса", {"Amadou Issa"}),
        ("text=police", {"Police"}),
        ("text=100%25", set()),
        ("what=institution", {"Police"}),
        ("status=former", {"Old Hand"}),
        ("mine=1", {"Old Hand"}),
        ("after=x&before=y", {"Amadou Issa", "Police", "Old Hand"}),
    ],
)
def test_the_list_is_filtered(world, query, found):
    world.contact("frontex", "Amadou Issa")
    world.contact("europol", "Police", contact_kind="institution")
    world.contact("mission", "Old Hand", status="former")
    text = world.browser("mission").get(f"/contacts?{query}").text
    assert {name for name in ("Amadou Issa", "Police", "Old Hand") if f">{name}</a>" in text} == found


def test_pages_follow_each_other_without_a_gap_both_ways(world):
    with world.desk("mission") as desk:
        for n in range(120):
            post_contact(desk, f"Person {n:03}")
    browser = world.browser("observer")
    first = browser.get("/contacts").text
    second = browser.get(link(first, "next")).text
    third = browser.get(link(second, "next")).text
    names = [people(page) for page in (first, second, third)]
    assert [len(each) for each in names] == [50, 50, 20]
    assert [name for page in names for name in page] == [f"Person {n:03}" for n in range(120)]
    assert 'rel="next"' not in third and 'rel="prev"' not in first
    assert people(browser.get(link(third, "prev")).text) == names[1]
    assert people(browser.get(link(second, "prev")).text) == names[0]


def test_a_longer_list_costs_no_more_queries(world, queries):
    with world.desk("mission") as desk:
        post_contact(desk, "First")
    browser = world.browser("frontex")
    with queries() as few:
        browser.get("/contacts")
    with world.desk("mission") as desk:
        for n in range(40):
            post_contact(desk, f"Person {n:03}")
    with queries() as many:
        browser.get("/contacts")
    assert len(few) == len(many) <= 16


def test_a_contact_is_changed_and_its_history_says_so(world):
    post = world.contact("mission", "Amadou Issa", function="Deputy").post
    browser = world.browser("mission")
    page = browser.get(f"/posts/{ref(post.id)}/edit").text
    assert "Deputy" in page and 'value="1"' in page
    answer = browser.post(
        f"/posts/{ref(post.id)}/edit", follow=True, names="Amadou Issa", function="Director", version="1", **FORM
    )
    assert "Saved." in answer.text
    assert '<del dir="auto">Deputy</del> <ins dir="auto">Director</ins>' in answer.text


def test_nobody_changes_anothers_contact(world):
    post = world.contact("mission").post
    for who in ("frontex", "coordinator", "observer"):
        browser = world.browser(who)
        assert browser.get(f"/posts/{ref(post.id)}/edit").status_code == 403
        assert browser.post(f"/posts/{ref(post.id)}/edit", names="Mine", version="1", **FORM).status_code == 403


def test_two_people_who_change_at_once_lose_nothing(world):
    post = world.contact("mission", "Amadou Issa", function="Deputy").post
    path = f"/posts/{ref(post.id)}/edit"
    browser = world.browser("mission")
    browser.post(path, names="Amadou Issa", function="Director", version="1", **FORM)
    answer = browser.post(path, names="Amadou Issa", function="Inspector", version="1", **FORM)
    assert answer.status_code == 409
    assert "Inspector" in answer.text and ">Director</ins>" in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert browser.post(path, names="Amadou Issa", function="Inspector", version="2", **FORM).status_code == 303


def test_a_form_that_is_sent_twice_posts_once(world):
    browser = world.browser("mission")
    places = {browser.post("/contacts/new", names="A", once="same", **FORM).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert browser.post("/contacts/new", names="B", once="same", **FORM).headers["Location"] not in places


def test_likely_overlaps_show_before_posting_and_store_nothing(world):
    world.contact("frontex", "Amadou Issoufou", phones=["+22790123456"])
    browser = world.browser("mission")
    answer = browser.post(
        "/contacts/likely", names="Amadou Issoufou", phones="+22790123456", emails="half@", tlp="GREEN"
    )
    assert answer.status_code == 200
    assert "Frontex" in answer.text and "Amadou Issoufou" in answer.text
    with world.system() as system:
        assert len(system.exec(select(Post)).all()) == 1


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        ({"tlp": "AMBER+STRICT"}, True),
        ({"tlp": "AMBER+STRICT", "on_match": "tell_me_first"}, False),
        ({"tlp": "RED", "on_match": "tell_nobody"}, False),
    ],
)
def test_likely_overlaps_never_show_what_is_hidden(world, hidden, told):
    secret = world.contact(
        "frontex", "Amadou Issoufou", function="Little Moussa", phones=["+22790123456"], **hidden
    ).post
    text = world.browser("mission").post("/contacts/likely", names="Amadou Issoufou", phones="+22790123456").text
    assert ("Frontex" in text) is told
    assert "Issoufou" not in text and "Moussa" not in text and "90123456" not in text and ref(secret.id) not in text


def test_asking_for_likely_overlaps_is_rate_limited(world):
    browser = world.browser("mission")
    answers = [browser.post("/contacts/likely", names="A").status_code for _ in range(41)]
    assert answers[-1] == 429 and answers[0] == 200


def test_the_search_offers_only_what_one_may_read(world):
    world.contact("frontex", "Amadou Open", function="Director")
    world.contact("frontex", "Amadou Hidden", tlp="AMBER+STRICT")
    found = world.browser("mission").get("/contacts/search?text=АМАДОУ").json["contacts"]
    assert [each["title"] for each in found] == ["Amadou Open"]
    assert found[0]["about"] == "Director · Frontex"
    assert len(world.browser("frontex").get("/contacts/search?text=amad").json["contacts"]) == 2
    assert world.browser("administrator").get("/contacts/search?text=amad").json["contacts"] == []


def post_contact(desk, name):
    posts.post(desk, ContactDraft(names=[name]))


def people(page):
    return re.findall(r">(Person \d+)</a>", page)


def link(page, rel):
    return html.unescape(re.search(rf'rel="{rel}" href="([^"]+)"', page).group(1))
