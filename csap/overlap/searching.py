"""Looks queries up in a list, as a check on the platform does, and says how well they are found. Pure."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from csap.overlap import quality
from csap.overlap.aliases import register
from csap.overlap.cells import called
from csap.overlap.compare import Known, compare, shipped
from csap.overlap.index import Index
from csap.overlap.rarity import Rarity
from csap.overlap.subjects import Subject, SubjectKind

CANDIDATES = 100
Row = Mapping[str, str]


@dataclass(frozen=True)
class Listed:
    """What stands in a list under one id: its first row, and all the names that its rows and their aliases give."""

    row: Row
    names: tuple[str, ...]
    aliases: tuple[str, ...]

    @property
    def subject(self) -> Subject:
        return called(Subject(kind_of(self.row), self.names))


@dataclass(frozen=True)
class Found:
    """Of each query, which of the listed were compared, how certain each is, and how many milliseconds it took."""

    asked: Sequence[Row]
    hits: Sequence[Sequence[tuple[Row, float]]]
    taken: Sequence[float]


def kind_of(row: Row) -> SubjectKind:
    return "person" if row["kind"] == "person" else "institution"


def listed_of(rows: Sequence[Row]) -> list[Listed]:
    """Rows of one id are one subject; what has no id is one by itself."""
    together: dict[str, list[Row]] = {}
    for number, row in enumerate(rows):
        together.setdefault(row["id"] or f"row {number}", []).append(row)
    return [_listed(group) for group in together.values()]


def _listed(group: Sequence[Row]) -> Listed:
    aliases = tuple(name.strip() for row in group for name in (row.get("aliases") or "").split("|") if name.strip())
    names = dict.fromkeys((*(row["name"] for row in group), *aliases))
    return Listed(group[0], tuple(names), aliases)


def look_up(rows: Sequence[Row], asked: Sequence[Row], aliases: Sequence[Row] = ()) -> Found:
    """Rows and queries have id, kind, name and cluster, rows perhaps aliases divided by |; aliases have alias, name."""
    listed = listed_of(rows)
    subjects = [each.subject for each in listed]
    confirmed = _confirmed(listed, aliases)
    index, rarity = Index(subjects, confirmed), Rarity.of(subjects)
    hits, taken = [], []
    for query in asked:
        started = time.perf_counter()
        subject = called(Subject(kind_of(query), (query["name"],)))
        places = index.candidates(subject, CANDIDATES)
        matches = compare(subject, [subjects[place] for place in places], rarity, Known(aliases=confirmed))
        taken.append((time.perf_counter() - started) * 1000)
        hits.append([(listed[place].row, match.certainty) for place, match in zip(places, matches, strict=True)])
    return Found(asked, hits, taken)


def _confirmed(listed: Sequence[Listed], aliases: Sequence[Row]) -> dict[str, str]:
    groups = {each.row["name"]: list(each.names) for each in listed if each.aliases}
    for row in aliases:
        groups.setdefault(row["name"], [row["name"]]).append(row["alias"])
    return register(groups)


def figures(found: Found, strict: bool = False) -> dict[str, Any]:
    """How well they were found. A hit of a query's cluster under another id is neither right nor wrong; `strict`: it is
    wrong."""
    asked = list(zip(found.asked, found.hits, strict=True))
    alerts = [alert for number, (query, hits) in enumerate(asked) for alert in _alerts(query, hits, number, strict)]
    present = [(query["id"], hits) for query, hits in asked if query["id"]]
    reached = sum(any(row["id"] == wanted for row, _ in hits) for wanted, hits in present)
    threshold = shipped(kind_of(found.asked[0]) if found.asked else "person")
    return {
        "queries": len(found.asked),
        "candidate_recall": reached / max(len(present), 1),
        **quality.of_search(alerts, len(found.asked), len(present), threshold),
        "ms_p50": float(np.percentile(found.taken, 50)),
        "ms_p95": float(np.percentile(found.taken, 95)),
    }


def _alerts(query: Row, hits: Sequence[tuple[Row, float]], number: int, strict: bool) -> list[tuple[float, bool, int]]:
    cluster = "" if strict else query.get("cluster", "")
    return [
        (certainty, bool(query["id"]) and row["id"] == query["id"], number)
        for row, certainty in hits
        if certainty > 0 and (row["id"] == query["id"] or not cluster or row.get("cluster") != cluster)
    ]
