"""Posting by the API: the Drafts, markings, overlaps and refusals of the forms; versions, repeats, odd bodies."""

import json

import pytest
from sqlmodel import select

from csap.api import door
from csap.model.activities import Engagement
from csap.model.contacts import Contact
from csap.model.house_marking import HouseMarking
from csap.model.posts import TLP, Kind, Marking, OnMatch, Post
from csap.model.records import Record
from csap.refs import number, ref
from tests.programme import API, Programme
from tests.test_api import is_problem, lines
from tests.test_overlaps import HIDDEN, NAME, SECRET, notices
from tests.world import WRITTEN_OUT

CONTACT = {"names": [NAME], "function": "Director", "phones": ["01 99 00 12 34"]}
ACTIVITY = {"title": "Talks on borders", "starts": "2026-12-01T10:00", "place_name": "North"}
REGION = {"region_id": 1, "lat": 2, "lon": 2, "precision": "region"}
LEVELS = ("magnitude", "vulnerability_level", "impact_security", "impact_institutions", "impact_eu", "impact_persons")
RISK = dict.fromkeys(LEVELS, "low") | {"title": "Smuggling", "threat": "A route.", "likelihood": "likely"}
RISK |= {"judgement": "low", "horizon": "3-12", "confidence": "low", "evidence": [{"text": "Seen", "source": "B"}]}
ODD = ({"starts": 1764585000}, {"starts": "1764585000"}, {"starts": "0001-01-01T00:00+05:00"}, {"ends": "2026-01-01"})


def stored(world, reference, table=Post):
    with world.system(writing=False) as system:
        return system.fetch(table, number(reference))


def posted(answer, status=201):
    assert answer.status_code == status, answer.text
    return answer.json["ref"]


def fields_of(answer):
    return [each["field"] for each in is_problem(answer, 422)["errors"]]


@pytest.mark.parametrize(("path", "draft"), [("/contacts", CONTACT), ("/activities", ACTIVITY), ("/risks", RISK)])
def test_each_kind_is_posted_for_ones_organisation_and_audited_with_the_token(world, path, draft):
    programme = Programme(world, "mission", name="Nightly")
    answer = programme.post(path, **draft)
    reference = posted(answer)
    assert answer.headers["Location"] == f"{API}/posts/{reference}"
    assert answer.json == {"ref": reference, "version": 1, "overlaps": []}
    post = stored(world, reference)
    assert (post.organisation_id, post.source) == (world.organisation("EUBAM"), "api")
    assert lines(world, "post:create")[-1].details == {"token": "Nightly"}
    assert programme.get(f"/posts/{reference}").json["draft"].items() >= {"tlp": "GREEN", "themes": []}.items()
    assert world.browser("frontex").get(f"/posts/{reference}").status_code == 200


def test_the_answer_tells_the_overlaps_that_whoever_posts_may_know_in_their_language(world):
    world.contact("frontex", NAME, phones=["+33199001234"], **HIDDEN)
    answer = Programme(world, "mission", "post", name="Nightly", language="fr").post("/contacts", **CONTACT)
    posted(answer)
    (overlap,) = answer.json["overlaps"]
    assert overlap["hit"] and "les noms concordent" in overlap["reasons"]
    assert overlap["sides"][1]["ask"]["email"] == "frontex@csap.example" and SECRET not in answer.text
    assert len(notices(world, "frontex")) == 1
    assert {"Nightly"} == {each.details["token"] for each in lines(world, "hit:see") if "token" in each.details}


def test_a_post_that_nobody_is_told_of_looks_like_none(world):
    world.contact("frontex", NAME, phones=["+33199001234"], tlp="AMBER+STRICT", on_match="tell_nobody")
    assert Programme(world, "mission").post("/contacts", **CONTACT).json["overlaps"] == []


