"""The board: one filter for map, timeline and table; counts that fit the posts; nothing that one may not read."""

import pytest
from sqlmodel import func, select

from csap.actions import board, posts
from csap.actions.sketch import version
from csap.model.people import Organisation
from csap.model.places import Place
from csap.model.records import Record
from csap.refs import ref
from tests.world import WRITTEN_OUT

TODAY = "2026-11-23"


def of_map(world, who="mission", **asked):
    asked = {"bbox": "0,0,10,10", "zoom": 6, "since": "2026-11-01", "until": "2026-12-31"} | asked
    answer = world.browser(who).get("/board/map.json", query_string=asked)
    assert answer.status_code == 200, answer.text
    return answer.json


def of_timeline(world, who="mission", **asked):
    asked = {"from": "2026-11-01T00:00:00Z", "to": "2027-01-01T00:00:00Z"} | asked
    answer = world.browser(who).get("/board/timeline.json", query_string=asked)
    assert answer.status_code == 200, answer.text
    return answer.json


def titles(answer):
    return sorted(each["title"] for each in answer["posts"])


@pytest.fixture
def posted(world):
    """Posts of three organisations, kinds and months; one that only its own organisation may read."""
    world.activity(
        "mission", "Border meeting", WRITTEN_OUT, lat=1.5, lon=1.5, themes=["migrant-smuggling"], cooperation_format=2
    )
    world.activity("frontex", "Old training", starts="2026-01-10T09:00", lat=1.6, lon=1.5)
    world.activity("frontex", "Hidden visit", WRITTEN_OUT, tlp="AMBER+STRICT", lat=1.7, lon=1.5)
    world.contact("capacity", "Amadou Testa", lat=2.5, lon=2.5, region_id=1)
    world.risk("europol", "Route shifts", lat=3.5, lon=3.5)
    return world


def test_few_posts_are_shown_one_by_one(posted):
    answer = of_map(posted)
    assert titles(answer) == ["Amadou Testa", "Border meeting", "Route shifts"]
    assert answer["cells"] == [] and answer["total"] == 3


def test_each_sees_on_the_map_what_they_may_read(posted):
    assert "Hidden visit" in titles(of_map(posted, "frontex"))
    for other in ("mission", "head", "observer"):
        assert "Hidden visit" not in titles(of_map(posted, other))
    assert titles(of_map(posted, "administrator")) == []


FILTERS = [
    ({"kind": "contact"}, ["Amadou Testa"]),
    ({"kind": ["contact", "risk"]}, ["Amadou Testa", "Route shifts"]),
    ({"theme": "migrant-smuggling"}, ["Border meeting"]),
    ({"format": 2}, ["Border meeting"]),
    ({"region": 1}, ["Amadou Testa"]),
    ({"text": "SHIFTS route"}, ["Route shifts"]),
    ({"text": "100%"}, []),
    ({"since": "2026-01-01", "until": "2026-01-31", "kind": "activity"}, ["Old training"]),
    ({"bbox": "2,2,3,3"}, ["Amadou Testa"]),
    ({"overlaps": 1}, []),
]


@pytest.mark.parametrize(("asked", "found"), FILTERS)
def test_the_filter_narrows_the_map(posted, asked, found):
    assert titles(of_map(posted, **asked)) == found


@pytest.mark.parametrize(("asked", "found"), [each for each in FILTERS if "bbox" not in each[0]])
def test_the_table_has_the_rows_of_the_map(posted, asked, found):
    page = posted.browser("mission").get("/", query_string={"since": "2026-11-01", "until": "2026-12-31"} | asked)
    shown = [t for t in ("Amadou Testa", "Border meeting", "Route shifts", "Old training") if f">{t}</a>" in page.text]
    assert sorted(shown) == found


def test_the_map_filters_by_organisation(posted):
    assert titles(of_map(posted, organisation=posted.organisation("EUCAP"))) == ["Amadou Testa"]


def test_an_unreadable_filter_is_refused_in_words(posted):
    for wrong in ("since=yesterday", "kind=spy", "organisation=x", "bbox=1,2,3", "zoom=near", "region=99999999999999"):
        answer = posted.browser("mission").get(f"/board/map.json?{wrong}")
        assert answer.status_code == 422, wrong


