"""What learns from pairs, judged on persons and institutions that it has not learned from: the split that
`csap overlaps retrain` judges by: neither side of a pair was seen beside anything."""

import importlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray

from csap.bench.pairs import Floats, Pairs

NEEDED = ("person_list.csv", "person_queries.csv")
"""Beside the pairs: what the engine's trees for persons learn from as well."""
MEASURES = ("jarowinkler", "levenshtein", "damerau_levenshtein", "qgram", "cosine")
Learner = Callable[[Any, NDArray[np.int_], Any], Floats]


class Folds:
    """In which fold each side of every pair of a file is."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs

    @cached_property
    def _learn(self) -> Any:
        return importlib.import_module("csap.overlap.training.learn")

    @cached_property
    def sides(self) -> NDArray[np.intp]:
        """(2, pairs) the folds of the left and of the right entities."""
        find = self._learn.everywhere(self.pairs.kind, self.pairs.folder)
        listed = [[row[f"{side}_id"] or row[side] for row in self.pairs.rows] for side in ("left", "right")]
        return np.array([[self._learn.fold(find(each)) for each in side] for side in listed], dtype=np.intp)

    def engine(self) -> Floats:
        """What the engine says, each pair judged by trees that never saw either of its entities."""
        learn, kind, folder = self._learn, self.pairs.kind, self.pairs.folder
        parts = learn.gather(kind, folder)
        find = learn.everywhere(kind, folder)
        examples = learn.joined(parts)
        _, certain = learn.certainties(kind, examples, learn.out_of_fold(examples, kind, find))
        said: Floats = certain[: len(parts[0].same)][self.pairs.kept].astype(np.float64)
        return said

    def learned(self, values: Any, learner: Learner) -> Floats:
        """What a learner (features, labels, features to judge) says of each pair, by the same split."""
        said = np.zeros(len(self.pairs.rows))
        same = self.pairs.all_same.astype(int)
        for seen, judged in self._learn.rounds(*self.sides):
            said[judged] = learner(values[seen], same[seen], values[judged])
        return said[self.pairs.kept]


def possible(folder: Path, kind: str, rows: list[dict[str, str]]) -> bool:
    """Whether the folder has what the split needs: ids of the entities, and for persons the lists."""
    there = all((folder / name).is_file() for name in NEEDED) or kind != "person"
    return there and bool(rows) and "left_id" in rows[0]


def recordlinkage(pairs: Pairs) -> Floats:
    """Python Record Linkage Toolkit: its string measures on transliterated text, its logistic regression."""
    toolkit: Any = importlib.import_module("recordlinkage")
    pandas: Any = importlib.import_module("pandas")
    sides = [
        pandas.DataFrame({"name": [anyascii(row[side]).lower() for row in pairs.rows]}) for side in ("left", "right")
    ]
    compare = toolkit.Compare()
    for measure in MEASURES:
        compare.string("name", "name", method=measure, label=measure)
    same_places = pandas.MultiIndex.from_arrays([sides[0].index, sides[1].index])
    values = compare.compute(same_places, *sides).fillna(0.0)

    def learner(seen: Any, same: NDArray[np.int_], judged: Any) -> Floats:
        model = toolkit.LogisticRegressionClassifier()
        model.fit(seen, seen.index[same == 1])
        return np.asarray(model.prob(judged), dtype=np.float64)

    return Folds(pairs).learned(values, learner)
