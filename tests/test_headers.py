"""Every answer carries its headers: pages, redirects, errors, files, downloads, data and feeds alike."""

import re

import pytest

from csap import create_app
from csap.commands import serving
from csap.config import Config
from csap.web import gate
from tests.house.test_routes import PUBLIC, address
from tests.world import DATA_KEY, World

SAME_FOR_ALL = {"basemap.base", "basemap.colours"}
"""Shapes and colours, the same for everybody: these alone may be kept by a browser."""
ANY = gate.EVERY_ADDRESS[0]
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def answers(world, browser):
    """Each route's answer by its endpoint, and that of an address that isn't there."""
    yield "none", browser.get("/no/such/page")
    yield "static", browser.get("/static/css/csap.css")
    yield "health.show", browser.client.put("/health")
    yield "health.show", browser.client.head("/health")
    yield "contacts.new", browser.client.post("/contacts/new")
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint not in ("static", "sign_in.leave", "account.end_all", "account.end"):
            path = address(world, rule, min(rule.methods - {"HEAD", "OPTIONS"}))
            if "GET" in rule.methods:
                yield rule.endpoint, browser.get(path)


def faults(endpoint, answer):
    """What lacks."""
    headers, policy = answer.headers, answer.headers.get("Content-Security-Policy", "")
    nonce = re.search(r"script-src 'self' 'nonce-[\w-]{20,}';", policy)
    checks = {name: headers.get(name) == value for name, value in ALWAYS.items()} | {
        "policy": bool(nonce) and "unsafe" not in policy,
        "frames": "frame-ancestors 'none'" in policy and "object-src 'none'" in policy,
        "permissions": "geolocation=()" in headers.get("Permissions-Policy", ""),
        "kept": endpoint in SAME_FOR_ALL | {"static"} or headers.get("Cache-Control") == "private, no-store",
        "type": not answer.data or bool(headers.get("Content-Type")),
    }
    return [(endpoint, answer.status_code, name) for name, fine in checks.items() if not fine]


def test_every_answer_carries_the_security_headers_and_is_kept_by_nobody(world):
    world.contact("mission")
    world.activity("mission")
    browser = world.browser("head")
    assert [each for found in answers(world, browser) for each in faults(*found)] == []
    for path in ("/", "/contacts", "/contacts.csv", "/login", "/no/such/page"):
        assert faults(path, world.browser().get(path)) == []
    assert faults("posted", browser.post("/language", language="fr")) == []


def test_what_a_browser_may_keep_is_open_to_everybody_or_says_nothing_of_anybody(world):
    stranger = world.browser()
    assert {"basemap.base"} == SAME_FOR_ALL - PUBLIC
    assert stranger.get("/board/base/country.geojson").headers["Cache-Control"] == "private, no-store"
    kept = world.browser("mission").get("/board/base/country.geojson").headers["Cache-Control"]
    assert kept.startswith("private, max-age=")


def test_after_signing_out_the_back_button_finds_nothing(world):
    browser = world.browser("mission")
    assert browser.get("/contacts").headers["Cache-Control"] == "private, no-store"
    assert browser.get("/contacts.csv").headers["Cache-Control"] == "private, no-store"
    browser.post("/logout")
    assert browser.get("/contacts").status_code == 302


def test_a_platform_behind_a_public_name_answers_to_it_alone_and_only_over_https(database):
    public = Config(
        database=database,
        secret_key="t" * 40,
        data_key=DATA_KEY,
        testing=True,
        secure_cookies=True,
        trusted_proxies=1,
        base_url="https://csap.example",
    )
    app = create_app(public)
    client = app.test_client()
    for known in ("https://csap.example", "http://csap.example", "https://csap.example:8443", "http://127.0.0.1:5000"):
        answer = client.get("/login", base_url=known)
        assert answer.status_code == 200, known
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    for host in ("evil.example", "csap.example.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "a@b", "[", ""):
        for headers in ({"Host": host}, {"Host": "csap.example", "X-Forwarded-Host": host or "evil.example"}):
            refused = client.get("/login", headers=headers)
            assert (refused.status_code, "evil" in refused.text) == (400, False), headers
            assert "CSAP_BASE_URL" in refused.text
    assert client.get("/health", base_url="http://10.0.0.1").status_code == 200
    app.extensions["csap"].engine.dispose()


def test_without_https_no_browser_is_told_to_insist_on_it(world):
    assert "Strict-Transport-Security" not in world.browser().get("/login").headers


@pytest.mark.parametrize(
    ("settings", "names", "alone"),
    [
        ({}, set(), False),
        ({"host": ANY}, set(), True),
        ({"host": "::"}, set(), True),
        ({"host": "192.168.1.5"}, {"192.168.1.5"}, False),
        ({"host": ANY, "base_url": "http://pc7:5000"}, {"pc7"}, False),
        ({"base_url": "https://[2001:db8::1]:8443"}, {"2001:db8::1"}, False),
    ],
)
def test_who_listens_to_other_machines_without_a_name_is_told(settings, names, alone):
    config = Config(**settings)
    assert gate.hosts(config) == names | {"localhost", "127.0.0.1", "::1"}
    assert gate.only_here(config) is alone


def test_links_in_mails_and_on_pages_never_take_the_callers_host(world):
    browser = world.browser("administrator")
    browser.get("/people/new", headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})
    made = browser.client.post(
        "/people/7/link",
        data={"csrf_token": browser.token},
        headers={"X-Forwarded-Host": "evil.example"},
        follow_redirects=True,
    )
    assert "http://127.0.0.1:5000/invitations/" in made.text
    assert "evil.example" not in made.text


def test_the_server_gives_slow_and_large_headers_up_and_speaks_plain_http_alone():
    server = serving._server(Config())
    assert server.http1_settings.header_read_timeout <= 10_000
    assert server.http1_settings.max_buffer_size <= 64 * 1024
    assert server.backpressure == serving.WAITING
    assert not server.websockets


def test_a_body_larger_than_a_form_needs_is_refused(world: World):
    browser = world.browser("mission")
    for size, status in ((1, 400), (2 * 1024 * 1024 + 1, 413), (21 * 1024 * 1024, 413)):
        assert browser.client.post("/contacts/new", data={"names": "x" * size}).status_code == status


@pytest.mark.parametrize(
    "path", ["/board/map.json?zoom=5", "/api/v1/themes", "/api/v1/openapi.json", "/privacy/record.json"]
)
def test_data_is_never_shown_as_a_page(world, path):
    """Neither what is answered nor what is refused."""
    answer = world.browser("mission").get(path)
    assert "json" in answer.mimetype and answer.headers["Content-Disposition"].startswith("attachment")
