"""Every signal has its own table of cases: (left, right, what it measures)."""

import numpy as np
import pytest

from csap.overlap import signals
from csap.overlap.alignment import Batch
from csap.overlap.parse import parse
from csap.overlap.rarity import Rarity

MORE, LESS = "more", "less"

PERSONS = {
    "cover_low": [("Amadou Diallo", "Diallo Amadou", 1.0), ("Amadou Diallo", "Moussa Traoré", 0.0)],
    "cover_high": [("Amadou Diallo", "Amadou Bah Diallo", 1.0), ("Amadou Diallo", "Moussa Traoré", 0.0)],
    "words_agreed": [("Amadou Diallo", "Diallo Amadou", 2), ("Amadou Diallo", "Amadou Keita", 1)],
    "words_same": [("Mohamed Diallo", "Muhammad Diallo", 2), ("Amadou Diallo", "Amadou Keita", 1)],
    "words_equal": [("Mohamed Diallo", "Muhammad Diallo", 1), ("Amadou Diallo", "DIALLO Amadou", 2)],
    "words_alone_both": [("Amadou Diallo", "Amadou Keita", 1), ("Amadou Diallo", "Amadou Bah Diallo", 0)],
    "words_alone_most": [("Amadou Diallo", "Amadou Bah Sow Diallo", 2), ("Amadou Diallo", "Amadou Diallo", 0)],
    "left_over_both": [("Amadou Diallo", "Amadou Bah Diallo", 0.0), ("Amadou Diallo", "A. Diallo", 0.0)],
    "left_over_most": [("Amadou Diallo", "Amadou Diallo", 0.0)],
    "patronymics_alone": [("Ivan Petrov", "Ivan Sergeevich Petrov", 1), ("Ivan Petrov", "Ivan Marko Petrov", 0)],
    "weakest": [("Amadou Diallo", "Diallo Amadou", 1.0), ("Amadou Diallo", "Amadou Wxyz", 0.0)],
    "strongest": [("Amadou Diallo", "Amadou Wxyz", 1.0), ("Amadou Diallo", "Moussa Kk", 0.0)],
    "second": [("Amadou Diallo", "Amadou Wxyz", 0.0), ("Amadou Diallo", "Diallo Amadou", 1.0)],
    "initials": [("Amadou Diallo", "A. Diallo", 1), ("Amadou Diallo", "Amadou Diallo", 0)],
    "initials_against": [("Amadou Diallo", "K. T. Diallo", 2), ("Amadou Diallo", "A. Diallo", 0)],
    "fewest_words": [("Amadou Diallo", "Amadou Bah Diallo", 2)],
    "most_words": [("Amadou Diallo", "Amadou Bah Diallo", 3)],
    "ends_straight": [("Amadou Diallo", "Amadou Bah Diallo", 1.0), ("Amadou Diallo", "Diallo Amadou", 0.0)],
    "ends_crossed": [("Amadou Diallo", "Diallo Amadou", 1.0)],
    "last_words": [("Amadou Diallo", "Moussa Diallo", 1.0), ("Amadou Diallo", "Diallo Moussa", 0.0)],
    "first_words": [("Amadou Diallo", "Amadou Keita", 1.0)],
    "family_names": [("DIALLO, Amadou", "DIALLO, Moussa", 1.0), ("Amadou Diallo", "DIALLO, Moussa", -1.0)],
    "given_names": [("DIALLO, Amadou", "KEITA, Amadou", 1.0), ("Amadou Diallo", "Amadou Keita", -1.0)],
    "crossed_parts": [("DIALLO, Amadou", "AMADOU, Diallo", 1.0), ("DIALLO, Amadou", "DIALLO, Amadou", 0.0)],
    "whole": [("Amadou Diallo", "Amadou Diallo", 1.0)],
    "sorted_whole": [("Amadou Diallo", "Diallo Amadou", 1.0)],
    "part_of_whole": [("Nunwahib", "Hidayat Nun Wahib", 1.0)],
    "run_of_whole": [("Nun Wahib", "Nunwahib", 1.0)],
    "written": [("Amadou Diallo", "Diallo Amadou", 1.0)],
    "written_set": [("Amadou Diallo", "Diallo Amadou Bah", 1.0)],
    "among": [("Amadou", "Amadou", 0.0)],
    "scripts": [("Ivan", "Ivan", 0.0), ("Ivan", "Иван", 1.0), ("Mohamed", "محمد", 2.0)],
    "led_by_another": [
        ("Saad Ibrahim Hassan Kalandi", "Ibrahim Hassan Kalandi", 1),
        ("KALANDI, Saad Ibrahim", "KALANDI, Ibrahim", 1),
        ("Ibrahim Hassan Kalandi", "Ibrahim Hassan", 0),
        ("Saad Ibrahim", "Kamel Diallo", 0),
    ],
    "mean_alike": [("Amadou Diallo", "Diallo Amadou", 1.0)],
    "out_of_order": [("Amadou Diallo", "Diallo Amadou", 1), ("Amadou Diallo", "Amadou Diallo", 0)],
    "consonants_cover_low": [("Kevin Rudd", "Кевин Рад", 1.0), ("Amadou Diallo", "Moussa Traoré", 0.0)],
    "consonants_cover_high": [("Amadou Diallo", "Amadou Bah Diallo", 1.0), ("Amadou Diallo", "Moussa Traoré", 0.0)],
    "consonants_weakest": [("Kevin Rudd", "Кевин Рад", 1.0), ("Amadou Diallo", "Amadou Wxyz", 0.0)],
    "consonants_apart": [("Kevin Rudd", "Кевин Рад", 0), ("Amadou Diallo", "Amadou Keita", 1)],
    "consonants_whole": [("Amadou Diallo", "Diallo Amadou", 1.0), ("Noor", "Keita", 0.0)],
    "consonants_within": [("Nunwahib", "Hidayat Nun Wahib", 1.0)],
    "letters_alone_both": [("Amadou Diallo", "Amadou Keita", 5), ("Amadou Diallo", "Amadou Bah Diallo", 0)],
    "letters_alone_most": [("Amadou Diallo", "Amadou Bah Diallo", 3)],
    "letters_agreed": [("Amadou Diallo", "Diallo Amadou", 12), ("Amadou Diallo", "Amadou Keita", 6)],
    "rest_alike": [
        ("Omar Pulitamo", "Omar Pu Li Ta Mo", 1.0),
        ("Amadou Diallo", "Amadou Bah Diallo", -1.0),
        ("Amadou Diallo", "Amadou Diallo", -1.0),
    ],
    "rest_initials_differ": [("Amadou Traore", "Amadou Keita", 1), ("Amadou Keita", "Amadou Karimov", 0)],
    "known_apart": [("Amadou Diallo", "Amadou Diallo", 0.0), ("Amadou Diallo", "Amadou Bah Diallo", 0.0)],
    "known_otherwise": [("Amadou Diallo", "Diallo Amadou", 0.0), ("Amadou Diallo", "A. Diallo", 0.0)],
    "lengths_apart": [("Fred Thompson", "Alfred Thompson", 2), ("Amadou Diallo", "Amadou Keita", 0)],
    "letters_changed": [
        ("Mohamed Ali", "Muhammad Ali", 3),
        ("Amadou Diallo", "Amadu Dialo", 1),
        ("Amadou Diallo", "Амаду Диалло", 0),
        ("Amadou Diallo", "Amadou Keita", 0),
    ],
    "family_left_over_both": [("DIALLO BAH, Amadou", "DIALLO, Amadou", 0.0), ("Amadou Diallo", "DIALLO, Amadou", -1.0)],
    "family_left_over_most": [("DIALLO, Amadou", "DIALLO, Moussa", 0.0), ("Amadou Diallo", "DIALLO, Amadou", -1.0)],
    "given_left_over_both": [("DIALLO, Amadou Bah", "DIALLO, Amadou", 0.0), ("Amadou Diallo", "DIALLO, Amadou", -1.0)],
    "given_left_over_most": [("DIALLO, Amadou", "KEITA, Amadou", 0.0), ("Amadou Diallo", "DIALLO, Amadou", -1.0)],
}

