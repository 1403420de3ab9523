"""Running a sheet over the platform, a few hundred rows to a transaction: a rehearsal that writes nothing, or for good.

Bad rows are refused with the reason and given back; no row comes in twice."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import select

from csap.actions import posts
from csap.actions.foresee import Foreseeing, Foreseen, begin, end
from csap.actions.house_markings import refuse_unapplied
from csap.actions.import_crowd import Crowd
from csap.actions.imported import Atlas, at_columns, draft
from csap.actions.matching import AT_ONCE, Matching, matching
from csap.actions.refusals import refuse_content
from csap.desk import Desk, open_desk
from csap.errors import Invalid
from csap.formats.cells import Row
from csap.formats.columns import Mapping
from csap.formats.fields import Shape
from csap.formats.records import Record, read_records
from csap.formats.repeats import Joined, fingerprint, join_periods
from csap.formats.tables import Sheet
from csap.model.people import Organisation
from csap.model.posts import PostDraft
from csap.model.records import ImportedRow
from csap.model.sealing import Marks, ring_of
from csap.rules.viewers import Viewer
from csap.wording import N_, Words

CHUNK = 200
AHEAD = 2
"""Chunks of a rehearsal that are read while the stakeholders of one are looked up."""
ALREADY = N_("This row was imported before.")
TWICE = N_("The same row stands in this sheet already, at %(row)s.")
ELSEWHERE = N_("This row is %(organisation)s's; you import for your own organisation.")
NO_ORGANISATION = N_("There is no organisation called “%(organisation)s” here.")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row: its number in the spreadsheet, our field or "" for the whole, and the sentence."""

    row: int
    field: str
    words: Words


@dataclass(frozen=True)
class Rehearsed:
    """A row that would overlap, and with what."""

    row: int
    title: str
    overlaps: list[Foreseen]


@dataclass
class Report:
    """What a run made of a sheet. `refused` holds each refused row with its sentences, `seen`
    the number of each row by its fingerprint, `faults` the fields at fault by row number."""

    rows: int = 0
    accepted: int = 0
    already: int = 0
    overlaps: int = 0
    problems: list[Problem] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[Row, list[Words]]] = field(default_factory=list)
    faults: dict[int, list[str]] = field(default_factory=dict)
    crowd: Crowd = field(default_factory=Crowd)
    foreseen: list[Rehearsed] = field(default_factory=list)

    def refuse(self, row: Row, problems: dict[str, list[Words]]) -> None:
        self.problems += [Problem(row.number, name, words) for name, group in problems.items() for words in group]
        self.faults[row.number] = [name for name in problems if name]
        self.refused.append((row, [words for group in problems.values() for words in group]))


Owner = Callable[[Record], Viewer]
"""For whom a row is posted; raises `Invalid` where that can't be."""
Progress = Callable[[Report], None]
Groups = Iterable[tuple[Viewer, list[Joined]]]
"""Rows by whom they are posted for."""


def own_rows(viewer: Viewer, organisations: Iterable[Organisation]) -> Owner:
    """Every row is the viewer's, but for those that name another organisation of this platform."""
    names = {
        text.casefold(): each for each in organisations for text in (each.short_name, each.name, each.name_fr) if text
    }

    def owner(record: Record) -> Viewer:
        said = [record.values.get(key, "").strip() for key in ("organisation", "organisation_short")]
        meant = next((names[text.casefold()] for text in said if text.casefold() in names), None)
        if meant and meant.id != viewer.organisation_id:
            raise Invalid({"organisation": [Words(ELSEWHERE, {"organisation": meant.short_name})]})
        return viewer

    return owner


def run(
    engine: Engine, sheet: Sheet, mapping: Mapping, owner: Owner, apply: bool, progress: Progress = lambda report: None
) -> Report:
    """Take every row in, or only see what would happen; `progress` is called after every chunk. Rows for adjoining
    months that are alike otherwise are one activity."""
    report, rows = Report(), join_periods(read_records(sheet, mapping))
    if apply:
        for chunk in _chunks(rows, CHUNK):
            _take(engine, _by_viewer(chunk, owner, report), mapping.shape, report)
            report.rows += _numbers(chunk)
            progress(report)
        report.overlaps += report.crowd.settle(engine)
        return report
    with matching(engine, sheet.row_count) as looking:
        rehearsal = Rehearsal(engine, mapping.shape, report, looking)
        for chunk in _chunks(rows, AT_ONCE):
            rehearsal.begin(chunk, _by_viewer(chunk, owner, report))
            rehearsal.end(AHEAD, progress)
        rehearsal.end(0, progress)
    report.overlaps += report.crowd.foreseen()
    return report


