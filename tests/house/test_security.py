"""SECURITY.md names only tests and files that exist, and judges each requirement of ASVS 4.0.3 level 2 once."""

import re
from collections import Counter

from tests.house.source import ROOT, TESTS

SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`(test_\w+)::(test_\w+)`", SECURITY))
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+)(?:–(\d+\.\d+\.\d+))? \| ([\w ]+) \| (.+) \|$", SECURITY, re.MULTILINE)
STATES = {"met", "partly", "operator", "not met", "not applicable"}
LEVEL_2 = {
    **{"1.1": 7, "1.2": 4, "1.4": "1 4 5", "1.5": 4, "1.6": 4, "1.7": 2, "1.8": 2, "1.9": 2, "1.10": 1, "1.11": 2},
    **{"1.12": "2", "1.14": 6, "2.1": 12, "2.2": 3, "2.3": 3, "2.4": 5, "2.5": 7, "2.6": 3, "2.7": 6, "2.8": 7},
    **{"2.9": 3, "2.10": 4, "3.1": 1, "3.2": 4, "3.3": 4, "3.4": 5, "3.5": 3, "3.7": 1, "4.1": "1 2 3 5", "4.2": 2},
    **{"4.3": 3, "5.1": 5, "5.2": 8, "5.3": 10, "5.4": 3, "5.5": 4, "6.1": 3, "6.2": 6, "6.3": 2, "6.4": 2, "7.1": 4},
    **{"7.2": 2, "7.3": "1 3 4", "7.4": 3, "8.1": 4, "8.2": 3, "8.3": 8, "9.1": 3, "9.2": 4, "10.2": 2, "10.3": 3},
    **{"11.1": 8, "12.1": 3, "12.2": 1, "12.3": 6, "12.4": 2, "12.5": 2, "12.6": 1, "13.1": "1 3 4 5"},
    **{"13.2": "1 2 3 5 6", "13.3": 2, "13.4": 2, "14.1": 4, "14.2": 6, "14.3": "2 3", "14.4": 7, "14.5": 4},
}
"""Section -> how many requirements it has, or which, where the standard has deleted some or keeps them for level 3."""


def required():
    for section, which in LEVEL_2.items():
        for number in range(1, which + 1) if isinstance(which, int) else which.split():
            yield f"{section}.{number}"


def judged():
    for first, last, _state, _why in ROWS:
        section, _, begin = first.rpartition(".")
        end = last.rpartition(".")[2] if last else begin
        yield from (f"{section}.{number}" for number in range(int(begin), int(end) + 1))


def test_each_requirement_is_judged_once():
    assert sorted(judged()) == sorted(required())
    assert {state for _first, _last, state, _why in ROWS} == STATES


def test_the_counts_are_those_of_the_table():
    counts = Counter(state for first, last, state, _why in ROWS for _ in range(_many(first, last)))
    told = (
        f"Of {counts.total()} requirements {counts['met']} are met, {counts['partly']} partly, {counts['operator']} by "
        f"the operator, {counts['not met']} not met; {counts['not applicable']} are not applicable."
    )
    assert told in SECURITY


def _many(first, last):
    return int(last.rpartition(".")[2]) - int(first.rpartition(".")[2]) + 1 if last else 1


def test_every_test_that_is_named_exists():
    files = list(TESTS.rglob("test_*.py"))
    there = {
        (file.stem, name)
        for file in files
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(NAMED) > 50
    assert sorted(NAMED - there) == []
    assert len(re.findall(r"`test_\w+::", SECURITY)) == len(re.findall(r"`test_\w+::test_\w+`", SECURITY))


def test_every_file_that_is_named_exists():
    files = set(re.findall(r"`((?:csap|tests|static)/[\w/.]+)`", SECURITY))
    assert files and [each for each in files if not (ROOT / each).exists()] == []
