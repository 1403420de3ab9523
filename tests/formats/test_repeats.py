"""Rows that say the same, and one activity written as a row for every month."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from csap.formats.columns import guess_mapping
from csap.formats.records import Record, read_records
from csap.formats.repeats import fingerprint, join_periods
from csap.formats.tables import read_table
from tests.formats.conftest import workbook

HEADINGS = ["Month", "Organisation", "Cluster", "District"]


def records(lines: Sequence[Sequence[object]]) -> list[Record]:
    sheet = read_table(workbook(lines), "3w-2025.xlsx")
    return list(read_records(sheet, guess_mapping(sheet)))


def test_the_same_row_has_the_same_fingerprint_in_another_order_and_spelling() -> None:
    [first] = records([HEADINGS, ["March", "Médecins du Monde", "Health", "Bay"]])
    [second] = records(
        [["District", "Cluster", "Organisation", "Mois"], [" BAY", "health", "MEDECINS DU MONDE", "mars"]]
    )
    [third] = records([HEADINGS, ["April", "Médecins du Monde", "Health", "Bay"]])
    assert fingerprint(first) == fingerprint(second) != fingerprint(third)


def test_columns_whose_headings_read_alike_tell_rows_apart_too() -> None:
    one, other = records(
        [["Title", "Start", "Note", "note"], ["A", "2026-12-01", "x", "z"], ["A", "2026-12-01", "y", "z"]]
    )
    assert fingerprint(one) != fingerprint(other)


def test_columns_without_a_field_tell_rows_apart() -> None:
    one, two = records(
        [[*HEADINGS, "Site"], ["March", "NRC", "WASH", "Bay", "A"], ["March", "NRC", "WASH", "Bay", "B"]]
    )
    assert fingerprint(one) != fingerprint(two)


def test_adjoining_months_are_one_activity_and_a_gap_makes_two() -> None:
    lines = [[month, "NRC", "WASH", "Bay"] for month in ("January", "April", "February", "June")]
    joined = list(join_periods(records([HEADINGS, *lines, ["January", "NRC", "WASH", "Bakool"]])))
    assert [each.numbers for each in joined] == [(2, 4), (3,), (5,), (6,)]
    assert joined[0].record.values["starts"] == date(2025, 1, 1)
    assert joined[0].record.values["ends"] == date(2025, 2, 28)


def test_days_and_rows_with_problems_are_never_joined() -> None:
    lines = [["01/02/2025", "NRC", "WASH", "Bay"], ["02/02/2025", "NRC", "WASH", "Bay"], ["soon", "NRC", "WASH", "Bay"]]
    assert [each.numbers for each in join_periods(records([HEADINGS, *lines]))] == [(2,), (3,), (4,)]


def test_every_row_of_the_somali_3w_is_accounted_for(real_sheet: Callable[[str], Path]) -> None:
    sheet = read_table(real_sheet("somalia-3w-january-april-2025.xlsx"))
    joined = list(join_periods(read_records(sheet, guess_mapping(sheet))))
    assert sorted(number for each in joined for number in each.numbers) == list(range(2, 4148))
    assert len(joined) == 2196
