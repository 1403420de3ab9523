"""Single sign-on against a real provider: who comes in, who doesn't, and who is out when the provider says so."""

import socket
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import request, request_started
from sqlmodel import select
from werkzeug.serving import make_server

from csap import clock
from csap.model.notices import Notice
from csap.model.people import Person, SignIn
from csap.model.records import Record
from csap.model.sso import Identity
from csap.web.app import provider_of
from csap.web.platform import Platform
from tests.identity import running
from tests.world import PASSWORD


@pytest.fixture(scope="module")
def identities():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with running(f"http://127.0.0.1:{port}") as found:
        yield found


@pytest.fixture
def opened(world, database, identities):
    """`opened(sso_only=True)`: the platform with the provider beside it."""

    def start(**settings):
        config = identities.settings(database, **settings)
        world.app.extensions["csap"] = Platform(config, world.engine, provider_of(config))
        return world

    return start


def begin(browser, path="/login/sso?next=/people"):
    answer = browser.get(path)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def came(identities, world, sub, **more):
    """Somebody's browser that has been to the provider, and what the platform then answered."""
    browser, visitor = world.browser(), identities.visitor()
    who = {"sub": sub, "email": f"{sub}@csap.example", **more}
    return browser, browser.get(visitor.answer(begin(browser), **who))


def is_in(browser):
    return browser.get("/people").status_code == 200


def everything(world, table):
    with world.system(writing=False) as system:
        return list(system.exec(select(table)))


def test_a_person_is_bound_by_a_verified_address_and_known_by_subject_from_then_on(identities, opened):
    world = opened()
    assert "Sign in with EU Login" in world.browser().get("/login").text
    browser, answer = came(identities, world, "mission")
    assert answer.headers["Location"] == "/people" and is_in(browser)
    assert "Connected since" in browser.get("/account/").text
    bound = everything(world, Identity)[0]
    assert (bound.issuer, bound.subject) == (identities.issuer, "mission")
    assert any("opens your account" in each.message % each.params for each in everything(world, Notice))
    acts = [(each.act, each.details.get("what")) for each in everything(world, Record)]
    assert ("account:change", "single sign-on bound") in acts and ("sign:in", None) in acts
    assert [each.methods for each in everything(world, SignIn)] == [["sso"]]
    assert is_in(came(identities, world, "mission", email="married@csap.example")[0])
    assert len(everything(world, Identity)) == 1


def test_strangers_stay_out_and_all_read_the_same(identities, opened):
    world = opened()
    came(identities, world, "mission")
    with world.system() as system:
        for name in ("frontex", "mission"):
            system.fetch(Person, world.viewer(name).person_id).active = False
    strangers = [
        came(identities, world, "stranger"),
        came(identities, world, "europol", verified="false"),
        came(identities, world, "frontex"),
        came(identities, world, "mission"),
        came(identities, world, "impostor", email="mission@csap.example"),
    ]
    for browser, answer in strangers:
        assert answer.status_code == 403 and "no account here that you can use" in answer.text
        assert 'name="password"' in answer.text and not is_in(browser)
    assert len(everything(world, Person)) == 9 and len(everything(world, Identity)) == 1
    assert [each.details.get("what") for each in everything(world, Record) if each.act == "sign:fail"] == ["sso"] * 5


def test_a_second_person_there_with_the_same_address_gets_nowhere_until_an_administrator_disconnects(
    identities, opened
):
    world = opened()
    first, _ = came(identities, world, "mission")
    assert came(identities, world, "other", email="mission@csap.example")[1].status_code == 403
    administrator, path = world.browser("administrator"), f"/people/{world.viewer('mission').person_id}"
    assert "Disconnect from EU Login" in administrator.get(path).text
    assert world.browser("head").post(f"{path}/sso/forget").status_code == 403
    assert administrator.post(f"{path}/sso/forget").status_code == 302
    assert not is_in(first) and is_in(came(identities, world, "other", email="mission@csap.example")[0])


