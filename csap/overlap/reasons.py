"""Puts into words what the signals measured: which words agree and how, what is left over, what else was known."""

import numpy as np

from csap.overlap.joins import ACRONYM
from csap.overlap.matches import Reason
from csap.overlap.scoring import Scores
from csap.overlap.signals import AT
from csap.overlap.tokens import Name, Token
from csap.overlap.words import FAMILY_SIMILARITY, INITIAL_SIMILARITY
from csap.wording import N_

_RARE = 0.72
_COMMON = 0.5
_GOOD = 0.6
_LED = AT["person"]["led_by_another"]


def of_names(scores: Scores, row: int, kind: str) -> list[Reason]:
    """Why two names are, or are not, taken for one."""
    batch = scores.batch
    left, right = batch.names[batch.at_left[row]], batch.names[batch.at_right[row]]
    side = batch.left
    answered = zip(left.tokens, side.answer[row].tolist(), side.alike[row].tolist(), strict=False)
    answers = [(token, right.tokens[j], alike) for token, j, alike in answered if j >= 0]
    good = [(a, b, s) for a, b, s in answers if s >= _GOOD]
    alone = _alone(left.tokens, [a for a, _, _ in good]), _alone(right.tokens, [b for _, b, _ in good])
    shortened = [(a, b, s) for a, b, s in answers if _shortens(a, b, s)] if kind != "person" else []
    good = [each for each in good if each not in shortened]
    letters = _acronym(left, right) if kind != "person" else ""
    found = _shortening(shortened, letters) + _agreeing(good, alone, kind) + ([] if letters else _lonely(*alone))
    if good and not any(alone) and side.answer[row, 0] != 0 and len(left.tokens) > 1:
        found.append(Reason("order", N_("the words come in another order")))
    if left.known_as and left.known_as == right.known_as:
        found = [Reason("known", N_("both are names of %(name)s"), {"name": left.known_as})]
    shared = left.titles & right.titles
    if shared:
        found.append(Reason("titles", N_("both carry “%(titles)s”"), {"titles": " ".join(sorted(shared))}))
    if kind == "person" and scores.values[row, _LED]:
        found.append(Reason("led", N_("one begins with another given name, as a child’s does"), favours=False))
    if kind == "person" and good:
        found += _rarity(float(side.word_weight[row].max()), good, bool(batch.counted))
    return found


def _shortens(one: Token, other: Token, alike: float) -> bool:
    """One word is the acronym of neighbouring words of the other, as the batch laid them out."""
    short, long = sorted((one.word, other.word), key=len)
    return alike in _F32_ACRONYM and len(short) < len(long) and (short[0] == long[0] or long[0] in short)


def _acronym(left: Name, right: Name) -> str:
    """The acronym that one of them shows and the initials of the other are."""
    for short, long in ((left, right), (right, left)):
        fitting = short.acronyms & ({i for i in long.initials if len(i) > 1} | long.acronyms)
        if fitting and len(short.tokens) == 1:
            return max(fitting).upper()
    return ""


def _shortening(found: list[tuple[Token, Token, float]], letters: str) -> list[Reason]:
    if letters:
        return [Reason("acronym", N_("an acronym of the other: %(letters)s"), {"letters": letters})]
    short = sorted({min((a.word, b.word), key=len).upper() for a, b, _ in found})
    return (
        [Reason("acronym", N_("one shortens words of the other: %(words)s"), {"words": ", ".join(short)})]
        if short
        else []
    )


def _alone(tokens: tuple[Token, ...], answered: list[Token]) -> list[str]:
    return [t.word for t in tokens if t not in answered]


def _agreeing(good: list[tuple[Token, Token, float]], alone: tuple[list[str], list[str]], kind: str) -> list[Reason]:
    same = [a.word for a, b, s in good if s == 1.0]
    related = [_pair(a, b) for a, b, s in good if s == _F32_FAMILY]
    initial = [_pair(a, b) for a, b, s in good if s == _F32_INITIAL and (a.initial or b.initial)]
    heard = [_pair(a, b) for a, b, s in good if s != 1.0 and _pair(a, b) not in related + initial]
    across = any(a.script != b.script for a, b, _ in good)
    found = []
    if same and not (related or initial or heard) and not any(alone):
        found.append(Reason("same name", N_("the same name: %(words)s"), {"words": " ".join(same)}))
    elif same:
        found.append(Reason("same words", N_("the same words: %(words)s"), {"words": ", ".join(same)}))
    if heard:
        message = N_("agree after transliteration: %(words)s") if across else N_("sound alike: %(words)s")
        found.append(Reason("heard", message, {"words": ", ".join(heard)}))
    if related:
        message = N_("spellings of one name: %(words)s") if kind == "person" else N_("mean the same: %(words)s")
        found.append(Reason("related", message, {"words": ", ".join(related)}))
    if initial:
        found.append(Reason("initial", N_("the initial fits: %(words)s"), {"words": ", ".join(initial)}))
    return found


def _pair(one: Token, other: Token) -> str:
    return f"{one.word} ~ {other.word}"


_F32_FAMILY = float(np.float32(FAMILY_SIMILARITY))
_F32_ACRONYM = tuple(float(np.float32(alike)) for alike in ACRONYM.values())
_F32_INITIAL = float(np.float32(INITIAL_SIMILARITY))


def _lonely(left: list[str], right: list[str]) -> list[Reason]:
    if left and right:
        params = {"left": " ".join(left), "right": " ".join(right)}
        return [Reason("left over", N_("“%(left)s” and “%(right)s” don’t fit each other"), params, favours=False)]
    if left or right:
        return [
            Reason(
                "only one", N_("only one of them has “%(words)s”"), {"words": " ".join(left or right)}, favours=False
            )
        ]
    return []


def _rarity(rarest: float, good: list[tuple[Token, Token, float]], counted: bool) -> list[Reason]:
    if rarest >= _RARE and len(good) > 1 and counted:
        return [Reason("rare", N_("the name is rare"))]
    if rarest <= _COMMON:
        return [Reason("common", N_("the name is common"), favours=False)]
    return []
