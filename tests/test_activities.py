"""Activities over HTTP: the form with and without script, the twenty-second form, the list, and what stays hidden."""

import html
import re
from datetime import UTC, datetime
from itertools import chain

import pytest
from sqlmodel import select

from csap import clock
from csap.model.activities import Commitment, Engagement
from csap.model.contacts import Contact
from csap.model.posts import Post
from csap.web.refs import ref
from tests.world import A_DAY, WRITTEN_OUT

FORM = {"form": "meeting", "status": "planned", "starts": "2026-12-01T10:00", "tlp": "GREEN", "on_match": "tell_both"}
QUICK = {"tense": "will", "whom": "Amadou Issa, Director, Border Police", "about": "Training plan", "on": "2026-12-01"}


def posted(world, kind="activity"):
    with world.system() as system:
        return system.exec(select(Post).where(Post.kind == kind).order_by(Post.created_at)).all()


def test_an_activity_is_posted_in_host_country_time_and_shown(world):
    answer = world.browser("mission").post("/activities/new", follow=True, title="Border talks", **FORM)
    assert answer.status_code == 200 and "Posted. No overlap." in answer.text
    assert posted(world)[0].starts_at.isoformat() == "2026-12-01T09:00:00+00:00"
    assert "10:00" in answer.text


def test_new_stakeholders_become_contacts_and_commitments_are_kept(world):
    answer = world.browser("mission").post(
        "/activities/new",
        follow=True,
        title="Border talks",
        stakeholders="Amadou Issa, Director, Border Police\nمحمد أمين",
        **{
            "commitments-0-text": "Send the list",
            "commitments-0-owner": "Amadou",
            "commitments-0-due_on": "2026-12-24",
            "commitments-1-text": "",
            "commitments-2-text": "Call back",
        },
        **FORM,
    )
    assert "Amadou Issa" in answer.text and "محمد أمين" in answer.text
    assert "Send the list" in answer.text and "Call back" in answer.text and "24" in answer.text
    assert len(posted(world, "contact")) == 2
    with world.system() as system:
        assert len(system.exec(select(Commitment)).all()) == 2
        assert system.exec(select(Contact.institution).where(Contact.function == "Director")).one() == "Border Police"


def test_contacts_are_picked_by_reference_and_stay_picked(world):
    contact = world.contact("frontex", "Amadou Issa").post
    browser = world.browser("mission")
    refused = browser.post("/activities/new", title="", contacts=ref(contact.id), **FORM)
    assert refused.status_code == 422
    assert f'value="{ref(contact.id)}" checked' in refused.text
    answer = browser.post("/activities/new", follow=True, title="Talks", contacts=ref(contact.id), **FORM)
    assert "Amadou Issa" in answer.text and "Frontex" in answer.text


def test_a_hidden_contact_can_neither_be_picked_nor_seen_among_the_engaged(world):
    hidden = world.contact("frontex", "Amadou Issa", tlp="AMBER+STRICT").post
    browser = world.browser("mission")
    for wanted in (ref(hidden.id), "ZZZZZZZZ", "not a reference"):
        answer = browser.post("/activities/new", title="Talks", contacts=wanted, **FORM)
        assert answer.status_code == 422 and "not there, or not for you to read" in answer.text
        assert "Amadou" not in answer.text
    activity = world.activity("frontex", "Open talks", contacts=[hidden.id]).post
    for page in ("/activities", f"/posts/{ref(activity.id)}"):
        text = browser.get(page).text
        assert "Open talks" in text and "Amadou" not in text and ref(hidden.id) not in text


def test_what_is_wrong_stands_at_its_field_and_rows_are_not_lost(world):
    answer = world.browser("mission").post(
        "/activities/new",
        title="Talks",
        beneficiary_count="many",
        **{"commitments-0-text": "", "commitments-0-owner": "Nobody in particular"},
        **(FORM | {"starts": "sometime", "ends": "2026-01-01T10:00"}),
    )
    assert answer.status_code == 422
    assert all(text in answer.text for text in ("many", "sometime", "Nobody in particular"))
    assert "A whole number is needed here." in answer.text and "A commitment needs its text." in answer.text


def test_an_activity_is_changed_and_keeps_what_its_form_does_not_ask(world):
    contact = world.contact("mission", "Amadou Issa").post
    made = {"contacts": [contact.id], "lat": 5.0, "lon": 5.0, "precision": "point", "themes": ["police-reform"]}
    post = world.activity("mission", "Talks", WRITTEN_OUT, commitments=[{"text": "Send the list"}], **made).post
    browser = world.browser("mission")
    page = browser.get(f"/posts/{ref(post.id)}/edit").text
    assert 'value="Send the list"' in page and f'value="{ref(contact.id)}" checked' in page
    assert 'value="2026-12-01T10:00"' in page and 'value="5.0"' in page
    sent = {"contacts": ref(contact.id), "lat": "5.0", "lon": "5.0", "themes": "police-reform"}
    answer = browser.post(
        f"/posts/{ref(post.id)}/edit",
        follow=True,
        title="Talks",
        version="1",
        outcome="Agreed.",
        **sent,
        **{"commitments-0-text": "Send the list"},
        **(FORM | {"status": "done"}),
    )
    assert "Saved." in answer.text and "Agreed." in answer.text
    assert '<del dir="auto">Planned</del> <ins dir="auto">Done</ins>' in answer.text
    steps = answer.text[answer.text.index("history-title") :]
    assert "Commitments" not in steps and "Latitude" not in steps and "Themes" not in steps
    assert posted(world)[0].precision == "point"


