"""Keys: stable, bounded, surviving transliteration; the index finds by them."""

import subprocess
import sys

import pytest

from csap.overlap.index import Index
from csap.overlap.keys import MOST_KEYS, MOST_PROBES, hashed, keys, probes
from csap.overlap.subjects import Subject


def person(*names, **more):
    return Subject("person", names, **more)


def values(subject, **more):
    return {k.value for k in keys(subject, **more)}


def test_a_key_is_the_same_in_every_process_and_signed_63_bits():
    here = hashed("pword", "diallo")
    script = "from csap.overlap.keys import hashed; print(hashed('pword', 'diallo'))"
    there = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(there.stdout) == here == 6325782655219301578
    assert 0 <= here < 2**63


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Amadou Diallo", "DIALLO, Amadou"),
        ("Mohamed Diallo", "محمد ديالو"),
        ("Ivan Petrov", "Петров Иван"),
        ("Robert Smith", "Bob Smith"),
        ("Abdul Rahman Keita", "Abdurrahmane Keita"),
        ("Konstantinopel Ivan", "Konstantinope Ivan"),
    ],
)
def test_spellings_of_one_name_share_keys(left, right):
    assert values(person(left)) & {k.value for k in probes(person(right))}


def test_identifiers_are_keys_whatever_the_case():
    assert values(person("A B", emails=("X@Y.org",))) & values(person("C D", emails=("x@y.org",)))
    assert values(person("A B", phones=("+22712345678",))) & values(person("C D", phones=("+22712345678",)))


def test_acronyms_and_confirmed_aliases_are_keys():
    long, short = (
        Subject("institution", ("Direction de la Surveillance du Territoire",)),
        Subject("institution", ("DST",)),
    )
    assert values(long) & values(short)
    nickname = Subject("institution", ("La Piscine",))
    aliases = {"lapiscine": "Service des Eaux de Wosso"}
    assert values(nickname, aliases=aliases) & values(Subject("institution", ("Service des Eaux de Wosso",)))


def test_keys_are_bounded_and_the_most_telling_come_first():
    crowd = person(*(f"{a}{b}ko {b}an{a} Tor{a} Bel{b} Mir{a}{b}" for a in "aeiou" for b in "bdgkl"))
    assert len(keys(crowd)) <= MOST_KEYS
    assert len(probes(crowd)) <= MOST_PROBES
    weights = [k.weight for k in keys(crowd)]
    assert weights == sorted(weights, reverse=True)


def test_persons_and_institutions_never_share_keys_of_words():
    assert not values(person("Rahma Diallo")) & values(Subject("institution", ("Rahma Diallo Foundation",)))


def test_the_index_finds_the_right_one_first_and_passes_over_what_everybody_has():
    crowd = [person(f"Mohamed {a}{b}r{c}") for a in "bdklm" for b in "aiou" for c in "nstv"]
    index = Index([*crowd, person("Wilhelmine Oberndorfer")])
    assert index.candidates(person("Оберндорфер Вильгельмине"))[0] == len(crowd)
    assert len(index.candidates(person("Mohamed"), cap=10)) == 0


def test_an_empty_index_finds_nobody():
    assert len(Index([]).candidates(person("Amadou Diallo"))) == 0
