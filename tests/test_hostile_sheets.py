"""No sheet breaks an import, and none is lost in it: each row is taken in or given back, in every step."""

import io
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from csap.formats.cells import Limits, as_text
from csap.formats.fields import SHAPES
from csap.formats.sheets_out import Column, Heading, write_csv, write_xlsx
from csap.formats.xlsxfile import Workbook
from csap.model.records import Upload
from tests.fuzz.sheets import HEADINGS, ROW
from tests.hostile import FILES, ODD, effort, encoded
from tests.world import Browser, World

KEYS = [field.key for shape in SHAPES.values() for field in shape]
CELLS = st.one_of(
    st.sampled_from([*ROW, "TLP:RED", "EU SECRET", "He is muslim"]), st.sampled_from(ODD), st.text(max_size=20)
)
SHEETS = st.tuples(
    st.lists(st.one_of(st.sampled_from([*HEADINGS, "Note", "Religion"]), st.text(max_size=10)), min_size=1, max_size=8),
    st.lists(st.lists(CELLS, min_size=8, max_size=8), min_size=1, max_size=6),
    st.sampled_from((write_csv, write_xlsx)),
)


def written(headings: list[str], rows: list[list[str]], write: Any) -> bytes:
    into = io.BytesIO()
    columns = [Column(str(at), text) for at, text in enumerate(headings)]
    write(
        into,
        columns,
        [[_whole(each)[:3000] for each in row[: len(headings)]] for row in rows],
        Heading("Not classified"),
    )
    return into.getvalue()


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@pytest.fixture
def importer(world: World) -> Browser:
    return world.browser("mission")


@effort()
@given(draw=st.data())
def test_each_row_is_taken_in_or_given_back(world: World, importer: Browser, draw: st.DataObject) -> None:
    content = draw.draw(st.one_of(SHEETS.map(lambda made: written(*made)), FILES), label="content")
    name = draw.draw(st.sampled_from(["plan 2026.csv", "a.xlsx", "../a", "x" * 300]))
    answer = importer.post("/import", file=(io.BytesIO(content), name))
    assert answer.status_code in (302, 422), answer.status_code
    if answer.status_code == 422:
        return
    here = answer.location
    corrected(importer, here, draw)
    for apply in ("no", draw.draw(st.sampled_from(["yes", "no"]))):
        assert importer.post(f"{here}/run", apply=apply).status_code == 302
        for thread in threading.enumerate():
            if thread.name.startswith("import of upload"):
                thread.join(timeout=60)
        ended(world, importer, here)


def corrected(browser: Browser, here: str, draw: st.DataObject) -> None:
    """Some columns put elsewhere, by the page or by somebody who makes up what it sends."""
    assert browser.get(here).status_code == 200
    at = st.one_of(st.integers(0, 8).map(str), st.sampled_from(["-1", "99", "²", "x", "9" * 30, ""]))
    names = st.one_of(at.map("column-{}".format), st.sampled_from(["shape", "sheet", "x"]))
    values = st.sampled_from([*KEYS, "contacts", "activities", "", "Sheet1", "\u202e", "x" * 3000])
    chosen = draw.draw(st.lists(st.tuples(names, values), max_size=5), label="columns")
    body = encoded([("csrf_token", browser.token), *chosen])
    answer = browser.client.post(f"{here}/columns", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code < 500
    assert browser.get(here).status_code < 500


def ended(world: World, browser: Browser, here: str) -> None:
    """The run came to its end, and what it refused comes back as it came."""
    with world.system(writing=False) as system:
        upload = system.exec(select(Upload).where(Upload.secret == here.rsplit("/", 1)[-1])).one()
    assert upload.state in ("rehearsed", "applied"), upload.state
    report = upload.report
    assert report["rows"] == report["accepted"] + len(report["refused"]), report
    assert browser.get(here).status_code == 200 and browser.get(f"{here}/progress").status_code == 200
    if report["refused"]:
        returned(browser.get(f"{here}/refused.xlsx").data, len(report["refused"]))


def returned(content: bytes, count: int) -> None:
    book = Workbook(content, Limits())
    last = [cells for _, cells in book.rows(book.parts[0])][-count:]
    assert len(last) == count and all(as_text(cells[-1]) for cells in last)