MORE_THAN = {
    "agreed": (("Zbigniew Wxyzk", "Zbigniew Wxyzk"), ("Mohamed Ali", "Mohamed Ali")),
    "agreed_as_written": (("Zbigniew Wxyzk", "Zbigniew Wxyzk"), ("Mohamed Ali", "Mohamed Ali")),
    "rarest_agreed": (("Zbigniew", "Zbigniew"), ("Ali", "Ali")),
    "rarest_alone": (("Zbigniew Ali", "Brzezinski Ali"), ("Ali Diallo", "Ali Diallo")),
    "rarity_of_shorter": (("Zbigniew Brzezinski", "Zbigniew Brzezinski"), ("Ali", "Mohamed Ali")),
    "consonants_agreed": (("Zbigniew Wxyzk", "Zbigniew Wxyzk"), ("Mohamed Ali", "Mohamed Ali")),
    "begins_alike": (("Amadou Diallo Bah", "Amadou Diallo Keita"), ("Amadou Diallo", "Diallo Amadou")),
    "ends_alike": (("Bah Amadou Diallo", "Keita Amadou Diallo"), ("Amadou Diallo", "Diallo Amadou")),
    "known_apart": (("Kyong Hak Kim", "Kyong Ok Kim"), ("Zbigniew Kim", "Zbogdan Kim")),
    "known_otherwise": (("Mohamed Ali", "Muhammad Ali"), ("Wxyzk Ali", "Wxyzkh Ali")),
    "begins_otherwise": (("Fred Thompson", "Alfred Thompson"), ("Fred Thompson", "Frad Thompson")),
    "family_agreed": (("WXYZK, Ali", "WXYZK, Ali"), ("ALI, Wxyzk", "ALI, Wxyzk")),
    "given_agreed": (("ALI, Wxyzk", "ALI, Wxyzk"), ("WXYZK, Ali", "WXYZK, Ali")),
}

