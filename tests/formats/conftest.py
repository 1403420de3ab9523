"""Workbooks made in the tests, whole or broken on purpose, and where the real sheets lie."""

import io
import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("CSAP_SHARED", ROOT.parent / "shared"))


def workbook(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), **more: Sequence[Sequence[Any]]) -> bytes:
    """An XLSX of the rows, `more` sheets by name after it; a text that starts with = becomes a formula."""
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"default_date_format": "dd/mm/yyyy", "remove_timezone": True}) as book:
        for name, lines in {"Sheet1": rows, **more}.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(lines):
                for column, value in enumerate(line):
                    if value is not None:
                        sheet.write(at, column, value)
        for block in merged:
            book.worksheets()[0].merge_range(block, "North")
    return into.getvalue()


def changed(data: bytes, parts: dict[str, bytes | Callable[[bytes], bytes] | None]) -> bytes:
    """The archive with parts replaced, edited, added or (None) left out."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            part = parts.get(name, old.read(name) if name in old.namelist() else b"")
            if part is not None:
                new.writestr(name, part(old.read(name)) if callable(part) else part)
    return into.getvalue()


@pytest.fixture
def real_sheet() -> Callable[[str], Path]:
    def find(name: str) -> Path:
        path = SHARED / "data" / "sheets" / name
        if not path.exists():
            pytest.skip(
                f"LEFT OUT: {name} is not in {path.parent}; set CSAP_SHARED to the folder that holds data/sheets"
            )
        return path

    return find