def test_what_was_tampered_with_or_came_too_late_is_refused(identities, opened):
    world = opened()

    def answered(change=lambda address: address, back=lambda path: path, late=timedelta(0), sub="mission"):
        browser = world.browser()
        path = identities.visitor().answer(change(begin(browser)), sub=sub, email=f"{sub}@csap.example")
        with clock.stopped(clock.now() + late):
            answer = browser.get(back(path))
            assert answer.status_code == 403 and not is_in(browser)
        return answer.text

    nonce = answered(change=lambda address: address.replace("nonce=", "nonce=x"))
    assert "could not be trusted" in nonce
    assert "begun elsewhere" in answered(back=lambda path: path.replace("state=", "state=x"))
    assert "begun elsewhere" in answered(back=lambda path: "/login/sso/back?code=1")
    assert "begun elsewhere" in answered(back=lambda path: path.replace("iss=http", "iss=https"))
    assert "begun elsewhere" in answered(late=timedelta(minutes=16))
    assert "could not be trusted" in answered(late=timedelta(minutes=5))
    assert "could not be trusted" in answered(back=lambda path: path.replace("code=", "code=x"))
    assert "has not signed you in" in answered(sub="nobody")
    assert everything(world, SignIn) == [] == everything(world, Identity)


def test_the_way_there_and_back_is_protected_and_used_once(identities, opened):
    world = opened()
    browser = world.browser()
    address = begin(browser, "/login/sso?next=//evil.example")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert {"state", "nonce"} < set(asked) and asked["response_type"] == "code"
    path = identities.visitor().answer(address, sub="mission", email="mission@csap.example")
    thief = world.browser()
    assert thief.get(path).status_code == 403
    assert browser.get(path).headers["Location"] == "/"
    assert browser.get(path).status_code == 403


def test_a_second_factor_is_asked_for_unless_the_provider_has(identities, opened):
    world = opened(second_factor_roles="officer", sso_strong_acr="two")
    assert came(identities, world, "mission", amr="pwd")[1].headers["Location"].startswith("/account/factors")
    for strong in ({"amr": "pwd mfa"}, {"acr": "two"}):
        browser, answer = came(identities, world, "mission", **strong)
        assert answer.headers["Location"] == "/people" and is_in(browser)
    assert "acr_values=two" in begin(world.browser())
    assert came(identities, world, "observer", amr="pwd")[1].headers["Location"] == "/people"


@contextmanager
def serving(world, home):
    server = make_server("127.0.0.1", urlsplit(home).port, world.app, threaded=True)
    server.log = lambda *_: None
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def test_who_signs_out_at_the_provider_is_out_here_too(identities, opened):
    world, told = opened(), []

    def overhear(sender):
        told.append(request.form.get("logout_token"))

    browser, visitor = world.browser(), identities.visitor()
    browser.get(visitor.answer(begin(browser), sub="mission", email="mission@csap.example"))
    elsewhere, _ = came(identities, world, "mission")
    by_password, colleague = world.browser("mission"), came(identities, world, "frontex")[0]
    with serving(world, identities.home), request_started.connected_to(overhear, world.app):
        assert browser.post("/logout").headers["Location"] == "/login/sso/left"
        page = browser.get("/login/sso/left").text
        there = page.split('href="' + identities.issuer)[1].split('"')[0].replace("&amp;", "&")
        other = world.browser()
        other.get(visitor.answer(begin(other), sub="not asked"))
        assert is_in(other)
        assert visitor.leave(identities.issuer + there) == f"{identities.home}/login"
    assert not is_in(other) and all(map(is_in, (elsewhere, by_password, colleague)))
    token = next(each for each in reversed(told) if each)
    for sent in (token, token[:-4] + "AAAA", "", "nonsense"):
        answer = world.browser().client.post("/login/sso/ended", data={"logout_token": sent})
        assert (answer.status_code, answer.get_json()) == (400, {"error": "invalid_request"})
    assert ("sign:out", "single sign-on") in [(each.act, each.details.get("by")) for each in everything(world, Record)]


