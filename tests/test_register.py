"""The register of processing and what it rests on: controller, officer, joint-controller arrangements, purposes."""

import io

import pytest
from pypdf import PdfReader
from sqlmodel import select

from csap.formats.pdf import AVAILABLE
from csap.model.contacts import Contact

ARRANGEMENT = {"terms": "Each informs its own contacts.", "signed_on": "2025-01-15", "review_on": "2099-01-15"}


@pytest.mark.parametrize("who", ["mission", "observer", "dpo", "administrator"])
def test_everyone_who_is_signed_in_reads_the_register(world, who):
    page = world.browser(who).get("/privacy/record")
    assert page.status_code == 200
    assert "Register of processing" in page.text and "emails, phones" in page.text


def test_the_register_names_controller_and_officer_as_the_officer_keeps_them(world):
    dpo = world.browser("dpo")
    given = {"controller": "EU Delegation", "controller_email": "C@eudel.example", "dpo": "Ms Officer"}
    refused = dpo.post("/privacy/protection", **given, dpo_email="nowhere")
    assert refused.status_code == 422 and "Ms Officer" in refused.text
    assert dpo.post("/privacy/protection", **given, dpo_email="dpo@eudel.example").status_code == 302
    found = world.browser("mission").get("/privacy/record.json").json
    assert found["controller"] == {"name": "EU Delegation", "email": "c@eudel.example"}
    assert found["data_protection_officer"] == {"name": "Ms Officer", "email": "dpo@eudel.example"}


@pytest.mark.parametrize("who", ["head", "coordinator", "mission", "observer"])
def test_others_keep_neither_the_officer_nor_an_arrangement(world, who):
    browser, own = world.browser(who), world.organisation("EUBAM")
    assert browser.get("/privacy/protection").status_code == 403
    assert browser.post(f"/privacy/arrangements/{own}", **ARRANGEMENT).status_code == 403


def test_an_organisation_without_an_arrangement_is_shown_so_until_one_is_recorded(world):
    dpo, own = world.browser("dpo"), world.viewer("mission").organisation_id

    def standing():
        name = dpo.get(f"/organisations/{own}").text.split('class="lead">')[1].split(" – ")[0]
        return {
            each["organisation"]: each["arrangement"]
            for each in dpo.get("/privacy/record.json").json["joint_controllers"]
        }[name]

    assert standing() is None
    late = dpo.post(f"/privacy/arrangements/{own}", **(ARRANGEMENT | {"review_on": "2024-01-01"}))
    assert late.status_code == 422 and "The review lies before the signature." in late.text
    assert dpo.post(f"/privacy/arrangements/{own}", **ARRANGEMENT).status_code == 302
    assert standing() == {"signed_on": "2025-01-15", "review_on": "2099-01-15"}


def test_who_posts_contacts_without_an_arrangement_is_warned_and_not_stopped(world):
    mission, words = world.browser("mission"), "no joint-controller arrangement"
    assert words in mission.get("/contacts/new").text
    assert mission.post("/contacts/new", contact_kind="person", names="Amadou Testa", tlp="GREEN").status_code == 303
    world.browser("dpo").post(f"/privacy/arrangements/{world.viewer('mission').organisation_id}", **ARRANGEMENT)
    assert words not in mission.get("/contacts/new").text


def test_a_contact_is_kept_for_coordination_unless_it_says_otherwise(world):
    mission = world.browser("mission")
    mission.post("/contacts/new", contact_kind="person", names="Amadou Testa", tlp="GREEN")
    mission.post("/contacts/new", contact_kind="person", names="Other Testa", tlp="GREEN", purpose="training")
    with world.system(writing=False) as system:
        found = {each.names[0]: each.purpose.value for each in system.exec(select(Contact))}
    assert found == {"Amadou Testa": "coordination", "Other Testa": "training"}


def test_who_is_not_informed_has_a_reason(world):
    given = {"contact_kind": "person", "names": "Amadou Testa", "tlp": "GREEN", "exemption": "danger"}
    mission = world.browser("mission")
    refused = mission.post("/contacts/new", **given)
    assert refused.status_code == 422 and "Say in one line why this person is not informed." in refused.text
    page = mission.post("/contacts/new", follow=True, **given, exemption_reason="Seen with us he loses his post.")
    assert "It would endanger the person – Seen with us he loses his post." in page.text


@pytest.mark.skipif(not AVAILABLE, reason="WeasyPrint is not installed")
def test_the_register_is_printed(world):
    answer = world.browser("dpo").get("/privacy/record.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert answer.mimetype == "application/pdf" and "Register of processing" in text