OFFICES = {
    "alias": [
        ("WHO", "Organisation mondiale de la santé", 1.0),
        ("WHO", "UNICEF", -1.0),
        ("Abc", "WHO", 0.0),
        ("IOM Mali", "OIM (Mali)", 1.0),
        ("IOM Mali", "IOM", 0.0),
        ("IOM Mali", "IOM Chad", -1.0),
    ],
    "acronym": [
        ("DST", "Direction de la Surveillance du Territoire", 1.0),
        ("DST", "Direction du Trésor (DST)", 0.9),
        ("DST", "Ministère de la Santé", 0.0),
    ],
    "acronym_run": [
        ("APES", "Action pour la Promotion de l'Environnement Social", 1.0),
        ("XYZ", "Action Sociale", 0.0),
    ],
    "acronyms_differ": [
        ("Fonds (ABC)", "Fonds (ABD)", 1.0),
        ("Fonds (ABC)", "Fonds (ABC)", 0.0),
        ("Fonds", "Fonds (ABC)", 0.0),
    ],
    "bare_acronym": [("DST", "DGSE", 2.0), ("DST", "Ministère de la Santé", 1.0), ("Fonds", "Ministère", 0.0)],
    "numbers_differ": [("Brigade 5", "Brigade 7", 1.0), ("Brigade 5", "Brigade 5", 0.0), ("Brigade", "Brigade 5", 0.5)],
    "places_differ": [
        ("Police of Mali", "Police of Chad", 1.0),
        ("Police of Mali", "Police malienne", 0.0),
        ("Police", "Police of Mali", 0.5),
        ("African National Congress", "Congrès national arménien", 1.0),
    ],
    "particular_left_over_both": [("Ministry of Health", "Ministry of Justice", 0.0)],
    "ideas_agreed": [
        ("Ministère de la Santé", "Ministry of Health", 2),
        ("Ministry of Health", "Ministry of Health", 0),
    ],
    "ideas_apart": [
        ("Estonian Free Party", "Parti du centre estonien", 1.0),
        ("Front national", "National Front", 0.0),
        ("Kalanda Group", "Kalanda Holding", 0.0),
    ],
    "ideas_alone": [
        ("Kalanda Air Force", "Kalanda", 1.0),
        ("Kalanda Youth Trade", "Kalanda", 2.0),
        ("Kalanda Company", "Kalanda", 0.0),
    ],
    "forms_alone": [("Kalanda Company", "Kalanda", 1.0), ("Kalanda Air", "Kalanda", 0.0)],
    "first_particular": [
        ("Banque Kalanda", "Kalanda Bank", 1.0),
        ("Banque Kalanda", "Wosso Bank", 0.0),
        ("Banque centrale", "Central Bank", -1.0),
    ],
    "acronym_translated": [
        ("OMS", "World Health Organization", 1.0),
        ("DUP", "Partito Unionista Democratico", 1.0),
        ("OMS", "World Food Programme", 0.0),
    ],
    "blend": [
        ("KALAPES S.A.", "Kalanda de Pesca", 1.0),
        ("GANARECA", "Ganado, Rentas de Capital", 0.83),
        ("Wossotel", "Kalanda de Pesca", 0.0),
    ],
    "particular_words_alone_both": [
        ("Banque Kalanda", "Banque Wosso", 1.0),
        ("Banque Kalanda", "Banque centrale", 0.0),
    ],
    "particular_words_alone_most": [("Kalanda Wosso Bank", "Banque centrale", 2.0)],
    "units_alone": [("Kalanda Group", "Kalanda Group, Wosso branch", 1.0), ("Kalanda Bank", "Wosso Bank", 0.0)],
    "initials_equal": [
        ("Volunteers for Relief", "Volontaires du Relèvement", 2.0),
        ("Volunteers for Relief", "Kalanda Relief", 0.0),
    ],
}

