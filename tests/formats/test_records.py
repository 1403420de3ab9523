"""Whole rows: what they say, what is wrong with them, and what is kept of the columns that have no field."""

import contextlib
import math
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csap.formats.columns import guess_mapping
from csap.formats.records import Record, read_records
from csap.formats.tables import TableProblem, read_table
from tests.formats.conftest import workbook


def records(lines: Sequence[Sequence[object]], filename: str = "a.xlsx") -> list[Record]:
    sheet = read_table(workbook(lines), filename)
    return list(read_records(sheet, guess_mapping(sheet)))


def test_a_row_is_parsed_field_by_field_and_the_rest_is_kept() -> None:
    headings = ["Organisation", "Activité", "Type d'activité", "Statut", "Début", "Nombre de participants", "Couleur"]
    line = ["EUCAP", "Faux documents", "Formation", "Prévu", "31/12/2025", "1 200", "bleu"]
    [found] = records([headings, line])
    assert found.values == {
        "organisation": "EUCAP",
        "title": "Faux documents",
        "form": "training",
        "beneficiary_count": 1200,
        "status": "planned",
        "starts": date(2025, 12, 31),
        "precision": "day",
    }
    assert (found.problems, found.rest, found.row.number) == ({}, {"Couleur": "bleu"}, 2)


def test_of_two_columns_of_one_heading_neither_is_lost() -> None:
    [one, other] = records(
        [["Title", "Start", "Note", "Note", "note"], *(["A", "2026-12-01", "x", y, "z"] for y in "yw")]
    )
    assert (one.rest, other.rest) == ({"Note": "x; y", "note": "z"}, {"Note": "x; w", "note": "z"})


def test_each_problem_stands_at_its_field_and_the_others_are_kept() -> None:
    good = ["EUCAP", "Formation", "fait", "01/02/2025"]
    lines = [["Organisation", "Activité", "Statut", "Début"], *([good] * 9), ["EUCAP", "Formation", "bleu", "bientôt"]]
    found = records(lines)[-1]
    assert found.values == {"organisation": "EUCAP", "title": "Formation"}
    assert {key: words.params for key, words in found.problems.items()} == {
        "status": {"text": "bleu"},
        "starts": {"text": "bientôt"},
    }


def test_a_month_without_a_year_takes_it_from_the_file_and_ends_with_the_month() -> None:
    [found] = records([["Month", "Organisation", "Cluster"], ["February", "NRC", "WASH"]], "3w-2024.xlsx")
    assert (found.values["starts"], found.values["ends"]) == (date(2024, 2, 1), date(2024, 2, 29))
    assert found.values["precision"] == "month"


def test_an_end_in_the_sheet_is_kept_and_means_the_last_day() -> None:
    [found] = records([["Activity", "Start", "End", "Deadline"], ["Patrol", "March 2025", "June 2025", "Q3 2025"]])
    assert (found.values["starts"], found.values["ends"]) == (date(2025, 3, 1), date(2025, 6, 30))
    assert found.values["due"] == date(2025, 9, 30)


def test_an_hour_is_host_country_time() -> None:
    [found] = records([["Activity", "Date", "Status"], ["Meeting", datetime(2025, 3, 2, 14, 30), "done"]])
    assert (found.values["starts"], found.values["precision"]) == (datetime(2025, 3, 2, 14, 30), "moment")


def test_a_column_that_writes_the_month_first_is_read_so() -> None:
    lines = [["Activity", "Start", "Status"], ["Patrol", "03/04/2025", "done"], ["Patrol", "12/31/2025", "done"]]
    assert records(lines)[0].values["starts"] == date(2025, 3, 4)


def test_given_and_family_names_are_joined() -> None:
    [found] = records([["Prénom", "Nom de famille", "Poste", "Ministère"], ["Awa", "Diallo", "Directrice", "Justice"]])
    assert found.values == {"name": "Awa Diallo", "function": "Directrice", "institution": "Justice"}


def test_the_congolese_4w_has_no_unreadable_cell(real_sheet: Callable[[str], Path]) -> None:
    sheet = read_table(real_sheet("drc-4w-may-2025.xlsx"))
    found = list(read_records(sheet, guess_mapping(sheet)))
    assert len(found) == 4343
    assert sum(bool(record.problems) for record in found) == 0
    assert sum("starts" in record.values for record in found) == 4315


def test_the_somali_3w_has_no_unreadable_cell(real_sheet: Callable[[str], Path]) -> None:
    sheet = read_table(real_sheet("somalia-3w-january-april-2025.xlsx"))
    found = list(read_records(sheet, guess_mapping(sheet)))
    assert (len(found), sum(bool(record.problems) for record in found)) == (4146, 0)
    assert {record.values["starts"].isoformat() for record in found} == {f"2025-0{month}-01" for month in (1, 2, 3, 4)}


WORDS = ["Organisation", "Activité", "Statut", "Début", "Nom", "E-mail", "Lat", "TLP", "Langues", "#org", "Nombre"]
CELLS = st.one_of(st.none(), st.text(max_size=30), st.floats(), st.datetimes(), st.booleans(), st.sampled_from(WORDS))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=8), st.lists(st.lists(CELLS, max_size=9), max_size=6))
def test_no_cells_raise_anything_but_a_table_problem(headings: list[str], lines: list[list[object]]) -> None:
    plain = [[None if isinstance(cell, float) and not math.isfinite(cell) else cell for cell in line] for line in lines]
    with contextlib.suppress(TableProblem):
        for found in records([headings, *plain]):
            assert not found.problems.keys() & found.values.keys()
