"""Organisations and their mandates, and the institutions of the host country."""

from datetime import UTC, datetime

import pytest

from csap import clock

ORGANISATION = {
    "kind": "eusr",
    "short_name": "EUSR",
    "name": "Special Representative",
    "colour": "#102030",
    "default_tlp": "AMBER",
}
MANDATE = {
    "text": "Advise the police",
    "text_fr": "Conseiller la police",
    "legal_basis": "Decision 1",
    "starts_on": "2024-01-01",
}


def test_an_administrator_adds_and_amends_an_organisation(world):
    browser = world.browser("administrator")
    made = browser.post("/organisations/new", **ORGANISATION, active="y")
    assert made.status_code == 302
    assert "Special Representative" in world.browser("observer").get(made.headers["Location"]).text
    assert (
        browser.post(f"{made.headers['Location']}/edit", **ORGANISATION | {"name": "Envoy"}, active="y").status_code
        == 302
    )
    assert "Envoy" in browser.get("/organisations").text
    assert "has this short name" in browser.post("/organisations/new", **ORGANISATION, active="y").text


@pytest.mark.parametrize(
    "wrong", [{"colour": "red;}body{display:none"}, {"kind": "empire"}, {"short_name": ""}, {"name": "SECRET UE list"}]
)
def test_a_wrong_organisation_is_refused(world, wrong):
    assert world.browser("administrator").post("/organisations/new", **ORGANISATION | wrong).status_code == 422


def test_the_mandate_in_force_stands_on_top(world):
    browser, path = world.browser("administrator"), f"/organisations/{world.organisation('EUCAP')}"
    browser.post(f"{path}/mandates/new", **MANDATE, ends_on="2025-12-31")
    browser.post(f"{path}/mandates/new", **MANDATE | {"legal_basis": "Decision 2", "starts_on": "2026-01-01"})
    browser.post(f"{path}/mandates/new", **MANDATE | {"legal_basis": "Decision 3", "starts_on": "2027-01-01"})
    with clock.stopped(datetime(2026, 6, 1, tzinfo=UTC)):
        page = world.browser("mission").get(path).text
    assert page.index("Decision 2") < page.index("Decision 3") < page.index("Decision 1")
    assert page.count("In force") == 1 and "Conseiller" not in page
    assert browser.post(f"{path}/mandates/new", **MANDATE, ends_on="2023-01-01").status_code == 422


def test_others_read_organisations_and_keep_none(world):
    browser, path = world.browser("head"), f"/organisations/{world.organisation('EUCAP')}"
    assert browser.get(path).status_code == 200
    for away in ("/organisations/new", f"{path}/edit", f"{path}/mandates/new"):
        assert browser.get(away).status_code == 403
        assert browser.post(away, **ORGANISATION, **MANDATE).status_code == 403


def institution(browser, name, **more):
    return browser.post("/institutions/new", name=name, **more).status_code


def test_the_delegation_keeps_the_tree_of_institutions(world):
    browser = world.browser("coordinator")
    assert institution(browser, "Ministry of Interior", aliases="MoI\nMinistère de l’Intérieur") == 302
    page = browser.get("/institutions/new").text
    parent = page.split(">Ministry of Interior<")[0].rsplit('value="', 1)[1].split('"')[0]
    assert institution(browser, "National Police", parent_id=parent) == 302
    assert institution(browser, "Courts") == 302
    found = world.browser("mission").get("/institutions?q=police").text
    assert "National Police" in found and "Ministry of Interior" in found and "Courts" not in found
    assert institution(browser, "ministere de l’interieur") == 422
    police = browser.get(f"/institutions/{parent}/edit").text
    assert ">National Police<" not in police
    child = browser.get("/institutions/new").text.split(">National Police<")[0].rsplit('value="', 1)[1].split('"')[0]
    assert browser.post(f"/institutions/{parent}/edit", name="Ministry of Interior", parent_id=child).status_code == 422


@pytest.mark.parametrize("name", ["mission", "observer", "dpo", "administrator"])
def test_others_read_the_institutions(world, name):
    browser = world.browser(name)
    assert browser.get("/institutions").status_code == 200
    assert institution(browser, "Mine") == 403
