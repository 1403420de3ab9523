"""Where a running text seems to name a person: a title with a name ("Colonel Testa"), or words that look like a name.

It knows texts only, no contacts, and so says the same to everybody. A family name alone, and names in lower case, are
not seen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from csap.overlap.ideas import offices
from csap.overlap.lexicon import families
from csap.overlap.names import person
from csap.overlap.sounds import fold
from csap.overlap.titles import marks
from csap.overlap.tokens import Name

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")


def _each(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _each(
    """mr mrs ms miss dr prof professor professeur monsieur madame mademoiselle mme mlle colonel col lieutenant lt ltcol
    captain capt capitaine cne sergeant sergent sgt adjudant corporal caporal brigadier brig sheikh cheikh sheik hajj
    hadj elhadj alhaji maitre ambassador ambassadeur ambassadrice senator senateur judge juge minister ministre"""
)
"""Titles that a name follows; ranks that name offices too, such as "Commissioner" and "General", only join these."""
_JOINS = _each("el ul al de da do dos del della di du von van der den ten ter af ould wuld uld ag bin ben ibn bint bt")
LONGEST = 4
"""Words of a name, at most."""
MOST = 400
"""Names that are looked for in one text."""


@dataclass(frozen=True)
class Mention:
    """A part of a text that may name a person; `titled` where a title stands before the name, and is part of it."""

    start: int
    end: int
    name: Name
    titled: bool = False

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int
    dotted: bool

    @property
    def folded(self) -> str:
        return fold(self.text).replace("'", "")

    @property
    def capital(self) -> bool:
        """A capital letter, or a letter of a script that has none."""
        return not self.text[0].islower()

    @property
    def title(self) -> bool:
        if self.text == "M":
            return self.dotted
        if "-" in self.text:
            return all("rank" in marks(part) for part in self.text.split("-"))
        return self.folded in _TITLES and not (len(self.text) < 4 and self.text.isupper())

    @property
    def joins(self) -> bool:
        """A small word within a name: de, ould, ben."""
        return self.folded in _JOINS

    @property
    def common(self) -> bool:
        """A word of offices, ranks and institutions, which is no name."""
        return self.folded in offices() or "rank" in marks(self.text) or self.folded in _TITLES


def titled(text: str) -> list[Mention]:
    """Names with a title before them, and names with a given name that is known, in the order of the text."""
    found: list[Mention] = []
    for run in _runs(text):
        found += _after_title(text, run) or _given(text, run)
    return found


def likely(text: str) -> list[Mention]:
    """Whatever could be somebody's name: two to four words beside each other that are written like one."""
    found: list[Mention] = []
    for run in _runs(text):
        for first, word in enumerate(run):
            if word.capital and not word.title:
                found += _from(text, run[first:])
    return found[:MOST]


def _from(text: str, run: list[_Word]) -> list[Mention]:
    counts = [n for n in range(2, LONGEST + 1) if n <= len(run) and run[n - 1].capital]
    return [_mention(text, run[:n]) for n in counts if not all(word.common for word in run[:n])]


def _runs(text: str) -> Iterator[list[_Word]]:
    """Words beside each other that are written like a name or join one."""
    run: list[_Word] = []
    end = 0
    for match in _WORD.finditer(text):
        dotted = text[match.end() : match.end() + 1] == "."
        word = _Word(match[0], match.start(), match.end(), dotted)
        apart = bool(text[end : word.start].strip(" \xa0\u202f")) and not _abbreviated(text, run, word)
        if run and (apart or not (word.capital or word.title or word.joins)):
            yield run
            run = []
        if word.capital or word.title or (run and word.joins):
            run.append(word)
        end = word.end
    if run:
        yield run


def _abbreviated(text: str, run: list[_Word], word: _Word) -> bool:
    """Whether only the dot of a short title stands between: "Col. Testa"."""
    return bool(run) and run[-1].title and text[run[-1].end : word.start].strip(" \xa0\u202f") == "."


def _after_title(text: str, run: list[_Word]) -> list[Mention]:
    for at, word in enumerate(run):
        if not word.title:
            continue
        rest = at + 1
        while rest < len(run) and run[rest].common:
            rest += 1
        name = _name(run[rest:])
        if name and (rest == at + 1 or all("rank" in marks(each.text) for each in run[at + 1 : rest])):
            return [replace(_mention(text, run[at : rest + len(name)]), titled=True)]
    return []


def _given(text: str, run: list[_Word]) -> list[Mention]:
    """From the given name on; from the word before it where it stands last."""
    for at, word in enumerate(run):
        if word.capital and not word.common and word.folded in families():
            name = _name(run[at:])
            if sum(each.capital for each in name) < 2 and at and not run[at - 1].common:
                name = run[at - 1 : at + 1]
            if sum(each.capital for each in name) > 1:
                return [_mention(text, name)]
    return []


def _name(run: list[_Word]) -> list[_Word]:
    """The words of a name at the beginning of these."""
    found: list[_Word] = []
    for word in run[: LONGEST + 1]:
        if word.common:
            break
        found.append(word)
    while found and not found[-1].capital:
        found.pop()
    return found


def _mention(text: str, run: list[_Word]) -> Mention:
    return Mention(run[0].start, run[-1].end, person(text[run[0].start : run[-1].end]))


def same(mentioned: Name, known: Name) -> bool:
    """Whether a name of two words or more is mentioned: each of its words, as it is heard, in any order."""
    heard = {token.sounds or token.word for token in mentioned.tokens}
    wanted = {token.sounds or token.word for token in known.tokens}
    return len(wanted) > 1 and wanted <= heard
