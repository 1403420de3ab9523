"""A passkey in software: it makes and answers as a device would, honestly or not."""

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN, DOMAIN = "http://localhost:5000", "localhost"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def text(raw):
    return urlsafe_b64encode(raw).decode().rstrip("=")


class Device:
    """`count` is what its next answer counts up from; `flags` say whether it checked who holds it."""

    def __init__(self, origin=ORIGIN, flags=PRESENT | VERIFIED):
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), os.urandom(20)
        self.origin, self.flags, self.count = origin, flags, 0

    def _client(self, kind, challenge):
        said = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, flags, more=b""):
        return hashlib.sha256(DOMAIN.encode()).digest() + struct.pack(">BI", flags, self.count) + more

    def make(self, options):
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(cose)
        data = self._data(self.flags | ATTESTED, credential)
        response = {
            "clientDataJSON": text(self._client("create", options["challenge"])),
            "attestationObject": text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._answer(response)

    def use(self, options):
        self.count += 1
        client, data = self._client("get", options["challenge"]), self._data(self.flags)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature)}
        )

    def _answer(self, response):
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response})
