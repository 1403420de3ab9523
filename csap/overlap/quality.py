"""Measures how good the engine is on labelled data: the numbers of `csap overlaps evaluate` and `search`. Pure."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def at_threshold(certain: Floats, same: Bools, threshold: Floats | float) -> dict[str, float]:
    """Precision, recall and F1 of calling same what reaches the threshold (one for all, or one each)."""
    called = certain >= threshold
    right = float((called & same).sum())
    precision = right / called.sum() if called.any() else 0.0
    recall = right / same.sum() if same.any() else 0.0
    return {"precision": precision, "recall": recall, "f1": f1(precision, recall)}


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def over_thresholds(certain: Floats, same: Bools) -> tuple[Floats, Floats]:
    """(precision, recall) at every distinct certainty, from the highest down."""
    order = np.argsort(-certain, kind="stable")
    ranked, right = certain[order], np.cumsum(same[order])
    last = np.append(ranked[1:] != ranked[:-1], True)
    called = np.arange(1, len(ranked) + 1)
    return right[last] / called[last], right[last] / max(int(same.sum()), 1)


def average_precision(certain: Floats, same: Bools) -> float:
    precision, recall = over_thresholds(certain, same)
    return float(np.sum(np.diff(np.append(0.0, recall)) * precision))


def recall_at(certain: Floats, same: Bools, least_precision: float) -> float:
    """The highest recall at any threshold with at least this precision."""
    precision, recall = over_thresholds(certain, same)
    fine = precision >= least_precision
    return float(recall[fine].max()) if fine.any() else 0.0


def threshold_for(certain: Floats, same: Bools, least_precision: float) -> float:
    """The lowest certainty from which up precision is at least this; 1 where there is none."""
    precision, _ = over_thresholds(certain, same)
    ranked = np.unique(certain)[::-1]
    fine = np.flatnonzero(precision >= least_precision)
    return float(ranked[fine[-1]]) if len(fine) else 1.0


def reliability(certain: Floats, same: Bools) -> list[dict[str, float]]:
    """Per decile of certainty: how many, mean certainty, share that is the same."""
    place = np.clip((certain * 10).astype(int), 0, 9)
    found = []
    for decile in range(10):
        here = place == decile
        if here.any():
            found.append(
                {"count": float(here.sum()), "certainty": float(certain[here].mean()), "same": float(same[here].mean())}
            )
    return found


def of_pairs(certain: Floats, same: Bools, threshold: float) -> dict[str, Any]:
    """What the page on overlaps shows of labelled pairs, rounded for people."""
    figures = {
        "pairs": len(same),
        **at_threshold(certain, same, threshold),
        "average_precision": average_precision(certain, same),
        "recall_at_p95": recall_at(certain, same, 0.95),
    }
    deciles = [{name: round(value, 3) for name, value in each.items()} for each in reliability(certain, same)]
    return {name: round(float(value), 3) for name, value in figures.items()} | {"reliability": deciles}


def by_group(certain: Floats, same: Bools, threshold: float, groups: Sequence[str]) -> list[dict[str, Any]]:
    """What the page shows of each group of pairs: how many are the same and which share of these is found at the
    threshold, how many are not and how many of these are called the same."""
    called, named = certain >= threshold, np.array(groups)
    found = []
    for group in sorted(set(groups)):
        here = named == group
        right, wrong = called & same & here, called & ~same & here
        there = int((same & here).sum())
        recall = round(float(right.sum()) / there, 3) if there else None
        apart = int((~same & here).sum())
        found.append({"group": group, "same": there, "recall": recall, "apart": apart, "called": int(wrong.sum())})
    return found


def of_search(
    alerts: Sequence[tuple[float, bool, int]], queries: int, present: int, threshold: float
) -> dict[str, float]:
    """Figures of a search: alerts are (certainty, right, query); a query is found once.

    However many alerts are right.
    """
    best = {"f1": 0.0, "recall_at_p95": 0.0, "recall_at_02_false_alerts": 0.0, "precision": 0.0, "recall": 0.0}
    found: set[int] = set()
    false = 0
    ranked = sorted(alerts, key=lambda a: -a[0])
    for place, (certainty, right, query) in enumerate(ranked):
        found.update({query} if right else ())
        false += not right
        if place + 1 < len(ranked) and ranked[place + 1][0] == certainty:
            continue
        recall = len(found) / max(present, 1)
        precision = len(found) / (len(found) + false) if found else 0.0
        best["f1"] = max(best["f1"], f1(precision, recall))
        if precision >= 0.95:
            best["recall_at_p95"] = max(best["recall_at_p95"], recall)
        if false <= 0.2 * queries:
            best["recall_at_02_false_alerts"] = max(best["recall_at_02_false_alerts"], recall)
        if certainty >= threshold:
            best["precision"], best["recall"] = precision, recall
    return best
