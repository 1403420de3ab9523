"""How words sound, whatever their script."""

import pytest

from csap.overlap.letters import costs
from csap.overlap.skeletons import MOST_READINGS, skeletons
from csap.overlap.sounds import fold, script, sounds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shota", "შოთა"),
        ("Sarif", "Sariff"),
        ("Džemilev", "Джемилев"),
        ("Makron", "Μακρόν"),
        ("Sharara", "Šarara"),
        ("Kherson", "Херсон"),
    ],
)
def test_the_same_sound_is_the_same_letters(one, other):
    assert sounds(one).lower() == sounds(other).lower()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Иван", "cyrillic"),
        ("محمد", "arabic"),
        ("דוד", "hebrew"),
        ("Νίκος", "greek"),
        ("Ñuñez", "latin"),
        ("김", "other"),
    ],
)
def test_a_script_is_told_by_its_letters(word, expected):
    assert script(word) == expected


def test_marks_case_and_arabic_variants_are_folded():
    assert fold("ÉCOLE") == fold("ecole")
    assert fold("أحمد") == fold("احمد")


@pytest.mark.parametrize(
    ("left", "right", "least"),
    [
        ("Hautala", "Гаутала", 0.8),
        ("Charara", "Sharara", 0.85),
        ("Johnson", "Джонсон", 0.8),
        ("Tymchuk", "Tõmtšuk", 0.7),
        ("Petrov", "Petrova", 0.85),
        ("Heller", "הלר", 0.6),
        ("Kakabaveh", "کاکاباڤەه", 0.7),
    ],
)
def test_transliterations_are_near(left, right, least):
    assert _near(left, right) >= least


@pytest.mark.parametrize(("left", "right"), [("Hautala", "Niinistö"), ("Carter", "Bondevik"), ("Ali", "Omar")])
def test_other_words_are_far(left, right):
    assert _near(left, right) < 0.45


def test_likeness_is_symmetric_and_full_for_the_same():
    assert _near("Bozizé", "Бозизе") == pytest.approx(_near("Бозизе", "Bozizé"))
    assert _near("Bozizé", "Bozizé") == 1


def test_skeletons_are_few_and_survive_transliteration():
    assert set(skeletons(sounds("Charara"))) & set(skeletons(sounds("شرارة")))
    assert set(skeletons(sounds("Gaddafi"))) & set(skeletons(sounds("Kadafi")))
    assert len(skeletons(sounds("Chekhwachghjoj"))) <= MOST_READINGS


def _near(left, right):
    codes = costs().encode([sounds(left), sounds(right)])
    return float(costs().similarity(codes[:1], codes[1:])[0])
