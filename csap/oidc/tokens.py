"""Tokens that a provider has signed, checked by Authlib and joserfc. Pure but for the clock: the keys are given.

Taken are signatures by the provider's own key pairs alone: never none, never one made with a shared secret."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.oauth2.claims import JWTClaims
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from csap import clock
from csap.errors import CsapError

ALGORITHMS = tuple(f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512))
LEEWAY = 60
"""Seconds that two clocks may be apart."""
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
YOUNG = timedelta(minutes=10)
"""How long a logout token is taken after it was made, whatever it says of itself."""


class Untrusted(CsapError):
    """A token that proves nothing; the words are for the log, not for people."""

    status = 403


@dataclass(frozen=True)
class Expected:
    """Who must have made a token, and for whom. `nonce` and `access_token`: what an id token must belong to."""

    issuer: str
    client_id: str
    nonce: str = ""
    access_token: str = ""


@dataclass(frozen=True)
class Ended:
    """What a logout token says has ended: a session at the provider, or all of a person's there. Either may be ""."""

    issuer: str
    subject: str
    session: str
    token_id: str
    forget_at: datetime
    """When the token is too old to be taken again."""


def key_id(token: str) -> str | None:
    """The name of the key that a token says it was signed with; None without one. `Untrusted` if it is no token."""
    try:
        found = jws.extract_compact(token.encode()).headers().get("kid")
    except (JoseError, ValueError, UnicodeError) as error:
        raise Untrusted(f"no token: {error}") from None
    return str(found) if found is not None else None


def fitting(keys: KeySet, named: str | None) -> list[Key]:
    """The public keys that may have signed; all of them for a token that names none."""
    return [key for key in keys if key.key_type != "oct" and key.get("use") != "enc" and named in (None, key.kid)]


def id_token(token: str, keys: Iterable[Key], expected: Expected) -> dict[str, Any]:
    """The claims of an id token (OpenID Connect Core, 3.1.3.7). `Untrusted` unless everything holds."""
    signed = _signed(token, keys)
    params = {"nonce": expected.nonce, "client_id": expected.client_id, "access_token": expected.access_token}
    return _valid(CodeIDToken(signed.claims, signed.header, _options(expected), params))


def logout_token(token: str, keys: Iterable[Key], expected: Expected) -> Ended:
    """What has ended (OpenID Connect Back-Channel Logout, 2.6). `Untrusted` unless everything holds."""
    signed = _signed(token, keys)
    options = _options(expected) | {name: {"essential": True} for name in ("iat", "exp", "jti")}
    claims = _valid(JWTClaims(signed.claims, signed.header, options))
    events = claims.get("events")
    if not isinstance(events, dict) or LOGOUT not in events or "nonce" in claims:
        raise Untrusted("not a logout token")
    made = datetime.fromtimestamp(claims["iat"], UTC)
    if made < clock.now() - YOUNG:
        raise Untrusted("an old logout token")
    subject, session = str(claims.get("sub") or ""), str(claims.get("sid") or "")
    if not (subject or session):
        raise Untrusted("a logout token for nobody")
    forget_at = clock.now() + YOUNG + 2 * timedelta(seconds=LEEWAY)
    return Ended(expected.issuer, subject, session, str(claims["jti"]), forget_at)


def _options(expected: Expected) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
    }


def _signed(token: str, keys: Iterable[Key]) -> jwt.Token:
    for key in keys:
        try:
            return jwt.decode(token, key, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            continue
    raise Untrusted("no key of the provider fits")


def _valid(claims: JWTClaims) -> dict[str, Any]:
    try:
        claims.validate(now=int(clock.now().timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError) as error:
        raise Untrusted(str(error)) from None
    return dict(claims)