OFFICES_MORE = {
    "particular_left_over_most": (("Banque Kalanda", "Banque Wosso"), ("Banque centrale", "Banque nationale")),
    "particular_agreed": (("Banque Kalanda", "Kalanda Bank"), ("Banque centrale", "Central Bank")),
}


def _cases(table):
    return [(name, *case) for name, cases in table.items() for case in cases]


@pytest.mark.parametrize(("name", "left", "right", "expected"), _cases(PERSONS))
def test_person_signal(name, left, right, expected):
    assert _value("person", name, left, right) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(("name", "left", "right", "expected"), _cases(OFFICES))
def test_institution_signal(name, left, right, expected):
    assert _value("institution", name, left, right) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("name", MORE_THAN)
def test_person_signal_grows_with_rarity(name):
    more, less = MORE_THAN[name]
    assert _value("person", name, *more) > _value("person", name, *less)


@pytest.mark.parametrize("name", OFFICES_MORE)
def test_institution_signal_weighs_what_is_particular(name):
    more, less = OFFICES_MORE[name]
    assert _value("institution", name, *more) > _value("institution", name, *less)


def test_every_signal_has_its_cases():
    assert {s.name for s in signals.NAMES + signals.PARTS} == set(PERSONS) | set(MORE_THAN)
    assert {s.name for s in signals.OFFICES} == set(OFFICES) | set(OFFICES_MORE)


@pytest.mark.parametrize("kind", ["person", "institution"])
def test_sides_are_interchangeable_in_every_signal(kind):
    pairs = [
        ("DIALLO, Amadou", "Amadou Bah Diallo"),
        ("Mohamed Ali", "محمد علي"),
        ("A. B. Traoré", "Traore, Adama"),
        ("WHO", "World Health Organization (WHO)"),
        ("Hidayat Nurwahid", "Nur Wahid"),
    ]
    names = [parse(kind, n) for pair in pairs for n in pair]
    one, other = np.arange(0, 10, 2), np.arange(1, 10, 2)
    straight = signals.measure(Batch(names, (one, other), kind, Rarity()))
    crossed = signals.measure(Batch(names, (other, one), kind, Rarity()))
    np.testing.assert_allclose(straight, crossed, atol=1e-5)


def _value(kind, name, left, right):
    batch = Batch([parse(kind, left), parse(kind, right)], (np.array([0]), np.array([1])), kind, Rarity())
    [measured] = [signal.measure for signal in signals.SIGNALS[kind] if signal.name == name]
    return float(measured(batch)[0])
