"""An upload's run in the background: its progress and its report are kept with it, so that any page can show them."""

import logging
from dataclasses import asdict, replace
from io import BytesIO
from threading import Thread
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from csap.actions.import_run import Rehearsed, Report, own_rows, run
from csap.actions.imports import mapping_of, sheet_of
from csap.audit import Entry
from csap.desk import Desk, open_desk
from csap.errors import Conflict
from csap.formats.sheets_out import Heading, Refusal, write_refused
from csap.formats.tables import Limits
from csap.model.people import Organisation
from csap.model.records import Upload
from csap.rules.acts import Act
from csap.rules.viewers import SYSTEM, Viewer
from csap.wording import N_, Words

LOG = logging.getLogger("csap.imports")
SHOWN = 200
RUNNING = N_("This sheet is being worked on already.")


def start(desk: Desk, upload: Upload, apply: bool) -> None:
    """Mark an upload as running; `Conflict` if it is already."""
    if upload.state == "running":
        raise Conflict(RUNNING)
    desk.change(Act.IMPORT_RUN, upload, {"state": "running", "progress": {"done": 0, "apply": apply}, "report": {}})


def in_background(engine: Engine, upload_id: int, viewer: Viewer, apply: bool, limits: Limits) -> Thread:
    thread = Thread(
        name=f"import of upload {upload_id}", target=work, args=(engine, upload_id, viewer, apply, limits), daemon=True
    )
    thread.start()
    return thread


def work(engine: Engine, upload_id: int, viewer: Viewer, apply: bool, limits: Limits) -> None:
    """Run the sheet and keep what came of it; a failure is kept too, in a state that lets the person try again."""
    try:
        with open_desk(engine, SYSTEM) as system:
            upload = system.fetch(Upload, upload_id)
            owner = own_rows(viewer, system.exec(select(Organisation)).all())
        sheet = sheet_of(upload, limits)

        def progress(report: Report) -> None:
            _keep(engine, upload_id, progress={"done": report.rows, "of": sheet.row_count, "apply": apply})

        report = run(engine, sheet, mapping_of(upload, sheet), owner, apply, progress)
        _shown(engine, upload_id, viewer, report)
        _keep(engine, upload_id, state="applied" if apply else "rehearsed", report=told(report))
    except Exception:
        LOG.exception("import of upload %s failed", upload_id)
        _keep(engine, upload_id, state="failed")


def _shown(engine: Engine, upload_id: int, viewer: Viewer, report: Report) -> None:
    """Write down of which hidden posts the person will be shown that there is an overlap, before it is shown."""
    found = {each.hidden: None for row in report.foreseen[:SHOWN] for each in row.overlaps if each.hidden}
    by = {"by": f"upload:{upload_id}"}
    with open_desk(engine, SYSTEM, writing=True) as system:
        system.audit_all([Entry(viewer, Act.HIT_SEE, f"post:{post_id}", details=by) for post_id in found])


def _keep(engine: Engine, upload_id: int, **values: Any) -> None:
    with open_desk(engine, SYSTEM, writing=True) as system:
        upload = system.fetch(Upload, upload_id)
        for name, value in values.items():
            setattr(upload, name, value)


def told(report: Report) -> dict[str, Any]:
    """A report as JSON; every refused row with its reasons, of the problems and overlaps as many as a page shows."""
    return {
        "rows": report.rows,
        "accepted": report.accepted,
        "already": report.already,
        "refused": {str(row.number): [asdict(words) for words in reasons] for row, reasons in report.refused},
        "faults": {str(number): names for number, names in report.faults.items()},
        "problems": [
            {"row": each.row, "field": each.field, "words": asdict(each.words)} for each in report.problems[:SHOWN]
        ],
        "problems_count": len(report.problems),
        "overlaps": report.overlaps,
        "foreseen": [asdict(_bare(each)) for each in report.foreseen[:SHOWN]],
    }


def _bare(row: Rehearsed) -> Rehearsed:
    return replace(row, overlaps=[replace(each, hidden=None) for each in row.overlaps])


def refused_file(upload: Upload, limits: Limits, say: Any, heading: Heading, reason_header: str) -> bytes:
    """The refused rows as they came, faults coloured and reasons in a last column, to be corrected and sent again."""
    sheet = sheet_of(upload, limits)
    columns, faults = mapping_of(upload, sheet).columns, upload.report.get("faults", {})
    reasons = {int(row): sentences for row, sentences in upload.report.get("refused", {}).items()}
    rows = (
        Refusal(
            row,
            [say(Words(each["message"], each["params"])) for each in reasons[row.number]],
            [columns[name] for name in faults.get(str(row.number), []) if name in columns],
        )
        for row in sheet.rows()
        if row.number in reasons
    )
    into = BytesIO()
    write_refused(into, sheet, rows, heading, reason_header)
    return into.getvalue()