def test_a_region_alone_gives_a_place_and_is_not_taken_for_a_point(world):
    browser = world.browser("mission")
    browser.post("/activities/new", title="Talks", region_id="1", **FORM)
    post = posted(world)[0]
    assert (post.precision, post.lat) == ("region", 2.0)
    page = browser.get(f"/posts/{ref(post.id)}/edit").text
    assert re.search(r'name="lat"[^>]*value=""', page)
    browser.post(f"/posts/{ref(post.id)}/edit", title="Talks", region_id="2", version="1", **FORM)
    assert (posted(world)[0].lat, posted(world)[0].precision) == (4.0, "region")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("form=training", {"Course"}),
        ("status=idea", {"Thought"}),
        ("since=2026-12-02&until=2026-12-05", {"Course"}),
        ("organisation=1", set()),
        ("overlaps=1", set()),
        ("theme=police-reform", {"Talks"}),
        ("format=2", {"Talks"}),
        ("", {"Talks", "Course", "Thought"}),
    ],
)
def test_the_list_is_filtered(world, query, found):
    with clock.stopped(A_DAY):
        world.activity("mission", "Talks", themes=["police-reform"], cooperation_format=2)
        world.activity("frontex", "Course", starts="2026-12-03T08:00", form="training")
        world.activity("capacity", "Thought", starts="", status="idea")
        text = world.browser("observer").get(f"/activities?{query}").text
    assert {name for name in ("Talks", "Course", "Thought") if f">{name}</a>" in text} == found


def test_an_unreadable_filter_is_refused_in_words(world):
    assert world.browser("mission").get("/activities?since=yesterday").status_code == 422


def walk(browser, link: str, address: str = "/activities") -> list[list[str]]:
    """The titles on each page, from an address on along the pager's links of that kind."""
    pages = []
    while address:
        text = browser.get(address).text
        pages.append(re.findall(r">(Talks [^<]+)</a>", text))
        found = re.search(rf'rel="{link}" href="([^"]+)"', text)
        address = html.unescape(found.group(1)) if found else ""
    return pages


