"""An XLSX or XLSM workbook from a stranger: its sheets, and their rows. Macros, links and pictures are not opened."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from posixpath import join, normpath
from typing import IO

from csap.formats.cells import Cell, Limits, column_index
from csap.formats.problems import TableProblem
from csap.formats.xlsxrows import Meaning, Oddities, SheetReader, tidy
from csap.formats.xmlparts import Readable, broken, elements, local, parse
from csap.wording import N_, Words

MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']""")
NOT_SHOWN = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.|_.|\*.')
DATE_CODES = frozenset(map(str, (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))))
MERGES = 20_000
SMALL = 8_000_000
BOMB = 4_000_000


@dataclass(frozen=True)
class Part:
    """One worksheet of the workbook and where it lies in the archive."""

    name: str
    path: str
    hidden: bool


@dataclass(frozen=True)
class Merge:
    """A merged block that goes down: its first column (from 0), first and last row number."""

    column: int
    first: int
    last: int


class Member(io.RawIOBase):
    """A ZIP member whose damage is told in our words."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member

    def read(self, size: int = -1) -> bytes:
        try:
            return self._member.read(size)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, zlib.error):
            raise broken() from None

    def close(self) -> None:
        self._member.close()
        super().close()


class Workbook:
    """Open archive of one workbook. Raises TableProblem for what is no workbook or grows beyond the limits."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._archive = open_archive(data, limits)
        self.parts, epoch = self._contents()
        self._meaning = Meaning(self._strings(), self._date_styles(), epoch)

    def rows(self, part: Part, oddities: Oddities | None = None) -> Iterator[tuple[int, list[Cell]]]:
        """(row number, cells) of the rows with something in them; merged cells are filled downwards."""
        reader = SheetReader(self._meaning, self._limits, oddities or Oddities())
        with self._open(part.path) as stream:
            yield from filled(reader.rows(stream), self.merges(part))

    def merges(self, part: Part) -> list[Merge]:
        """The merged blocks of more than one row, top to bottom."""
        found, rest = [], b""
        with self._open(part.path) as stream:
            while chunk := stream.read(1 << 18):
                rest += chunk
                found += [downwards(match) for match in MERGE.finditer(rest)]
                rest = rest[rest.rfind(b"<") :][-500:]
                if len(found) > MERGES:
                    break
        return sorted((merge for merge in found if merge.last > merge.first), key=lambda merge: merge.first)[:MERGES]

    def _open(self, path: str) -> Member:
        try:
            return Member(self._archive.open(path))
        except (KeyError, OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
            raise broken() from None

    def _small(self, path: str) -> Iterator[tuple[str, dict[str, str]]]:
        if self._size(path) > SMALL:
            raise broken()
        with self._open(path) as stream:
            yield from elements(stream)

    def _size(self, path: str) -> int:
        try:
            return self._archive.getinfo(path).file_size
        except KeyError:
            return -1

    def _contents(self) -> tuple[list[Part], datetime]:
        relations = {
            of.get("Id"): of for name, of in self._small("xl/_rels/workbook.xml.rels") if name == "Relationship"
        }
        parts, epoch = [], datetime(1899, 12, 30)
        for name, attributes in self._small("xl/workbook.xml"):
            if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                epoch = datetime(1904, 1, 1)
            elif name == "sheet":
                parts += self._part(attributes, relations)
        return parts[: self._limits.sheets], epoch

    def _part(self, attributes: dict[str, str], relations: dict[str | None, dict[str, str]]) -> list[Part]:
        relation = relations.get(next((value for key, value in attributes.items() if local(key) == "id"), None), {})
        path = normpath(join("/xl", relation.get("Target", ""))).lstrip("/")
        if not relation.get("Type", "").endswith("/worksheet") or self._size(path) < 0:
            return []
        return [Part(attributes.get("name", ""), path, attributes.get("state", "visible") != "visible")]

    def _strings(self) -> list[str]:
        path = next((name for name in self._archive.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
        if path is None:
            return []
        with self._open(path) as stream:
            return Strings(self._limits).read(stream)

    def _date_styles(self) -> frozenset[str]:
        if self._size("xl/styles.xml") < 0:
            return frozenset()
        formats, styles, inside = dict[str, str](), list[str](), False
        for name, attributes in self._small("xl/styles.xml"):
            if name == "numFmt":
                formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name == "xf" and inside:
                styles.append(attributes.get("numFmtId", "0"))
            elif name.startswith("cell"):
                inside = name == "cellXfs"
        return frozenset(str(index) for index, code in enumerate(styles) if is_date(formats.get(code), code))


class Strings:
    """The workbook's table of texts, in order; furigana are left out, runs of rich text joined."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._found: list[str] = []
        self._now: list[str] = []
        self._taking = self._phonetic = False

    def read(self, stream: Readable) -> list[str]:
        for _ in parse(stream, self._start, self._end, self._data):
            pass
        return self._found

    def _start(self, name: str, _: dict[str, str]) -> None:
        name = local(name)
        if name == "t":
            self._taking = not self._phonetic
        elif name == "si":
            self._now = []
        elif name == "rPh":
            self._phonetic = True

    def _data(self, text: str) -> None:
        if self._taking:
            self._now.append(text)

    def _end(self, name: str) -> None:
        name = local(name)
        if name == "t":
            self._taking = False
        elif name == "si":
            self._found.append((tidy("".join(self._now)) or "")[: self._limits.cell_characters])
        elif name == "rPh":
            self._phonetic = False


def open_archive(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive, once its own table of contents shows that it is a workbook of a bearable size."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, UnicodeError):
        raise broken() from None
    infos = archive.infolist()
    inflated = sum(info.file_size for info in infos)
    swollen = any(
        info.file_size > BOMB and info.file_size > limits.inflation * max(info.compress_size, 1) for info in infos
    )
    if len(infos) > limits.entries or inflated > limits.inflated_bytes or swollen:
        raise TableProblem(
            Words(
                N_("This workbook unpacks to far too much, so it was not opened. Copy the table into a new workbook.")
            )
        )
    if "xl/workbook.xml" not in archive.namelist():
        raise TableProblem(Words(N_("This is a ZIP file but not an .xlsx workbook. Send the workbook itself, or CSV.")))
    return archive


def is_date(custom: str | None, code: str) -> bool:
    """Whether the number format shows dates or times; elapsed hours count as numbers."""
    if custom is None:
        return code in DATE_CODES
    letters = NOT_SHOWN.sub("", custom.lower())
    return "[h" not in custom.lower() and bool(re.search(r"[dmyhs]", letters)) and "general" not in letters


def downwards(match: re.Match[bytes]) -> Merge:
    left, top, _, bottom = match.groups()
    return Merge(column_index(left.decode()), int(top), int(bottom))


def filled(rows: Iterator[tuple[int, list[Cell]]], merges: list[Merge]) -> Iterator[tuple[int, list[Cell]]]:
    """The rows with each merged block's value repeated down its first column."""
    waiting, held = iter(merges), dict[int, tuple[int, Cell]]()
    coming = next(waiting, None)
    for number, cells in rows:
        for column, (last, value) in list(held.items()):
            if last >= number:
                put(cells, column, value)
            else:
                del held[column]
        while coming is not None and coming.first <= number:
            if coming.first == number and coming.column < len(cells):
                held[coming.column] = (coming.last, cells[coming.column])
            coming = next(waiting, None)
        yield number, cells


def put(cells: list[Cell], column: int, value: Cell) -> None:
    """Set a blank cell, making the row longer where it must be."""
    cells.extend([None] * (column + 1 - len(cells)))
    if cells[column] is None:
        cells[column] = value