def many(world, count, who="mission", **more):
    for number in range(count):
        world.contact(who, f"Person {number}", lat=1.5 + number / 1000, lon=1.5, **more)


@pytest.fixture
def few_is_three(monkeypatch):
    """So that a handful of posts is enough to be counted in cells."""
    monkeypatch.setattr("csap.actions.maps.FEW", 3)


def test_many_posts_are_counted_in_cells(world, few_is_three):
    many(world, 5)
    world.contact("frontex", "Other", lat=5.5, lon=5.5)
    answer = of_map(world)
    assert answer["posts"] == [] and answer["total"] == 6
    large, small = answer["cells"]
    assert (large["n"], large["kinds"], large["organisation"]) == (5, {"contact": 5}, world.organisation("EUBAM"))
    assert (small["lat"], small["lon"]) == (5.5, 5.5)


def test_cells_count_only_what_the_viewer_may_read(world, few_is_three):
    many(world, 4)
    many(world, 2, tlp="AMBER+STRICT")
    assert of_map(world, "mission")["total"] == 6
    assert of_map(world, "frontex")["total"] == 4


def test_kept_and_fresh_counts_agree(world, few_is_three):
    many(world, 5)
    kept = of_map(world)["cells"]
    assert of_map(world, text="person")["cells"] == kept


def test_a_withdrawn_post_leaves_the_counts(world, few_is_three):
    many(world, 5)
    answer = world.contact("mission", "Gone", lat=1.5, lon=1.5)
    with world.desk("mission") as desk:
        posts.withdraw(desk, desk.fetch(type(answer.post), answer.post.id), "error")
    assert of_map(world)["total"] == 5


def overlapping(world, **hidden):
    """The same stakeholder at two organisations."""
    same = {"emails": ["a.testa@example.org"], "phones": [], "institution": "Police", "function": "Director"}
    world.contact("mission", "Amadou Testa", lat=1.5, lon=1.5, **same)
    return world.contact("frontex", "Amadou Testa", lat=1.6, lon=1.5, **same, **hidden)


def test_an_overlap_is_seen_on_the_map_and_in_the_table(world):
    overlapping(world)
    assert [each["overlap"] for each in of_map(world)["posts"]] == [True, True]
    assert len(of_map(world, overlaps=1)["posts"]) == 2
    assert "1 overlap" in world.browser("mission").get("/").text


def test_cells_say_how_many_posts_overlap(world, few_is_three):
    many(world, 4)
    overlapping(world)
    assert of_map(world)["cells"][0]["overlaps"] == 2


def test_no_ring_where_the_viewer_may_not_know(world):
    overlapping(world, tlp="AMBER+STRICT", on_match="tell_nobody")
    for who in ("mission", "observer"):
        assert [each["overlap"] for each in of_map(world, who)["posts"]] == [False]


def test_the_timeline_has_a_lane_an_organisation(posted):
    answer = of_timeline(posted)
    assert [each["content"] for each in answer["groups"]] == ["EUBAM"]
    (bar,) = answer["items"]
    assert (bar["content"], bar["start"]) == ("Border meeting", "2026-12-01T09:00:00+00:00")


def test_the_timeline_hides_what_may_not_be_read(posted):
    assert {each["content"] for each in of_timeline(posted, "frontex")["items"]} == {"Border meeting", "Hidden visit"}
    assert {each["content"] for each in of_timeline(posted, "head")["items"]} == {"Border meeting"}


def test_a_long_activity_is_on_the_timeline_while_it_lasts(world):
    world.activity("mission", "Mentoring", starts="2026-01-01T09:00", ends="2027-06-01T09:00")
    assert [each["content"] for each in of_timeline(world)["items"]] == ["Mentoring"]


def test_too_many_bars_become_weeks(posted, monkeypatch):
    monkeypatch.setattr("csap.actions.timelines.MOST", 1)
    posted.activity("mission", "Next day", starts="2026-12-02T10:00")
    answer = of_timeline(posted)
    (week,) = answer["items"]
    assert answer["more"] and (week["content"], week["start"]) == ("2 posts", "2026-11-30")
    assert "since=2026-11-30&until=2026-12-06" in week["url"]


def test_answers_are_kept_until_something_changes(world):
    many(world, 1)
    assert of_map(world)["total"] == 1
    assert of_map(world)["total"] == 1
    many(world, 1)
    assert of_map(world)["total"] == 2


