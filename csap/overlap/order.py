"""The same words in another order are the same name: order is evidence only where something else differs, or where both
names show which is the family name (`SALEM, Mohamed` is not `MOHAMED, Salem`)."""

from collections.abc import Mapping

import numpy as np

from csap.overlap.words import Floats, Ints

IN_ORDER = {
    "out_of_order": None,
    "led_by_another": None,
    "ends_crossed": "ends_straight",
    "ends_straight": "weakest",
    "first_words": "weakest",
    "last_words": "weakest",
    "whole": "sorted_whole",
    "run_of_whole": "sorted_whole",
    "part_of_whole": "sorted_whole",
    "consonants_within": "consonants_whole",
    "begins_alike": "rarity_of_shorter",
    "ends_alike": "rarity_of_shorter",
}
"""Signals that hear the order: which other one has the value that theirs would have; None for 0."""


def lay_in_order(values: Floats, at: Mapping[str, int]) -> None:
    """Gives what hears the order, among (signals, pairs) values of people's names, the values of the same words in one
    order; `at` has the place of each signal."""
    rows = _turned(values, at)
    if len(rows):
        before = values[:, rows].copy()
        for name, other in IN_ORDER.items():
            values[at[name], rows] = before[at[other]] if other else 0


def _turned(values: Floats, at: Mapping[str, int]) -> Ints:
    same = values[at["words_same"]] == values[at["most_words"]]
    shown = (values[at["family_names"]] >= 0) | (values[at["given_names"]] >= 0)
    return np.flatnonzero(same & (values[at["out_of_order"]] > 0) & ~shown)
