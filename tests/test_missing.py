"""What is hidden and what is missing are one answer: the same page, and the same statements behind it.

Time is measured by `make check-leaks`; a clock has no place in a test that runs everywhere."""

import re

import pytest
from sqlmodel import select
from werkzeug.routing.converters import NumberConverter

from csap import clock
from csap.model.base import Shared
from csap.model.digests import Deputy
from csap.model.joint_control import JointControl
from csap.model.overlaps import Overlap, StopEntry
from csap.model.people import Mandate, Organisation, Person
from csap.model.places import Institution
from csap.model.subject_requests import Consultation
from csap.refs import ref
from csap.web.veils import Veil

ABSENT = ref((1 << 39) + 1)
ENDS = ("", "/edit")
WRITES = ("/withdraw", "/comments", "/links", "/position", "/edit")


@pytest.fixture
def hidden(world):
    """Reference of a post, and of an overlap, that the observer may not know of."""
    strict = {"tlp": "AMBER+STRICT", "phones": ["+33199001234"]}
    number = world.contact("mission", **strict).post.id
    world.contact("frontex", **strict)
    with world.system(writing=False) as system:
        return ref(number), ref(system.exec(select(Overlap.id)).one())


def asked(browser, queries, path, **fields):
    """Status, text without the reference, statements."""
    with queries() as done:
        answer = browser.post(path, **fields) if fields else browser.get(path)
    return answer.status_code, len(answer.data), list(done)


@pytest.mark.parametrize("end", ENDS)
def test_a_hidden_post_is_asked_for_as_a_missing_one_is(world, hidden, queries, end):
    browser = world.browser("observer")
    browser.get(f"/posts/{ABSENT}{end}")
    missing = asked(browser, queries, f"/posts/{ABSENT}{end}")
    assert missing[0] == 404 and missing[2]
    assert asked(browser, queries, f"/posts/{hidden[0]}{end}") == missing


@pytest.mark.parametrize("end", WRITES)
def test_writing_to_a_hidden_post_is_refused_as_to_a_missing_one(world, hidden, queries, end):
    browser = world.browser("frontex")
    browser.get(f"/posts/{ABSENT}")
    missing = asked(browser, queries, f"/posts/{ABSENT}{end}", text="x", reason="x")
    assert missing[0] == 404 and missing[2]
    assert asked(browser, queries, f"/posts/{hidden[0]}{end}", text="x", reason="x") == missing


@pytest.mark.parametrize("end", ["", "/note", "/settle", "/disclose"])
def test_a_hidden_overlap_is_asked_for_as_a_missing_one_is(world, hidden, queries, end):
    browser = world.browser("europol")
    browser.get(f"/overlaps/{ABSENT}")
    fields = {"text": "x", "reason": "x", "outcome": "joint"} if end else {}
    missing = asked(browser, queries, f"/overlaps/{ABSENT}{end}", **fields)
    assert missing[0] == 404 and missing[2]
    assert asked(browser, queries, f"/overlaps/{hidden[1]}{end}", **fields) == missing


def test_naming_a_hidden_post_is_refused_as_naming_none(world, hidden, queries):
    mine = world.activity("frontex").post.id
    browser = world.browser("frontex")
    answers = [browser.post(f"/posts/{ref(mine)}/links", others=each).text for each in (hidden[0], ABSENT)]
    plain = [text.replace(hidden[0], "REF").replace(ABSENT, "REF") for text in answers]
    assert "not for you to read" in plain[0]
    assert len(plain[0]) == len(plain[1])


COUNTED = {
    "arrangement_id": JointControl,
    "deputy_id": Deputy,
    "entry_id": StopEntry,
    "institution_id": Institution,
    "mandate_id": Mandate,
    "organisation_id": Organisation,
    "person_id": Person,
}
"""Numbers in addresses that count up: of rows that everyone who is signed in reads, and so may count."""


def test_what_another_organisation_is_asked_about_a_person_is_asked_for_as_a_missing_one_is(world, queries):
    world.contact("mission", "Amadou Testov", phones=["+33199001234"])
    dpo, today = world.browser("dpo"), clock.now().date().isoformat()
    given = {"kind": "access", "name": "Amadou Testov", "phones": "+33199001234", "language": "fr"}
    request = dpo.post("/privacy/requests/new", **given, received_on=today).location
    dpo.post(f"{request}/consult", question="What do you hold?")
    with world.system(writing=False) as system:
        there = ref(system.exec(select(Consultation.id)).one())
    browser = world.browser("frontex")
    browser.get("/privacy")
    missing = asked(browser, queries, f"/privacy/consultations/{ABSENT}")
    assert missing[0] == 404 and asked(browser, queries, f"/privacy/consultations/{there}") == missing
    assert world.browser("mission").get(f"/privacy/consultations/{there}").status_code == 200


def test_no_address_counts_what_not_everyone_may_count(world):
    places = {
        name
        for rule in world.app.url_map.iter_rules()
        for name, converter in rule._converters.items()
        if isinstance(converter, NumberConverter)
    }
    assert places <= COUNTED.keys()
    assert all(issubclass(COUNTED[each], Shared) for each in places)


@pytest.mark.parametrize("path", ["/inbox", "/account/", "/account/feeds"])
def test_own_rows_are_addressed_without_saying_how_many_there_are(world, path):
    contact = world.contact("mission").post
    for _ in range(2):
        world.browser("frontex").post(f"/posts/{ref(contact.id)}/comments", text="Seen.")
    browser = world.browser("mission")
    world.browser("mission")
    browser.post("/account/feeds", name="Phone")
    shown = re.findall(r'action="(/(?:inbox|account/sign-ins|account/feeds)/[^"/]+/\w+)"', browser.get(path).text)
    assert shown and all(re.search(r"/[\w-]{32}/", each) for each in shown)
    guessed = [re.sub(r"/[\w-]{32}/", lambda found: f"/{found[0][2:-1]}A/", each) for each in shown]
    assert all(browser.post(each).status_code == 404 for each in guessed)


def test_covered_numbers_come_back_and_others_do_not():
    covered = [Veil("one secret").cover(number) for number in (1, 2, 1 << 40)]
    assert [Veil("one secret").uncover(each) for each in covered] == [1, 2, 1 << 40]
    for text in (*covered, "", "1", "A" * 32):
        with pytest.raises(ValueError):
            Veil("another").uncover(text)
