"""People and their accounts: everyone sees whom to ask; an administrator keeps them and can't lock the door."""

import re

import pytest
from sqlmodel import delete, select

from csap import clock
from csap.actions import rights
from csap.model.notices import Notice
from csap.model.people import Credential, Person
from csap.model.records import Record
from csap.model.sso import Identity
from tests.world import PASSWORD


def person_id(world, name):
    return world.viewer(name).person_id


def kept(world, name):
    with world.system(writing=False) as system:
        return system.exec(select(Person).where(Person.id == person_id(world, name))).one()


def add(world, **more):
    fields = {
        "name": "Ines Nova",
        "email": "Ines@csap.example",
        "organisation_id": world.organisation("Frontex"),
        "role": "officer",
        "function": "Return operations",
    }
    return world.browser("administrator").post("/people/new", **(fields | more))


def invitation(answer):
    return re.search(r"/invitations/[\w-]+", answer.text).group(0)


def test_everyone_sees_whom_to_ask(world):
    page = world.browser("observer").get("/people")
    assert "europol@csap.example" in page.text and "Add a person" not in page.text
    assert "Frontex" in world.browser("observer").get(f"/people/{person_id(world, 'frontex')}").text


def test_the_list_is_filtered_by_words_organisation_and_role(world):
    browser = world.browser("mission")
    assert "europol@" not in browser.get("/people?q=front").text
    only = browser.get(f"/people?organisation={world.organisation('EUCAP')}").text
    assert "capacity@" in only and "europol@" not in only
    assert "dpo@" in browser.get("/people?role=dpo").text and "europol@" not in browser.get("/people?role=dpo").text
    assert browser.get("/people?role=king&organisation=x").status_code == 200


