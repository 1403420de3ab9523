"""`csap overlaps` on files."""

import csv
import json

import pytest
from click.testing import CliRunner

from csap.overlap.commands import overlaps

EVALUATE = {
    "pairs", "threshold", "precision", "recall", "f1", "average_precision", "recall_at_p95", "pairs_per_second",
}  # fmt: skip
SEARCH = {
    "queries", "candidate_recall", "f1", "recall_at_p95", "recall_at_02_false_alerts", "precision", "recall",
    "ms_p50", "ms_p95",
}  # fmt: skip


@pytest.fixture
def run():
    def call(*arguments):
        result = CliRunner().invoke(overlaps, [str(a) for a in arguments], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return call


def write(path, header, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return path


def test_evaluate_prints_its_figures(run, tmp_path):
    pairs = write(
        tmp_path / "pairs.csv",
        "kind,left,right,same",
        ["person", "Zoumana Kalandaré", "KALANDARE Zoumana", "1"],
        ["person", "Zoumana Kalandaré", "Fatou Berthé", "0"],
        ["institution", "Ministère de l’Intérieur", "Ministry of Interior", "1"],
        ["institution", "Ministère de l’Intérieur", "Ministry of Health", "0"],
    )
    found = json.loads(run("evaluate", pairs, "--json"))
    assert set(found) == EVALUATE
    assert found["pairs"] == 4
    assert found["average_precision"] == 1
    told = run("evaluate", pairs, "--worst", 1)
    assert "average precision" in told
    assert "Ministry of Health" in told.split("labelled different:")[1]


def test_search_prints_its_figures_and_a_double_of_the_cluster_is_neither_right_nor_wrong(run, tmp_path):
    listed = write(
        tmp_path / "list.csv",
        "id,kind,name,cluster",
        ["1", "person", "Zoumana Kalandaré", "a"],
        ["2", "person", "Kalandare Zoumana", "a"],
        ["3", "person", "Wilhelmine Oberndorfer", "b"],
    )
    queries = write(
        tmp_path / "queries.csv",
        "name,kind,id,cluster",
        ["Zoumana KALANDARE", "person", "1", "a"],
        ["Оберндорфер Вильгельмине", "person", "3", "b"],
        ["Nobody Known", "person", "", "c"],
    )
    found = json.loads(run("search", listed, queries, "--json"))
    assert set(found) == SEARCH
    assert found["queries"] == 3
    assert found["candidate_recall"] == found["recall"] == found["precision"] == 1


def test_a_search_knows_the_aliases_that_are_confirmed(run, tmp_path):
    listed = write(
        tmp_path / "list.csv",
        "id,kind,name,cluster",
        ["1", "institution", "Direction de la surveillance", "a"],
        ["2", "institution", "Banque Kalanda", "b"],
    )
    queries = write(tmp_path / "queries.csv", "name,kind,id,cluster", ["QXZ", "institution", "1", "a"])
    aliases = write(tmp_path / "aliases.csv", "alias,name", ["Q.X.Z.", "Direction de la surveillance"])
    assert json.loads(run("search", listed, queries, "--json"))["recall"] == 0
    found = json.loads(run("search", listed, queries, "--aliases", aliases, "--json"))
    assert found["recall"] == found["precision"] == 1


def test_rows_of_one_id_are_one_under_several_names_and_so_are_its_aliases(run, tmp_path):
    listed = write(
        tmp_path / "list.csv",
        "id,kind,name,cluster,aliases",
        ["1", "institution", "Direction de la surveillance", "a", "QXZ | Wosso Kalandara"],
        ["1", "institution", "Bureau des puits", "a", ""],
        ["2", "institution", "Banque Kalanda", "b", ""],
    )
    rows = [[name, "institution", "1", "a"] for name in ("Q.X.Z.", "Vosso Kalandarra", "Bureau des puits")]
    found = json.loads(run("search", listed, write(tmp_path / "q.csv", "name,kind,id,cluster", *rows), "--json"))
    assert found["candidate_recall"] == found["recall"] == found["precision"] == 1


def test_an_alias_of_two_institutions_confirms_neither(run, tmp_path):
    names = "Direction de la surveillance", "Banque Kalanda"
    rows = [[str(number), "institution", name, str(number)] for number, name in enumerate(names)]
    listed = write(tmp_path / "list.csv", "id,kind,name,cluster", *rows)
    queries = write(tmp_path / "queries.csv", "name,kind,id,cluster", ["QXZ", "institution", "0", "0"])
    one, both = (
        write(tmp_path / f"{many}.csv", "alias,name", *(["QXZ", name] for name in names[:many])) for many in (1, 2)
    )
    assert json.loads(run("search", listed, queries, "--aliases", one, "--json"))["recall"] == 1
    assert json.loads(run("search", listed, queries, "--aliases", both, "--json"))["recall"] == 0


def test_explain_says_why(run):
    told = run("explain", "Khalid Benmansouri", "خالد بنمنصوري")
    assert "certainty" in told
    assert "khalid" in told
    assert (
        json.loads(run("explain", "DST", "Direction du Trésor", "--kind", "institution", "--json"))["same"]
        == "institution"
    )
