"""A breach: registered by the officer, whom it concerns read from the audit, the drafts written; notices to people who
were not informed yet."""

from datetime import timedelta

from sqlmodel import select

from csap import clock
from csap.actions import breaches
from csap.model.breaches import Breach
from csap.refs import ref


def test_a_breach_says_whom_it_concerns_and_how_long_is_left(world):
    seen = world.contact("mission", "Amadou Testa", function="Director").post
    world.contact("mission", "Never Opened")
    hidden = world.contact("europol", "Hidden Person", tlp="AMBER+STRICT").post
    frontex, dpo = world.browser("frontex"), world.browser("dpo")
    assert frontex.get(f"/posts/{ref(seen.id)}").status_code == 200
    assert world.browser("europol").get(f"/posts/{ref(hidden.id)}").status_code == 200
    known = (clock.now() - timedelta(hours=20)).strftime("%Y-%m-%dT%H:%M")
    accounts = [str(world.viewer(each).person_id) for each in ("frontex", "europol")]
    given = {"what": "A laptop was stolen", "known_at": known, "loss": "accounts"}
    assert frontex.get("/privacy/breaches").status_code == 403
    assert frontex.post("/privacy/breaches/new", **given, accounts=accounts).status_code == 403
    refused = dpo.post("/privacy/breaches/new", **given)
    assert refused.status_code == 422 and "A laptop was stolen" in refused.text
    here = dpo.post("/privacy/breaches/new", **given, accounts=accounts).headers["Location"]
    page = dpo.get(here).text
    assert "Amadou Testa" in page and "Never Opened" not in page and "Hidden Person" not in page
    assert "Contacts concerned: 2." in page and "A laptop was stolen" in dpo.get("/privacy/breaches").text
    assert "art. 34" in dpo.get(f"{here}/notification.txt?language=fr").text
    told = dpo.get(f"{here}/persons.txt").text
    assert "Amadou Testa; Director" in told and "Hidden Person" not in told and "Europol: 1" in told
    assert dpo.post(here, measures="").status_code == 422
    assert "told on" in dpo.post(here, follow=True, measures="Passwords changed", notified_on="2026-11-25").text
    lost = dpo.post("/privacy/breaches/new", what="A disk", known_at=known, loss="everything").headers["Location"]
    assert "Contacts concerned: 3." in dpo.get(lost).text and "Never Opened" in dpo.get(lost).text
    with world.system(writing=False) as system:
        breach = system.exec(select(Breach).where(Breach.loss == "accounts")).one()
        with clock.stopped(breach.known_at + timedelta(hours=71, minutes=30)):
            assert breaches.hours_left(breach) == 0
        with clock.stopped(breach.known_at + timedelta(hours=73)):
            assert breaches.hours_left(breach) < 0


def test_who_was_not_informed_stands_in_a_list_with_a_notice_to_each(world):
    mission = world.browser("mission")
    new = world.contact("mission", "Amadou Testa", emails=["a@example.org"]).post
    world.contact("mission", "Told Testa", informed_on="2026-01-01")
    world.contact("mission", "Knows Testa", exemption="knows", exemption_reason="He wrote to us.")
    theirs = world.contact("europol", "Hidden Testa", tlp="AMBER+STRICT").post
    page = mission.get("/privacy/uninformed").text
    assert "Amadou Testa" in page and not any(f"{each} Testa" in page for each in ("Told", "Knows", "Hidden"))
    notice = mission.get(f"/privacy/uninformed/{ref(new.id)}/notice.txt?language=fr").text
    assert "coordonnées professionnelles" in notice and "courriel" in notice and "téléphone" not in notice
    assert "business contact details" in mission.get(f"/privacy/uninformed/{ref(new.id)}/notice").text
    assert mission.get(f"/privacy/uninformed/{ref(theirs.id)}/notice").status_code == 404


def test_contacts_that_an_account_saw_in_a_list_are_concerned(world):
    seen = world.contact("mission", "Amadou Testa").post
    assert "Amadou Testa" in world.browser("frontex").get("/contacts").text
    world.contact("mission", "Never Listed")
    known = clock.now().strftime("%Y-%m-%dT%H:%M")
    given = {"what": "A laptop", "known_at": known, "loss": "accounts"}
    accounts = [str(world.viewer("frontex").person_id)]
    here = world.browser("dpo").post("/privacy/breaches/new", **given, accounts=accounts).headers["Location"]
    page = world.browser("dpo").get(here).text
    assert "Contacts concerned: 1." in page and ref(seen.id) in page and "Never Listed" not in page