def test_answers_outlive_what_only_looks(world):
    with world.desk("mission", writing=False) as desk:
        before = version(desk)
    world.browser("frontex").get("/activities.csv")
    with world.system(writing=False) as system:
        assert system.scalar(select(func.max(Record.id))) > before.line
    with world.desk("mission", writing=False) as desk:
        assert version(desk) == before


def test_a_kept_answer_is_given_to_nobody_else(posted):
    assert of_map(posted, "frontex")["total"] == 4
    assert of_map(posted, "observer")["total"] == 3
    assert of_map(posted, "frontex")["total"] == 4


def test_the_table_is_paged_by_key_there_and_back(world):
    for number in range(board.PAGE + 5):
        world.contact("mission", f"Person {number:03}")
    first = world.browser("mission").get("/").text
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = world.browser("mission").get(older).text
    assert "Person 054" in first and "Person 004" not in first
    assert "Person 004" in second and "Person 054" not in second
    newer = second.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Person 054" in world.browser("mission").get(newer).text


def test_the_board_says_what_waits_for_me(world):
    assert "Waiting for you" not in world.browser("mission").get("/").text
    overlapping(world)
    page = world.browser("mission").get("/").text
    assert "1 open overlap" in page and "1 unread notice" in page
    assert "Waiting for you" not in world.browser("observer").get("/").text


def test_a_commitment_due_waits_for_its_owner(world):
    promised = [{"text": "Send the list", "owner": "Mission", "due_on": TODAY}]
    world.activity("mission", "Meeting", commitments=promised)
    assert "1 commitment due" in world.browser("mission").get("/").text
    assert "commitment due" not in world.browser("frontex").get("/").text


@pytest.mark.parametrize("layer", ["country", "neighbours", "regions"])
def test_base_layers_are_geojson(world, layer):
    answer = world.browser("mission").get(f"/board/base/{layer}.geojson")
    assert answer.mimetype == "application/geo+json" and answer.json["type"] == "FeatureCollection"


def test_unknown_layers_are_not_found(world):
    assert world.browser("mission").get("/board/base/person.geojson").status_code == 404


def test_colours_of_organisations_are_a_style_sheet(world):
    answer = world.browser().get("/assets/organisations.css")
    assert answer.mimetype == "text/css" and f".org-{world.organisation('Frontex')}{{" in answer.text


def test_a_colour_that_is_none_is_left_out(world):
    with world.system() as system:
        system.fetch(Organisation, world.organisation("Frontex")).colour = "}*{"
    assert "}*{" not in world.browser().get("/assets/organisations.css").text


def test_places_are_found_by_the_beginning_of_their_name(world):
    with world.system() as system:
        system.add(Place(name="Éboli", folded="eboli", lat=1.0, lon=2.0, region_id=1))
    (found,) = world.browser("mission").get("/places.json?q=ebo").json["places"]
    assert (found["name"], found["region"]) == ("Éboli", "North")


def test_the_board_is_for_people_who_are_signed_in(world):
    for path in ("/", "/board/map.json", "/board/timeline.json", "/board/base/country.geojson", "/places.json"):
        assert world.browser().get(path).status_code in (302, 401), path


def test_references_lead_to_posts(posted):
    (found,) = of_map(posted, kind="contact")["posts"]
    assert found["url"] == f"/posts/{found['ref']}" and len(found["ref"]) == len(ref(0))


def test_the_table_says_its_order_and_has_it(posted):
    page = posted.browser("mission").get("/", query_string={"since": "2026-01-01"}).text
    assert '<caption class="order">' in page and "What was posted or changed last comes first." in page
    shown = [page.index(f">{title}</a>", page.index('class="order"')) for title in ("Route shifts", "Border meeting")]
    assert shown == sorted(shown)
    posted.browser("mission").post("/language", language="fr")
    assert "D’abord ce qui a été publié ou modifié en dernier." in posted.browser("mission").get("/").text


def test_lists_in_the_order_of_a_column_say_which(posted):
    def page(path):
        return posted.browser("mission").get(path).text

    assert '<th scope="col" aria-sort="ascending">When</th>' in page("/activities?since=2026-01-01")
    assert '<th scope="col" aria-sort="ascending">Name</th>' in page("/contacts")
    assert "aria-sort" not in page("/risks") and "changed last comes first" in page("/risks")
