"""The door of the API and what is read there: tokens, scopes, limits, filters, pages; hidden looks missing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from csap import clock
from csap.api import door
from csap.model.people import Person, Token
from csap.model.records import Record
from csap.refs import ref
from tests.programme import API, Programme
from tests.test_overlaps import HIDDEN, NAME, SECRET
from tests.world import WRITTEN_OUT


def refs(answer):
    assert answer.status_code == 200, answer.text
    return [each["ref"] for each in answer.json["posts"]]


def lines(world, act):
    with world.system(writing=False) as system:
        return list(system.exec(select(Record).where(Record.act == act).order_by(Record.id)))


def is_problem(answer, status):
    problem = answer.json
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    assert problem["status"] == status and problem["type"] == "about:blank" and problem["title"] and problem["detail"]
    return problem


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer csap_guess", "Bearer \u00e9", "Basic YTpi", "Token x"])
def test_nothing_opens_the_api_but_a_token_that_works(world, header):
    answer = world.app.test_client().get(f"{API}/posts", headers={"Authorization": header} if header else {})
    is_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="csap"')
    assert ("invalid_token" in answer.headers["WWW-Authenticate"]) == header.startswith("Bearer ")


def test_a_cookie_of_a_sign_in_opens_no_api_and_a_token_no_page(world):
    browser, programme = world.browser("mission"), Programme(world, "mission")
    for path in ("/posts", "/overlaps", "/organisations"):
        is_problem(browser.get(API + path), 401)
    asked = browser.client.get(f"{API}/posts", headers={"Authorization": f"Bearer {programme.secret}"})
    assert asked.status_code == 200 and "Set-Cookie" not in asked.headers
    assert programme.client.get("/contacts", headers=programme.headers).status_code == 302
    assert programme.client.get(f"{API}/posts?token={programme.secret}").status_code == 401


def revoked(token):
    token.revoked_at = clock.now()


def expired(token):
    token.expires_at = clock.now()


def made_a_feed(token):
    token.scope = "feed"


@pytest.mark.parametrize("change", [revoked, expired, made_a_feed])
def test_a_token_that_has_ended_opens_nothing(world, change):
    programme = Programme(world, "mission")
    assert programme.get("/posts").status_code == 200
    with world.system() as system:
        change(system.exec(select(Token)).one())
    is_problem(programme.get("/posts"), 401)


def test_the_token_of_somebody_switched_off_opens_nothing_and_another_role_counts_at_once(world):
    programme, other = Programme(world, "mission"), Programme(world, "frontex")
    with world.system() as system:
        system.fetch(Person, world.viewer("mission").person_id).active = False
        system.fetch(Person, world.viewer("frontex").person_id).role = "administrator"
    is_problem(programme.get("/posts"), 401)
    is_problem(other.get("/posts"), 403)


@pytest.mark.parametrize(("scope", "path"), [("post", "/posts"), ("check", "/overlaps"), ("check", "/themes")])
def test_a_token_opens_what_its_scopes_say_and_no_more(world, scope, path):
    answer = Programme(world, "mission", scope).get(path)
    assert "read" in is_problem(answer, 403)["detail"]
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
    assert Programme(world, "mission", "read", scope).get(path).status_code == 200


def test_a_programme_reads_what_its_person_may_read_and_hidden_looks_missing(world):
    hidden, open_ = world.contact("mission", **HIDDEN).post, world.activity("mission", "Open talks").post
    stranger = Programme(world, "frontex")
    assert refs(stranger.get("/posts")) == [ref(open_.id)]
    missing = is_problem(stranger.get(f"/posts/{ref((1 << 39) + 1)}"), 404)
    assert is_problem(stranger.get(f"/posts/{ref(hidden.id)}"), 404) == missing
    mine = Programme(world, "mission").get(f"/posts/{ref(hidden.id)}").json
    assert mine["draft"]["summary"] == SECRET and mine["draft"]["tlp"] == "AMBER+STRICT"


def test_a_hidden_post_is_asked_for_with_the_statements_of_a_missing_one(world, queries):
    hidden, programme = world.contact("mission", **HIDDEN).post, Programme(world, "frontex")
    programme.get("/posts/ZZZZZZZZ")
    asked = []
    for reference in ("ZZZZZZZZ", ref(hidden.id)):
        with queries() as done:
            programme.get(f"/posts/{reference}")
        asked.append(list(done))
    assert asked[0] == asked[1] and asked[0]


def test_red_is_in_no_list_and_is_read_by_who_is_named(world):
    red = ref(world.activity("mission", "Red talks", tlp="RED").post.id)
    mine = Programme(world, "mission")
    assert refs(mine.get("/posts")) == []
    assert mine.get(f"/posts/{red}").json["draft"]["title"] == "Red talks"
    is_problem(Programme(world, "head").get(f"/posts/{red}"), 404)


def test_what_is_read_is_audited_as_its_persons_with_the_tokens_name(world):
    post, programme = world.contact("frontex").post, Programme(world, "mission", name="Nightly")
    programme.get(f"/posts/{ref(post.id)}"), programme.get("/posts", text="Amadou")
    (read, listed), (taken,) = lines(world, "post:read"), lines(world, "list:export")
    assert read.subject == f"post:{post.id}" and read.details == {"tlp": "GREEN", "token": "Nightly"}
    assert taken.details == {"form": "api", "rows": 1, "filter": {}, "token": "Nightly"}
    assert {read.person_id, taken.person_id} == {world.viewer("mission").person_id}
    assert (listed.subject, listed.details) == ("list:contacts", {"posts": [post.id], "token": "Nightly"})
    assert taken.subject == "list:board"
    programme.get("/posts", kind="contact")
    assert lines(world, "list:export")[1].subject == "list:contacts"
    world.browser("mission").get(f"/posts/{ref(post.id)}")
    assert "token" not in lines(world, "post:read")[-1].details


def test_the_day_of_the_last_use_is_noted_and_no_more_of_it(world):
    with clock.stopped(datetime(2026, 11, 28, 9, 0, tzinfo=UTC)):
        programme = Programme(world, "mission")
    for hour in (14, 23):
        with clock.stopped(datetime(2026, 11, 28, hour, 33, 12, tzinfo=UTC)):
            programme.get("/themes")
    with world.system(writing=False) as system:
        assert system.exec(select(Token.used_at)).one() == datetime(2026, 11, 28, tzinfo=UTC)


FILTERS = {
    # question -> titles that it finds
    "kind=contact": {"Amadou Testa"},
    "kind=contact&kind=risk": {"Amadou Testa", "A risk"},
    "theme=police-reform": {"Training"},
    "since=2026-12-10&kind=activity": {"Training"},
    "until=2026-12-02&kind=activity": {"Meeting"},
    "text=testa": {"Amadou Testa"},
    "text=%2B33199001234": {"Amadou Testa"},
    "region=1": {"Training"},
    "format=2": {"Meeting"},
    "box=2,2,4,4": {"Meeting"},
    "overlaps=true": set(),
    "status=confirmed": {"Training"},
    "": {"Amadou Testa", "A risk", "Meeting", "Training"},
}


def test_a_list_is_filtered_as_the_board_is(world):
    world.contact("mission", phones=["+33199001234"])
    world.activity("mission", "Meeting", WRITTEN_OUT, cooperation_format=2, lat=3, lon=3)
    more = {"themes": ["police-reform"], "region_id": 1, "status": "confirmed"}
    world.activity("frontex", "Training", "2026-12-20T10:00", **more)
    world.risk("frontex")
    programme, (mine, theirs) = Programme(world, "head"), map(world.organisation, ("EUBAM", "Frontex"))
    found = {asked: programme.client.get(f"{API}/posts?{asked}", headers=programme.headers).json for asked in FILTERS}
    assert {asked: {each["title"] for each in answer["posts"]} for asked, answer in found.items()} == FILTERS
    owned = programme.get("/posts", organisation=mine).json["posts"]
    assert {each["title"] for each in owned} == {"Amadou Testa", "Meeting"}
    assert len(refs(programme.get("/posts", organisation=[mine, theirs]))) == 4


def test_a_row_says_what_a_list_shows_and_no_more(world):
    post = world.activity(
        "mission", "Meeting", WRITTEN_OUT, lat=3, lon=3, precision="point", themes=["police-reform"]
    ).post
    (row,) = Programme(world, "frontex").get("/posts").json["posts"]
    assert row["ref"] == ref(post.id) and row["organisation"]["name"] == "EUBAM" and row["version"] == 1
    assert row["starts"] == "2026-12-01T10:00:00+01:00" and row["themes"] == ["police-reform"]
    assert not {"summary", "ask", "emails", "phones", "author"} & set(row)


def test_pages_follow_each_other_by_key_and_meet_every_post_once(world):
    made = {ref(world.activity("mission", f"Meeting {number}").post.id) for number in range(7)}
    programme, found, cursor = Programme(world, "frontex"), [], ""
    for _ in range(4):
        page = programme.get("/posts", limit=2, **({"cursor": cursor} if cursor else {}))
        found += refs(page)
        cursor = page.json["next"]
    assert cursor is None and len(found) == 7 and set(found) == made


@pytest.mark.parametrize(
    "asked",
    [
        *[{"limit": wrong} for wrong in ("0", "101", "x", "-1", "9" * 30)],
        *[{"cursor": wrong} for wrong in ("x", "!", "é", "e30", "AAAA", "MjAyNiBaWlpaWlpaWg")],
        *[{"since": wrong} for wrong in ("yesterday", "0001-01-01", "9999-12-31")],
        {"organization": "1"},
        {"kind": "rumour"},
        {"organisation": str(2**40)},
        {"box": "1,2,3"},
    ],
)
def test_a_question_that_cannot_be_read_is_answered_at_its_parameter(world, asked):
    problem = is_problem(Programme(world, "mission").get("/posts", **asked), 422)
    assert [each["field"] for each in problem["errors"]] == list(asked)
    assert all(each["detail"] for each in problem["errors"])


def test_what_tells_more_together_needs_a_reason_that_is_audited(world):
    contact = world.contact("mission", NAME, tlp="AMBER").post
    for day in ("01", "02", "03"):
        world.activity("mission", f"Talks {day}", f"2026-12-{day}T10:00", contacts=[contact.id], place_name="North")
    programme = Programme(world, "mission")
    assert [each["field"] for each in is_problem(programme.get("/posts"), 422)["errors"]] == ["reason"]
    assert len(refs(programme.get("/posts", reason="The weekly plan of our own office"))) == 4
    assert lines(world, "list:export")[0].details["reason"] == "The weekly plan of our own office"


def test_overlaps_are_told_as_far_as_each_side_may_know(world):
    world.contact("frontex", NAME, phones=["+33199001234"])
    world.contact("mission", NAME, phones=["+33199001234"], **HIDDEN)
    programme = Programme(world, "frontex", name="Nightly")
    (row,) = programme.get("/overlaps").json["overlaps"]
    assert row["hit"] and row["severity"] is None and row["certainty"] == round(row["certainty"], 1)
    mine, other = row["sides"]
    assert (mine["mine"], mine["title"], mine["ask"]) == (True, NAME, None)
    assert (other["post"], other["title"], other["ask"]["email"]) == (None, None, "mission@csap.example")
    whole = programme.get(f"/overlaps/{row['ref']}")
    assert whole.json == row | {"thread": []} and SECRET not in whole.text
    assert [each.details["token"] for each in lines(world, "hit:see") if each.details.get("token")] == ["Nightly"]
    (taken,) = lines(world, "list:export")
    assert taken.subject == "list:overlaps" and taken.details["form"] == "api" and taken.details["rows"] == 1
    is_problem(Programme(world, "observer").get(f"/overlaps/{row['ref']}"), 404)
    assert Programme(world, "observer").get("/overlaps").json == {"overlaps": [], "next": None}


def test_a_red_post_stands_in_the_list_of_overlaps_for_itself_alone(world):
    world.contact("frontex", NAME, phones=["+33199001234"])
    red = world.contact("mission", NAME, phones=["+33199001234"], tlp="RED").post
    programme = Programme(world, "mission")
    (row,) = programme.get("/overlaps").json["overlaps"]
    assert (row["sides"][0]["post"], row["sides"][0]["title"], row["hit"]) == (None, "TLP:RED", False)
    assert row["reasons"] and "kouraga" not in " ".join(row["reasons"]) and row["context"] == row["against"] == []
    whole = programme.get(f"/overlaps/{row['ref']}").json
    assert whole["sides"][0]["post"] == ref(red.id) and "kouraga" in " ".join(whole["reasons"])


def test_overlaps_are_filtered(world):
    for number in range(3):
        world.contact("frontex", f"{NAME} {number}", phones=[f"+3319900123{number}"])
        world.contact("mission", f"{NAME} {number}", phones=[f"+3319900123{number}"])
    programme = Programme(world, "head")
    every = programme.get("/overlaps").json["overlaps"]
    assert len(every) >= 3
    assert programme.get("/overlaps", state="settled").json["overlaps"] == []
    assert programme.get("/overlaps", mine="true").json["overlaps"] == []
    assert programme.get("/overlaps", post=every[0]["sides"][0]["post"]).json["overlaps"]
    for wrong in ({"state": "x"}, {"kind": "x"}, {"days": "x"}, {"post": "UUUUUUUU"}, {"cursor": "!"}):
        assert [each["field"] for each in is_problem(programme.get("/overlaps", **wrong), 422)["errors"]] == list(wrong)


def test_codes_say_what_ids_stand_for(world):
    programme = Programme(world, "observer")
    found = {path: programme.get(f"/{path}").json[path] for path in ("organisations", "people", "regions", "themes")}
    assert {each["short_name"] for each in found["organisations"]} >= {"EUBAM", "Frontex"}
    assert "Administrator" not in {each["name"] for each in found["people"]}
    assert [each["name"] for each in found["regions"]] == ["North", "South"]
    assert found["themes"][0]["label_fr"] and programme.get("/institutions").json == {"institutions": []}


def test_words_come_in_the_language_that_is_asked_for_else_the_persons(world):
    with world.system() as system:
        system.fetch(Person, world.viewer("mission").person_id).language = "fr"
    asked = {"": "fr", "en": "en", "fr-BE": "fr", "de": "fr"}
    said = {each: Programme(world, "mission", language=each).get("/posts/ZZZZZZZZ").json["detail"] for each in asked}
    spoken = {each: "en" if "There is nothing" in words else "fr" for each, words in said.items()}
    assert spoken == asked
    browser = world.browser("mission")
    assert "token" in browser.client.get(f"{API}/posts", headers={"Accept-Language": "en"}).json["detail"]


def test_too_many_requests_are_refused_for_a_while(world, monkeypatch):
    monkeypatch.setattr(door, "EACH", "3 per minute")
    first, second = Programme(world, "mission"), Programme(world, "mission")
    assert [each.get("/themes").status_code for each in (first, second, first, second)] == [200, 200, 200, 429]
    answer = first.get("/themes")
    is_problem(answer, 429)
    assert answer.headers["Retry-After"] and Programme(world, "frontex").get("/themes").status_code == 200
    monkeypatch.setattr(door, "GUESSES", "2 per minute")
    stranger = world.app.test_client()
    assert [stranger.get(f"{API}/themes").status_code for _ in range(3)] == [401, 401, 429]


def test_what_is_refused_to_a_programme_is_audited_as_refused_to_its_person(world):
    Programme(world, "administrator", "read", name="Nightly").get("/posts")
    Programme(world, "administrator", "check", name="Nightly").get("/posts")
    by_rule, by_scope = lines(world, "act:deny")
    assert by_rule.details == {"act": "list:export", "token": "Nightly"}
    assert by_scope.details == {"status": 403, "page": "api.posts", "token": "Nightly"}
    assert {by_rule.person_id, by_scope.person_id} == {world.viewer("administrator").person_id}
    assert "what a token is not for" in world.browser("dpo").get("/privacy/audit?verb=deny").text


@pytest.mark.parametrize(("path", "method", "status"), [("/nowhere", "GET", 404), ("/posts", "DELETE", 405)])
def test_what_is_not_there_is_a_problem_too(world, path, method, status):
    programme = Programme(world, "mission")
    is_problem(programme.client.open(API + path, method=method, headers=programme.headers), status)


def test_another_hosts_name_and_odd_characters_are_turned_away_as_problems(world):
    programme = Programme(world, "mission")
    away = programme.client.get(f"{API}/posts", headers=programme.headers, base_url="http://evil.example")
    is_problem(away, 400)
    for question in ("?text=%00", "?%00=1"):
        is_problem(programme.client.get(f"{API}/posts{question}", headers=programme.headers), 400)


def test_no_other_origin_is_let_in(world):
    programme = Programme(world, "mission")
    programme.headers |= {"Origin": "https://evil.example"}
    asked = programme.client.open(f"{API}/posts", method="OPTIONS", headers=programme.headers)
    for answer in (programme.get("/posts"), asked):
        assert not [name for name in dict(answer.headers) if name.startswith("Access-Control")]


def test_a_token_is_worth_no_more_than_its_days(world):
    programme, made = Programme(world, "mission"), clock.now()
    for days, status in ((29, 200), (31, 401)):
        with clock.stopped(made + timedelta(days=days)):
            assert programme.get("/themes").status_code == status
