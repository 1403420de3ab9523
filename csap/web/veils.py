"""`<veiled:notice_id>` in a route: the id of a row that is one person's own, and counts up over all people's.

Shown as it is, it would tell how many notices, sign-ins or tokens others get; covered, two addresses tell nothing of
each other. It is no guard: whose a row is, the desk says."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from flask import current_app
from werkzeug.routing import BaseConverter, ValidationError

WIDTH = 8


class Veil:
    """Covers numbers under a key made of the platform's secret: always in the same way, so that an address stays."""

    def __init__(self, secret: str) -> None:
        self._cipher = AESSIV(sha256(f"ids in addresses\n{secret}".encode()).digest())

    def cover(self, number: int) -> str:
        return urlsafe_b64encode(self._cipher.encrypt(number.to_bytes(WIDTH), None)).decode()

    def uncover(self, text: str) -> int:
        """`ValueError` for what was not covered here."""
        try:
            return int.from_bytes(self._cipher.decrypt(urlsafe_b64decode(text), None))
        except InvalidTag:
            raise ValueError("not covered here") from None


@lru_cache
def _veil(secret: str) -> Veil:
    return Veil(secret)


def veil() -> Veil:
    return _veil(current_app.config["SECRET_KEY"])


def converter(secret: str) -> type[BaseConverter]:
    """The kind of place in a route that holds a covered number."""

    class VeiledConverter(BaseConverter):
        regex = "[0-9A-Za-z_-]{32}"

        def to_python(self, value: str) -> int:
            try:
                return _veil(secret).uncover(value)
            except ValueError:
                raise ValidationError from None

        def to_url(self, value: int) -> str:
            return _veil(secret).cover(value)

    return VeiledConverter
