"""A passkey in a real browser: made in the account, then the only thing needed to sign in, under the strict policy."""

from threading import Thread

import pytest
from werkzeug.serving import make_server

from csap import create_app
from csap.config import Config
from tests.world import DATA_KEY, PASSWORD

TOUCHED = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def local(database):
    """The platform at http://localhost, where browsers have passkeys."""
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    base = f"http://localhost:{server.server_port}"
    server.app = create_app(
        Config(database=database, secret_key="t" * 40, data_key=DATA_KEY, testing=True, base_url=base)
    )
    server.log = lambda *_: None
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield base
    server.shutdown()
    thread.join()
    server.server_close()
    server.app.extensions["csap"].engine.dispose()


def test_a_passkey_is_made_and_signs_in_alone(browser, local):
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    faults = []
    page.on("console", lambda said: said.type in ("error", "warning") and faults.append(said.text))
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCHED})
    page.goto(f"{local}/login")
    page.fill("[name=email]", "mission@csap.example")
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto(f"{local}/account/factors")
    page.fill("[name=name]", "Laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("rowheader", name="Laptop").wait_for()
    context.clear_cookies()
    page.goto(f"{local}/login?next=/people")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/people")
    assert faults == []
    context.close()
