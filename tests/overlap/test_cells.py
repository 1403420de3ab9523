"""What people write into one cell is read as the names that it holds."""

import pytest

from csap.overlap.cells import MOST_NAMES, called, names_in
from csap.overlap.compare import compare, raised
from csap.overlap.subjects import Subject


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Amadou Testa", ["Amadou Testa"]),
        ("Fazel Testa; Fazil Testa", ["Fazel Testa", "Fazil Testa"]),
        ("TESTA; Fazel", ["TESTA; Fazel"]),
        ("Testa Ag Demo dit Abu Sanda", ["Testa Ag Demo", "Abu Sanda"]),
        ("Testa Ag Demo (alias Abu Sanda)", ["Testa Ag Demo", "Abu Sanda"]),
        ("TESTA (alias: Sanda), Amadou", ["TESTA, Amadou", "Sanda"]),
        ("Testa Demo @ Testo Demo", ["Testa Demo", "Testo Demo"]),
        ("Testa Demo a.k.a. Sanda", ["Testa Demo", "Sanda"]),
        ("Testa Demo aka Sanda", ["Testa Demo", "Sanda"]),
        ("TESTA AKA EDMOND", ["TESTA AKA EDMOND"]),
        ("Testa Demo, connue sous le nom de Sanda", ["Testa Demo", "Sanda"]),
        ("Иван Тестов, он же Пример", ["Иван Тестов", "Пример"]),
        ("محمد التجربة المعروف بالمثال", ["محمد التجربة", "المثال"]),
        ("Maria Testova née Demova", ["Maria Testova", "Maria Demova"]),
        ("TESTOVA (née DEMOVA), Maria", ["TESTOVA, Maria", "DEMOVA, Maria"]),
        ("Maria Testova, née Demova", ["Maria Testova", "Maria Demova"]),
        ("Мария Тестова (урождённая Демова)", ["Мария Тестова", "Мария Демова"]),
        ("Renée Testa", ["Renée Testa"]),
        ("Judite Testa", ["Judite Testa"]),
        ("", [""]),
        (";", [";"]),
    ],
)
def test_a_cell_holds_these_names(written: str, names: list[str]) -> None:
    assert list(names_in("person", written)) == names


def test_an_institution_and_its_unit_stay_together() -> None:
    assert names_in("institution", "Ministry of Tests; Border Unit alias BU") == (
        "Ministry of Tests; Border Unit alias BU",
    )


def test_a_cell_of_very_many_names_is_not_followed_to_its_end() -> None:
    assert len(names_in("person", "; ".join(f"Testa Demo{n}" for n in range(5000)))) == MOST_NAMES


@pytest.mark.parametrize("other", ["Testa Ag Demosani", "Abu Sandavali"])
def test_each_name_of_a_cell_is_found(other: str) -> None:
    both = called(Subject("person", ("Testa Ag Demosani dit Abu Sandavali",)))
    [match] = compare(both, [Subject("person", (other,))])
    assert raised(match)
