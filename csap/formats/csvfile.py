"""A CSV file from a stranger: which encoding, which separator, then its records. No types: every cell is text."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from charset_normalizer import from_bytes

from csap.formats.cells import Cell, Limits
from csap.formats.problems import TableProblem
from csap.formats.xlsxrows import tidy
from csap.wording import N_, Words

SEPARATORS = ",;\t|"
LEGACY = ["cp1252", "cp1251", "cp1256"]
SAMPLE = 200_000
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Text:
    """The decoded file: `encoding` as Python calls it, `separator` one character, `skip` lines before the records."""

    data: bytes
    encoding: str
    separator: str
    skip: int

    def records(self, limits: Limits) -> Iterator[tuple[int, list[Cell]]]:
        """(record number from 1, cells) of every record with something in it."""
        stream = io.TextIOWrapper(io.BytesIO(self.data), encoding=self.encoding, errors="replace", newline="")
        for number, record in enumerate(self._parsed(stream, limits), 1):
            if number > self.skip and (cells := plain(record, limits)):
                yield number, cells

    def _parsed(self, stream: io.TextIOWrapper, limits: Limits) -> Iterator[list[str]]:
        reader = csv.reader(without_nulls(stream), delimiter=self.separator)
        try:
            yield from reader
        except csv.Error:
            raise TableProblem(
                Words(
                    N_("Near line %(line)s a quotation mark is opened and not closed, or a cell is far too long."),
                    {"line": reader.line_num},
                )
            ) from None


def open_text(data: bytes) -> Text:
    """Encoding and separator of a CSV file. Raises TableProblem for what is no text."""
    encoding = find_encoding(data)
    start = codecs.getincrementaldecoder(encoding)(errors="replace").decode(data[:SAMPLE]).lstrip("\ufeff")
    if binary(start):
        raise TableProblem(Words(N_("This is neither a workbook nor a text file. Send .xlsx or CSV.")))
    line = start.partition("\n")[0].strip().strip('"').lower()
    if line.startswith("sep=") and len(line) == 5 and line[4] in SEPARATORS:
        return Text(data, encoding, line[4], skip=1)
    return Text(data, encoding, find_separator(start), skip=0)


def find_encoding(data: bytes) -> str:
    """By byte order mark, by zero bytes, as UTF-8 when all of it is, else by what the letters look like."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return name
    if (wide := without_mark(data[:2000])) is not None:
        return wide
    try:
        decoder = codecs.getincrementaldecoder("utf-8")()
        for start in range(0, len(data), 1 << 20):
            decoder.decode(data[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return legacy(data)
    return "utf-8"


def without_mark(start: bytes) -> str | None:
    """UTF-16 that came without its mark: every other byte of Latin text is zero."""
    zeros = start[0::2].count(0), start[1::2].count(0)
    if max(zeros) < len(start) / 6:
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def legacy(data: bytes) -> str:
    """The likeliest of the 8-bit code pages that Windows saved CSV in."""
    lines = [line for line in data[: SAMPLE * 5].splitlines() if any(byte > 127 for byte in line)]
    best = from_bytes(b"\n".join(lines)[:SAMPLE], cp_isolation=LEGACY, threshold=0.5).best()
    return best.encoding if best is not None else "cp1252"


def binary(text: str) -> bool:
    """Whether decoded text is really something else, by its control characters."""
    strange = sum(character < " " and character not in "\t\r\n\x0b\x0c\x1a\x1f" for character in text)
    return text.startswith(("%PDF", "PK\x03\x04", "{\\rtf")) or strange > len(text) / 200


def find_separator(start: str) -> str:
    """The separator that cuts the most records into the same number of cells."""
    return max(SEPARATORS, key=lambda separator: regularity(start, separator))


def regularity(start: str, separator: str) -> float:
    """How many cells the usual record has, weighed by how usual it is; 0 when nothing is cut."""
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=separator)
    try:
        widths = Counter(len(record) for record in islice(reader, 100) if any(record))
    except csv.Error:
        return 0.0
    usual, times = max(widths.items(), key=lambda found: (found[0] > 1, found[1]), default=(1, 1))
    return 0.0 if usual < 2 else times / widths.total() * (2 - 1 / usual)


def without_nulls(stream: io.TextIOWrapper) -> Iterator[str]:
    for line in stream:
        yield line.replace("\x00", "") if "\x00" in line else line


def plain(record: list[str], limits: Limits) -> list[Cell]:
    """The record's cells as text, without the blank ones at its end and without our own guard against formulas."""
    cells: list[Cell] = [unguarded(text) for text in record]
    while cells and cells[-1] is None:
        cells.pop()
    if len(cells) > limits.columns:
        raise TableProblem(
            Words(
                N_("This sheet has more than %(most)s columns. Keep the columns that matter and send it again."),
                {"most": limits.columns},
            )
        )
    return cells


def unguarded(text: str) -> str | None:
    """`'=x`, as we and others write it so that no programme computes it, is `=x`."""
    kept = tidy(text)
    if kept and kept[0] == "'" and kept[1:2] in ("=", "+", "-", "@", "\t", "\n"):
        return tidy(kept[1:])
    return kept
