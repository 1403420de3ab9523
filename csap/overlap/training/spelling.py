"""Learns what it costs to read one sound letter as another, from words of names that are known to be the same.

Words are paired by the costs so far, letters of paired words by the cheapest edits, and both are counted anew: a few
rounds of
hard expectation and maximisation. A cost is how much less likely the two letters are to answer each other than to
answer themselves, against chance (pointwise mutual information); frequent letters, vowels above all, so weigh less.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from csap.overlap.alignment import Batch
from csap.overlap.letters import NOTHING, Costs, read
from csap.overlap.parse import parse
from csap.overlap.rarity import Rarity
from csap.overlap.training.first_letters import rows as first_rows

ROUNDS = 3
SMOOTHING = 8.0
CHANCE_OF_NOTHING = 0.5
ALIKE = 0.5

Pair = tuple[str, str]


def learned(pairs: Sequence[Pair]) -> list[list[str]]:
    """Rows of letters.csv learned from pairs of names of the same person."""
    words = Counter(_words(pairs))
    costs = read(first_rows())
    for _ in range(ROUNDS):
        counts: Counter[Pair] = Counter()
        for (one, other), times in words.items():
            counts.update({edit: min(times, 5) for edit in set(edits(one, other, costs))})
        costs = read(_rows(counts, costs))
    return _rows(counts, costs)


def _words(pairs: Sequence[Pair]) -> Iterable[Pair]:
    """Words of two names that answer each other and are not written the same."""
    names = {name: n for n, name in enumerate(dict.fromkeys(n for pair in pairs for n in pair))}
    parsed = [parse("person", name) for name in names]
    places = tuple(np.array([names[p[side]] for p in pairs], dtype=np.intp) for side in (0, 1))
    batch = Batch(parsed, (places[0], places[1]), "person", Rarity())
    side = batch.left
    for row, (i, j) in enumerate(zip(*places, strict=True)):
        for place, answer in enumerate(side.answer[row][: len(parsed[i].tokens)]):
            if answer >= 0 and side.alike[row, place] >= ALIKE:
                one, other = parsed[i].tokens[place], parsed[j].tokens[answer]
                if one.word != other.word and not one.initial and not other.initial:
                    yield one.sounds, other.sounds


def edits(one: str, other: str, costs: Costs) -> list[Pair]:
    """The cheapest way to read one word as the other: pairs of letters, NOTHING for a letter left out."""
    left, right = [costs.codes[c] for c in one], [costs.codes[c] for c in other]
    best = np.zeros((len(left) + 1, len(right) + 1))
    best[1:, 0] = np.cumsum(costs.between[left, 0])
    best[0, 1:] = np.cumsum(costs.between[0, right])
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            ways = (
                best[i, j] + costs.between[a, b],
                best[i, j + 1] + costs.between[a, 0],
                best[i + 1, j] + costs.between[0, b],
            )
            best[i + 1, j + 1] = min(ways)
    found, i, j = [], len(left), len(right)
    while i or j:
        if (
            i
            and j
            and math.isclose(best[i, j], best[i - 1, j - 1] + costs.between[left[i - 1], right[j - 1]], abs_tol=1e-6)
        ):
            i, j = i - 1, j - 1
            found.append((one[i], other[j]))
        elif i and math.isclose(best[i, j], best[i - 1, j] + costs.between[left[i - 1], 0], abs_tol=1e-6):
            i -= 1
            found.append((one[i], NOTHING))
        else:
            j -= 1
            found.append((NOTHING, other[j]))
    return found


def _rows(counts: Counter[Pair], before: Costs) -> list[list[str]]:
    both: Counter[Pair] = Counter()
    for (one, other), times in counts.items():
        both[min(one, other), max(one, other)] += times
    letters = sorted(before.codes)
    single = Counter(dict.fromkeys(letters, SMOOTHING))
    for (one, other), times in both.items():
        for letter in (one, other):
            if letter != NOTHING:
                single[letter] += times
    total = sum(single.values())
    alone = {a: _alone(a, both, single) for a in letters}
    own = {a: math.log(total / single[a]) for a in letters}
    unit = sum(own[a] / 2 + alone[a] for a in "bdgklmnprst") / 11
    rows = [[NOTHING, a, f"{(own[a] / 2 + alone[a]) / unit:.3f}"] for a in letters]
    for one in letters:
        for other in letters:
            cost = _between(one, other, both, single, total, own) / unit
            if one < other and cost < (own[one] / 2 + alone[one] + own[other] / 2 + alone[other]) / unit:
                rows.append([one, other, f"{max(cost, 0.02):.3f}"])
    return rows


def _alone(letter: str, both: Counter[Pair], single: Counter[str]) -> float:
    left_out = both[min(letter, NOTHING), max(letter, NOTHING)] + 0.1 * SMOOTHING
    return -math.log(left_out / (single[letter] + SMOOTHING) / CHANCE_OF_NOTHING)


def _between(
    one: str, other: str, both: Counter[Pair], single: Counter[str], total: float, own: dict[str, float]
) -> float:
    times = both[one, other] / 2 + 0.02 * SMOOTHING
    chance = single[one] * single[other] / total
    return (own[one] + own[other]) / 2 - math.log(times / chance)
