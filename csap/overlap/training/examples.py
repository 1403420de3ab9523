"""The examples to learn from: labelled pairs, and what the index really returns for queries, absent people included."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from csap.overlap.alignment import Batch
from csap.overlap.index import Index
from csap.overlap.parse import parse
from csap.overlap.rarity import Rarity
from csap.overlap.signals import measure
from csap.overlap.subjects import Subject

CANDIDATES = 40


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


def of_pairs(kind: str, rows: Sequence[dict[str, str]]) -> Examples:
    """Examples of a file with columns left, right, same, left_id, right_id, how."""
    return _examples(
        kind,
        [(r["left"], r["right"]) for r in rows],
        [int(r["same"]) for r in rows],
        [(_entity(r, "left"), _entity(r, "right")) for r in rows],
        [r.get("how", "pairs") for r in rows],
    )


def _entity(row: dict[str, str], side: str) -> str:
    return row.get(f"{side}_id") or row[side]


def of_search(
    kind: str, listed: Sequence[tuple[str, str]], queries: Sequence[tuple[str, str]], source: str
) -> Examples:
    """What the index returns for queries: both are (name, cluster); the same text on both sides is left out."""
    subjects = [Subject("person" if kind == "person" else "institution", (name,)) for name, _ in listed]
    index = Index(subjects)
    pairs, same, owners = [], [], []
    for name, cluster in queries:
        for place in index.candidates(Subject(subjects[0].kind, (name,)), CANDIDATES):
            other, found = listed[place]
            if other != name and (not cluster or _list_of(cluster) == _list_of(found)):
                pairs.append((name, other))
                same.append(int(bool(cluster) and found == cluster))
                owners.append((cluster or name, found))
    rarity = Rarity.of(subjects)
    return _examples(kind, pairs, same, owners, [source] * len(pairs), rarity, len(listed))


def _list_of(entity: str) -> str:
    """The list an entity stands in: two lists may have the same person under two ids, so they don't prove a difference."""
    return entity.split(":")[0] if ":" in entity else ""


def _examples(
    kind: str,
    pairs: list[tuple[str, str]],
    same: list[int],
    owners: list[tuple[str, str]],
    source: list[str],
    rarity: Rarity | None = None,
    among: int = 1,
) -> Examples:
    places = {name: n for n, name in enumerate(dict.fromkeys(n for pair in pairs for n in pair))}
    names = [parse(kind, name) for name in places]
    rarity = rarity or Rarity.of(Subject("person" if kind == "person" else "institution", (n,)) for n in places)
    left, right = (np.array([places[pair[side]] for pair in pairs], dtype=np.intp) for side in (0, 1))
    values = [
        measure(Batch(names, (left[n : n + 20_000], right[n : n + 20_000]), kind, rarity, among))
        for n in range(0, len(pairs), 20_000)
    ]
    one, other = (np.array([o[side] for o in owners], dtype=object) for side in (0, 1))
    return Examples(np.concatenate(values), np.array(same, np.int8), one, other, np.array(source, object), pairs)


def joined(parts: Iterable[Examples]) -> Examples:
    found = list(parts)
    columns = [
        np.concatenate([getattr(p, name) for p in found]) for name in ("values", "same", "left", "right", "source")
    ]
    return Examples(*columns, [t for p in found for t in p.texts])
