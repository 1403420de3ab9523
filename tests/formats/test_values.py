"""Numbers, words of code lists, coordinates and lists out of cells."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csap.formats import values
from csap.formats.cells import Cell
from csap.formats.problems import CellError


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12.5, 12.5),
        ("1 234,5", 1234.5),
        ("1\u202f234\u00a0567", 1234567),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1,234", 1234),
        ("12,5", 12.5),
        ("1'234", 1234),
        ("-3", -3),
        ("≈ 300", 300),
        ("environ 1 200 personnes", 1200),
        ("٢٥٠", 250),
        ("n/a", None),
        (None, None),
    ],
)
def test_a_number_is_understood(cell: Cell, number: float | None) -> None:
    assert values.number(cell) == number


@pytest.mark.parametrize("text", ["many", "50-60", "12/2025", "1.2.3.x", "a@5"])
def test_what_is_no_number_is_said(text: str) -> None:
    with pytest.raises(CellError, match="not a number"):
        values.number(text)


def test_a_count_is_whole_and_not_below_zero() -> None:
    assert values.count("1 200") == 1200
    for cell in (-1.0, 2.5, "-4"):
        with pytest.raises(CellError, match="whole number"):
            values.count(cell)


@pytest.mark.parametrize(
    ("of", "text", "value"),
    [
        ("status", "En cours", "confirmed"),
        ("status", "PLANIFIÉE", "planned"),
        ("status", "Completed", "done"),
        ("status", "Reporté", "postponed"),
        ("status", "annulé", "cancelled"),
        ("status", "Idée", "idea"),
        ("form", "Formation", "training"),
        ("form", "Réunion bilatérale", "meeting"),
        ("form", "formation sur les faux documents", "training"),
        ("form", "Visite d’étude (3 jours)", "visit"),
        ("form", "Conseil", "mentoring"),
        ("form", "Remise de matériel", "donation"),
        ("form", "Patrouille conjointe", "operation"),
        ("form", "Autre", "other"),
        ("tlp", "TLP:AMBER+STRICT", "AMBER+STRICT"),
        ("tlp", "orange", "AMBER"),
        ("tlp", "White", "CLEAR"),
        ("on_match", "Me prévenir d’abord", "tell_me_first"),
        ("contact_kind", "Ministère", "institution"),
    ],
)
def test_a_word_of_a_code_list_is_understood(of: str, text: str, value: str) -> None:
    assert values.coded(text, of) == value


@pytest.mark.parametrize("of", ["status", "form", "tlp", "on_match", "contact_kind"])
def test_an_unknown_word_is_said_with_the_known_ones(of: str) -> None:
    with pytest.raises(CellError) as caught:
        values.coded("whatever", of)
    assert str(caught.value).startswith("“whatever”")


def test_a_cell_with_more_than_one_status_is_not_guessed() -> None:
    with pytest.raises(CellError):
        values.coded("pas terminé", "status")


@pytest.mark.parametrize(
    ("cell", "degrees"),
    [
        (12.65, 12.65),
        (0.0, 0.0),
        ("12,65", 12.65),
        ("12°39'00\"N", 12.65),
        ("12° 39′ S", -12.65),
        ("12 39 0 N", 12.65),
        ("S 12.65", -12.65),
        ("−12.65", -12.65),
        ("-12°39'", -12.65),
    ],
)
def test_a_latitude_is_understood(cell: Cell, degrees: float) -> None:
    assert values.latitude(cell) == pytest.approx(degrees)


def test_west_is_negative_in_english_and_french() -> None:
    assert values.longitude("8°00′W") == values.longitude("8°00'O") == -8
    assert values.longitude("8°E") == 8


@pytest.mark.parametrize("cell", [91.0, "12°70'N", "8°E", "N 12 S", "Bamako", float("nan")])
def test_what_is_no_latitude_is_said(cell: Cell) -> None:
    with pytest.raises(CellError, match="not a latitude"):
        values.latitude(cell)


def test_lists_names_and_addresses_are_taken_apart() -> None:
    assert values.listed("EUCAP; Frontex, Europol / EUAA\nEUCAP") == ["EUCAP", "Frontex", "Europol", "EUAA"]
    assert values.names("Doe, Jane; Roe, Richard") == ["Doe, Jane", "Roe, Richard"]
    assert values.emails("Jane <jane@example.org>, r.roe@example.org;") == ["jane@example.org", "r.roe@example.org"]
    assert values.languages("français, Arabic et ru; العربية") == ["fr", "ar", "ru"]
    assert values.text(24_377_000_000.0) == "24377000000"
    assert values.pcode("cd 6103-zs02") == "CD6103ZS02"


@pytest.mark.parametrize(
    ("parse", "text"),
    [(values.email, "jane at example"), (values.languages, "Klingonish"), (values.pcode, "Bay region")],
)
def test_what_cannot_be_understood_is_said(parse: object, text: str) -> None:
    with pytest.raises(CellError, match=text):
        parse(text)  # type: ignore[operator]


PARSERS = [values.number, values.count, values.latitude, values.longitude, values.tlp, values.emails, values.languages]
PARSERS += [values.pcode, values.listed, values.names, values.text]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PARSERS), st.one_of(st.none(), st.text(max_size=60), st.floats(), st.dates()))
def test_no_cell_raises_anything_but_a_cell_error(parse: object, cell: Cell | date) -> None:
    try:
        parse(cell)  # type: ignore[operator]
    except CellError as problem:
        assert problem.words.params
