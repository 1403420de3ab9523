"""Dates as people write them, and how a column settles which of two numbers is the month."""

from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csap.formats.cells import Cell
from csap.formats.dates import Span, day_first, span, swapped, year_in
from csap.formats.problems import CellError

MARCH = (date(2025, 3, 1), date(2025, 3, 31))


@pytest.mark.parametrize(
    ("cell", "first", "last", "precision"),
    [
        (date(2025, 3, 15), date(2025, 3, 15), date(2025, 3, 15), "day"),
        (datetime(2025, 3, 15), date(2025, 3, 15), date(2025, 3, 15), "day"),
        ("31/12/2025", date(2025, 12, 31), date(2025, 12, 31), "day"),
        ("12/31/2025", date(2025, 12, 31), date(2025, 12, 31), "day"),
        ("03/04/2025", date(2025, 4, 3), date(2025, 4, 3), "day"),
        ("3.4.25", date(2025, 4, 3), date(2025, 4, 3), "day"),
        ("2025-12-31", date(2025, 12, 31), date(2025, 12, 31), "day"),
        ("20251231", date(2025, 12, 31), date(2025, 12, 31), "day"),
        (45_658.0, date(2025, 1, 1), date(2025, 1, 1), "day"),
        ("١٥/٣/٢٠٢٥", date(2025, 3, 15), date(2025, 3, 15), "day"),
        ("15 mars 2025", date(2025, 3, 15), date(2025, 3, 15), "day"),
        ("le 1er août 2025", date(2025, 8, 1), date(2025, 8, 1), "day"),
        ("samedi 15 mars 2025", date(2025, 3, 15), date(2025, 3, 15), "day"),
        ("Sat, March 15th, 2025", date(2025, 3, 15), date(2025, 3, 15), "day"),
        ("31-déc.-25", date(2025, 12, 31), date(2025, 12, 31), "day"),
        ("15 March", date(2025, 3, 15), date(2025, 3, 15), "day"),
        ("mars 2025", *MARCH, "month"),
        ("Mars", *MARCH, "month"),
        ("mar-25", *MARCH, "month"),
        ("03/2025", *MARCH, "month"),
        ("2025-03", *MARCH, "month"),
        ("Q1 2025", date(2025, 1, 1), date(2025, 3, 31), "quarter"),
        ("T4 2025", date(2025, 10, 1), date(2025, 12, 31), "quarter"),
        ("2025 Q2", date(2025, 4, 1), date(2025, 6, 30), "quarter"),
        ("1er trimestre 2025", date(2025, 1, 1), date(2025, 3, 31), "quarter"),
        ("2nd half of 2025", date(2025, 7, 1), date(2025, 12, 31), "half"),
        ("S1 2025", date(2025, 1, 1), date(2025, 6, 30), "half"),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "year"),
        (2025.0, date(2025, 1, 1), date(2025, 12, 31), "year"),
        ("January-April 2025", date(2025, 1, 1), date(2025, 4, 30), "range"),
        ("janvier à avril 2025", date(2025, 1, 1), date(2025, 4, 30), "range"),
        ("Dec 2024 – Feb 2025", date(2024, 12, 1), date(2025, 2, 28), "range"),
        ("3-5 March 2025", date(2025, 3, 3), date(2025, 3, 5), "range"),
        ("du 3 au 5 mars 2025", date(2025, 3, 3), date(2025, 3, 5), "range"),
        ("du 28 février 2025 au 2 mars 2025", date(2025, 2, 28), date(2025, 3, 2), "range"),
        ("01/03/2025 - 15/04/2025", date(2025, 3, 1), date(2025, 4, 15), "range"),
        ("2025-03-01 to 2025-04-15", date(2025, 3, 1), date(2025, 4, 15), "range"),
    ],
)
def test_a_date_is_understood(cell: Cell, first: date, last: date, precision: str) -> None:
    assert span(cell, year=2025) == Span(first, last, precision)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["15/03/2025 14:30", "2025-03-15T14:30:00", "15 mars 2025 à 14h30", "Mar 15, 2025 2:30 pm"]
)
def test_an_hour_is_kept(text: str) -> None:
    assert span(text) == Span(date(2025, 3, 15), date(2025, 3, 15), "moment", time(14, 30))


@pytest.mark.parametrize("cell", [None, "", " - ", "TBC", "à déterminer", "n/a", "N.A."])
def test_no_date_yet_is_no_date(cell: Cell) -> None:
    assert span(cell) is None


@pytest.mark.parametrize(
    "text", ["soon", "31/02/2025", "13/13/2025", "Mars", "2025-03-15 25:99", "5 to 3 March 2025", "99", "7", "0099"]
)
def test_what_is_no_date_is_said_with_its_words(text: str) -> None:
    with pytest.raises(CellError) as caught:
        span(text)
    assert caught.value.words.params == {"text": text}


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["03/04/2025", "31/12/2025"], True),
        (["03/04/2025", "12/31/2025"], False),
        (["03/04/2025", "05/06/2025"], None),
        (["31/12/2025", "12/31/2025"], None),
        ([date(2025, 1, 31), 4.0, None, "13/1/25"], True),
    ],
)
def test_a_column_settles_which_number_is_the_month(cells: list[Cell], first: bool | None) -> None:
    assert day_first(cells) is first


def test_the_columns_habit_decides_the_ambiguous_ones() -> None:
    april, march = span("03/04/2025", day_first=True), span("03/04/2025", day_first=False)
    assert april is not None and march is not None
    assert (april.first, march.first) == (date(2025, 4, 3), date(2025, 3, 4))


def test_days_and_months_changed_over_by_a_spreadsheet_are_noticed() -> None:
    real: list[Cell] = [date(2025, month, 3) for month in range(1, 7)]
    texts: list[Cell] = ["31/12/2025", "15/01/2025", "28/02/2025", "13/05/2025"]
    assert swapped(real + texts)
    assert not swapped([*real, date(2025, 1, 31), *texts])
    assert not swapped([*real, *texts, "01/05/2025"])
    assert not swapped(real) and not swapped(texts)


def test_the_year_is_taken_from_names_that_agree() -> None:
    assert year_in("3W_Dataset_January - April 2025", "somalia-3w.xlsx") == 2025
    assert year_in("plan 2024-2025") is None
    assert year_in("drc_20250518") is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.text(max_size=40),
        st.floats(),
        st.from_regex(r"[0-9/. -]{1,12}|(mars|Q1|du 3 au) ?[0-9]{0,4}", fullmatch=True),
    )
)
def test_no_cell_raises_anything_but_a_cell_error(cell: Cell) -> None:
    try:
        found = span(cell, year=2025)
    except CellError:
        return
    assert found is None or found.first <= found.last