def test_the_list_opens_today_and_leads_both_ways_through_all_with_and_without_a_date(world):
    with clock.stopped(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        for n in range(60):
            world.activity("mission", f"Talks in {n:02}", starts=f"2026-12-{n % 28 + 1:02}T10:00")
            world.activity("mission", f"Talks of {n:02}", starts=f"2026-10-{n % 28 + 1:02}T10:00")
        for n in range(55):
            world.activity("mission", f"Talks some day {n:02}", starts="", status="idea")
        world.activity("mission", "Talks under way", starts="2026-11-01T10:00", ends="2026-12-24T10:00")
        browser = world.browser("frontex")
        onward, back = walk(browser, "next"), walk(browser, "prev")
    assert onward[0][0] == "Talks under way"
    assert set(onward[0][1:4]) == {"Talks in 00", "Talks in 28", "Talks in 56"}, "today's after what runs"
    assert [len(page) for page in onward] == [51, 50, 15]
    assert len(set(chain(*onward))) == 1 + 60 + 55
    assert onward[-1][-1].startswith("Talks some day")
    assert [len(page) for page in back] == [51, 50, 11]
    assert back[1][-1] == "Talks under way", "which stands at its beginning too"
    assert set(chain(*back[1:])) == {f"Talks of {n:02}" for n in range(60)} | {"Talks under way"}


def test_pages_without_a_date_lead_back_to_those_with_one(world):
    with clock.stopped(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        world.activity("mission", "Talks of late", starts="2026-11-20T10:00")
        for n in range(60):
            world.activity("mission", f"Talks some day {n:02}", starts="", status="idea")
        browser = world.browser("frontex")
        last = browser.get("/activities").text
        onward = html.unescape(re.search(r'rel="next" href="([^"]+)"', last).group(1))
        pages = walk(browser, "prev", onward)
    assert len(pages[0]) == 10
    assert len(set(chain(*pages))) == 61
    assert "Talks of late" in chain(*pages[1:])


def test_where_nothing_lies_ahead_the_list_opens_with_the_latest(world):
    with clock.stopped(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        world.activity("mission", "Talks of old", starts="2026-10-01T10:00")
        world.activity("mission", "Talks of late", starts="2026-11-20T10:00")
        assert walk(world.browser("frontex"), "next") == [["Talks of old", "Talks of late"]]


def test_the_list_holds_what_one_may_read(world):
    world.activity("frontex", "Hidden talks", tlp="AMBER+STRICT")
    assert "Hidden talks" in world.browser("frontex").get("/activities").text
    for who in ("mission", "observer", "administrator", "head"):
        assert "Hidden talks" not in world.browser(who).get("/activities").text


def test_a_longer_list_costs_no_more_queries(world, queries):
    contact = world.contact("mission").post
    world.activity("mission", contacts=[contact.id])
    browser = world.browser("frontex")
    with queries() as few:
        browser.get("/activities")
    for n in range(12):
        world.activity("mission", f"Talks {n}", contacts=[contact.id])
    with queries() as many:
        browser.get("/activities")
    assert len(few) == len(many) <= 16


def test_likely_overlaps_of_a_stakeholder_that_is_being_typed(world):
    world.contact("frontex", "Amadou Issoufou")
    text = world.browser("mission").post("/activities/likely", stakeholders="Amadou Issoufou, Director", **FORM).text
    assert "Frontex" in text and "Amadou Issoufou" in text
    assert len(posted(world)) == 0 and len(posted(world, "contact")) == 1


def test_likely_overlaps_tell_nothing_of_what_is_hidden(world):
    secret = world.contact("frontex", "Amadou Issoufou", function="Little Moussa", tlp="AMBER+STRICT").post
    kept = world.contact("europol", "Amadou Issoufou", tlp="RED", on_match="tell_nobody").post
    world.activity("europol", "Night raid", contacts=[kept.id], tlp="RED", on_match="tell_nobody")
    browser = world.browser("mission")
    for path, fields in (
        ("/activities/likely", {"stakeholders": "Amadou Issoufou", **FORM}),
        ("/activities/quick/likely", QUICK | {"whom": "Amadou Issoufou"}),
    ):
        text = browser.post(path, **fields).text
        assert "Frontex" in text
        assert not any(word in text for word in ("Issoufou", "Moussa", "Europol", "Night raid", ref(secret.id)))


def test_i_met_i_will_meet_is_posted_in_one_go(world):
    answer = world.browser("mission").post("/activities/quick", follow=True, **QUICK)
    assert "Posted. No overlap." in answer.text and "Training plan" in answer.text and "Amadou Issa" in answer.text
    post = posted(world)[0]
    assert (post.status, post.starts_at.isoformat()) == ("planned", "2026-11-30T23:00:00+00:00")
    with world.system() as system:
        assert len(system.exec(select(Engagement)).all()) == 1


def test_what_the_quick_form_lacks_is_said_at_its_own_fields(world):
    browser = world.browser("mission")
    answer = browser.post("/activities/quick", **(QUICK | {"whom": "", "about": "", "on": "soon"}))
    assert answer.status_code == 422
    assert all(f'id="{name}-problem"' in answer.text for name in ("whom", "about", "on"))
    assert "soon" in answer.text
    classified = browser.post("/activities/quick", **(QUICK | {"about": "SECRET UE/EU SECRET"}))
    assert classified.status_code == 422 and 'id="about-problem"' in classified.text


def test_a_script_is_answered_in_json(world):
    browser = world.browser("mission")
    browser.get("/activities/quick")
    wanted = {"Accept": "application/json"}
    answer = browser.client.post("/activities/quick", data={"csrf_token": browser.token, **QUICK}, headers=wanted)
    assert answer.status_code == 201 and answer.json["overlaps"] == 0
    assert browser.get(answer.json["url"]).status_code == 200
    refused = browser.client.post("/activities/quick", data={"csrf_token": browser.token}, headers=wanted)
    assert refused.status_code == 422 and refused.json["problems"]["whom"] == ["Say whom."]


def test_what_is_sent_again_on_a_bad_line_is_posted_once(world):
    browser = world.browser("mission")
    first, again = (browser.post("/activities/quick", once="k", **QUICK).headers["Location"] for _ in range(2))
    assert first == again and len(posted(world)) == 1 and len(posted(world, "contact")) == 1
    browser.post("/activities/quick", once="k", **(QUICK | {"about": "Something else"}))
    assert len(posted(world)) == 2
    world.browser("frontex").post("/activities/quick", once="k", **QUICK)
    assert len(posted(world)) == 3


def test_the_answer_counts_the_overlaps_of_whom_the_activity_named_too_and_so_when_sent_again(world):
    world.contact("frontex", "Amadou Issoufou", function="Director", phones=["+227 20 72 34 56"])
    browser, named = world.browser("mission"), QUICK | {"whom": "Amadou Issoufou, Director"}
    for _ in range(2):
        answer = browser.post("/activities/quick", follow=True, once="k", **named)
        assert "Posted. It overlaps with 1 post of another organisation." in answer.text
    contact = posted(world, "contact")[-1]
    assert f'href="/overlaps?post={ref(contact.id)}"' in answer.text
    known = browser.post("/activities/quick", follow=True, once="l", **(named | {"about": "Again"}))
    assert "Posted. No overlap." in known.text and "1 overlap<" in known.text


@pytest.mark.parametrize("who", ["observer", "administrator", "dpo"])
def test_those_who_do_not_post_are_told_so(world, who):
    browser = world.browser(who)
    assert browser.get("/activities/new").status_code == 403
    assert browser.post("/activities/quick", **QUICK).status_code == 403
    assert browser.post("/activities/quick/likely", **QUICK).status_code == 403
