"""The provider: as it describes itself, where it sends people, and what it answers.

Nobody but the configured issuer is ever asked: addresses in its own description that lie elsewhere are refused, and
redirects are not followed. What it says of itself is kept for an hour."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet
from requests import RequestException, Response

from csap import clock
from csap.errors import CsapError
from csap.oidc.tokens import Ended, Expected, Untrusted, fitting, id_token, key_id, logout_token

LOG = logging.getLogger("csap.oidc")
TIMEOUTS = (3, 5)
"""Seconds to wait for a connection, and for each part of an answer."""
KEPT = timedelta(hours=1)
AGAIN = timedelta(minutes=1)
"""A token may name an unknown key, for providers change them; that is looked up no more often than this."""
PAUSE = timedelta(seconds=10)
"""After it has not answered it is not asked again for so long: waiting would take all the threads of a process."""
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OFFERED = ("userinfo_endpoint", "end_session_endpoint")


class Unreachable(CsapError):
    """The provider doesn't answer, or not as a provider does; the words are for the log."""

    status = 503


@dataclass(frozen=True)
class Client:
    """Who we are to the provider, and where it sends people back to. `acr`: the strengths asked for, best first."""

    issuer: str
    client_id: str
    secret: str
    scopes: str
    back: str
    acr: Sequence[str] = ()


@dataclass(frozen=True)
class Question:
    """What belongs to one way to the provider and back; kept by the browser's own cookie meanwhile."""

    state: str
    nonce: str
    verifier: str


class _Session(OAuth2Session):
    """Waits for seconds, and follows no redirect."""

    def request(self, method: str, url: str, **options: Any) -> Response:
        answer: Response = super().request(method, url, **options, timeout=TIMEOUTS, allow_redirects=False)
        return answer


class Provider:
    """One for each process. The description and the keys are asked for when they are first needed."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._lock = Lock()
        self._described: tuple[dict[str, Any], datetime] | None = None
        self._keys: tuple[KeySet, datetime] | None = None
        self._silent_since: datetime | None = None

    def address(self, question: Question, fresh: bool) -> str:
        """Where the browser goes. `fresh`: the person is to prove anew that it is them."""
        more = {"acr_values": " ".join(self.client.acr)} if self.client.acr else {}
        if fresh:
            more |= {"prompt": "login", "max_age": "0"}
        with self._session(code_challenge_method="S256") as session:
            address, _ = session.create_authorization_url(
                self._about()["authorization_endpoint"],
                state=question.state,
                nonce=question.nonce,
                code_verifier=question.verifier,
                **more,
            )
        return str(address)

    def claims(self, code: str, question: Question) -> dict[str, Any]:
        """What the provider says of whoever it gave this code to; their e-mail too, where it knows one."""
        about = self._about()
        with self._session(token_endpoint_auth_method=self._way_to_prove(about)) as session:
            try:
                given = session.fetch_token(
                    about["token_endpoint"],
                    code=code,
                    code_verifier=question.verifier,
                    grant_type="authorization_code",
                    redirect_uri=self.client.back,
                )
            except AuthlibBaseError as error:
                raise Untrusted(f"the code was refused: {error}") from None
            except (RequestException, ValueError) as error:
                raise Unreachable(f"{about['token_endpoint']}: {error}") from None
            access = str(given.get("access_token") or "")
            token = str(given.get("id_token") or "")
            claims = id_token(token, self._fitting(token), self._expected(question.nonce, access))
            if "email" not in claims and access and "userinfo_endpoint" in about:
                claims = self._userinfo(session, about["userinfo_endpoint"], access, claims["sub"]) | claims
        return claims

    def ended(self, token: str) -> Ended:
        """What a logout token says has ended; `Untrusted` unless the provider made it, for us, just now."""
        return logout_token(token, self._fitting(token), self._expected())

    def farewell(self, back: str) -> str:
        """Where one ends one's session at the provider too; "" where it doesn't say."""
        there = self._about().get("end_session_endpoint")
        asked = urlencode({"client_id": self.client.client_id, "post_logout_redirect_uri": back})
        return f"{there}?{asked}" if there else ""

    def _userinfo(self, session: OAuth2Session, address: str, access: str, subject: str) -> dict[str, Any]:
        """What the provider adds about the same person; nothing where it speaks of somebody else."""
        found = _json(session, address, headers={"Authorization": f"Bearer {access}"})
        return found if found.get("sub") == subject else {}

    def _expected(self, nonce: str = "", access: str = "") -> Expected:
        return Expected(self.client.issuer, self.client.client_id, nonce, access)

    def _way_to_prove(self, about: dict[str, Any]) -> str:
        """How we prove to the provider that it is us."""
        if not self.client.secret:
            return "none"
        ways = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"

    def _fitting(self, token: str) -> list[Key]:
        named = key_id(token)
        return fitting(self._key_set(KEPT), named) or fitting(self._key_set(AGAIN), named)

    def _key_set(self, at_most: timedelta) -> KeySet:
        """The provider's keys, no older than this."""
        address = self._about()["jwks_uri"]
        with self._lock:
            if self._keys is None or self._keys[1] < clock.now() - at_most:
                self._keys = _key_set(self._asked(address)), clock.now()
            return self._keys[0]

    def _about(self) -> dict[str, Any]:
        with self._lock:
            if self._described is None or self._described[1] < clock.now() - KEPT:
                found = self._asked(f"{self.client.issuer.rstrip('/')}/.well-known/openid-configuration")
                self._described = checked(found, self.client.issuer), clock.now()
            return self._described[0]

    def _asked(self, address: str) -> dict[str, Any]:
        if self._silent_since and self._silent_since > clock.now() - PAUSE:
            raise Unreachable("it did not answer a moment ago")
        try:
            with self._session() as session:
                return _json(session, address)
        except Unreachable:
            self._silent_since = clock.now()
            raise

    def _session(self, **more: Any) -> OAuth2Session:
        client = self.client
        return _Session(
            client.client_id,
            client.secret or None,
            scope=client.scopes,
            redirect_uri=client.back,
            **more,
        )


def checked(about: dict[str, Any], issuer: str) -> dict[str, Any]:
    """A provider's description, without what it offers elsewhere."""
    if about.get("issuer") != issuer:
        raise Unreachable(f"{issuer} calls itself {about.get('issuer')!r}")
    elsewhere = [name for name in (*NEEDED, *OFFERED) if _origin(str(about.get(name, ""))) != _origin(issuer)]
    if set(elsewhere) & set(NEEDED):
        raise Unreachable(f"{issuer} has these missing or elsewhere: {', '.join(elsewhere)}")
    return {name: value for name, value in about.items() if name not in elsewhere}


def _key_set(found: dict[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set(found)  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Unreachable(f"its keys can't be read: {error}") from None


def _json(session: OAuth2Session, address: str, **options: Any) -> dict[str, Any]:
    try:
        answer = session.request("GET", address, withhold_token=True, **options)
        found = answer.json() if answer.status_code == 200 else None
    except (RequestException, ValueError) as error:
        raise Unreachable(f"{address}: {error}") from None
    if not isinstance(found, dict):
        raise Unreachable(f"{address} answers {answer.status_code}, and no JSON object")
    return found


def _origin(address: str) -> tuple[str, str | None, int | None] | None:
    """None for what is no address."""
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port
    except ValueError:
        return None
