"""Which region is meant by a spelling: French or English, any script, other order of words. People's names: overlap."""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from anyascii import anyascii
from rapidfuzz import fuzz, process

ALIKE = 86
MARGIN = 6


class Spelt(Protocol):
    """Whatever has the code and the spellings of a region."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def names(self) -> Sequence[str]: ...


R = TypeVar("R", bound=Spelt)

SIDES = {
    "north": "nord northern septentrional",
    "south": "sud southern meridional",
    "east": "est eastern oriental orientale",
    "west": "ouest western occidental occidentale",
    "upper": "haut haute",
    "lower": "bas basse",
    "middle": "moyen moyenne",
    "centre": "central centrale center",
}
DIRECTIONS = {word: side for side, words in SIDES.items() for word in words.split()}
FILLERS = frozenset(
    {"province", "region", "oblast", "wilaya", "state", "governorate", "gouvernorat", "district", "department"}
    | {"departement", "prefecture", "autonomous", "republic", "city", "ville", "oblasti", "shbyt"}
    | {"de", "du", "des", "la", "le", "les", "l", "d", "of", "the", "al", "el", "ash", "as", "an", "at"}
)


def find_region(regions: Sequence[R], text: str) -> R | None:
    """The region meant by a spelling or a code ("Nord-Kivu", "KIVU (North)", "CD.11"); None if none or several fit."""
    exact = [region for region in regions if text.strip().casefold() == region.code.casefold()]
    wanted = _key(text)
    spelt = [(_key(name), region) for region in regions for name in (region.name, *region.names)]
    exact = exact or [region for key, region in spelt if key == wanted]
    if exact:
        return max(exact, key=lambda region: fuzz.ratio(_key(region.name), wanted))
    return _alike([(key, region) for key, region in spelt if _sides(key) == _sides(wanted)], wanted)


def _alike(spelt: list[tuple[str, R]], wanted: str) -> R | None:
    keys = [key for key, _ in spelt]
    best = process.extract(wanted, keys, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
    codes = dict.fromkeys(spelt[index][1].code for _, score, index in best if score > best[0][1] - MARGIN)
    return spelt[best[0][2]][1] if len(codes) == 1 else None


def _key(text: str) -> str:
    words = [DIRECTIONS.get(word, word) for word in plain(text).split()]
    return " ".join(sorted(word for word in words if word not in FILLERS)) or " ".join(words)


def _sides(key: str) -> set[str]:
    return SIDES.keys() & set(key.split())


def plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(text.replace("'", "").replace("’", "")).lower()))
