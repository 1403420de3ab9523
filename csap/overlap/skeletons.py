"""Phonetic skeletons: the coarse consonants of a word, in alternative readings.

For keys that survive transliteration.
"""

from functools import lru_cache
from itertools import islice, product

_CLASSES = {
    "b": "P", "p": "P", "f": "F", "v": "F", "F": "PF", "B": "PF", "w": "F_", "W": "_F",
    "t": "T", "d": "T", "T": "TS", "D": "TS", "k": "K", "q": "K", "g": "K", "K": "K", "x": "K_", "h": "_", "H": "_",
    "ĉ": "SK", "ġ": "SK", "ğ": "K_", "ĝ": "K", "s": "S", "z": "S", "S": "S", "Z": "S", "C": "S", "J": "S", "c": "S",
    "ç": "S", "X": "*", "j": "_S", "m": "M", "n": "N", "N": "N", "l": "L", "r": "R", "Ŝ": "S", "ŝ": "S_", "ť": "T_",
    "ď": "T_", "ẋ": "*", "ẑ": "S_", "ř": "R", "ĥ": "_", "Ĥ": "_", "E": "_", }  # fmt: skip
_VOWELS = frozenset("aeiouöüäåəyAYWEōēêīė")
MOST_READINGS = 4
MOST_LOOKED_AT = 256
_FIRST = {"x": ("K", "A"), "j": ("A", "S"), "w": ("F", "A")}
"""A breath or a half vowel that begins a word may be heard as a vowel (Хун and Hun, Juha and Юха, Watts and Уоттс)."""


@lru_cache(maxsize=1 << 17)
def skeletons(heard: str) -> tuple[str, ...]:
    """Up to MOST_READINGS skeletons of sound letters, the likeliest first; never empty for a word that has a sound."""
    parts = [_weighed(letter, _readings(letter, place, heard)) for place, letter in enumerate(heard)]
    readings = islice(product(*parts), MOST_LOOKED_AT)
    likely = sorted(readings, key=lambda reading: sum(number for number, _ in reading))
    found = dict.fromkeys("".join(part for _, part in reading) for reading in likely)
    return tuple(islice(found, MOST_READINGS)) or ("",)


def _weighed(letter: str, readings: tuple[str, ...]) -> list[tuple[int, str]]:
    """Each reading with how unlikely it is: a silent last letter more so than another sound."""
    unlikely = 2 if letter in _SILENT else 1
    return [(number * unlikely, reading) for number, reading in enumerate(readings)]


_SILENT = "ŝťďẑ"


def _readings(letter: str, place: int, heard: str) -> tuple[str, ...]:
    if place == 0 and (letter in _VOWELS or letter in "hHĤ"):
        return ("A",)
    if place == 0 and letter in _FIRST:
        return _FIRST[letter]
    if letter in "Xẋ":
        return ("KS", "") if letter == "ẋ" else ("KS",)
    return tuple(c.replace("_", "") for c in _CLASSES.get(letter, "_"))
