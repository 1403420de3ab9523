"""Learns the trees and their calibration, and writes them as text.

Data: `names/` of the shared folder, read with `examples.py`. Entities are dealt into folds by a hash of their id; a
pair is judged by trees that learned from no pair with anybody of its left or of its right entity's fold: they have
seen neither side, of a true pair or of a false one. The calibration is fitted on those out-of-fold sums.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from csap.overlap.parse import parse
from csap.overlap.rarity import marks
from csap.overlap.registers import joined_ids
from csap.overlap.scoring import aliased, settled
from csap.overlap.signals import SIGNALS
from csap.overlap.training.examples import Examples, joined, of_pairs, of_search, read

FOLDS = 6
LEAVES = 16
SEED = 1
PARAMETERS: dict[str, Any] = {
    "objective": "binary", "num_leaves": LEAVES, "learning_rate": 0.08, "max_bin": 63, "min_child_samples": 40,
    "lambda_l2": 10.0, "feature_fraction_bynode": 0.4, "bagging_fraction": 0.8, "bagging_freq": 1, "verbose": -1,
    "num_threads": 1, "seed": SEED, "deterministic": True,
}  # fmt: skip
TREES = 300
FOUND = {"person": 1.0, "institution": 0.25}
"""What an example found among the names of the pairs weighs beside a labelled pair: sources list an institution twice,
so that many of those taken for two are one."""
UNMARKED = "unmarked"
"""Where the examples come from that no source has."""
_COMMON = 5


def fold(entity: str) -> int:
    """Which fold an entity is dealt into."""
    return int(hashlib.sha256(entity.encode()).hexdigest()[:8], 16) % FOLDS


def entities(rows: Sequence[dict[str, str]], listed: Sequence[dict[str, str]] = ()) -> Callable[[str], str]:
    """Ids that some pair calls the same, or that `listed` has in one cluster, are one entity: a function from id to the
    entity's first id."""
    same = [(row["left_id"], row["right_id"]) for row in rows if row["same"] == "1"]
    return joined_ids([*same, *((row["id"], row["cluster"]) for row in listed if row["id"])])


def everywhere(kind: str, folder: Path) -> Callable[[str], str]:
    """The entity of an id in any of the files: the list of people has some of those of the pairs."""
    names = ("list", "queries") if kind == "person" else ()
    return entities(
        read(folder / f"{kind}_pairs.csv"), [row for n in names for row in read(folder / f"person_{n}.csv")]
    )


def gather(kind: str, folder: Path) -> list[Examples]:
    """Labelled pairs; their names searched for among each other, some of them absent; for persons, queries in a list
    and the labelled pairs as one who marks no family name writes them."""
    rows = read(folder / f"{kind}_pairs.csv")
    find = entities(rows)
    named = list(dict.fromkeys((r[side], find(r[f"{side}_id"])) for r in rows for side in ("left", "right")))
    found = [of_pairs(kind, rows, find), *(_among_themselves(kind, named, size) for size in (8000, 2000))]
    if kind == "person":
        listed, queries = read(folder / "person_list.csv"), read(folder / "person_queries.csv")
        sides = [[(r["name"], r["cluster"]) for r in group] for group in (listed, queries)]
        found += [
            of_search(kind, sides[0], sides[1], "search"),
            of_search(kind, sides[0][:2000], sides[1], "search small"),
            of_pairs(kind, unmarked(rows), find),
        ]
    return found


