"""Keys under which a subject is found: stored with the contact, looked up by one indexed query. Pure.

A key that many contacts share finds too much: whoever looks up caps by frequency (`index.py` shows how), and ranks
candidates by the sum over shared keys of `weight` x log(contacts / contacts with the key).
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import combinations
from typing import NamedTuple

from csap.overlap.aliases import alias_of, confirmed_for
from csap.overlap.parse import parse
from csap.overlap.subjects import Subject
from csap.overlap.tokens import Name, Token

MOST_KEYS = 48
MOST_PROBES = 96
_STORED_READINGS = 2
_PROBED_READINGS = 4


class Key(NamedTuple):
    """`value` is a signed 63-bit integer, the same in every process and version of Python.

    `weight` is what an agreement on it says beside its frequency; `kind` is for people who look.
    """

    value: int
    weight: float
    kind: str


def hashed(kind: str, text: str) -> int:
    """A signed 63-bit integer for a text of a kind; stable, unlike hash()."""
    return int.from_bytes(blake2b(f"{kind}:{text}".encode(), digest_size=8).digest(), "big") >> 1


def keys(subject: Subject, aliases: Mapping[str, str] | None = None) -> list[Key]:
    """What to store for a subject, at most MOST_KEYS, the most telling first."""
    return _bounded(_every(subject, aliases or {}, _STORED_READINGS), MOST_KEYS)


def probes(subject: Subject, aliases: Mapping[str, str] | None = None) -> list[Key]:
    """What to look up for a subject: `keys` and more readings of its words; at most MOST_PROBES."""
    return _bounded(_every(subject, aliases or {}, _PROBED_READINGS), MOST_PROBES)


def stored(subject: Subject) -> list[int]:
    """The values of `keys`, in ascending order."""
    best = _telling(_every(subject, {}, _STORED_READINGS))
    most = best if len(best) <= MOST_KEYS else dict(_ordered(best)[:MOST_KEYS])
    return sorted({hashed(kind, text) for kind, text in most})


def _bounded(found: Iterable[tuple[str, str, float]], most: int) -> list[Key]:
    ordered = _ordered(_telling(found))[:most]
    return [Key(hashed(kind, text), weight, kind) for (kind, text), weight in ordered]


def _telling(found: Iterable[tuple[str, str, float]]) -> dict[tuple[str, str], float]:
    """Each key once, with the most it says."""
    best: dict[tuple[str, str], float] = {}
    for kind, text, weight in found:
        if weight > best.get((kind, text), 0.0):
            best[kind, text] = weight
    return best


def _ordered(best: Mapping[tuple[str, str], float]) -> list[tuple[tuple[str, str], float]]:
    return sorted(best.items(), key=lambda item: (-item[1], item[0]))


def _every(subject: Subject, aliases: Mapping[str, str], readings: int) -> Iterator[tuple[str, str, float]]:
    yield from (("email", e.strip().casefold(), 20.0) for e in subject.emails)
    yield from (("phone", p, 20.0) for p in subject.phones)
    kind = "person" if subject.kind == "person" else "institution"
    for written in subject.names:
        name = parse(kind, written)
        yield from (
            ("alias", alias_of(full), 20.0) for full in {confirmed_for(written, aliases), name.known_as} if full
        )
        yield "alias", alias_of(written), 6.0
        yield from _of_words(kind[0], name, readings)
        if kind == "institution":
            yield from _of_acronyms(name)


def _of_words(kind: str, name: Name, readings: int) -> Iterator[tuple[str, str, float]]:
    spelt = [_readings(t, readings) for t in name.tokens if not t.initial]
    for (one, first), (other, second) in combinations(enumerate(spelt), 2):
        for number, a in enumerate(first):
            for place, b in enumerate(second):
                weight = 3.0 - 0.3 * (number + place) - 0.05 * (other - one)
                yield kind + "pair", "+".join(sorted((a, b))), weight
    for token, forms in zip((t for t in name.tokens if not t.initial), spelt, strict=True):
        yield kind + "word", token.word, 2.5
        for number, form in enumerate(forms):
            yield kind + "sound", form, 2.0 - 0.3 * number
        if len(forms[0]) >= 4:
            yield from ((kind + "less", less, 1.0) for less in _deletions(forms[0]))


def _readings(token: Token, most: int) -> list[str]:
    found = list(token.skeletons[:most])
    return found + [f"#{number}" for number in sorted(token.families)[:1]]


def _deletions(form: str) -> set[str]:
    return {form} | {form[:n] + form[n + 1 :] for n in range(len(form))}


def _of_acronyms(name: Name) -> Iterator[tuple[str, str, float]]:
    yield from (("acronym", a, 2.5) for a in name.acronyms)
    yield from (("acronym", i, 2.0) for i in name.initials if len(i) >= 2)
