"""A register made of labelled pairs: what is listed, asked and confirmed."""

import csv
import json

from click.testing import CliRunner

from csap.overlap import registers, searching
from csap.overlap.commands import overlaps

COLUMNS = ["kind", "left", "right", "same", "left_id", "right_id"]
PAIRS = [
    dict(zip(COLUMNS, row, strict=True))
    for row in [
        ("institution", "KLD", "Kalanda Relief", "1", "a", "e"),
        ("institution", "Kalanda Relief", "Kalanda Secours", "1", "e", "a"),
        ("institution", "Wosso Health", "Wosso Santé", "1", "d", "d"),
        ("institution", "Wosso Health", "KLD", "0", "d", "a"),
    ]
]


def test_an_institution_is_listed_once_and_asked_for_by_its_other_names():
    found = registers.of_pairs(PAIRS)
    [listed] = [row for row in found.listed if row["name"] == "Kalanda Relief"]
    asked = {row["name"]: row["id"] for row in found.asked}
    assert asked["KLD"] == asked["Kalanda Secours"] == listed["id"]
    assert found.aliases == [{"alias": "KLD", "name": "Kalanda Relief"}]


def test_some_are_asked_for_and_not_listed():
    ids = [f"e{n}" for n in range(60)]
    made = registers.of_pairs(
        [dict(zip(COLUMNS, ("institution", f"Wosso {i}", f"Santé {i}", "1", i, i), strict=True)) for i in ids]
    )
    absent = [row for row in made.asked if not row["id"]]
    assert len(made.listed) + len(absent) == len(made.asked) == 60
    assert 10 <= len(absent) <= 30


def test_ids_that_bear_one_name_are_one_cluster_and_strictly_they_are_not(tmp_path):
    pairs = [
        ("institution", "Kalanda Relief", "Kalanda Secours", "1", "a", "a"),
        ("institution", "Kalanda Relief (KLD)", "Kalanda Entraide", "1", "b", "b"),
        ("institution", "KLD", "Wosso Health", "1", "c", "c"),
    ]
    made = registers.of_pairs([dict(zip(COLUMNS, row, strict=True)) for row in pairs])
    cluster = {row["name"]: row["cluster"] for row in (*made.listed, *made.asked)}
    assert cluster["Kalanda Secours"] == cluster["Kalanda Entraide"] != cluster["KLD"]
    listed = [{"id": i, "kind": "institution", "name": "Kalanda Relief", "cluster": "a"} for i in "12"]
    found = searching.look_up(listed, listed[:1])
    assert searching.figures(found)["precision"] == 1
    assert searching.figures(found, strict=True)["precision"] == 0.5


def test_the_command_says_how_well_they_are_found(tmp_path):
    file = tmp_path / "pairs.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([COLUMNS, *(row.values() for row in PAIRS)])
    told = json.loads(CliRunner().invoke(overlaps, ["registry", str(file), "--json"], catch_exceptions=False).output)
    assert told["queries"] == len(registers.of_pairs(PAIRS).asked)
    assert 0 <= told["f1_strict"] <= told["f1"] <= 1