def test_the_list_pages_by_name_without_gaps(world):
    with world.system() as system:
        one = system.exec(select(Person).where(Person.email == "mission@csap.example")).one()
        system.add_all(
            Person(**one.model_dump(exclude={"id", "name", "email"}), name="Same Name", email=f"p{n}@csap.example")
            for n in range(70)
        )
    browser, address, seen = world.browser("mission"), "/people", []
    while address:
        page = browser.get(address).text
        seen += re.findall(r"mailto:(p\d+@)", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found.group(1).replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 70


def test_an_administrator_adds_a_person_who_then_signs_in(world):
    answer = add(world)
    assert answer.status_code == 201
    link = invitation(answer)
    newcomer = world.browser()
    assert "Ines Nova" in newcomer.get(link).text
    assert newcomer.post(link, password="a long enough phrase", again="another one").status_code == 422
    assert newcomer.post(link, password="a long enough phrase", again="a long enough phrase").status_code == 302
    assert newcomer.get(link).status_code == 404
    assert newcomer.post("/login", email="ines@csap.example", password="a long enough phrase").status_code == 302
    assert "Return operations" in newcomer.get("/people?q=ines").text


def test_a_bad_account_is_refused_at_its_field(world):
    page = add(world, email="nowhere", name="")
    assert page.status_code == 422 and "is not an e-mail address" in page.text and "Return operations" in page.text
    assert "an account with this address already" in add(world, email="mission@csap.example").text
    assert add(world, organisation_id="99999", email="x@csap.example").status_code == 422
    assert add(world, role="emperor", email="y@csap.example").status_code == 422


@pytest.mark.parametrize("name", ["head", "coordinator", "mission", "observer", "dpo"])
def test_only_an_administrator_keeps_accounts(world, name):
    browser, other = world.browser(name), person_id(world, "frontex")
    assert browser.get("/people/new").status_code == 403
    assert browser.get(f"/people/{other}/edit").status_code == 403
    for path in ("/people/new", f"/people/{other}/edit", f"/people/{other}/off", f"/people/{other}/link"):
        assert browser.post(path, role="administrator").status_code == 403
    assert kept(world, "frontex").active


def test_an_account_is_amended_and_audited(world):
    page = world.browser("administrator").post(
        f"/people/{person_id(world, 'frontex')}/edit",
        name="Frontex Two",
        organisation_id=world.organisation("Europol"),
        role="observer",
        function="",
    )
    assert page.status_code == 302
    changed = kept(world, "frontex")
    assert (changed.name, changed.role, changed.email) == ("Frontex Two", "observer", "frontex@csap.example")
    with world.system(writing=False) as system:
        last = system.exec(select(Record).order_by(Record.id.desc())).first()
        assert (last.act, last.subject) == ("person:keep", f"person:{changed.id}")


def test_switching_off_signs_out_at_once_and_on_lets_in_again(world):
    browser, administrator = world.browser("mission"), world.browser("administrator")
    path = f"/people/{person_id(world, 'mission')}"
    administrator.post(f"{path}/off")
    assert browser.get("/people").status_code == 302
    assert browser.post("/login", email="mission@csap.example", password=PASSWORD).status_code == 422
    assert "no longer signs in" in world.browser("observer").get(path).text
    administrator.post(f"{path}/on")
    assert browser.post("/login", email="mission@csap.example", password=PASSWORD).status_code == 302


def test_the_last_administrator_stays(world):
    administrator = world.browser("administrator")
    path = f"/people/{person_id(world, 'administrator')}"
    refused = administrator.post(f"{path}/off")
    assert refused.status_code == 422
    edited = administrator.post(
        f"{path}/edit", name="Me", organisation_id=world.organisation("EUDEL"), role="officer", function=""
    )
    assert edited.status_code == 422
    still = kept(world, "administrator")
    assert still.active and still.role == "administrator"


def test_a_new_link_ends_the_old_one_and_is_told_to_the_person_and_the_dpo(world):
    administrator, path = world.browser("administrator"), f"/people/{person_id(world, 'frontex')}/link"
    first = invitation(administrator.post(path))
    second = invitation(administrator.post(path))
    assert world.browser().get(first).status_code == 404
    assert world.browser().get(second).status_code == 200
    with world.system(writing=False) as system:
        told = set(system.exec(select(Notice.person_id)))
    assert told == {person_id(world, "frontex"), person_id(world, "dpo")}


def test_a_link_to_choose_a_password_is_not_guessed_in_a_minute(world):
    stranger = world.browser()
    answers = [stranger.get(f"/invitations/guess{n}").status_code for n in range(25)]
    assert answers[0] == 404 and answers[-1] == 429


def test_me_is_the_account(world):
    assert world.browser("mission").get("/people/me").headers["Location"].startswith("/account")


def told(world, message):
    with world.system(writing=False) as system:
        names = {each.id: each.name for each in system.exec(select(Person))}
        return sorted(names[each.person_id] for each in system.exec(select(Notice)) if each.message == message)


def test_an_account_that_is_opened_in_an_organisation_is_told_there_and_to_the_dpo(world):
    add(world, organisation_id=world.organisation("Europol"))
    assert told(world, rights.OPENED) == ["Dpo", "Europol"]
    assert "opened for Ines Nova" in world.browser("europol").get("/inbox").text


def test_changed_rights_are_told_where_one_was_and_where_one_is_and_to_a_dpo_who_is_no_more(world):
    administrator, at = world.browser("administrator"), f"/people/{person_id(world, 'frontex')}"
    given = {"name": "Frontex", "function": "", "role": "officer"}
    administrator.post(f"{at}/edit", organisation_id=world.organisation("Frontex"), **given)
    assert told(world, rights.CHANGED) == []
    administrator.post(f"{at}/edit", organisation_id=world.organisation("Europol"), **given)
    assert told(world, rights.CHANGED) == ["Dpo", "Europol", "Frontex"]
    officer = f"/people/{person_id(world, 'dpo')}/edit"
    administrator.post(officer, name="Dpo", organisation_id=world.organisation("EUDEL"), role="observer", function="")
    assert told(world, rights.CHANGED).count("Dpo") == 2


def test_a_link_for_somebody_who_signs_in_elsewhere_is_told_too(world):
    person = person_id(world, "frontex")
    with world.system() as system:
        system.execute(delete(Credential).where(Credential.person_id == person))
        now = clock.now()
        system.add(Identity(person_id=person, issuer="https://x", subject="1", created_at=now, used_at=now))
    world.browser("administrator").post(f"/people/{person}/link")
    with world.system(writing=False) as system:
        assert set(system.exec(select(Notice.person_id))) == {person, person_id(world, "dpo")}
