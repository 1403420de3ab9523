"""Mail over TLS and with a sign-in, against a real server: what can't be trusted gets neither letter nor password."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlmodel import select

from csap import clock
from csap.actions.telling import tell
from csap.config import Misconfigured, read
from csap.model.mail import LetterState, Outbox
from csap.wording import Words
from tests.post_office import opened, send

USER, PASSWORD = b"csap", b"p@ss/word"
SIGN_IN = "csap:p%40ss%2Fword@"


class Authenticator:
    """Takes one user, and keeps what was tried."""

    def __init__(self):
        self.tried = []

    def __call__(self, server, session, envelope, mechanism, data):
        self.tried.append((data.login, data.password))
        return AuthResult(success=(data.login, data.password) == (USER, PASSWORD), handled=False)


def certificate(folder, name="127.0.0.1"):
    """A certificate of an authority of its own, as a context for a server, and the PEM file to trust it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A post office")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / f"{name}.pem", folder / f"{name}.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    return context, str(pem)


def speaking(scheme, context):
    """How a server speaks TLS: from the first byte, or when asked to start."""
    if scheme == "smtps":
        return {"ssl_context": context, "auth_require_tls": False}
    return {"tls_context": context, "require_starttls": True, "auth_required": True}


@pytest.fixture
def told(world):
    answer = world.activity("mission", "Border course")
    with world.system() as system:
        tell(system, answer.post, Words("Something"), [world.viewer("frontex").person_id], "overlap")


def row(world):
    with world.system(writing=False) as system:
        return system.exec(select(Outbox)).one()


@pytest.mark.parametrize("scheme", ["starttls", "smtps"])
def test_a_letter_goes_over_tls_with_a_sign_in(world, told, tmp_path, scheme):
    context, authorities = certificate(tmp_path)
    door = Authenticator()
    more = speaking(scheme, context) | {"authenticator": door}
    with opened(scheme, SIGN_IN, **more) as (office, url):
        assert send(world, url, smtp_authorities=authorities) == 1
    assert len(office.to("frontex")) == 1 and door.tried == [(USER, PASSWORD)]


@pytest.mark.parametrize("scheme", ["starttls", "smtps"])
@pytest.mark.parametrize("wrong", ["unknown", "somebody else's"])
def test_a_server_whose_certificate_is_not_trusted_gets_neither_letter_nor_password(
    world, told, tmp_path, scheme, wrong
):
    name = "127.0.0.1" if wrong == "unknown" else "127.0.0.2"
    context, pem = certificate(tmp_path, name)
    door = Authenticator()
    more = speaking(scheme, context) | {"authenticator": door}
    with opened(scheme, SIGN_IN, **more) as (office, url):
        assert send(world, url, smtp_authorities="" if wrong == "unknown" else pem) == 0
    assert office.letters == [] and door.tried == []
    assert "the certificate of 127.0.0.1 is not trusted" in row(world).problem
    assert row(world).state == LetterState.WAITING and row(world).handovers == 0


def test_a_refused_password_is_named_and_the_letter_waits(world, told, tmp_path):
    context, authorities = certificate(tmp_path)
    more = speaking("starttls", context) | {"authenticator": Authenticator()}
    with opened("starttls", "csap:old@", **more) as (office, url):
        assert send(world, url, smtp_authorities=authorities) == 0
    assert "does not take this user and password" in row(world).problem and "old" not in row(world).problem
    with opened("starttls", SIGN_IN, **more) as (office, url), clock.stopped(clock.now() + timedelta(minutes=2)):
        assert send(world, url, smtp_authorities=authorities) == 1
    assert len(office.letters) == 1


def test_a_server_that_offers_no_tls_gets_nothing_over_starttls(world, told):
    with opened("starttls", SIGN_IN) as (office, url):
        assert send(world, url) == 0
    assert office.letters == [] and "STARTTLS" in row(world).problem


@pytest.mark.parametrize("url", ["https://mail.example", "smtp://csap:secret@mail.example", "smtp://", "mail.example"])
def test_an_address_that_is_unsafe_or_no_mail_server_stops_the_start(url):
    with pytest.raises(Misconfigured) as refused:
        read({"CSAP_SMTP_URL": url})
    assert "secret" not in str(refused.value)


def test_authorities_that_are_not_there_stop_the_start():
    with pytest.raises(Misconfigured):
        read({"CSAP_SMTP_URL": "smtps://mail.example", "CSAP_SMTP_AUTHORITIES": "/nowhere.pem"})
