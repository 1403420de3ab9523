"""The matrix of who works with whom on what, to take along: a line for each organisation in a row, of which a pivot
table makes the matrix again. What is TLP:RED, or is with a contact that is, isn't counted."""

from collections.abc import Iterator

from csap.actions import coverage
from csap.actions.coverage import Wanted
from csap.actions.exported import Voice
from csap.actions.rolls import Line, Roll
from csap.desk import Desk
from csap.wording import N_


def _lines(desk: Desk, wanted: Wanted, voice: Voice) -> Iterator[Line]:
    marks = coverage.markings(desk, wanted)
    found = coverage.coverage(desk, wanted, red=False)
    names = {each.id: each.short_name for each in found.columns}
    for row in found.rows:
        place = ["", row.name] if wanted.by == "region" else [row.name, ""]
        if not row.cells:
            yield Line([*place, "", 0, [], row.shared], marks)
        for organisation_id in sorted(row.cells, key=names.__getitem__):
            cell = row.cells[organisation_id]
            yield Line([*place, names[organisation_id], cell.amount, sorted(cell.themes), row.shared], marks)


COVERAGE = Roll(
    "coverage",
    (
        (N_("Institution"), "#group+name"),
        (N_("Admin 1"), "#adm1+name"),
        (N_("Organisation"), "#org+name"),
        (N_("Activities"), "#indicator+activities+num"),
        (N_("Theme code"), "#sector+code"),
        (N_("Several on one theme"), "#sector+code+shared"),
    ),
    _lines,
    Wanted(),
)
