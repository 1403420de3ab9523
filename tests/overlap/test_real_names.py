"""Quality on real names that nobody here wrote. Skips, loudly, where the shared data is absent."""

import csv
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from csap.overlap.commands import overlaps

ROOT = Path(__file__).parents[2]
NAMES = Path(os.environ.get("CSAP_SHARED", ROOT.parent / "shared")) / "data" / "names"

pytestmark = pytest.mark.skipif(
    not NAMES.is_dir(), reason=f"NO REAL NAMES at {NAMES}: quality is not tested (set CSAP_SHARED)"
)


def figures(*arguments):
    result = CliRunner().invoke(overlaps, [*map(str, arguments), "--json"], catch_exceptions=False)
    return json.loads(result.output)


@pytest.mark.parametrize(
    ("kind", "average_precision", "recall_at_p95"), [("person", 0.955, 0.84), ("institution", 0.94, 0.75)]
)
def test_pairs_stay_as_good_as_they_were(kind, average_precision, recall_at_p95):
    found = figures("evaluate", NAMES / f"{kind}_pairs.csv")
    assert found["average_precision"] >= average_precision
    assert found["recall_at_p95"] >= recall_at_p95
    assert found["precision"] >= 0.95


def test_search_stays_as_good_as_it_was(tmp_path):
    queries = tmp_path / "queries.csv"
    with (NAMES / "person_queries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with queries.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([rows[0], *rows[1::4]])
    found = figures("search", NAMES / "person_list.csv", queries)
    assert found["candidate_recall"] >= 0.97
    assert found["recall_at_p95"] >= 0.92
    assert found["f1"] >= 0.93
    assert found["recall_at_02_false_alerts"] >= 0.94
