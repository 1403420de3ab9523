"""Secrets that have to be read again, closed under a key that is not in the database: the seeds of authenticator apps.

Each purpose has a key of its own, derived (HKDF, RFC 5869) from the platform's secret key. What is never read again is
hashed instead, not sealed."""

from base64 import urlsafe_b64encode
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Seal:
    """Closes and opens texts for one purpose."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=f"csap/{purpose}".encode()).derive(secret_key.encode())
        self._fernet = Fernet(urlsafe_b64encode(derived))

    def close(self, text: str, about: str) -> str:
        """`about` says what the text belongs to; moved to something else, it does not open."""
        return self._fernet.encrypt(f"{about}\n{text}".encode()).decode()

    def open(self, sealed: str, about: str, within: timedelta | None = None) -> str | None:
        """The text; None where the key, the owner or, within that time, the age does not fit."""
        try:
            seconds = int(within.total_seconds()) if within else None
            owner, _, text = self._fernet.decrypt(sealed.encode(), ttl=seconds).decode().partition("\n")
        except InvalidToken:
            return None
        return text if owner == about else None
