"""What a provider of single sign-on, or a passkey, signs and says of itself."""

import json
from contextlib import suppress
from functools import cache
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from csap import clock
from csap.actions.passkeys import RelyingParty, verified, verified_new
from csap.errors import CsapError, Denied, Invalid
from csap.model.factors import Passkey
from csap.oidc import provider
from csap.oidc.tokens import LOGOUT, Expected, Untrusted, fitting, id_token, key_id, logout_token
from tests.authenticator import DOMAIN, ORIGIN, Device, text
from tests.fuzz.target import Target

KEY = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
KEYS = KeySet.import_key_set({"keys": [KEY.as_dict(private=False)]})
ISSUER = "https://provider.example"
EXPECTED = Expected(ISSUER, "csap", nonce="n", access_token="")
PARTY = RelyingParty(DOMAIN, ORIGIN)
CHALLENGE = text(b"asked for by the platform itself")


def token(data: bytes) -> None:
    """As it comes; then its text as the claims of a token that the provider did sign."""
    with suppress(Untrusted):
        key_id(data.decode("utf-8", "replace"))
    claims = _object(data)
    if claims is None:
        return
    now = int(clock.now().timestamp())
    claims = {"iss": ISSUER, "aud": "csap", "sub": "ann", "iat": now, "exp": now + 60} | claims
    signed = jwt.encode({"alg": "ES256", "kid": "one"}, claims, KEY, algorithms=["ES256"])
    for check in (id_token, logout_token):
        try:
            check(signed, fitting(KEYS, key_id(signed)), EXPECTED)
        except Untrusted:
            continue


def described(data: bytes) -> None:
    """What a provider says of itself, and its keys: taken, or it counts as out of reach."""
    found = _object(data)
    if found is None:
        return
    for read in (lambda: provider.checked({"issuer": ISSUER} | found, ISSUER), lambda: provider._key_set(found)):
        try:
            read()
        except provider.Unreachable:
            continue


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def passkey(data: bytes) -> None:
    """What a browser says that a device answered, to a new passkey and to a known one."""
    answer = data.decode("utf-8", "replace")
    known = Passkey(person_id=1, credential_id="a", public_key=_public_key(), sign_count=0)
    for read in (lambda: verified_new(PARTY, CHALLENGE, answer), lambda: verified(PARTY, CHALLENGE, answer, known)):
        try:
            read()
        except (Invalid, Denied) as refusal:
            assert isinstance(refusal, CsapError)


@cache
def _public_key() -> bytes:
    return verified_new(PARTY, CHALLENGE, DEVICE.make({"challenge": CHALLENGE})).credential_public_key


DEVICE = Device()


def claims() -> list[bytes]:
    said: list[dict[str, Any]] = [{"nonce": "n", "amr": ["mfa"], "acr": "x"}, {"aud": ["csap", "b"], "azp": "csap"}]
    said.append({"jti": "j", "sid": "s", "events": {LOGOUT: {}}})
    return [json.dumps(each).encode() for each in said]


def descriptions() -> list[bytes]:
    about = {"authorization_endpoint": f"{ISSUER}/a", "token_endpoint": f"{ISSUER}/t", "jwks_uri": f"{ISSUER}/k"}
    return [json.dumps(each).encode() for each in (about, KEYS.as_dict(private=False))]


def answers() -> list[bytes]:
    options = {"challenge": CHALLENGE}
    return [DEVICE.make(options).encode(), DEVICE.use(options).encode()]


CLAIMS = (
    '"iat": ',
    '"exp": ',
    '"nonce": ',
    '"events": ',
    '"aud": ',
    '"at_hash": ',
    '"auth_time": ',
    "1e308",
    "null",
    "[]",
)
KEY_WORDS = ('"keys": ', '"kty": ', '"crv": ', '"x": ', '"n": ', "http://[", '"kid": ')
ANSWER = ('"clientDataJSON": ', '"attestationObject": ', '"signature": ', '"userHandle": ')
TARGETS = {
    "token": Target(token, claims, CLAIMS),
    "described": Target(described, descriptions, KEY_WORDS),
    "passkey": Target(passkey, answers, ANSWER),
}
