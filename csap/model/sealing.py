"""Sealing: contacts' e-mails and phones and raw sheets stand encrypted in the database, under keys outside of it.

AES-256-GCM, because it binds a value to the column it stands in (Fernet can't): moved elsewhere it opens no more. A
sealed value begins with the id of its key, so that old and new keys are read side by side while values are sealed anew.
What is searched by equality has a keyed mark instead. Not hidden: how long a value is, or that it is none.

One ring of keys hangs on each engine's dialect, where columns find it; where keys come from is the opener's to say."""

import hmac
import json
import re
import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, Engine, LargeBinary
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from csap.errors import CsapError
from csap.wording import N_

ID_BYTES, NONCE_BYTES = 4, 12
KEY = re.compile(r"[0-9a-f]{64}")
MARK_DIGITS = 16
Source = Callable[[], str]
"""Gives the keys as text: 64 hexadecimal digits each, apart by blanks; the first one seals, all of them open."""
UNREADABLE = N_("Something was sealed with a data key that is not given (CSAP_DATA_KEY), or was changed since.")
NO_RING = N_("This database was opened without data keys.")


class Unreadable(CsapError):
    """A sealed value that none of the given keys opens."""


def new_key() -> str:
    return secrets.token_hex(32)


class _Keys(NamedTuple):
    text: str
    first: bytes
    ciphers: dict[bytes, AESGCM]


def _parsed(text: str) -> _Keys:
    keys = [bytes.fromhex(each) for each in text.split() if KEY.fullmatch(each)]
    if not keys:
        raise Unreadable(NO_RING)
    return _Keys(text, _id(keys[0]), {_id(key): AESGCM(key) for key in keys})


def _id(key: bytes) -> bytes:
    return sha256(b"csap key id" + key).digest()[:ID_BYTES]


class Marks:
    """Keyed marks: equal texts of a purpose have equal marks, and nobody without the root can try texts out."""

    def __init__(self, root: bytes) -> None:
        self._root = root
        self._subkeys: dict[str, bytes] = {}

    def full(self, purpose: str, text: str) -> str:
        """64 hexadecimal digits."""
        key = self._subkeys.get(purpose)
        if key is None:
            derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"csap mark {purpose}".encode())
            key = self._subkeys[purpose] = derived.derive(self._root)
        return hmac.digest(key, text.encode(), "sha256").hex()

    def fingerprint(self, content: bytes) -> str:
        """The keyed digest of a row or a file; of the plain one, so that digests from before keys could be marked."""
        return self.full("fingerprint", sha256(content).hexdigest())

    def short(self, purpose: str, text: str) -> str:
        """16 hexadecimal digits, as wide as a key of the overlap engine."""
        return self.full(purpose, text)[:MARK_DIGITS]


class Ring:
    """The data keys of one database, read from their source again whenever something is to be sealed: a key that was
    added meanwhile is used at once. `root` finds what marks are made with; it is asked once."""

    def __init__(self, source: Source, root: Callable[[], bytes]) -> None:
        self.source, self._root = source, root
        self._keys = _Keys("", b"", {})
        self._marks: Marks | None = None

    @property
    def marks(self) -> Marks:
        if self._marks is None:
            self._marks = Marks(self._root())
        return self._marks

    @property
    def first(self) -> bytes:
        """The id of the key that seals, with which every value begins that it sealed."""
        return self._read().first

    def opens(self, sealed: bytes) -> bool:
        return sealed[:ID_BYTES] in self._read().ciphers

    def forget_marks(self) -> None:
        self._marks = None

    def seal(self, plain: bytes, place: str) -> bytes:
        """Encrypted, and bound to `place`: the table and column."""
        keys, nonce = self._read(), secrets.token_bytes(NONCE_BYTES)
        return keys.first + nonce + keys.ciphers[keys.first].encrypt(nonce, plain, place.encode())

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """`Unreadable` if its key is not on the ring, or if it was sealed for another place."""
        key, rest = sealed[:ID_BYTES], sealed[ID_BYTES:]
        cipher = self._keys.ciphers.get(key) or self._read().ciphers.get(key)
        if cipher is None:
            raise Unreadable(UNREADABLE)
        try:
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], place.encode())
        except InvalidTag:
            raise Unreadable(UNREADABLE) from None

    def _read(self) -> _Keys:
        text = self.source()
        if text != self._keys.text:
            self._keys = _parsed(text)
        return self._keys


_RINGS: WeakKeyDictionary[Dialect, Ring] = WeakKeyDictionary()


def hang(engine: Engine, ring: Ring) -> None:
    """Let everything that is read and written through this engine use the ring."""
    _RINGS[engine.dialect] = ring


def ring_of(holder: Any) -> Ring:
    """The ring of a session, an engine, a connection or a dialect."""
    bind = holder.get_bind() if isinstance(holder, Session) else holder
    ring = _RINGS.get(bind if isinstance(bind, Dialect) else bind.dialect)
    if ring is None:
        raise Unreadable(NO_RING)
    return ring


class Sealed(TypeDecorator[Any]):
    """Bytes that are encrypted on their way into the database; nothing at all stays nothing."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return ring_of(dialect).seal(self.plain(value), self.place) if value else b""

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return self.whole(ring_of(dialect).unseal(bytes(value), self.place) if value else b"")

    def plain(self, value: Any) -> bytes:
        return bytes(value)

    def whole(self, plain: bytes) -> Any:
        return plain


class SealedList(Sealed):
    """A list as sealed JSON."""

    cache_ok = True
    empty: Callable[[], Any] = list

    def plain(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def whole(self, plain: bytes) -> Any:
        return json.loads(plain) if plain else type(self).empty()


class SealedMap(SealedList):
    """A mapping as sealed JSON."""

    cache_ok = True
    empty = dict


def sealed_list(place: str) -> Any:
    """A column that holds a list, sealed; `place` is table.column."""
    return Field(default_factory=list, sa_type=SealedList(place))


def sealed_map(place: str) -> Any:
    """A column that holds a mapping, sealed."""
    return Field(default_factory=dict, sa_type=SealedMap(place))


def sealed_bytes(place: str) -> Any:
    """A column that holds bytes, sealed."""
    return Field(sa_type=Sealed(place))
