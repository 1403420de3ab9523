"""A real server on a port of its own, and a Chromium in which any word on the console is a fault."""

import os
import shutil
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from tests.world import PASSWORD, World

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": os.environ.get("CSAP_CHROMIUM") or shutil.which("chromium"), "args": QUIET}


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """Where the platform answers."""
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    server.log = lambda *_: None  # type: ignore[method-assign]
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Visit:
    """A person at a browser. `faults` holds what the console said, and what was asked of other hosts."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.faults: list[str] = []
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.faults.append(said.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._watch)
        self._running: set[Any] = set()
        for ended in ("requestfinished", "requestfailed"):
            self.page.on(ended, lambda request: self._running.discard(request))

    def settle(self) -> None:
        """Wait until nothing that the page asked for is on its way."""
        self.page.evaluate("new Promise(done => requestIdleCallback(() => done(true), {timeout: 500}))")
        while self._running:
            self.page.wait_for_timeout(20)

    def _watch(self, request: Any) -> None:
        self._running.add(request)
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(request.url)

    def sign_in(self, who: str) -> "Visit":
        self.go("/login")
        self.page.fill("[name=email]", f"{who}@csap.example")
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main button[type=submit]").click()
        self.page.wait_for_url(lambda url: "/login" not in url)
        return self

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Any]:
    """`visit("mission", viewport=NARROW)`: one of the cast, signed in; nobody without a name."""
    visits: list[Visit] = []

    def start(who: str = "", **options: Any) -> Visit:
        visits.append(Visit(browser, address, **({"viewport": WIDE} | options)))
        return visits[-1].sign_in(who) if who else visits[-1]

    yield start
    for each in visits:
        each.context.close()
