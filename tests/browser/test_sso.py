"""Single sign-on in a real browser: there and back under the strict policy, and out again at both ends."""

import socket
from threading import Thread
from urllib.parse import urlsplit

import pytest
from werkzeug.serving import make_server

from csap import create_app
from tests.browser.conftest import NARROW
from tests.browser.test_every_page import against_the_rules
from tests.identity import running


@pytest.fixture
def provided(database):
    """The platform's address, with a provider beside it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        home = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with running(home) as identities:
        app = create_app(identities.settings(database))
        server = make_server("127.0.0.1", urlsplit(home).port, app, threaded=True)
        server.log = lambda *_: None
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield home
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["csap"].engine.dispose()


def faulty(page, faults):
    """What stands on the console, and what axe finds in either theme."""
    found = list(faults)
    for theme in ("dark", "light"):
        page.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)
        found += against_the_rules(page)
    return found


def test_a_person_comes_in_by_the_provider_and_leaves_at_both_ends(browser, provided):
    context = browser.new_context(locale="fr-FR", viewport=NARROW, reduced_motion="reduce")
    page, faults = context.new_page(), []
    page.on("console", lambda said: said.type in ("error", "warning") and faults.append(said.text))
    page.goto(f"{provided}/login?next=/account/")
    assert faulty(page, faults) == []
    page.get_by_role("link", name="Se connecter avec EU Login").click()
    page.wait_for_url("**/interaction/*")
    page.goto(f"{page.url}?sub=mission&email=mission@csap.example&verified=true")
    page.wait_for_url("**/account/")
    assert faults == []
    page.evaluate("document.querySelector('form[action=\"/logout\"]').requestSubmit()")
    page.wait_for_url("**/login/sso/left")
    assert faulty(page, faults) == []
    page.get_by_role("link", name="Se déconnecter de EU Login").click()
    page.wait_for_url("**/session/end?*")
    page.evaluate("document.forms[0].append(Object.assign(document.createElement('input'), {name: 'logout'}))")
    page.evaluate("document.querySelector('[name=logout]').value = 'yes'; document.forms[0].submit()")
    page.wait_for_url(f"{provided}/login")
    context.close()
