"""What a token of a provider must hold to be taken; each fault alone is enough to refuse it."""

import base64
import hmac
import json

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from csap import clock
from csap.config import Misconfigured, read
from csap.oidc import provider
from csap.oidc.tokens import LOGOUT, Expected, Untrusted, fitting, id_token, key_id, logout_token
from csap.rules.factors import Method, given

KEY, OTHER = (ECKey.generate_key("P-256", {"kid": kid, "use": "sig"}) for kid in ("one", "two"))
KEYS = KeySet.import_key_set({"keys": [KEY.as_dict(private=False)]})
EXPECTED = Expected("https://provider.example", "csap", nonce="n", access_token="")


def now():
    return int(clock.now().timestamp())


def claims(**more):
    base = {"iss": EXPECTED.issuer, "aud": "csap", "sub": "ann", "nonce": "n", "iat": now(), "exp": now() + 60}
    return {name: value for name, value in (base | more).items() if value is not None}


def farewell(**more):
    return claims(**({"nonce": None, "jti": "j", "sid": "s", "events": {LOGOUT: {}}} | more))


def signed(content, key=KEY, **header):
    return jwt.encode({"alg": "ES256", "kid": key.kid, **header}, content, key, algorithms=["ES256"])


def text(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unsigned(content, algorithm="none"):
    head = {"alg": algorithm, "kid": "one"}
    return ".".join(text(json.dumps(part).encode()) for part in (head, content)) + "."


def shared(content):
    """Signed with the public key as if it were a secret that both sides know."""
    body = unsigned(content, "HS256").rstrip(".")
    return f"{body}.{text(hmac.digest(KEY.as_pem(private=False), body.encode(), 'sha256'))}"


def taken(check, token):
    return check(token, fitting(KEYS, key_id(token)), EXPECTED)


def test_a_right_token_is_taken():
    assert taken(id_token, signed(claims()))["sub"] == "ann"
    assert taken(id_token, signed(claims(aud=["csap", "b"], azp="csap")))["sub"] == "ann"
    ended = taken(logout_token, signed(farewell(), typ="logout+jwt"))
    assert (ended.subject, ended.session, ended.token_id) == ("ann", "s", "j")


FAULTS = [
    {"iss": "https://evil.example"},
    {"iss": None},
    {"aud": "another"},
    {"aud": ["another"]},
    {"aud": None},
    {"exp": 1},
    {"exp": None},
    {"exp": "soon"},
    {"iat": None},
    {"iat": 4_000_000_000},
]


@pytest.mark.parametrize(
    "fault", [*FAULTS, {"sub": None}, {"nonce": "m"}, {"nonce": None}, {"aud": ["csap", "b"]}, {"azp": "b"}]
)
def test_an_id_token_with_a_fault_is_refused(fault):
    with pytest.raises(Untrusted):
        taken(id_token, signed(claims(**fault)))


@pytest.mark.parametrize(
    "fault",
    [
        *FAULTS,
        {"nonce": "n"},
        {"jti": None},
        {"events": None},
        {"events": {"other": {}}},
        {"events": LOGOUT},
        {"sub": None, "sid": None},
        {"iat": 1},
    ],
)
def test_a_logout_token_with_a_fault_is_refused(fault):
    with pytest.raises(Untrusted):
        taken(logout_token, signed(farewell(**fault)))


@pytest.mark.parametrize("check", [id_token, logout_token])
def test_nothing_but_the_providers_own_signature_counts(check):
    content = claims() if check is id_token else farewell()
    forged = signed(content, OTHER, kid="one")
    changed = signed(content).rsplit(".", 1)[0] + "." + signed(content | {"sub": "eve"}).rsplit(".", 1)[1]
    for token in (forged, changed, signed(content, OTHER), unsigned(content), shared(content), "", "a.b.c", "é"):
        with pytest.raises(Untrusted):
            taken(check, token)


def test_a_key_that_is_not_for_signing_or_has_another_name_does_not_count():
    published = [KEY.as_dict(private=False), {**OTHER.as_dict(private=False), "use": "enc"}]
    keys = KeySet.import_key_set({"keys": published})
    assert [key.kid for key in fitting(keys, None)] == ["one"]
    assert fitting(keys, "two") == [] == fitting(keys, "three")


def test_one_kind_of_token_is_not_taken_for_the_other():
    for check, content in ((id_token, farewell()), (logout_token, claims(jti="j"))):
        with pytest.raises(Untrusted):
            taken(check, signed(content))


@pytest.mark.parametrize(
    ("acr", "amr", "method"),
    [
        ("", [], Method.SSO),
        ("", ["pwd"], Method.SSO),
        ("", ["pwd", "mfa"], Method.SSO_STRONG),
        ("high", [], Method.SSO_STRONG),
        ("higher", [], Method.SSO),
    ],
)
def test_a_providers_word_counts_as_two_factors_where_the_settings_say_so(acr, amr, method):
    assert given(acr, amr, (["high"], ["mfa"])) == method


@pytest.mark.parametrize(
    "settings",
    [
        {"ISSUER": "http://provider.example", "CLIENT_ID": "csap"},
        {"ISSUER": "https://provider.example/?x", "CLIENT_ID": "csap"},
        {"ISSUER": "https://provider.example"},
        {"ISSUER": "https://provider.example", "CLIENT_ID": "csap", "SCOPES": "email"},
        {"ONLY": "true"},
    ],
)
def test_start_up_refuses_single_sign_on_that_is_unsafe_or_incomplete(settings):
    with pytest.raises(Misconfigured):
        read({f"CSAP_SSO_{name}": value for name, value in settings.items()})


@pytest.mark.parametrize(
    "address", ["https://provider.example: x/k", "https://[", "https://provider.example:99999/k", 7]
)
def test_a_provider_whose_own_address_is_none_counts_as_out_of_reach(address):
    about = dict.fromkeys(provider.NEEDED, f"{EXPECTED.issuer}/a") | {"issuer": EXPECTED.issuer}
    assert provider.checked(about, EXPECTED.issuer) == about
    with pytest.raises(provider.Unreachable, match="jwks_uri"):
        provider.checked(about | {"jwks_uri": address}, EXPECTED.issuer)
