"""Risk analyses over HTTP: CIRAM's three angles without a product, evidence in one code each, signing and dissent."""

import re

import pytest
from sqlmodel import select

from csap.model.posts import Post
from csap.model.risks import Position, Risk
from csap.web.refs import ref

LEVELS = ("magnitude", "vulnerability_level", "impact_security", "impact_institutions", "impact_eu", "impact_persons")
FORM = dict.fromkeys(LEVELS, "medium") | {
    "title": "Smuggling on the river",
    "threat": "Boats at night.",
    "likelihood": "very_likely",
    "judgement": "very_high",
    "horizon": "3-12",
    "confidence": "moderate",
    "status": "draft",
    "tlp": "GREEN",
    "on_match": "tell_both",
}


def evidence(number, text, code, scheme="4x4"):
    fields = {"text": text, "source": code[:1], "information": code[1:], "scheme": scheme}
    return {f"evidence-{number}-{name}": value for name, value in fields.items()}


def test_an_analysis_is_posted_with_its_angles_side_by_side(world):
    answer = world.browser("frontex").post("/risks/new", follow=True, regions=["1", "2"], **FORM)
    assert answer.status_code == 200 and "Posted. No overlap." in answer.text
    for words in ("Very likely (80–95 %)", "Very high", "Moderate confidence", "North, South", "Boats at night."):
        assert words in answer.text


def test_likelihood_is_chosen_in_french_words_too(world):
    browser = world.browser("frontex")
    browser.post("/language", language="fr")
    page = browser.get("/risks/new").text
    assert "Quasi certain" in page and "Chances à peu près égales" in page and "Almost certain" not in page


def test_each_angle_is_needed(world):
    answer = world.browser("frontex").post("/risks/new", **{k: v for k, v in FORM.items() if k != "impact_persons"})
    assert answer.status_code == 422
    assert 'href="#impact_persons"' in answer.text and "This is needed." in answer.text
    assert "Boats at night." in answer.text


def test_evidence_keeps_its_own_code_and_the_two_are_never_mixed(world):
    browser = world.browser("frontex")
    rows = evidence(0, "A report", "B2") | evidence(1, "A patrol", "B2", "6x6") | evidence(2, "", "")
    answer = browser.post("/risks/new", follow=True, **rows, **FORM)
    assert len(re.findall("<code>B2</code>", answer.text)) == 2
    with world.system() as system:
        found = system.exec(select(Risk.evidence)).one()
    assert [each["scheme"] for each in found] == ["4x4", "6x6"]
    for code, scheme in (("E5", "4x4"), ("X1", "6x6")):
        refused = browser.post("/risks/new", **evidence(0, "A report", code, scheme), **FORM)
        assert refused.status_code == 422 and f"{code} is not a code of the {scheme}." in refused.text


def test_contributors_sign_or_dissent_for_themselves_and_others_do_not(world):
    post = world.risk("frontex", contributors=[world.organisation("EUCAP"), world.organisation("EUBAM")]).post
    path = f"/posts/{ref(post.id)}/position"
    assert "Record dissent" in world.browser("capacity").get(f"/posts/{ref(post.id)}").text
    assert world.browser("capacity").post(path, stance="signed").status_code == 303
    dissent = world.browser("mission")
    refused = dissent.post(path, stance="dissents", note="")
    assert refused.status_code == 422 and "Say in what you dissent, and why." in refused.text
    assert dissent.post(path, stance="dissents", note="The river is dry.").status_code == 303
    page = world.browser("observer").get(f"/posts/{ref(post.id)}").text
    assert "The river is dry." in page and "Signed" in page and "Record dissent" not in page
    for who in ("europol", "frontex", "observer"):
        assert world.browser(who).post(path, stance="signed").status_code in (403, 404)


def test_amending_keeps_what_contributors_said(world):
    post = world.risk("frontex", contributors=[world.organisation("EUCAP")]).post
    world.browser("capacity").post(f"/posts/{ref(post.id)}/position", stance="signed")
    browser = world.browser("frontex")
    both = [str(world.organisation("EUCAP")), str(world.organisation("EUBAM"))]
    sent = FORM | {"version": "1", "judgement": "low"}
    answer = browser.post(f"/posts/{ref(post.id)}/edit", follow=True, contributors=both, **sent)
    assert '<del dir="auto">Medium</del> <ins dir="auto">Low</ins>' in answer.text
    with world.system() as system:
        stances = {each.organisation_id: each.stance for each in system.exec(select(Position))}
    assert sorted(stances.values()) == ["asked", "signed"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("judgement=high", {"Fraud"}),
        ("horizon=0-3", {"Smuggling"}),
        ("region=1", {"Smuggling"}),
        ("status=validated", {"Fraud"}),
        ("since=2020-01-01", set()),
        ("", {"Smuggling", "Fraud"}),
    ],
)
def test_the_list_is_filtered(world, query, found):
    world.risk("frontex", "Smuggling", horizon="0-3", regions=[1])
    world.risk("europol", "Fraud", judgement="high", status="validated")
    text = world.browser("observer").get(f"/risks?{query}").text
    assert {name for name in ("Smuggling", "Fraud") if f">{name}</a>" in text} == found


def test_the_list_holds_what_one_may_read_and_costs_no_more_when_longer(world, queries):
    world.risk("frontex", "Hidden risk", tlp="AMBER+STRICT", regions=[1])
    world.risk("europol", "Open risk", regions=[1])
    browser = world.browser("mission")
    with queries() as few:
        text = browser.get("/risks").text
    assert "Open risk" in text and "Hidden risk" not in text
    for n in range(12):
        world.risk("europol", f"Risk {n}", regions=[1, 2])
    with queries() as many:
        browser.get("/risks")
    assert len(few) == len(many) <= 16


def test_a_region_or_organisation_that_is_not_there_is_refused(world):
    browser = world.browser("frontex")
    assert "Choose regions from the list." in browser.post("/risks/new", regions="99", **FORM).text
    assert "Choose organisations from the list." in browser.post("/risks/new", contributors="99", **FORM).text
    assert (
        "Choose organisations from the list."
        in browser.post("/risks/new", audience_organisations="99", **(FORM | {"tlp": "AMBER"})).text
    )
    assert browser.post("/risks/new", audience_people="99", **(FORM | {"tlp": "RED"})).status_code == 422
    assert browser.post("/risks/new", themes="99", **FORM).status_code == 422
    assert browser.post("/risks/new", region_id="99", **FORM).status_code == 422
    with world.system() as system:
        assert not system.exec(select(Post)).all()


def test_a_parallel_analysis_is_foreseen_while_the_form_is_filled_in_and_nothing_hidden(world):
    world.risk("frontex", "Their analysis", themes=["migrant-smuggling"], regions=[1])
    world.risk(
        "europol", "canary", themes=["migrant-smuggling"], regions=[1], tlp="AMBER+STRICT", on_match="tell_nobody"
    )
    browser = world.browser("mission")
    said = browser.post("/risks/likely", themes=["migrant-smuggling"], regions=["1"], horizon="3-12").text
    assert "Their analysis" in said and "canary" not in said and "Europol" not in said
    assert "Their analysis" not in browser.post("/risks/likely", themes=["police-reform"], regions=["1"]).text
