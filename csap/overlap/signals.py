"""The signals that a comparison of names is made of, in one list: each a small pure function of laid-out pairs.

Each gives one number per pair. `monotone` says what more of it may do to the certainty: +1 never lower, -1 never
raise it,
0 free (likeness of whole strings is: hard neighbours are alike as strings). Sides are interchangeable in every signal.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from csap.overlap import answer_signals, consonant_signals, name_signals, office_signals, part_signals, rest_signals
from csap.overlap.alignment import Batch
from csap.overlap.order import lay_in_order
from csap.overlap.words import Floats

Measure = Callable[[Batch], Floats]


class Signal(NamedTuple):
    name: str
    measure: Measure
    monotone: int


NAMES: tuple[Signal, ...] = (
    Signal("cover_low", name_signals.cover_low, 1),
    Signal("cover_high", name_signals.cover_high, 1),
    Signal("agreed", name_signals.agreed, 1),
    Signal("agreed_as_written", name_signals.agreed_as_written, 1),
    Signal("left_over_both", name_signals.left_over_both, -1),
    Signal("left_over_most", name_signals.left_over_most, -1),
    Signal("words_alone_both", name_signals.words_alone_both, -1),
    Signal("words_alone_most", name_signals.words_alone_most, 0),
    Signal("patronymics_alone", name_signals.patronymics_alone, 0),
    Signal("words_agreed", name_signals.words_agreed, 1),
    Signal("words_same", name_signals.words_same, 1),
    Signal("words_equal", name_signals.words_equal, 0),
    Signal("weakest", name_signals.weakest, 1),
    Signal("strongest", name_signals.strongest, 1),
    Signal("second", name_signals.second, 1),
    Signal("rarest_agreed", name_signals.rarest_agreed, 1),
    Signal("rarest_alone", name_signals.rarest_alone, -1),
    Signal("initials", name_signals.initials, 0),
    Signal("initials_against", name_signals.initials_against, -1),
    Signal("fewest_words", name_signals.fewest_words, 0),
    Signal("most_words", name_signals.most_words, 0),
    Signal("ends_straight", name_signals.ends_straight, 1),
    Signal("ends_crossed", name_signals.ends_crossed, 0),
    Signal("last_words", name_signals.last_words, 1),
    Signal("first_words", name_signals.first_words, 1),
    Signal("family_names", name_signals.family_names, 0),
    Signal("given_names", name_signals.given_names, 0),
    Signal("crossed_parts", name_signals.crossed_parts, 0),
    Signal("whole", name_signals.whole, 0),
    Signal("sorted_whole", name_signals.sorted_whole, 0),
    Signal("part_of_whole", name_signals.part_of_whole, 0),
    Signal("run_of_whole", name_signals.run_of_whole, 0),
    Signal("written", name_signals.written, 0),
    Signal("written_set", name_signals.written_set, 0),
    Signal("among", name_signals.among, 0),
    Signal("scripts", name_signals.scripts, 0),
    Signal("mean_alike", name_signals.mean_alike, 1),
    Signal("rarity_of_shorter", name_signals.rarity_of_shorter, 0),
    Signal("out_of_order", name_signals.out_of_order, 0),
    Signal("led_by_another", name_signals.led_by_another, -1),
    Signal("consonants_cover_low", consonant_signals.consonants_cover_low, 0),
    Signal("consonants_cover_high", consonant_signals.consonants_cover_high, 0),
    Signal("consonants_agreed", consonant_signals.consonants_agreed, 0),
    Signal("consonants_weakest", consonant_signals.consonants_weakest, 0),
    Signal("consonants_apart", consonant_signals.consonants_apart, 0),
    Signal("consonants_whole", consonant_signals.consonants_whole, 0),
    Signal("consonants_within", consonant_signals.consonants_within, 0),
    Signal("letters_alone_both", rest_signals.letters_alone_both, 0),
    Signal("letters_alone_most", rest_signals.letters_alone_most, 0),
    Signal("letters_agreed", rest_signals.letters_agreed, 0),
    Signal("rest_alike", rest_signals.rest_alike, 0),
    Signal("rest_initials_differ", rest_signals.rest_initials_differ, 0),
    Signal("begins_alike", rest_signals.begins_alike, 0),
    Signal("ends_alike", rest_signals.ends_alike, 0),
    Signal("known_apart", answer_signals.known_apart, 0),
    Signal("known_otherwise", answer_signals.known_otherwise, 0),
    Signal("begins_otherwise", answer_signals.begins_otherwise, 0),
    Signal("lengths_apart", answer_signals.lengths_apart, 0),
    Signal("letters_changed", answer_signals.letters_changed, 0),
)

PARTS: tuple[Signal, ...] = (
    Signal("family_agreed", part_signals.family_agreed, 0),
    Signal("family_left_over_both", part_signals.family_left_over_both, 0),
    Signal("family_left_over_most", part_signals.family_left_over_most, 0),
    Signal("given_agreed", part_signals.given_agreed, 0),
    Signal("given_left_over_both", part_signals.given_left_over_both, 0),
    Signal("given_left_over_most", part_signals.given_left_over_most, 0),
)


OFFICES: tuple[Signal, ...] = (
    Signal("alias", office_signals.alias, 1),
    Signal("acronym", office_signals.acronym, 1),
    Signal("acronym_run", office_signals.acronym_run, 0),
    Signal("acronyms_differ", office_signals.acronyms_differ, -1),
    Signal("bare_acronym", office_signals.bare_acronym, 0),
    Signal("numbers_differ", office_signals.numbers_differ, -1),
    Signal("places_differ", office_signals.places_differ, 0),
    Signal("particular_left_over_both", office_signals.particular_left_over_both, -1),
    Signal("particular_left_over_most", office_signals.particular_left_over_most, 0),
    Signal("particular_agreed", office_signals.particular_agreed, 1),
    Signal("ideas_agreed", office_signals.ideas_agreed, 0),
    Signal("ideas_apart", office_signals.ideas_apart, -1),
    Signal("ideas_alone", office_signals.ideas_alone, 0),
    Signal("forms_alone", office_signals.forms_alone, 0),
    Signal("first_particular", office_signals.first_particular, 0),
    Signal("acronym_translated", office_signals.acronym_translated, 1),
    Signal("blend", office_signals.blend, 1),
    Signal("particular_words_alone_both", office_signals.particular_words_alone_both, 0),
    Signal("particular_words_alone_most", office_signals.particular_words_alone_most, 0),
    Signal("units_alone", office_signals.units_alone, 0),
    Signal("initials_equal", office_signals.initials_equal, 1),
)

SIGNALS: dict[str, tuple[Signal, ...]] = {"person": NAMES + PARTS, "institution": NAMES + OFFICES}


AT = {kind: {signal.name: place for place, signal in enumerate(listed)} for kind, listed in SIGNALS.items()}
"""The place of each signal among those of its kind; those of any two names have one place in both."""


def measure(batch: Batch) -> Floats:
    """(pairs, signals) the value of every signal of the batch's kind for every pair."""
    signals = SIGNALS[batch.kind]
    found = np.empty((len(signals), len(batch.alike)), dtype=np.float32)
    for row, signal in zip(found, signals, strict=True):
        row[:] = signal.measure(batch)
    if batch.kind == "person":
        lay_in_order(found, AT["person"])
    return np.ascontiguousarray(found.T)
