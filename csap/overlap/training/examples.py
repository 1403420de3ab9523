"""The examples to learn from: labelled pairs, and what the index really returns for queries, absent people included."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from csap.overlap.alignment import Batch
from csap.overlap.index import Index
from csap.overlap.parse import parse
from csap.overlap.rarity import Rarity
from csap.overlap.scoring import hopeful
from csap.overlap.signals import measure
from csap.overlap.subjects import Subject

CANDIDATES = 40
AT_ONCE = 20_000


@dataclass(frozen=True)
class Examples:
    """Values of signals, labels (1 same), the entity of each side (to split without leaks), where they come from."""

    values: NDArray[np.float32]
    same: NDArray[np.int8]
    left: NDArray[np.object_]
    right: NDArray[np.object_]
    source: NDArray[np.object_]
    texts: list[tuple[str, str]]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Labelled:
    """Pairs of names, whether they are the same, the entities they belong to, where each comes from."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    owners: list[tuple[str, str]] = field(default_factory=list)
    source: list[str] = field(default_factory=list)

    def add(self, pair: tuple[str, str], same: int, owners: tuple[str, str], source: str) -> None:
        self.pairs.append(pair)
        self.same.append(same)
        self.owners.append(owners)
        self.source.append(source)


def of_pairs(kind: str, rows: Sequence[dict[str, str]], find: Callable[[str], str]) -> Examples:
    """Examples of a file with columns left, right, same, left_id, right_id, how; `find` gives the entity of an id."""
    found = Labelled()
    for row in rows:
        entities = find(_entity(row, "left")), find(_entity(row, "right"))
        found.add((row["left"], row["right"]), int(row["same"]), entities, row.get("how", "pairs"))
    return _examples(kind, found)


def _entity(row: dict[str, str], side: str) -> str:
    return row.get(f"{side}_id") or row[side]


def of_search(
    kind: str, listed: Sequence[tuple[str, str]], queries: Sequence[tuple[str, str]], source: str
) -> Examples:
    """What the index returns for queries: both are (name, cluster); the same text on both sides is left out."""
    subjects = [Subject("person" if kind == "person" else "institution", (name,)) for name, _ in listed]
    index = Index(subjects)
    found = Labelled()
    for name, cluster in queries:
        for place in index.candidates(Subject(subjects[0].kind, (name,)), CANDIDATES):
            other, owner = listed[place]
            if other != name and (not cluster or _list_of(cluster) == _list_of(owner)):
                found.add((name, other), int(bool(cluster) and owner == cluster), (cluster or name, owner), source)
    return _examples(kind, found, Rarity.of(subjects), len(listed))


def _list_of(entity: str) -> str:
    """The list an entity stands in: two lists may have the same person under two ids.

    So they don't prove a difference.
    """
    return entity.split(":")[0] if ":" in entity else ""


def _examples(kind: str, found: Labelled, rarity: Rarity | None = None, among: int = 1) -> Examples:
    places = {name: n for n, name in enumerate(dict.fromkeys(n for pair in found.pairs for n in pair))}
    names = [parse(kind, name) for name in places]
    rarity = rarity or Rarity.of(Subject("person" if kind == "person" else "institution", (n,)) for n in places)
    left, right = (np.array([places[pair[side]] for pair in found.pairs], dtype=np.intp) for side in (0, 1))
    values = [
        measure(Batch(names, (left[n : n + AT_ONCE], right[n : n + AT_ONCE]), kind, rarity, among))
        for n in range(0, len(found.pairs), AT_ONCE)
    ]
    one, other = (np.array([o[side] for o in found.owners], dtype=object) for side in (0, 1))
    same, source = np.array(found.same, np.int8), np.array(found.source, object)
    return _worth(kind, Examples(np.concatenate(values), same, one, other, source, found.pairs))


def _worth(kind: str, examples: Examples) -> Examples:
    """Without pairs that the engine never asks the trees about."""
    kept = hopeful(kind, examples.values)
    texts = [t for t, keep in zip(examples.texts, kept, strict=True) if keep]
    left, right, source = examples.left[kept], examples.right[kept], examples.source[kept]
    return Examples(examples.values[kept], examples.same[kept], left, right, source, texts)


def joined(parts: Iterable[Examples]) -> Examples:
    found = list(parts)
    values, same, left, right, source = (
        np.concatenate([getattr(p, name) for p in found]) for name in ("values", "same", "left", "right", "source")
    )
    return Examples(values, same, left, right, source, [t for p in found for t in p.texts])
