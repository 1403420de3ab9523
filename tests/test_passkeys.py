"""Passkeys: signing in without a password, the second factor, and everything that is no passkey of yours."""

import json
from base64 import urlsafe_b64decode

import pytest
from sqlmodel import select

from csap import create_app
from csap.actions.passkeys import relying_party, verified_new
from csap.config import Config
from csap.errors import Invalid
from csap.model.factors import Passkey
from csap.model.notices import Notice
from tests.authenticator import ORIGIN, PRESENT, Device, text
from tests.world import DATA_KEY, PASSWORD, World


@pytest.fixture
def here(database):
    """The platform under an address that browsers have passkeys for."""
    app = create_app(Config(database=database, secret_key="t" * 40, data_key=DATA_KEY, testing=True, base_url=ORIGIN))
    yield World(app)
    app.extensions["csap"].engine.dispose()


def enrolled(world, name="mission", device=None):
    """A device whose passkey belongs to this person, and the answer to adding it."""
    device, browser = device or Device(), world.browser(name)
    options = browser.post("/account/factors/passkeys/ask").json
    answer = browser.post("/account/factors/passkeys", credential=device.make(options), name="Laptop")
    return device, answer


def used(browser, device, **changes):
    options = browser.post("/login/passkey/ask").json | changes
    return browser.post("/login/passkey", credential=device.use(options))


def with_password(world, name):
    browser = world.browser()
    assert "/login/second" in browser.post("/login", email=f"{name}@csap.example", password=PASSWORD).headers.get(
        "Location", ""
    )
    browser.get("/login/second")
    return browser


def test_a_passkey_signs_in_without_a_password(here):
    device, added = enrolled(here)
    assert added.status_code == 302
    browser = here.browser()
    assert used(browser, device).headers["Location"] == "/"
    assert "Laptop" in browser.get("/account/factors").text


def test_a_passkey_is_a_second_factor(here):
    device, _ = enrolled(here)
    browser = with_password(here, "mission")
    assert used(browser, device).status_code == 302 and browser.get("/people").status_code == 200


def test_the_passkey_of_somebody_else_is_no_second_factor(here):
    enrolled(here)
    other, _ = enrolled(here, "frontex")
    browser = with_password(here, "mission")
    assert used(browser, other).status_code == 422 and browser.get("/people").status_code == 302


def test_an_answer_is_taken_once_and_only_from_the_browser_that_was_asked(here):
    device, _ = enrolled(here)
    browser, thief = here.browser(), here.browser()
    answer = device.use(browser.post("/login/passkey/ask").json)
    thief.post("/login/passkey/ask")
    assert thief.post("/login/passkey", credential=answer).status_code == 422
    kept = browser.client.get_cookie("csap").value
    assert browser.post("/login/passkey", credential=answer).status_code == 302
    thief.client.set_cookie("csap", kept)
    assert thief.post("/login/passkey", credential=answer).status_code in (400, 422)


@pytest.mark.parametrize("device", [Device(origin="https://evil.example"), Device(flags=PRESENT)])
def test_another_origin_or_a_device_that_did_not_ask_who_holds_it_is_refused(here, device):
    assert enrolled(here, device=device)[1].status_code == 422
    fine, _ = enrolled(here)
    fine.origin, fine.flags = device.origin, device.flags
    assert used(here.browser(), fine).status_code == 422


def test_a_copied_passkey_is_stopped_and_its_owner_told(here):
    device, _ = enrolled(here)
    used(here.browser(), device)
    used(here.browser(), device)
    device.count = 0
    assert used(here.browser(), device).status_code == 422
    device.count = 9
    assert used(here.browser(), device).status_code == 422, "a stopped one stays so"
    with here.system(writing=False) as system:
        assert any("suggests a copy" in each for each in system.exec(select(Notice.message)))


@pytest.mark.parametrize("rubbish", ["", "{", "[]", '{"id": 1}', '{"id": "AAAA", "response": {}}'])
def test_rubbish_is_no_passkey(here, rubbish):
    browser = here.browser()
    browser.post("/login/passkey/ask")
    assert browser.post("/login/passkey", credential=rubbish).status_code == 422


def test_a_device_whose_key_names_no_algorithm_is_no_passkey():
    """The package that reads it fails on what it misses."""
    challenge = text(b"asked for")
    answer = json.loads(Device().make({"challenge": challenge}))
    made = urlsafe_b64decode(answer["response"]["attestationObject"] + "==")
    answer["response"]["attestationObject"] = text(made.replace(b"\x01\x02\x03\x26", b"\x01\x02\x04\x26"))
    with pytest.raises(Invalid):
        verified_new(relying_party(ORIGIN), challenge, json.dumps(answer))


def test_nobody_removes_somebody_elses_passkey(here):
    device, _ = enrolled(here)
    with here.system(writing=False) as system:
        number = system.exec(select(Passkey.id)).one()
    remove = here.address("factors.remove_passkey", passkey_id=number)
    assert here.browser("frontex").post(remove).status_code == 404
    owner = here.browser()
    used(owner, device)
    owner.get("/account/factors")
    assert owner.post(remove).status_code == 302
    assert used(here.browser(), device).status_code == 422


def test_without_a_fit_address_passkeys_are_explained_not_offered(world):
    page = world.browser("mission").get("/account/factors").text
    assert "Passkeys need an https address" in page and "data-passkey=" not in page
    assert world.browser().post("/login/passkey/ask").status_code == 404


@pytest.mark.parametrize(
    ("base", "domain"),
    [
        ("http://localhost:5000", "localhost"),
        ("https://csap.eeas.example", "csap.eeas.example"),
        ("http://csap.eeas.example", None),
        ("http://127.0.0.1:5000", None),
        ("https://[::1]:5000", None),
    ],
)
def test_passkeys_are_bound_to_the_platforms_own_address(base, domain):
    found = relying_party(base)
    assert (found.id if found else None) == domain
