"""The list check by the API: what the page would answer, tell, write down and refuse."""

import pytest

from csap.actions import checking
from csap.refs import ref
from tests.programme import Programme
from tests.test_api import is_problem, lines
from tests.test_api_posting import fields_of
from tests.test_checking import CASES, PURPOSE
from tests.test_overlaps import HIDDEN, NAME, SECRET, notices


def check(programme, *names, purpose=PURPOSE):
    return programme.post("/check", purpose=purpose, lines=[{"names": [name]} for name in names])


@pytest.mark.parametrize("case", CASES)
def test_a_hit_says_what_the_owner_lets_it_say(world, case):
    fields, hit, content, told = CASES[case]
    post = world.contact("frontex", NAME, function="Deputy of Quuxville", institution="Border Police", **fields).post
    answer = check(Programme(world, "mission", "check"), "Somebody Else Entirely", NAME)
    assert answer.status_code == 200, answer.text
    miss, found = answer.json["lines"]
    assert miss == {"line": 1, "hit": False, "hits": []} and (found["line"], found["hit"]) == (2, hit)
    if hit:
        (one,) = found["hits"]
        assert one["post"] == (ref(post.id) if content else None) and one["reasons"]
        assert (one["organisation"]["name"], one["ask"]["email"]) == ("Frontex", "frontex@csap.example")
        assert content or one["certainty"] == round(one["certainty"], 1)
    assert SECRET not in answer.text and "Quuxville" not in answer.text
    assert (len(notices(world, "frontex")) == 1) == told
    if told:
        assert PURPOSE in notices(world, "frontex")[0] and "Mission (EUBAM)" in notices(world, "frontex")[0]


def test_lines_are_compared_by_all_that_they_say(world):
    world.contact("frontex", NAME, phones=["+33199001234"], emails=["a@example.org"])
    world.contact("frontex", "Border Police of Testland", contact_kind="institution")
    said = [{"phones": ["01 99 00 12 34"]}, {"emails": "A@example.org"}, {"institution": "Border Police of Testland"}]
    said += [{"names": [NAME.upper()], "kind": "person"}, {"names": [NAME], "kind": "institution"}]
    answer = Programme(world, "mission").post("/check", purpose=PURPOSE, lines=said)
    assert [each["hit"] for each in answer.json["lines"]] == [True, True, True, True, False]


def test_nothing_of_the_list_is_stored_but_the_audit_lines_with_the_token(world):
    post = world.contact("frontex", NAME, **HIDDEN).post
    check(Programme(world, "mission", name="Nightly"), "Zoltan Nowhere", NAME)
    (line,), shown = lines(world, "list:check"), lines(world, "hit:see")
    assert line.details == {"lines": 2, "purpose": PURPOSE, "token": "Nightly"} and "Zoltan" not in repr(line)
    assert [(each.subject, each.details["token"]) for each in shown] == [(f"post:{post.id}", "Nightly")]


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"purpose": "why not"}, ["purpose"]),
        ({"purpose": ""}, ["purpose"]),
        ({"purpose": "Notes of the RESTREINT UE meeting"}, ["purpose"]),
        ({"lines": []}, ["lines"]),
        ({"lines": [{}]}, ["lines"]),
        ({"lines": ["A name"]}, ["lines"]),
        ({"lines": [{"names": ["x" * 201]}]}, ["lines"]),
        ({"lines": [{"names": ["A"]}] * 2001}, ["lines"]),
        ({"lines": [{"names": ["A"], "kind": "post"}]}, ["lines"]),
        ({"list": []}, ["list"]),
    ],
    ids=range(10),
)
def test_a_check_that_is_wrong_is_refused_at_its_field(world, said, fields):
    good = {"purpose": PURPOSE, "lines": [{"names": [NAME]}]}
    assert fields_of(Programme(world, "mission").post("/check", **good | said)) == fields
    assert lines(world, "list:check") == []


def test_checks_and_lines_are_counted_with_those_of_the_page(world, monkeypatch):
    monkeypatch.setattr(checking, "CHECKS_AN_HOUR", 2)
    programme = Programme(world, "mission")
    assert world.browser("mission").post("/overlaps/check", text=NAME, purpose=PURPOSE).status_code == 200
    assert check(programme, NAME).status_code == 200
    is_problem(check(programme, NAME), 429)
    monkeypatch.setattr(checking, "LINES_A_DAY", 3)
    other = Programme(world, "europol")
    assert [check(other, NAME, "B C").status_code for _ in range(2)] == [200, 429]


def test_observers_and_administrators_check_nothing_nor_does_a_token_for_something_else(world):
    for who in ("observer", "administrator", "dpo"):
        is_problem(check(Programme(world, who), NAME), 403)
    is_problem(check(Programme(world, "mission", "read", "post"), NAME), 403)
