"""What is held on oneself can be taken along: all of it, nothing of others, no secret and no word under a marking."""

import json
from datetime import timedelta

from sqlmodel import select

from csap import clock
from csap.actions import own_data, posts
from csap.model.holdings import Category
from csap.model.people import Credential, Person, SignIn, Token
from csap.model.posts import Post
from csap.model.records import Record
from csap.model.register import REGISTER
from tests.hostile import Everything
from tests.world import PASSWORD


def taken(browser, **more):
    answer = browser.post("/account/data", again_password=PASSWORD, **more)
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    assert answer.mimetype == "application/json"
    return json.loads(answer.data)


def test_a_person_takes_along_what_is_held_on_them_and_of_others_nothing(world):
    Everything(world)
    browser, me = world.browser("mission"), world.viewer("mission").person_id
    assert "Take it along" in browser.get("/account/").text
    found = taken(browser)
    assert (found["email"], found["organisation"]) == ("mission@csap.example", "EUBAM")
    held = found["held"]
    assert {"person", "sign_in", "token", "post", "attachment", "record", "upload"} <= set(held)
    assert held["person"]["rows"][0]["email"] == found["email"] and held["person"]["kept"]
    everything = [row for part in held.values() for row in part["rows"]]
    assert all(me in row.values() for row in everything), "each row says how it is about me"
    others = {f"{each}@csap.example" for each in ("head", "frontex", "dpo", "administrator")}
    assert not any(each in json.dumps(found) for each in others)


def test_neither_secrets_nor_what_was_written_is_taken_along(world):
    browser = world.browser("mission")
    post = world.contact("mission", "Zorkan Blefusk", tlp="RED").post
    with world.desk("mission") as desk:
        posts.comment(desk, desk.fetch(Post, post.id), "He likes tea.")
    text = json.dumps(taken(browser))
    assert str(post.id) in text and "Zorkan" not in text and "tea" not in text
    with world.system(writing=False) as system:
        secrets = [*system.exec(select(Credential.password_hash)), *system.exec(select(SignIn.secret_hash))]
        secrets += system.exec(select(Token.secret_hash))
        lines = system.exec(
            select(Record.act, Record.subject).where(Record.act == "account:export").order_by(Record.id)
        ).all()
    assert not any(each in text for each in secrets)
    assert lines == [("account:export", f"person:{world.viewer('mission').person_id}")]


def test_every_table_that_points_at_people_is_in_it_and_gives_no_secret():
    pointing = [table for table in REGISTER if own_data.people_in(table)]
    assert Person in pointing and len(pointing) > 25
    assert {table for table in REGISTER if hasattr(table, "person_id")} <= set(pointing)
    for table in pointing:
        shown = set(own_data.shown(table, REGISTER[table]))
        categories = dict(REGISTER[table].columns())
        assert {column.key for column in own_data.people_in(table)} <= shown
        assert not {name for name in shown if categories.get(name) in (Category.SECRET, Category.TEXT)}


def test_it_asks_anew_who_it_is(world):
    browser = world.browser("mission")
    with clock.stopped(clock.now() + timedelta(minutes=30)):
        assert browser.post("/account/data").status_code == 403
        assert browser.post("/account/data", again="1", again_password="wrong").status_code == 422
        assert "held" in taken(browser, again="1")


def test_what_an_administrator_did_to_the_account_is_in_it_without_whom(world):
    me = world.viewer("mission").person_id
    world.browser("administrator").post(f"/people/{me}/link")
    found = taken(world.browser("mission"))
    assert [each["what"] for each in found["done_by_others"]] == ["invitation"]
    assert all(set(each) == {"at", "act", "what"} for each in found["done_by_others"])