def _chunks(rows: Iterator[Joined], most: int) -> Iterator[list[Joined]]:
    while chunk := list(islice(rows, most)):
        yield chunk


def _numbers(rows: Sequence[Joined]) -> int:
    """How many rows of the sheet these are."""
    return sum(len(each.numbers) for each in rows)


def _by_viewer(chunk: list[Joined], owner: Owner, report: Report) -> Iterator[tuple[Viewer, list[Joined]]]:
    groups: dict[Viewer, list[Joined]] = {}
    for row in chunk:
        try:
            groups.setdefault(owner(row.record), []).append(row)
        except Invalid as refusal:
            report.refuse(row.record.row, refusal.problems)
    yield from groups.items()


class Good(NamedTuple):
    """A row that can be taken in, and what it becomes."""

    row: Joined
    made: PostDraft
    digest: str


def _good(desk: Desk, rows: list[Joined], shape: Shape, report: Report) -> Iterator[Good]:
    """The rows that can be taken in; the others are refused."""
    atlas = Atlas(desk)
    known, marks = _known(desk, rows, shape), ring_of(desk).marks
    for row in rows:
        digest, number = _digest(row.record, shape, marks), row.record.row.number
        if digest in known or report.seen.setdefault(digest, number) != number:
            report.already += 1
            report.refuse(row.record.row, {"": [_repeated(None if digest in known else report.seen[digest])]})
            continue
        try:
            made = draft(row.record, shape, atlas)
            refuse_content(made)
            refuse_unapplied(desk, made)
        except Invalid as refusal:
            report.refuse(row.record.row, at_columns(refusal.problems, shape))
            continue
        yield Good(row, made, digest)
        report.accepted += len(row.numbers)


def _take(engine: Engine, groups: Groups, shape: Shape, report: Report) -> None:
    for viewer, rows in groups:
        with open_desk(engine, viewer, writing=True) as desk:
            for each in _good(desk, rows, shape, report):
                _post(desk, each.made, each.digest, report)


def _repeated(row: int | None) -> Words:
    return Words(TWICE, {"row": row}) if row else Words(ALREADY)


def _post(desk: Desk, made: PostDraft, digest: str, report: Report) -> None:
    answer = posts.post(desk, made, source="import")
    report.overlaps += len(answer.overlaps)
    report.crowd.posted.append(answer.post.id)
    system = desk.as_system()
    system.add(ImportedRow(organisation_id=desk.person.organisation_id, digest=digest, post_id=answer.post.id))
    system.flush()


class Begun(NamedTuple):
    """Good rows of one viewer whose stakeholders are being looked up."""

    viewer: Viewer
    good: list[Good]
    foreseeing: Foreseeing


@dataclass
class Rehearsal:
    """Sees what rows would do: while the stakeholders of some are looked up, the next are read."""

    engine: Engine
    shape: Shape
    report: Report
    matching: Matching
    waiting: deque[tuple[int, list[Begun]]] = field(default_factory=deque)

    def begin(self, chunk: Sequence[Joined], groups: Groups) -> None:
        begun = []
        for viewer, rows in groups:
            with open_desk(self.engine, viewer) as desk:
                good = list(_good(desk, rows, self.shape, self.report))
                begun.append(Begun(viewer, good, begin(desk, [each.made for each in good], self.matching)))
        self.waiting.append((_numbers(chunk), begun))

    def end(self, left: int, progress: Progress) -> None:
        """Report on all chunks but so many."""
        while len(self.waiting) > left:
            rows, begun = self.waiting.popleft()
            for each in begun:
                with open_desk(self.engine, each.viewer) as desk:
                    self._report(desk, each)
            self.report.rows += rows
            progress(self.report)

    def _report(self, desk: Desk, begun: Begun) -> None:
        report = self.report
        for (row, made, _), found in zip(begun.good, end(desk, begun.foreseeing, self.matching), strict=True):
            report.crowd.add_draft(desk, made)
            report.overlaps += len(found)
            if found and len(report.foreseen) < CHUNK:
                report.foreseen.append(Rehearsed(row.record.row.number, made.title, found))


def _digest(record: Record, shape: Shape, marks: Marks) -> str:
    return marks.fingerprint(f"{shape} {fingerprint(record)}".encode())


def _known(desk: Desk, rows: list[Joined], shape: Shape) -> set[str]:
    """The digests among these rows that this organisation has imported before."""
    digests = [_digest(row.record, shape, ring_of(desk).marks) for row in rows]
    mine = ImportedRow.organisation_id == desk.person.organisation_id
    before = select(ImportedRow.digest).where(mine, ImportedRow.digest.in_(digests))  # type: ignore[attr-defined]
    return set(desk.as_system().exec(before))
