"""Keys under which a subject is found: stored with the contact, looked up by one indexed query. Pure."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple

from anyascii import anyascii

from csap.overlap.subjects import Subject

MOST_KEYS = 48
MOST_PROBES = 96


class Key(NamedTuple):
    """`value` is a signed 63-bit integer, the same in every process and version of Python.

    `weight` is what an agreement on it says before its frequency is known; `kind` is for people who look.
    """

    value: int
    weight: float
    kind: str


def hashed(kind: str, text: str) -> int:
    """A signed 63-bit integer for a text of a kind; stable, unlike hash()."""
    return int.from_bytes(blake2b(f"{kind}:{text}".encode(), digest_size=8).digest(), "big") >> 1


def keys(subject: Subject, aliases: Mapping[str, str] | None = None) -> list[Key]:
    """What to store for a subject, at most MOST_KEYS."""
    words = {w for name in subject.names for w in anyascii(name).lower().split()}
    found = [Key(hashed("word", w), 1.0, "word") for w in sorted(words)]
    found += [Key(hashed("identifier", i.lower()), 10.0, "identifier") for i in subject.emails + subject.phones]
    return found[:MOST_KEYS]


def probes(subject: Subject, aliases: Mapping[str, str] | None = None) -> list[Key]:
    """What to look up for a subject, rarest kind first, at most MOST_PROBES. A superset of `keys`."""
    return keys(subject, aliases)
