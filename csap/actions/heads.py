"""A head of the audit chain as one signed line, to be kept where whoever can change the database can't: on paper, in a
mail, on another machine. Signed with Ed25519; a chain that was cut or computed anew no longer holds the kept head."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.policy import default

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from csap.audit import Head
from csap.errors import Invalid
from csap.wording import N_, Words

LINE = re.compile(r"csap-head\s+(\d+)\s+(\d+)\s+(\S+)\s+([0-9a-f]{64})\s+([0-9a-f]{128})")
NO_HEAD = N_("There is no head of an audit chain in this file.")
FORGED = N_("The signature of this head doesn't fit the public key: it was changed, or signed by another platform.")


def _private(key: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))


def public_key(key: str) -> str:
    """The public half of a private key, both in hex."""
    return _private(key).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _said(head: Head) -> str:
    return f"csap-head {head.lines} {head.line} {head.at.isoformat() if head.at else '-'} {head.hash}"


def signed(head: Head, key: str) -> str:
    """`csap-head LINES LINE TIME HASH SIGNATURE`."""
    return f"{_said(head)} {_private(key).sign(_said(head).encode()).hex()}"


def _texts(file: bytes) -> Iterator[str]:
    """What a file says as it is, then as a mail that was saved: its lines may be broken by the way it was sent."""
    yield file.decode(errors="replace")
    for part in message_from_bytes(file, policy=default).walk():
        if part.get_content_maintype() == "text":
            yield (part.get_payload(decode=True) or b"").decode(errors="replace")  # type: ignore[union-attr]


def read(file: bytes, public: str) -> Head:
    """The head in a file or mail, whatever stands around it. `Invalid` if there is none, or its signature is false."""
    found = next(filter(None, map(LINE.search, _texts(file))), None)
    if found is None:
        raise Invalid({"file": [Words(NO_HEAD)]})
    lines, line, at, hashed, signature = found.groups()
    try:
        head = Head(int(lines), int(line), None if at == "-" else datetime.fromisoformat(at), hashed)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), _said(head).encode())
    except (InvalidSignature, ValueError):
        raise Invalid({"file": [Words(FORGED)]}) from None
    return head
