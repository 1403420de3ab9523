"""Words of sheets, read from headings.toml and words.toml: what a heading is called, what a cell's word means."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from anyascii import anyascii

from csap.formats.fields import SHAPES, Shape

BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True)
class Naming:
    """How others tag and name one of our fields; names are folded."""

    tags: tuple[str, ...]
    names: frozenset[str]


def fold(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces, `organisation` with s: for comparing, not for showing."""
    plain = re.sub(r"[^a-z0-9]+", " ", anyascii(text[:300]).lower()).strip()
    return plain.replace("organization", "organisation")


@cache
def namings() -> dict[Shape, dict[str, Naming]]:
    """Per shape and field, what headings.toml says."""
    read = load("headings.toml")
    return {shape: {each.key: naming(read[shape][each.key]) for each in fields} for shape, fields in SHAPES.items()}


def naming(entry: dict[str, list[str]]) -> Naming:
    return Naming(tuple(entry["hxl"]), frozenset(fold(name) for name in entry["names"]))


@cache
def known_names() -> frozenset[str]:
    """Every heading that means something in any shape."""
    return frozenset(name for fields in namings().values() for each in fields.values() for name in each.names)


@cache
def words(of: str) -> dict[str, str]:
    """Folded word -> our value, for one list of words.toml (`status`, `form`, `tlp` ...)."""
    return {fold(word): value for value, said in load("words.toml")[of].items() for word in [value, *said]}


@cache
def empty_words() -> frozenset[str]:
    """What people type into a cell to say that there is nothing."""
    return frozenset(fold(word) for word in load("words.toml")["nothing"]["words"])


def readings(heading: str) -> list[str]:
    """The ways to read a heading, most literal first: whole, first line, without brackets, without a number behind."""
    line = core(heading)
    split = " ".join(re.findall(r"[A-Z]+[a-z]*|[^\sA-Z_]+", line))
    folded = [
        fold(way) for way in (heading, heading.strip().partition("\n")[0], BRACKETS.sub(" ", heading), line, split)
    ]
    return unique([*folded, *(re.sub(r" ?\d+$", "", way) for way in folded)])


def core(heading: str) -> str:
    """The first line of a heading without what stands in brackets: without the instructions."""
    return BRACKETS.sub(" ", heading.strip().partition("\n")[0]).partition("(")[0].strip()


def unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("csap.formats").joinpath(name).read_text("utf-8"))
