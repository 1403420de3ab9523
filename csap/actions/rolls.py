"""Lists that are no lists of posts, to take along in one way. Each declares what it is called, its columns and its
lines (`Roll`); who may take it along is decided, and who did is written down, here. They are listed in `every_roll`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar

from csap.actions.exported import Voice
from csap.actions.exports import HANDLE, WRITERS, heading, narrowed
from csap.desk import Desk
from csap.formats.sheets_out import Column, Value
from csap.model.posts import TLP, Marking, Post
from csap.rules.acts import Act
from csap.wording import N_

ALIKE = N_("All of it bears this marking; pass nothing on beyond it.")
TLP_TAG = "#meta+tlp"
"""Where there is such a column each line says its own marking; elsewhere the strictest is that of all."""
Mark = tuple[TLP, Marking]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Line:
    """One line, a value for each column; `marks` are the markings of the posts that it tells of."""

    values: Sequence[Value]
    marks: Sequence[Mark] = ()


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to that goes by words at most."""

    text: str = ""


@dataclass(frozen=True)
class Roll:
    """A list to take along. `name`: in file names, in the audit and for `csap export`; `columns`: headings with their
    HXL tags; `lines` reads it, narrowed as its page is, through the person's own desk; `everything`: not narrowed at
    all; `marked`: the label of it all, where its lines bear none of their own."""

    name: str
    columns: tuple[tuple[str, str], ...]
    lines: Callable[[Desk, Any, Voice], Iterable[Line]]
    everything: Any = Asked()
    act: Act = Act.LIST_EXPORT
    marked: TLP | None = None


def write(desk: Desk, roll: Roll, wanted: Any, form: str, into: BinaryIO, voice: Voice) -> int:
    """Write the list as `xlsx` or `csv`; returns how many lines. `Denied` to those who may not take it along."""
    desk.decide(roll.act, desk.person)
    columns = [Column(str(at), voice.say(header), hxl) for at, (header, hxl) in enumerate(roll.columns)]
    lines = list(roll.lines(desk, wanted, voice))
    marks = [(roll.marked, Marking.NONE)] if roll.marked else [mark for line in lines for mark in line.marks]
    top = heading(desk, marks, voice, HANDLE if TLP_TAG in (hxl for _, hxl in roll.columns) else ALIKE)
    return WRITERS[form](into, columns, (line.values for line in lines), top)


def remember(desk: Desk, roll: Roll, wanted: Any, form: str, rows: int) -> None:
    """Write down who took what along, under which filter; `desk` is a writing one."""
    text, plain = narrowed(wanted)
    desk.audit(roll.act, f"list:{roll.name}", text, form=form, rows=rows, filter=plain)


def every_page(page: Callable[[int], tuple[Iterable[Row], int | None]]) -> Iterator[Row]:
    """The rows of a list that is read page by page; each page says where the next begins, the last None."""
    onward: int | None = 0
    while onward is not None:
        rows, onward = page(onward)
        yield from rows


def marks_of(*posts: Post) -> list[Mark]:
    return [(each.tlp, each.marking) for each in posts]
