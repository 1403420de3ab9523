"""A real server on this machine, as `csap serve` runs it, and a browser that signs in to it and counts milliseconds."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from types import MappingProxyType
from urllib.parse import urlencode

from csap.errors import CsapError

WORKERS = 2
PATIENCE = 60
BARE = "csap.web.bare:application"


@contextmanager
def server(
    database: str,
    application: str = "csap:create_app",
    workers: int = WORKERS,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[int]:
    """Serve on a free port of 127.0.0.1 until the block ends; yields the port."""
    port = _free_port()
    words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--port", str(port)]
    words += ["--workers", str(workers), "--no-access-log", "--log-level", "error", application]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CSAP_DATA_KEY")}
    environment |= {"CSAP_DATABASE": database, "CSAP_SECRET_KEY": "bench" * 8, **settings}
    process = subprocess.Popen(words, env=environment)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(port: int) -> None:
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise CsapError("The server for the benchmark did not start.")


class Browser:
    """One connection that is kept open, with its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}

    def close(self) -> None:
        self.connection.close()

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Encoding": "gzip"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form) if form is not None else None
        self.connection.request("POST" if form is not None else "GET", path, body, headers)
        answer = self.connection.getresponse()
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.split(";")[0]
        return answer.status, answer.read()

    def sign_in(self, email: str, password: str) -> None:
        self.connection.request("GET", "/login")
        answer = self.connection.getresponse()
        self.cookies["csap"] = (answer.headers["Set-Cookie"] or "").split("=", 1)[1].split(";")[0]
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
        status, _ = self.ask("/login", {"email": email, "password": password, "csrf_token": token[1] if token else ""})
        if status != 302:
            raise CsapError(f"Signing in for the benchmark failed: {status}.")


def timed(act: Callable[[int], object], times: int, warm: int = 3) -> list[float]:
    """Milliseconds of each of `times` calls, after some that warm up; the call is given its number."""
    for number in range(warm):
        act(-1 - number)
    found = []
    for number in range(times):
        start = time.perf_counter()
        act(number)
        found.append((time.perf_counter() - start) * 1000)
    return found