def test_what_is_dangerous_is_proved_again_at_the_provider_and_nothing_typed_is_lost(identities, opened):
    world = opened()
    browser, visitor = world.browser(), identities.visitor()
    browser.get(visitor.answer(begin(browser), sub="mission", email="mission@csap.example"))
    with clock.stopped(clock.now() + timedelta(minutes=11)):
        asked = browser.post("/account/feeds", name="Phone")
        assert asked.status_code == 403 and "/login/sso/again" in asked.text and 'value="Phone"' in asked.text
    with clock.stopped(clock.now() + timedelta(seconds=90)):
        remembered = begin(browser, "/login/sso/again").replace("prompt=login", "").replace("max_age=0", "")
        assert "could not be trusted" in browser.get(visitor.answer(remembered)).text
    came(identities, world, "frontex")
    somebody = identities.visitor().answer(begin(browser, "/login/sso/again"), sub="frontex")
    assert "somebody else" in browser.get(somebody).text
    with clock.stopped(clock.now() + timedelta(seconds=50)):
        again = visitor.answer(begin(browser, "/login/sso/again"), sub="mission", email="mission@csap.example")
        assert browser.get(again).headers["Location"] == "/login/sso/proved"
        assert browser.get("/login/sso/proved").status_code == 200
    with clock.stopped(clock.now() + timedelta(minutes=10, seconds=30)):
        assert browser.post("/account/feeds", name="Phone", again="1").status_code == 200


def test_where_single_sign_on_is_the_only_way_administrators_alone_have_another(identities, opened):
    world = opened(sso_only=True)
    browser = world.browser()
    refused = browser.post("/login", email="mission@csap.example", password=PASSWORD)
    assert refused.status_code == 422 and "sign in with single sign-on" in refused.text and not is_in(browser)
    assert "fit together" in browser.post("/login", email="mission@csap.example", password="wrong").text
    assert is_in(world.browser("administrator")) and is_in(came(identities, world, "mission")[0])


def test_a_provider_that_is_down_or_leads_elsewhere_is_told_of_and_the_password_works(opened):
    asked = []

    class Elsewhere(BaseHTTPRequestHandler):
        """Describes itself with a token endpoint at another address, or leads there at once."""

        def do_GET(self):
            asked.append(self.path)
            here = f"http://127.0.0.1:{self.server.server_port}"
            there = here.replace("127.0.0.1", "localhost")
            self.send_response(302 if self.path.startswith("/leads") else 200)
            self.send_header("Location", f"{there}/followed")
            self.end_headers()
            ends = '"authorization_endpoint": "{0}/a", "jwks_uri": "{0}/k", "token_endpoint": "{1}/t"'
            self.wfile.write(f'{{"issuer": "{here}", {ends.format(here, there)}}}'.encode())

        def log_message(self, *_):
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        here = f"http://127.0.0.1:{server.server_port}"
        for issuer in (here, f"{here}/leads"):
            browser = opened(sso_issuer=issuer).browser()
            assert [browser.get("/login/sso").status_code for _ in range(3)] == [503] * 3
        server.shutdown()
        thread.join()
    assert len(asked) == 4 and not any("followed" in each for each in asked)
    world = opened(sso_issuer=here)
    answer = world.browser().get("/login/sso")
    assert answer.status_code == 503 and "does not answer" in answer.text and 'name="password"' in answer.text
    assert is_in(world.browser("mission"))


def test_without_a_provider_there_is_no_way_to_one(world):
    browser = world.browser()
    assert "sso" not in browser.get("/login").text
    assert {browser.get(f"/login/sso{path}").status_code for path in ("", "/back", "/left")} == {404}
    assert browser.client.post("/login/sso/ended").status_code == 400
