"""Where a table begins: the header row under titles, the tag row, the rows that are no data. Knows words, not files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from csap.formats import hxl, vocabulary
from csap.formats.cells import Cell, Header, column_letter

Numbered = tuple[int, list[Cell]]

LOOKED_AT = 40
INSTRUCTION = re.compile(
    r"choisi|choose|select|sélection|drop.?down|liste déroulante|jj.?mm|dd.?mm|aaaa|yyyy|\bex\s?[.:]|exemple|e\.g\.|"
    r"obligatoire|mandatory|required|free text|texte libre|indiquer|specify|préciser|please|veuillez|\bfacultati|"
    r"optional|nombre entier|one per line",
    re.IGNORECASE,
)
TOTAL = re.compile(r"\s*(grand |sous[- ]?|sub[- ]?)?(total|totaux)( g[ée]n[ée]ral)?\s*:?\s*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """What stands above the data: `at` and `last` are row numbers: of the header, and the last one before data."""

    at: int
    last: int
    headers: list[Header]
    above: int
    instructions: int
    likeness: float

    def is_data(self, number: int, cells: Sequence[Cell]) -> bool:
        """False above the data, for the header pasted again and for a line of totals."""
        return number > self.last and not self._repeats(cells) and not is_total(cells)

    def _repeats(self, cells: Sequence[Cell]) -> bool:
        alike = all(text_of(cell) == each.text for cell, each in zip(cells, self.headers, strict=False))
        return alike and 1 < len(cells) <= len(self.headers) < len(cells) + 3


def find_heading(head: Sequence[Numbered]) -> Heading | None:
    """The header among the first rows of a sheet; None when nothing looks like one."""
    if not head:
        return None
    tags = next((index for index, (_, cells) in enumerate(head) if hxl.is_tag_row(cells)), None)
    if tags is not None:
        above = tags - 1 if tags and tag_row_belongs(head, tags) else tags
        return build(head, above, tags)
    best = max(range(len(head)), key=lambda index: (likeness(head, index), -index))
    return build(head, best, None) if likeness(head, best) > 0 else None


def tag_row_belongs(head: Sequence[Numbered], tags: int) -> bool:
    """Whether the row above the tags is their header: text, and about as wide."""
    filled = [cell for cell in head[tags - 1][1] if isinstance(cell, str)]
    return len(filled) * 2 >= sum(cell is not None for cell in head[tags][1])


def likeness(head: Sequence[Numbered], index: int) -> float:
    """How much a row looks like a header: known headings count most; numbers and long texts against it."""
    cells = head[index][1]
    filled = [cell for cell in cells if cell is not None]
    texts = [cell for cell in filled if isinstance(cell, str)]
    if len(texts) < min(2, width(head)) or len(texts) * 2 < len(filled):
        return 0.0
    known = sum(is_known(text) for text in set(texts))
    distinct = len(set(texts)) / len(filled)
    share = len(filled) / max(width(head), 1)
    odd = sum(len(text) > 150 and "\n" not in text for text in texts) + len(filled) - len(texts)
    return max(known * 3 + distinct * share * 4 - odd * 2 + 0.01, 0.0) if known or share > 0.4 else 0.0


def is_known(text: str) -> bool:
    return not vocabulary.known_names().isdisjoint(vocabulary.readings(text))


def width(head: Sequence[Numbered]) -> int:
    """The usual width of the rows: the widest but for a stray one."""
    filled = sorted(sum(cell is not None for cell in cells) for _, cells in head)
    return filled[-2] if len(filled) > 3 else filled[-1]


def build(head: Sequence[Numbered], index: int, tags: int | None) -> Heading:
    number, cells = head[index]
    tag_cells: list[Cell] = head[tags][1] if tags is not None else []
    columns = max(len(cells), len(tag_cells), max(len(row) for _, row in head[index:]))
    headers = [header(cells, tag_cells, column) for column in range(columns)]
    after = (tags if tags is not None else index) + 1
    instructions = 0
    while after + instructions < len(head) - 1 and is_instruction(head[after + instructions][1]):
        instructions += 1
    last = head[after + instructions - 1][0]
    return Heading(number, last, headers, index, instructions, likeness(head, index) + (20 if tags is not None else 0))


def header(cells: Sequence[Cell], tags: Sequence[Cell], column: int) -> Header:
    tag = text_of(tags[column]) if column < len(tags) else ""
    text = text_of(cells[column]) if column < len(cells) else ""
    return Header("" if hxl.parts(text)[0] else text, tag if hxl.parts(tag)[0] else "", column_letter(column))


def text_of(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def is_instruction(cells: Sequence[Cell]) -> bool:
    """A row that tells people how to fill in the sheet: most of its texts do, and no date or number stands in it."""
    filled = [cell for cell in cells if cell is not None]
    telling = sum(isinstance(cell, str) and bool(INSTRUCTION.search(cell)) for cell in filled)
    return telling >= 2 and telling * 2 >= len(filled) and all(isinstance(cell, str) for cell in filled)


def is_total(cells: Sequence[Cell]) -> bool:
    first = next((cell for cell in cells if cell is not None), None)
    return isinstance(first, str) and bool(TOTAL.match(first))
