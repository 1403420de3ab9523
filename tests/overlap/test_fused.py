"""Signals that are worked out together, many pairs at once, come to what each says alone, word by word."""

import csv
import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from csap.bench.stakeholders import Names
from csap.overlap.alignment import FAINT, Batch
from csap.overlap.letters import costs
from csap.overlap.parse import parse
from csap.overlap.rarity import Rarity
from csap.overlap.scoring import score
from csap.overlap.signals import SIGNALS, measure
from tests.overlap import plain

SHARED = Path(os.environ.get("CSAP_SHARED", Path(__file__).parents[2].parent / "shared")) / "data" / "names"
PERSONS = [
    ("DIALLO, Amadou", "Amadou Bah Diallo"),
    ("Mohamed Ali", "محمد علي"),
    ("A. B. Traoré", "Traore, Adama"),
    ("Hidayat Nurwahid", "Nur Wahid"),
    ("Ivan Sergeevich Petrov", "Петров Иван"),
    ("Zbigniew", "K. T."),
    ("", "Amadou"),
]
OFFICES = [
    ("WHO", "World Health Organization (WHO)"),
    ("Ministère de l’Intérieur du Zalmara", "Ministry of Interior of Zalmara"),
    ("UN Office for Border Brigade 5", "United Nations Border Brigade 7"),
    ("Kalanda Company", "Banque Kalanda de crédit SARL"),
]


def generated(kind):
    if kind == "institution":
        return OFFICES + [(one, other) for one, _ in OFFICES for _, other in OFFICES]
    made = Names(5)
    names = made.many(60)
    near = [(name, made.variant(name)) for name in names]
    return PERSONS + near + list(pairwise(names))


def real(kind):
    if not SHARED.is_dir():
        pytest.skip(f"NO REAL NAMES at {SHARED}: fused signals are compared on generated ones only (set CSAP_SHARED)")
    with (SHARED / f"{kind}_pairs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["left"], row["right"]) for row in rows[:: len(rows) // 150]]


def laid_out(kind, pairs):
    places = {name: n for n, name in enumerate(dict.fromkeys(name for pair in pairs for name in pair))}
    left, right = (np.array([places[pair[side]] for pair in pairs], dtype=np.intp) for side in (0, 1))
    return list(places), (left, right)


@pytest.mark.parametrize("kind", ["person", "institution"])
@pytest.mark.parametrize("source", [generated, real])
def test_fused_signals_are_the_plain_ones(kind, source, monkeypatch):
    monkeypatch.setattr("csap.overlap.signals.lay_in_order", lambda *_: None)
    names, places = laid_out(kind, source(kind))
    batch = Batch([parse(kind, name) for name in names], places, kind, Rarity(), 1000)
    columns = {signal.name: n for n, signal in enumerate(SIGNALS[kind])}
    values = measure(batch)
    for row in range(len(values)):
        for name, expected in plain.signals(batch, row).items():
            assert values[row, columns[name]] == pytest.approx(expected, abs=2e-5), (name, names[places[0][row]])


@pytest.mark.parametrize("kind", ["person", "institution"])
def test_a_pair_scores_alone_as_it_does_among_many(kind):
    names, places = laid_out(kind, generated(kind))
    together = score(kind, names, places, Rarity(), 1000)
    for row, pair in enumerate(zip(*places, strict=True)):
        alone = score(kind, [names[n] for n in pair], (np.array([0]), np.array([1])), Rarity(), 1000)
        assert alone.certainty[0] == pytest.approx(together.certainty[row], abs=1e-6)


def test_words_sound_as_alike_together_as_one_by_one():
    words = sorted({t.sounds for one, other in PERSONS for name in (one, other) for t in parse("person", name).tokens})
    left, right = [w for w in words for _ in words], words * len(words)
    found = costs().similarity(costs().encode(left), costs().encode(right))
    for one, other, alike in zip(left, right, found.tolist(), strict=True):
        assert alike == pytest.approx(plain.likeness(costs(), one, other), abs=1e-4), (one, other)


def test_the_likest_words_answer_each_other():
    names, places = laid_out("person", generated("person"))
    parsed = [parse("person", name) for name in names]
    batch = Batch(parsed, places, "person", Rarity())
    for row, alike in enumerate(batch.alike.tolist()):
        left, right = plain.answers(alike, FAINT)
        ours, theirs = batch.left, batch.right
        joined = any(len(set(a[a >= 0].tolist())) < (a >= 0).sum() for a in (ours.answer[row], theirs.answer[row]))
        if not joined:
            assert [ours.alike[row, n] for n in left] == [value for _, value in left.values()]
            assert [theirs.alike[row, n] for n in right] == [value for _, value in right.values()]
