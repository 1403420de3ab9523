"""A published risk analysis names nobody: contacts that its writer may read, and words that read like a name. What only
a hidden contact names changes nothing for the writer."""

import pytest
from sqlmodel import select

from csap.model.notices import Notice
from csap.model.posts import Post
from csap.model.risks import Risk
from csap.overlap.mentions import titled
from csap.refs import ref
from tests.test_risks import FORM, evidence

PUBLISHED = FORM | {"status": "validated"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Colonel Amadou Testa told us of it.", ["Colonel Amadou Testa"]),
        ("Met Col. Testa and M. Diallo on the river.", ["Col. Testa", "M. Diallo"]),
        ("Le lieutenant-colonel Ould Salem a parlé", ["lieutenant-colonel Ould Salem"]),
        ("Selon le colonel Testa, rien.", ["colonel Testa"]),
        ("Yesterday Ibrahim Testov came", ["Ibrahim Testov"]),
        ("Mohamed ould Salem leads the unit", ["Mohamed ould Salem"]),
        ("التقى محمد ولد سالم", ["محمد ولد سالم"]),
        ("The Director General of the Border Police and the Commissioner General", []),
        ("M. le Préfet de Kharoub et Madame la Ministre", []),
        ("Captains of the Coast Guard, DR Congo; Sergeant Training Course in Port Said", []),
        ("Frontex, EUCAP and the General Directorate of National Security met in Kharoub", []),
    ],
)
def test_titles_with_names_and_known_given_names_read_like_a_person(text, names):
    assert [each.of(text) for each in titled(text)] == names


def test_a_contact_is_named_in_a_draft_only_and_its_function_is_put_in_the_place_with_one_click(world):
    world.contact("frontex", "Zorkan Blefusk", function="Director of Operations", institution="Coast Guard")
    browser = world.browser("frontex")
    naming = {"threat": "Yesterday Colonel Zorkan Blefusk saw boats. BLEFUSK Zorkan told others.", "summary": "Boats."}
    assert browser.post("/risks/new", **FORM | naming).status_code == 303
    rows = evidence(0, "A report of Zorkan Blefusk", "B2")
    refused = browser.post("/risks/new", **PUBLISHED | naming | rows)
    assert refused.status_code == 422 and 'id="functions"' in refused.text and naming["threat"] in refused.text
    assert (
        "“Colonel Zorkan Blefusk” is a person." in refused.text
        and "“Director of Operations (Coast Guard)”" in refused.text
    )
    assert browser.post("/risks/new", **PUBLISHED | naming | rows, functions="y").status_code == 303
    with world.system() as system:
        found = system.exec(select(Risk).join(Post, Post.id == Risk.post_id).where(Post.status == "validated")).one()
    office = "Director of Operations (Coast Guard)"
    assert found.threat == f"Yesterday {office} saw boats. {office} told others."
    assert found.evidence[0]["text"] == f"A report of {office}"
    amended = browser.post(
        f"/posts/{ref(found.post_id)}/edit", **PUBLISHED | {"threat": "Zorkan Blefusk", "version": "1"}
    )
    assert amended.status_code == 422 and "“Zorkan Blefusk” is a person." in amended.text


def test_what_only_reads_like_a_name_goes_in_when_its_writer_says_so_and_the_officer_is_asked_to_look(world):
    browser = world.browser("frontex")
    naming = {"threat": "Boats of Captain Nemo and Ibrahim Testov.", "contributors": str(world.organisation("EUBAM"))}
    refused = browser.post("/risks/new", **PUBLISHED | naming)
    assert refused.status_code == 422 and "“Captain Nemo” reads like the name of a person." in refused.text
    assert 'name="names_nobody"' in refused.text and 'id="functions"' not in refused.text
    posted = browser.post("/risks/new", **PUBLISHED | naming, names_nobody="y")
    assert posted.status_code == 303
    note = world.browser("mission").post(f"{posted.location}/position", stance="dissents", note="Captain Nemo says no.")
    assert note.status_code == 422 and "“Captain Nemo” reads like" in note.text
    assert "may name a person. Please look" in world.browser("dpo").get("/inbox").text


def test_a_hidden_contact_changes_nothing_that_its_writer_could_see(world):
    shown = []
    for hidden in (False, True):
        if hidden:
            world.contact("mission", "Zorkan Blefusk", function="Director of Operations", tlp="AMBER+STRICT")
        answer = world.browser("frontex").post("/risks/new", **PUBLISHED | {"threat": "Zorkan Blefusk saw boats."})
        shown.append((answer.status_code, len(answer.text)))
    assert shown == [(303, shown[0][1])] * 2
    with world.system() as system:
        told = [each.message for each in system.exec(select(Notice)) if "may name a person" in each.message]
    assert len(told) == 1