def test_what_is_read_can_be_sent_back_as_it_is(world):
    contact = world.contact("mission", phones=["+33199001234"], emails=["a@example.org"], **REGION).post
    more = {"contacts": [contact.id], "themes": ["police-reform"], "tlp": "AMBER", "lat": 3, "lon": 3}
    more |= {"audience_organisations": [world.organisation("Europol")], "precision": "point"}
    activity = world.activity(
        "mission", "Talks", WRITTEN_OUT, commitments=[{"text": "Send it"}], ends="2026-12-02T10:00", **more
    ).post
    risk = world.risk("mission", regions=[1], contributors=[world.organisation("Frontex")]).post
    programme = Programme(world, "mission")
    for post in (contact, activity, risk):
        before = programme.get(f"/posts/{ref(post.id)}").json
        assert posted(programme.put(f"/posts/{ref(post.id)}", version=1, **before["draft"]), 200)
        after = programme.get(f"/posts/{ref(post.id)}").json
        assert after["draft"] == before["draft"] and after["version"] == 1, "nothing changed, so nothing was written"
    assert programme.get(f"/posts/{ref(activity.id)}").json["draft"]["contacts"] == [ref(contact.id)]


def test_a_change_keeps_what_is_left_out_and_needs_the_version_that_was_read(world):
    post = world.activity("mission", "Talks", ask="A list", tlp="AMBER+STRICT", lat=3, lon=3, precision="point").post
    path, programme = f"/posts/{ref(post.id)}", Programme(world, "mission")
    assert programme.put(path, version=1, title="Other talks").json["version"] == 2
    draft = programme.get(path).json["draft"]
    assert (draft["title"], draft["ask"], draft["tlp"], draft["lat"]) == ("Other talks", "A list", "AMBER+STRICT", 3)
    conflict = is_problem(programme.put(path, version=1, title="Late"), 409)
    assert conflict["version"] == 2 and stored(world, ref(post.id)).title == "Other talks"
    for wrong in ({}, {"version": "2"}, {"version": True}, {"version": None}):
        assert fields_of(programme.put(path, title="X", **wrong)) == ["version"]


def test_a_place_is_given_as_a_whole(world):
    post = world.activity("mission", "Talks", lat=3, lon=3, precision="point", place_name="Post 3").post
    path, programme = f"/posts/{ref(post.id)}", Programme(world, "mission")
    programme.put(path, version=1, region_id=2)
    draft = programme.get(path).json["draft"]
    assert (draft["region_id"], draft["place_name"], draft["lat"], draft["precision"]) == (2, "", None, None)
    assert stored(world, ref(post.id)).precision == "region"


def test_times_are_taken_with_an_offset_and_without(world):
    programme = Programme(world, "mission")
    said = ("2026-12-01T10:00", "2026-12-01T09:00:00Z", "2026-12-01T14:00:00+05:00")
    made = [posted(programme.post("/activities", **ACTIVITY | {"starts": each})) for each in said]
    assert len({stored(world, each).starts_at for each in made}) == 1
    assert programme.get(f"/posts/{made[1]}").json["draft"]["starts"] == "2026-12-01T10:00:00+01:00"


def test_a_post_begins_marked_as_the_organisation_marks(world):
    with world.system() as system:
        kept = {"tlp": TLP.AMBER_STRICT, "marking": Marking.LIMITE, "on_match": OnMatch.TELL_ME_FIRST}
        system.add(HouseMarking(organisation_id=world.organisation("EUBAM"), kind=Kind.CONTACT, **kept))
    programme = Programme(world, "mission")
    begun, said = (
        stored(world, posted(programme.post("/contacts", **CONTACT | more))) for more in ({}, {"tlp": "GREEN"})
    )
    assert (begun.tlp, begun.marking, begun.on_match) == tuple(kept.values())
    assert (said.tlp, said.marking) == (TLP.GREEN, Marking.LIMITE)


