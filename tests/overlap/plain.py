"""The arithmetic of signals once more, pair by pair and word by word in plain Python: what the arrays must come to."""

from csap.overlap.ideas import FIRST_IDEA, forms, telling
from csap.overlap.letters import LENGTH
from csap.overlap.name_signals import _PATRONYMIC

LAST_UNKNOWN = 9.0


def likeness(costs, one, other):
    """Of two words by the letters they sound of: the cheapest edits, letter by letter."""
    ours, theirs = ([costs.codes[c] for c in word[:LENGTH] if c in costs.codes] for word in (one, other))
    row = [0.0]
    for b in theirs:
        row.append(row[-1] + costs.between[0, b])
    for a in ours:
        above, row = row, [row[0] + costs.between[a, 0]]
        for place, b in enumerate(theirs):
            row.append(
                min(
                    above[place + 1] + costs.between[a, 0],
                    above[place] + costs.between[a, b],
                    row[-1] + costs.between[0, b],
                )
            )
    whole = sum(costs.between[c, 0] for c in (*ours, *theirs))
    return max(0.0, 1 - 2 * row[-1] / max(whole, 1e-6)) ** 0.6


def answers(alike, faint):
    """Each word's partner and likeness, likest first, where no words are run together."""
    left, right = {}, {}
    every = [(-alike[i][j], i, j) for i in range(len(alike)) for j in range(len(alike[0]))]
    for minus, i, j in sorted(every):
        if -minus > faint and i not in left and j not in right:
            left[i], right[j] = (j, -minus), (i, -minus)
    return left, right


class Side:
    """One side of one pair, word by word."""

    def __init__(self, side, row, name):
        words = range(len(name.tokens))
        self.tokens = name.tokens
        self.alike = [float(side.alike[row, n]) for n in words]
        self.weight = [float(side.weight[row, n]) for n in words]
        self.written = [float(side.word_weight[row, n]) for n in words]
        self.answer = [int(side.answer[row, n]) for n in words]
        self.part = [int(side.part[row, n]) for n in words]
        self.initial = [len(t.word) == 1 for t in name.tokens]

    def added(self, value):
        return sum(value(n) for n in range(len(self.tokens)))

    def count(self, test):
        return self.added(lambda n: bool(test(n)))

    def rarest(self, test):
        return max((self.weight[n] for n in range(len(self.tokens)) if test(n)), default=0.0)


def signals(batch, row):
    """The values of the signals that are worked out over words, by name."""
    names = batch.names[batch.at_left[row]], batch.names[batch.at_right[row]]
    one, other = Side(batch.left, row, names[0]), Side(batch.right, row, names[1])
    alike = batch.alike[row].tolist()

    def least(value):
        return min(value(one), value(other))

    def most(value):
        return max(value(one), value(other))

    def share(s):
        return s.added(lambda n: s.weight[n] * s.alike[n] ** 2) / max(sum(s.weight), 1e-6)

    def left_over(s):
        return s.added(lambda n: s.weight[n] * (1 - s.alike[n]) * (not s.initial[n]))

    def alone(s):
        return s.count(lambda n: s.alike[n] < 0.7 and not s.initial[n])

    def agreeing(s, weights):
        return s.added(lambda n: weights[n] * s.alike[n] ** 4)

    def mean(s):
        answered = [a for a in s.alike if a > 0]
        return sum(answered) / max(len(answered), 1)

    def corner(left, right):
        return alike[max(len(one.tokens) - 1, 0) * left][max(len(other.tokens) - 1, 0) * right]

    def marked(mine, theirs):
        pairs = [(i, j) for i, p in enumerate(one.part) for j, q in enumerate(other.part) if (p, q) == (mine, theirs)]
        return max((alike[i][j] for i, j in pairs), default=None)

    def worst(s):
        return min(s.alike, default=LAST_UNKNOWN)

    counts = len(one.tokens), len(other.tokens)
    family, given, crossed = marked(1, 1), marked(2, 2), [marked(1, 2), marked(2, 1)]
    placed = [(a, b) for n, a in enumerate(one.answer) for b in one.answer[n + 1 :]]
    found = {
        "cover_low": least(share),
        "cover_high": most(share),
        "agreed": least(lambda s: agreeing(s, s.weight)),
        "agreed_as_written": least(lambda s: agreeing(s, s.written)),
        "left_over_both": least(left_over),
        "left_over_most": most(left_over),
        "words_alone_both": least(alone),
        "words_alone_most": most(alone),
        "patronymics_alone": most(
            lambda s: s.count(lambda n: _PATRONYMIC.search(s.tokens[n].sounds) and s.alike[n] < 0.6)
        ),
        "words_agreed": least(lambda s: s.count(lambda n: s.alike[n] >= 0.8)),
        "words_same": least(lambda s: s.count(lambda n: s.alike[n] >= 0.94)),
        "words_equal": least(lambda s: s.count(lambda n: s.alike[n] >= 1)),
        "weakest": least(worst) if counts[0] == counts[1] else worst(one if counts[0] < counts[1] else other),
        "strongest": max(one.alike, default=0.0),
        "second": least(lambda s: sorted([0.0, 0.0, *s.alike])[-2]),
        "rarest_agreed": least(lambda s: s.rarest(lambda n: s.alike[n] >= 0.85)),
        "rarest_alone": least(lambda s: s.rarest(lambda n: s.alike[n] < 0.6 and not s.initial[n])),
        "initials": sum(s.count(lambda n, s=s: s.initial[n] and s.alike[n] > 0) for s in (one, other)),
        "initials_against": sum(s.count(lambda n, s=s: s.initial[n] and s.alike[n] == 0) for s in (one, other)),
        "fewest_words": min(counts),
        "most_words": max(counts),
        "ends_straight": min(corner(0, 0), corner(1, 1)),
        "ends_crossed": min(corner(0, 1), corner(1, 0)),
        "last_words": corner(1, 1),
        "first_words": corner(0, 0),
        "family_names": -1 if family is None else family,
        "given_names": -1 if given is None else given,
        "crossed_parts": max(each or 0 for each in crossed),
        "mean_alike": least(mean),
        "rarity_of_shorter": least(lambda s: sum(s.weight)),
        "out_of_order": sum(a > b >= 0 for a, b in placed),
    }
    return found | (_of_offices(one, other, alike) if batch.kind == "institution" else {})


def _of_offices(one, other, alike):
    def general(token):
        return any(f >= FIRST_IDEA for f in token.families)

    def particular(s, of):
        return s.added(lambda n: s.weight[n] * of(s.alike[n]) * (not general(s.tokens[n])))

    def alone(s, ideas):
        return s.count(lambda n: s.tokens[n].families & ideas and s.alike[n] < 0.6)

    def first(s):
        return next((n for n, t in enumerate(s.tokens) if not general(t)), None)

    sides, firsts = (one, other), (first(one), first(other))
    return {
        "particular_left_over_both": min(particular(s, lambda a: 1 - a) for s in sides),
        "particular_left_over_most": max(particular(s, lambda a: 1 - a) for s in sides),
        "particular_agreed": min(particular(s, lambda a: a**4) for s in sides),
        "ideas_agreed": min(s.count(lambda n, s=s: 0.949 < s.alike[n] < 0.951) for s in sides),
        "ideas_apart": min(alone(s, telling()) for s in sides),
        "ideas_alone": max(alone(s, telling()) for s in sides),
        "forms_alone": max(alone(s, forms()) for s in sides),
        "first_particular": -1 if None in firsts else alike[firsts[0]][firsts[1]],
    }
