"""A spreadsheet comes in: brought, its columns looked at and corrected, rehearsed, taken in, bad rows given back."""

import re
from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from sqlalchemy.orm import defer
from sqlmodel import col, select
from werkzeug.wrappers import Response

from csap.actions import drafting, import_work, imports
from csap.desk import Desk
from csap.errors import Invalid
from csap.formats.cells import Limits
from csap.formats.columns import Mapping
from csap.formats.fields import SHAPES, field_named
from csap.formats.sheets_out import Heading, own_columns, write_template
from csap.formats.tables import Sheet
from csap.model.activities import ActivityStatus, Form
from csap.model.people import Organisation
from csap.model.posts import TLP
from csap.model.records import Upload
from csap.rules.acts import Act
from csap.web.choices import WORDS
from csap.web.door import reading, writing
from csap.web.forms import show_problems
from csap.web.platform import platform
from csap.web.wording import said

room = Blueprint("imports", __name__, url_prefix="/import")
SAMPLES = 3
COLUMN = re.compile(r"column-([0-9]{1,4})")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFERED = {"status": ActivityStatus, "form": Form, "tlp": TLP}
SHAPE_WORDS = {"activities": _l("Activities (3W, 4W, 5W or a consultation log)"), "contacts": _l("Stakeholders")}


class FileForm(FlaskForm):
    file = FileField(_l("Spreadsheet"), render_kw={"accept": ".xlsx,.xlsm,.csv,.tsv,.txt", "required": True})


def limits() -> Limits:
    config = platform().config
    return Limits(file_bytes=config.upload_megabytes * 1024 * 1024, rows=config.import_rows)


@room.route("", methods=["GET", "POST"])
@writing
def index(desk: Desk) -> str | Response | tuple[str, int]:
    drafting.decide_posting(desk)
    form = FileForm()
    if request.method == "GET":
        return _index(desk, form)
    given = request.files.get("file")
    if not given or not given.filename:
        form.file.errors = [_("Choose a file first.")]
        return _index(desk, form), 422
    try:
        upload = imports.bring(desk, given.filename, given.read(), limits())
    except Invalid as refusal:
        show_problems(form, refusal.problems)
        return _index(desk, form), 422
    return redirect(url_for("imports.show", secret=upload.secret))


def _index(desk: Desk, form: FileForm) -> str:
    light = select(Upload).options(defer(Upload.content), defer(Upload.report))  # type: ignore[arg-type]
    mine = desk.exec(light.order_by(col(Upload.created_at).desc()).limit(20)).all()
    return render_template("imports/index.html", form=form, uploads=mine, shapes=SHAPE_WORDS)


@room.get("/template/<any(activities, contacts):shape>.xlsx")
@reading
def template(desk: Desk, shape: str) -> Response:
    """An empty sheet with our own headings, HXL tags and words to choose from: it comes back without any mapping."""
    into = BytesIO()
    columns = own_columns("contacts" if shape == "contacts" else "activities", said)
    offered = {name: [str(words) for words in WORDS[kind].values()] for name, kind in OFFERED.items()}
    write_template(into, columns, Heading(_("Not classified. Never write classified information here.")), offered)
    into.seek(0)
    return send_file(into, XLSX, as_attachment=True, download_name=f"csap-{shape}.xlsx")


@room.get("/<secret>")
@reading
def show(desk: Desk, secret: str) -> str:
    upload = imports.find(desk, secret)
    sheet = imports.sheet_of(upload, limits())
    mapping = imports.mapping_of(upload, sheet)
    return render_template(
        "imports/show.html",
        form=FlaskForm(),
        upload=upload,
        sheet=sheet,
        notes=[*sheet.notes, *mapping.warnings],
        columns=_columns(sheet, mapping, upload.mapping.get("confidence", {})),
        fields=[(each.key, said(each.header)) for each in SHAPES[mapping.shape]],
        shapes=SHAPE_WORDS,
        heading_of=lambda key: _heading(sheet, mapping, key),
    )


def _columns(sheet: Sheet, mapping: Mapping, confidence: dict[str, float]) -> list[dict[str, object]]:
    """Each column of the sheet: its heading, a few values, the field it goes to, and whether to look at that again."""
    fields = {at: key for key, at in mapping.columns.items()}
    found = []
    for at, header in enumerate(sheet.headers):
        values = [str(row.cells[at]) for row in sheet.sample if row.cells[at] is not None][:SAMPLES]
        key = fields.get(at, "")
        unsure = bool(key) and confidence.get(key, 1.0) < 0.85
        taken = bool(key) or at in mapping.unmapped
        found.append({"at": at, "header": header, "values": values, "field": key, "unsure": unsure, "taken": taken})
    return found


def _heading(sheet: Sheet, mapping: Mapping, key: str) -> str:
    """The sheet's own heading of one of our fields."""
    at = mapping.columns.get(key)
    if at is not None:
        return sheet.headers[at].text.splitlines()[0] if sheet.headers[at].text else sheet.headers[at].column_letter
    known = {each.key for each in SHAPES[mapping.shape]}
    return said(field_named(mapping.shape, key).header) if key in known else ""


@room.post("/<secret>/columns")
@writing
def columns(desk: Desk, secret: str) -> Response:
    upload = imports.find(desk, secret)
    chosen = {key: int(at[1]) for name, key in request.form.items() if key and (at := COLUMN.fullmatch(name))}
    shape, sheet = request.form.get("shape", "activities"), request.form.get("sheet", upload.mapping["sheet"])
    imports.remap(desk, upload, shape, chosen, sheet, limits())
    return redirect(url_for("imports.show", secret=secret))


@room.post("/<secret>/run")
@writing
def run(desk: Desk, secret: str) -> Response:
    """Start a rehearsal, or the real thing; the page shows how far it is."""
    upload = imports.find(desk, secret)
    apply = request.form.get("apply") == "yes"
    import_work.start(desk, upload, apply)
    assert upload.id is not None
    desk.commit()
    import_work.in_background(platform().engine, upload.id, desk.person, apply, limits())
    return redirect(url_for("imports.show", secret=secret))


@room.get("/<secret>/progress")
@reading
def progress(desk: Desk, secret: str) -> Response:
    """A fragment that a script asks for while the sheet runs; the whole page once it is done."""
    upload = imports.find(desk, secret)
    response = Response(render_template("imports/_progress.html", upload=upload), mimetype="text/html")
    if upload.state != "running":
        response.headers["HX-Refresh"] = "true"
    return response


@room.get("/<secret>/refused.xlsx")
@reading
def refused(desk: Desk, secret: str) -> Response:
    upload = imports.find(desk, secret)
    desk.decide(Act.IMPORT_RUN, upload)
    owner = desk.fetch(Organisation, upload.organisation_id)
    heading = Heading(_("Rows of %(file)s that were refused", file=upload.filename), [owner.name])
    content = import_work.refused_file(upload, limits(), said, heading, _("Why it was refused"))
    name = f"{upload.filename.rsplit('.', 1)[0]}-refused.xlsx"
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)
