"""A name in parts: its words with everything that comparing needs, worked out once per word and kept. Pure."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from csap.overlap.lexicon import families
from csap.overlap.skeletons import skeletons
from csap.overlap.sounds import fold, one_script, script, sounds

MOST_TOKENS = 8
NO_FAMILIES: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Token:
    """A word: as written (folded), as heard, its phonetic skeletons (first one the likeliest) and spelling families."""

    word: str
    sounds: str
    skeletons: tuple[str, ...]
    families: frozenset[int]
    script: str
    mask: int

    @property
    def initial(self) -> bool:
        return len(self.word) == 1

    @property
    def number(self) -> bool:
        return self.word.isdigit()


class Name(NamedTuple):
    """`places` says of each token: 1 family name, 2 given name, 0 not known. `titles` are folded words.

    `acronyms` and `initials` (with and without small words) are an institution's; `known_as` is its
    full name where an alias of it is confirmed.
    """

    tokens: tuple[Token, ...]
    places: tuple[int, ...]
    titles: frozenset[str] = frozenset()
    role: str = ""
    filiation: bool = False
    acronyms: frozenset[str] = frozenset()
    initials: tuple[str, ...] = ()
    known_as: str = ""


@lru_cache(maxsize=1 << 17)
def token(word: str) -> Token:
    """The token of one written word; the same object for the same word while it is remembered."""
    word = one_script(word)
    folded = fold(word).replace("'", "").replace('"', "")
    heard = sounds(word) or (folded if folded.isdigit() else "")
    found = skeletons(heard) if heard and not folded.isdigit() else (folded,)
    return known_token(_SEPARATOR.join((folded, heard, "|".join(found), script(word))))


def kept(token: Token) -> str:
    """A token in one line of text."""
    return _SEPARATOR.join((token.word, token.sounds, "|".join(token.skeletons), token.script))


@lru_cache(maxsize=1 << 17)
def known_token(line: str) -> Token:
    """The token that `kept` wrote; the same object as `token` gives."""
    folded, heard, skeletons, script = line.split(_SEPARATOR)
    found = tuple(skeletons.split("|"))
    return Token(folded, heard, found, families().get(folded, NO_FAMILIES), script, _mask("".join(found)))


_SEPARATOR = "\t"


def _mask(letters: str) -> int:
    bits = 0
    for letter in letters:
        bits |= 1 << (ord(letter) % 31)
    return bits
