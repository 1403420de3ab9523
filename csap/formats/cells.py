"""The plain types that pass between files and the rest: cells, rows, headers, limits. No reading and no writing."""

from dataclasses import dataclass
from datetime import date, datetime

Cell = str | date | datetime | float | None


@dataclass(frozen=True)
class Limits:
    """How much of a file is taken; beyond it the reader stops with a TableProblem. Sizes are in bytes."""

    file_bytes: int = 25_000_000
    inflated_bytes: int = 150_000_000
    inflation: int = 250
    entries: int = 5_000
    sheets: int = 60
    rows: int = 50_000
    columns: int = 400
    cell_characters: int = 32_767


@dataclass(frozen=True)
class Header:
    """One column as its sheet names it. `hxl_tag` is "" without a tag row; `column_letter` is the spreadsheet's."""

    text: str
    hxl_tag: str
    column_letter: str


@dataclass(frozen=True)
class Row:
    """One line of data. `number` counts from 1 as the spreadsheet shows it; there is one cell per header."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class SheetChoice:
    """A sheet of the workbook that could be read instead; `likeness` is 0 for one that holds no table we know."""

    name: str
    hidden: bool
    columns: int
    likeness: float


def column_letter(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """A -> 0, Z -> 25, AA -> 26; only capital letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def as_text(cell: Cell) -> str:
    """A cell as a person would type it: whole numbers without a point, dates in ISO 8601, blank for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return cell.isoformat() if isinstance(cell, date) else cell