def unmarked(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Pairs with the names whose family name shows (`SALEM, Mohamed`) as one who marks nothing writes them (`Salem
    Mohamed`): such lists are few among the sources, and many in the field."""
    found = []
    for row in rows:
        plain = {side: _without_marks(row[side]) for side in ("left", "right")}
        if any(plain[side] != row[side] for side in plain):
            found.append({**row, **plain, "how": UNMARKED})
    return found


def _without_marks(name: str) -> str:
    shown = parse("person", name)
    plain = " ".join(name.replace(",", " ").split()).title()
    return plain if shown.places[:1] == (2,) and parse("person", plain).tokens != shown.tokens else name


def _among_themselves(kind: str, named: Sequence[tuple[str, str]], size: int) -> Examples:
    """Names searched for in a list of `size` of them; a third of those asked for are absent."""
    order = np.random.default_rng(SEED + size).permutation(len(named))
    listed = [named[n] for n in order[:size]]
    asked = [named[n] for n in order[: size // 2][:700]] + [named[n] for n in order[-350:]]
    absent = {cluster for _, cluster in asked[-350:]}
    return of_search(kind, [n for n in listed if n[1] not in absent], asked, "self")


def train(examples: Examples, chosen: NDArray[np.bool_], kind: str, trees: int = TREES) -> lightgbm.Booster:
    """Trees that learn from the chosen examples."""
    monotone = {"monotone_constraints": [s.monotone for s in SIGNALS[kind]]}
    weight = np.where(examples.source[chosen] == "self", FOUND[kind], 1.0)
    seen = lightgbm.Dataset(examples.values[chosen], examples.same[chosen], weight=weight)
    return lightgbm.train(PARAMETERS | monotone, seen, num_boost_round=trees)


def rounds(left: NDArray[np.intp], right: NDArray[np.intp]) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """From the folds of both sides of pairs: (those to learn from, those to judge), until all are judged once."""
    for one, other in combinations_with_replacement(range(FOLDS), 2):
        judged = (np.minimum(left, right) == one) & (np.maximum(left, right) == other)
        yield ~np.isin(left, (one, other)) & ~np.isin(right, (one, other)), judged


def out_of_fold(examples: Examples, kind: str, find: Callable[[str], str]) -> NDArray[np.float64]:
    """The sum of the trees for every example, by trees that never saw either of its entities.

    `find` gives the entity that an id stands for in any of the files.
    """
    left, right = (np.array([fold(find(str(e))) for e in side]) for side in (examples.left, examples.right))
    raw = np.zeros(len(examples.same))
    for seen, judged in rounds(left, right):
        raw[judged] = train(examples, seen, kind).predict(examples.values[judged], raw_score=True)
    return raw


def calibrate(raw: NDArray[np.float64], same: NDArray[np.int8]) -> list[list[float]]:
    """Points of a rising line from sums to certainties (isotonic), in steps of equal numbers.

    Slightly tilted where flat.
    """
    fitted = IsotonicRegression(y_min=0.0005, y_max=0.9985, out_of_bounds="clip").fit(raw, same)
    grid = np.unique(np.round(np.concatenate([np.quantile(raw, np.linspace(0, 1, 81)), np.linspace(-6, 7, 53)]), 3))
    certain = fitted.predict(grid)
    smooth = np.convolve(np.pad(certain, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    rising = np.maximum.accumulate(smooth) + np.linspace(0, 0.001, len(grid))
    return [[float(x), round(float(y), 5)] for x, y in zip(grid, rising, strict=True)]


def trees_as_text(booster: lightgbm.Booster, kind: str) -> list[dict[str, Any]]:
    """Each tree as splits `[signal, threshold, left, right]` and leaves; a negative child -1-n is leaf n."""
    names = [s.name for s in SIGNALS[kind]]
    return [_tree(t["tree_structure"], names) for t in booster.dump_model()["tree_info"]]


def _tree(root: dict[str, Any], names: list[str]) -> dict[str, Any]:
    splits: list[list[Any]] = []
    leaves: list[float] = []

    def walk(node: dict[str, Any]) -> int:
        if "leaf_value" in node and "left_child" not in node:
            leaves.append(round(node["leaf_value"], 5))
            return -len(leaves)
        place = len(splits)
        splits.append([names[node["split_feature"]], float(f"{node['threshold']:.5g}"), 0, 0])
        splits[place][2], splits[place][3] = walk(node["left_child"]), walk(node["right_child"])
        return place

    walk(root)
    return {"splits": splits, "leaves": leaves}


def write(kind: str, booster: lightgbm.Booster, calibration: list[list[float]], folder: Path) -> None:
    """One tree a line, so that a difference can be read."""
    lines = ",\n".join(json.dumps(t, separators=(",", ":")) for t in trees_as_text(booster, kind))
    names, points = json.dumps([s.name for s in SIGNALS[kind]]), json.dumps(calibration)
    text = f'{{"signals": {names},\n"calibration": {points},\n"trees": [\n{lines}\n]}}\n'
    (folder / f"{kind}.json").write_text(text, encoding="utf-8")


def count(folder: Path) -> list[list[str | int]]:
    """Rows of rarity.csv: how many names have a word or a skeleton, the common ones only."""
    rows: list[list[str | int]] = []
    for kind in ("person", "institution"):
        names = {r[side] for r in read(folder / f"{kind}_pairs.csv") for side in ("left", "right")}
        names |= {r["name"] for r in read(folder / "person_list.csv")} if kind == "person" else set()
        counts = Counter(mark for name in names for mark in {m for t in parse(kind, name).tokens for m in marks(t)})
        rows.append([kind, "total", len(names)])
        rows += [
            [kind, key, n] for key, n in sorted(counts.items()) if n >= (_COMMON if key[0] == "~" else 2 * _COMMON)
        ]
    return rows


def certainties(kind: str, examples: Examples, raw: NDArray[np.float64]) -> tuple[list[list[float]], NDArray[Any]]:
    """The calibration of sums, and what the engine would say of each example; what confirmed aliases decide is no
    example for calibrating."""
    judged = ~np.isin(examples.source, ("self", "search small", UNMARKED)) & (aliased(kind, examples.values) == 0)
    points = calibrate(raw[judged], examples.same[judged])
    said = np.interp(raw, *np.array(points).T).astype(np.float32)
    return points, settled(kind, examples.values, said)


def learn(kind: str, data: Path, target: Path) -> tuple[Examples, NDArray[Any]]:
    """Train for a kind and write `{kind}.json` into `target`; returns examples and their out-of-fold certainties."""
    examples = joined(gather(kind, data))
    raw = out_of_fold(examples, kind, everywhere(kind, data))
    points, certain = certainties(kind, examples, raw)
    write(kind, train(examples, np.ones(len(raw), bool), kind), points, target)
    return examples, certain