def test_what_is_sent_again_under_the_same_key_is_posted_once(world):
    programme = Programme(world, "mission")
    programme.headers |= {"Idempotency-Key": "row 17"}
    first, again = (posted(programme.post("/contacts", **CONTACT)) for _ in range(2))
    other = posted(programme.post("/contacts", **CONTACT | {"function": "Deputy"}))
    assert first == again != other


def test_stakeholders_are_engaged_by_reference_and_in_words(world):
    known = world.contact("frontex", "Known Person").post
    answer = Programme(world, "mission").post(
        "/activities", **ACTIVITY, contacts=[ref(known.id)], stakeholders=["New Person, Director"]
    )
    with world.system(writing=False) as system:
        mine = select(Engagement.contact_id).where(Engagement.post_id == number(posted(answer)))
        engaged = set(system.exec(mine))
        assert known.id in engaged and len(engaged) == 2
        assert len(system.exec(select(Contact)).all()) == 2


WRONG = {
    '{"audience_organisations": ["-1180591620717411303424"]}': ["audience_organisations"],
    '{"region_id": "99999999999999999999"}': ["region_id"],
    # what is sent beside a good activity -> the fields that are wrong
    '{"titel": "X"}': ["titel"],
    '{"title": 7}': ["title"],
    '{"title": null}': ["title"],
    '{"starts": "soon", "form": "party"}': ["form", "starts"],
    '{"contacts": ["UUUUUUUU"]}': ["contacts"],
    '{"contacts": ["ZZZZZZZZ"]}': ["contacts"],
    '{"contacts": [7]}': ["contacts"],
    '{"contacts": "ZZZZZZZZ"}': ["contacts"],
    '{"contacts": [["ZZZZZZZZ"]]}': ["contacts"],
    '{"region_id": 99}': ["region_id"],
    '{"region_id": 99, "lat": 3, "lon": 3, "precision": "region"}': ["region_id"],
    '{"lat": 3}': ["place_name"],
    '{"lat": 91, "lon": 3}': ["lat"],
    '{"lat": [], "lon": {}}': ["lat", "lon"],
    '{"themes": ["no-such-theme"]}': ["themes"],
    '{"themes": {"a": 1}}': ["themes"],
    '{"audience_people": [99999]}': ["audience_people"],
    '{"tlp": "AMBER+STRICT", "audience_organisations": ["x"]}': ["audience_organisations"],
    '{"tlp": "SECRET"}': ["tlp"],
    '{"beneficiary_count": 1.5}': ["beneficiary_count"],
    '{"commitments": [{"owner": "X"}]}': ["commitments"],
    '{"commitments": [7]}': ["commitments"],
    '{"commitments": 7}': ["commitments"],
    '{"stakeholders": 7}': ["stakeholders"],
    '{"stakeholders": {"a": 1}}': ["stakeholders"],
    '{"summary": "Extract of a RESTREINT UE note"}': ["summary"],
    **{json.dumps(each): [next(iter(each))] for each in ODD},
    json.dumps({"contacts": ["ZZZZZZZZ"] * 501}): ["contacts"],
    json.dumps({"stakeholders": ["A B"] * 501}): ["stakeholders"],
}


@pytest.mark.parametrize("said", WRONG, ids=lambda said: said[:40])
def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(world, said):
    answer = Programme(world, "mission").post("/activities", **ACTIVITY | json.loads(said))
    assert sorted(fields_of(answer)) == WRONG[said]
    with world.system(writing=False) as system:
        assert system.exec(select(Post)).all() == []


def test_a_whole_that_is_wrong_is_told_field_by_field(world):
    problem = is_problem(Programme(world, "mission", language="fr").post("/risks", title="X" * 201), 422)
    assert len(problem["errors"]) > 8 and {"field": "threat", "detail": "Ce champ est nécessaire."} in problem["errors"]


