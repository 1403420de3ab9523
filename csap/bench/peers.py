"""The engine beside what others use, on the same labelled pairs of real names in one run. What is not installed, or
can't take one pair at a time, is left out, and the reason said."""

import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from anyascii import anyascii
from rapidfuzz import fuzz, utils

from csap.bench import folds
from csap.bench.pairs import Floats, Pairs, read
from csap.overlap import quality
from csap.overlap.rarity import Rarity
from csap.overlap.scoring import score
from csap.overlap.subjects import Subject

INSTALL = "pip install 'csap[bench,train]'"
LEFT_OUT = {
    "splink": "learns from two whole tables and has no comparison of one pair (Splink 5)",
    "dedupe": "learns from pairs that a person answers, and its 3.0.3 fails with BTrees 6.5",
}
Scorer = Callable[[Pairs], Floats]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Beside:
    """One line of the table; `rate` is pairs a second, None where what was measured has learning in it."""

    name: str
    kind: str
    pairs: int
    f1: float
    average_precision: float
    recall_at_p95: float
    rate: float | None


def compared(folder: Path, tell: Tell) -> Iterator[Beside]:
    """Each scorer on the persons and institutions of a folder (person_pairs.csv, institution_pairs.csv)."""
    scorers = {"CSAP as shipped (has seen these pairs)": _ours, "rapidfuzz token_set_ratio": _token_set, **_logic(tell)}
    for package, why in LEFT_OUT.items():
        tell(f"{package}: left out, it {why}")
    for kind in ("person", "institution"):
        pairs = read(folder, kind)
        for name, learner in _learners(pairs, tell).items():
            yield measured(name, learner, pairs, learns=True)
        for name, scorer in scorers.items():
            yield measured(name, scorer, pairs)


def _learners(pairs: Pairs, tell: Tell) -> dict[str, Scorer]:
    """What learns, judged out of fold."""
    if not folds.possible(pairs.folder, pairs.kind, pairs.rows):
        tell(f"out of fold, {pairs.kind}s: left out, the folder has no ids of entities or no list of persons")
        return {}
    missing = [name for name in ("lightgbm", "sklearn", "recordlinkage") if find_spec(name) is None]
    for name in missing:
        tell(f"{name}: left out, it is not installed: {INSTALL}")
    if {"lightgbm", "sklearn"} & set(missing):
        return {}
    toolkit = {} if missing else {"recordlinkage, logistic regression out of fold": folds.recordlinkage}
    return {"CSAP out of fold": lambda pairs: folds.Folds(pairs).engine(), **toolkit}


def measured(name: str, scorer: Scorer, pairs: Pairs, learns: bool = False) -> Beside:
    started = time.process_time()
    certain = scorer(pairs)
    taken = max(time.process_time() - started, 1e-6)
    precision, recall = quality.over_thresholds(certain, pairs.same)
    best = max(map(quality.f1, precision.tolist(), recall.tolist()))
    return Beside(
        name,
        pairs.kind,
        len(certain),
        f1=round(best, 3),
        average_precision=round(quality.average_precision(certain, pairs.same), 3),
        recall_at_p95=round(quality.recall_at(certain, pairs.same, 0.95), 3),
        rate=None if learns else round(len(certain) / taken),
    )


def _ours(pairs: Pairs) -> Floats:
    places: dict[str, int] = {}
    left, right = (
        np.array([places.setdefault(name, len(places)) for name in side], dtype=np.intp)
        for side in (pairs.left, pairs.right)
    )
    kind: Any = pairs.kind
    rarity = Rarity.of(Subject(kind, (name,)) for name in places)
    return score(pairs.kind, list(places), (left, right), rarity).certainty.astype(np.float64)


def _token_set(pairs: Pairs) -> Floats:
    """On transliterated text, else it finds nothing across scripts."""
    plain = [[utils.default_process(anyascii(name)) for name in side] for side in (pairs.left, pairs.right)]
    return np.array([fuzz.token_set_ratio(one, other) for one, other in zip(*plain, strict=True)])


def _logic(tell: Tell) -> dict[str, Scorer]:
    if find_spec("nomenklatura") is None:
        tell(f"nomenklatura (logic-v2): left out, it is not installed: {INSTALL}")
        return {}
    return {"nomenklatura logic-v2": _logic_v2}


def _logic_v2(pairs: Pairs) -> Floats:
    """Every entity has an id of its own: nomenklatura remembers what it made of an id."""
    matcher: Any = importlib.import_module("nomenklatura.matching.logic_v2.model").LogicV2
    model: Any = importlib.import_module("followthemoney").model
    schema = "Person" if pairs.kind == "person" else "Organization"
    config = matcher.default_config()

    def entity(name: str, key: str) -> Any:
        made = model.make_entity(schema)
        made.id = key
        made.add("name", name)
        return made

    both: Sequence[tuple[str, str]] = list(zip(pairs.left, pairs.right, strict=True))
    return np.array(
        [
            matcher.compare(entity(one, f"{schema}-l{n}"), entity(other, f"{schema}-r{n}"), config).score
            for n, (one, other) in enumerate(both)
        ]
    )
