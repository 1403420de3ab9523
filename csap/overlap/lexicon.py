"""Reads the term files that people may extend: titles, particles, spelling families, institution words.

No decisions.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from csap.overlap.sounds import fold

TERMS = Path(__file__).parent / "terms"


def lines(name: str) -> Iterator[tuple[str, str]]:
    """(section, line) of a term file; comments and blank lines left out."""
    section = ""
    for line in (TERMS / name).read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            section = text[1:-1]
        elif text and not text.startswith("#"):
            yield section, text


@cache
def words(name: str) -> dict[str, frozenset[str]]:
    """Folded word -> the first words of its sections (rank, honorific, role ...), with `weak` where marked."""
    found: dict[str, set[str]] = {}
    for section, line in lines(name):
        marks = {section.split()[0] if not section.startswith("joins") else "joins"} | ({"weak"} & set(section.split()))
        for word in line.split():
            for form in {fold(word), fold(word).replace("-", "")}:
                found.setdefault(form, set()).update(marks)
    return {word: frozenset(marks) for word, marks in found.items()}


@cache
def families() -> dict[str, frozenset[int]]:
    """Folded spelling -> numbers of the spelling families it belongs to; a line's first word names its family."""
    found: dict[str, set[int]] = {}
    numbers: dict[str, int] = {}
    for _, line in lines("families.txt"):
        number = numbers.setdefault(line.split()[0], len(numbers))
        for word in line.split():
            found.setdefault(fold(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}