BODIES = [
    ("application/json", b"", 400),
    ("application/json", b"[]", 400),
    ("application/json", b"\xff\xfe", 400),
    ("application/json", b'{"names": ["x\\u0000"]}', 400),
    ("application/json", b'{"names": ["\\ud800"]}', 400),
    ("application/json", b'{"region_id": 99999999999999999999}', 400),
    ("application/json", b'{"lat": NaN}', 400),
    ("application/json", b"[" * 200_000, 400),
    ("application/json", b'{"a":' * 200_000, 400),
    ("application/json", b'{"names": ["' + b"x" * 3_000_000 + b'"]}', 413),
    ("application/json; charset=utf-16", '{"names": ["X"]}'.encode("utf-16"), 400),
    ("application/x-www-form-urlencoded", b"names=X", 415),
    ("multipart/form-data; boundary=x", b"--x\r\n", 415),
    ("text/json", b"{}", 415),
    ("", b"{}", 415),
]


@pytest.mark.parametrize(("kind", "body", "status"), BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_no_json_that_can_be_kept_is_turned_away(world, kind, body, status):
    programme = Programme(world, "mission")
    is_problem(programme.send("/contacts", body, kind), status)
    assert world.app.test_client().post(f"{API}/contacts", data=body, content_type=kind).status_code == 401


def test_only_who_may_post_posts_and_only_by_a_token_for_it(world):
    for who in ("observer", "dpo", "administrator"):
        is_problem(Programme(world, who).post("/contacts", **CONTACT), 403)
    is_problem(Programme(world, "mission", "read", "check").post("/contacts", **CONTACT), 403)
    browser = world.browser("mission")
    browser.get("/contacts/new")
    is_problem(browser.client.post(f"{API}/contacts", json=CONTACT, headers={"X-CSRFToken": browser.token}), 401)
    assert {each.details.get("act") or each.details["status"] for each in lines(world, "act:deny")} == {
        "post:create",
        403,
    }


def test_only_its_organisation_changes_and_withdraws_a_post_and_hidden_looks_missing(world):
    open_, hidden = world.contact("frontex").post, world.contact("frontex", **HIDDEN).post
    programme = Programme(world, "mission")
    for end, send in (("", programme.put), ("/withdraw", programme.post)):
        said = {"version": 1, "function": "X"} if not end else {"reason": "Wrong"}
        is_problem(send(f"/posts/{ref(open_.id)}{end}", **said), 403)
        missing = is_problem(send(f"/posts/ZZZZZZZZ{end}", **said), 404)
        assert is_problem(send(f"/posts/{ref(hidden.id)}{end}", **said), 404) == missing


def test_a_post_is_withdrawn_with_a_reason_and_changed_no_more(world):
    reference = ref(world.contact("mission").post.id)
    programme = Programme(world, "mission")
    for wrong in ({}, {"reason": " "}, {"reason": 7}, {"reason": "x" * 301}, {"why": "x"}):
        assert set(fields_of(programme.post(f"/posts/{reference}/withdraw", **wrong))) <= {"reason", "why"}
    assert posted(programme.post(f"/posts/{reference}/withdraw", reason="Entered twice"), 200) == reference
    assert programme.get(f"/posts/{reference}").json["withdrawn_reason"] == "Entered twice"
    assert programme.get("/posts").json["posts"] == []
    is_problem(programme.put(f"/posts/{reference}", version=2, function="X"), 403)
    is_problem(Programme(world, "frontex").get(f"/posts/{reference}"), 404)


def test_posting_is_limited_more_than_reading(world, monkeypatch):
    monkeypatch.setattr(door, "CHANGES", "2 per minute")
    programme = Programme(world, "mission")
    assert [programme.post("/contacts", **CONTACT).status_code for _ in range(3)] == [201, 201, 429]
    assert programme.get("/posts").status_code == 200
    with world.system(writing=False) as system:
        assert len(system.exec(select(Record).where(Record.act == "post:create")).all()) == 2
