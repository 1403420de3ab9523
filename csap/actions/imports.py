"""A sheet that a person brought: kept, understood, corrected. Running it over the platform is `import_run`."""

import hashlib
import secrets
from io import BytesIO
from typing import Any

from sqlmodel import select

from csap import clock
from csap.desk import Desk
from csap.errors import NotFound
from csap.formats.columns import Mapping, apply_mapping, guess_mapping, recall_mapping, remember
from csap.formats.fields import Shape
from csap.formats.tables import Limits, Sheet, read_table
from csap.model.records import ColumnMapping, Upload
from csap.model.sealing import ring_of
from csap.rules import forbidden
from csap.rules.acts import Act
from csap.rules.forbidden import Forbidden
from csap.wording import N_, Words

LEFT_OUT = {
    Forbidden.BIRTH: N_("“%(heading)s” is left out: when a person was born has no place here."),
    Forbidden.RELIGION: N_("“%(heading)s” is left out: what a person believes has no place here."),
    Forbidden.ETHNICITY: N_("“%(heading)s” is left out: of which origin a person is has no place here."),
    Forbidden.HEALTH: N_("“%(heading)s” is left out: a person’s health has no place here."),
    Forbidden.RECORD: N_("“%(heading)s” is left out: suspicions and convictions have no place here."),
    Forbidden.PAPERS: N_("“%(heading)s” is left out: numbers of identity papers have no place here."),
}


def bring(desk: Desk, filename: str, content: bytes, limits: Limits) -> Upload:
    """Keep a file and guess its columns, or remember them. `Invalid` at `file` where it can't be read."""
    sheet = read_table(BytesIO(content), filename, limits)
    now = clock.now()
    upload = Upload(
        person_id=desk.person.person_id,
        organisation_id=desk.person.organisation_id,
        secret=secrets.token_urlsafe(16),
        filename=filename[:200],
        digest=ring_of(desk).marks.fingerprint(content),
        content=content,
        mapping=_kept(sheet, _known_mapping(desk, sheet)),
        created_at=now,
    )
    return desk.create(Act.IMPORT_RUN, upload)


def find(desk: Desk, secret: str) -> Upload:
    """One's own upload by the secret in its address."""
    found = desk.exec(select(Upload).where(Upload.secret == secret)).first()
    if found is None:
        raise NotFound
    return found


def sheet_of(upload: Upload, limits: Limits) -> Sheet:
    return read_table(BytesIO(upload.content), upload.filename, limits, upload.mapping.get("sheet") or None)


def mapping_of(upload: Upload, sheet: Sheet) -> Mapping:
    return left_out(sheet, apply_mapping(sheet, upload.mapping["shape"], upload.mapping["columns"]))


def left_out(sheet: Sheet, mapping: Mapping) -> Mapping:
    """The mapping without the columns that hold what has no place here; its warnings name them."""
    for at, header in enumerate(sheet.headers):
        kind = forbidden.heading(header.text)
        if kind is not None:
            mapping.columns = {key: column for key, column in mapping.columns.items() if column != at}
            mapping.unmapped = [column for column in mapping.unmapped if column != at]
            mapping.warnings.append(Words(LEFT_OUT[kind], {"heading": header.text.partition("\n")[0][:80]}))
    return mapping


def remap(desk: Desk, upload: Upload, shape: str, columns: dict[str, int], name: str, limits: Limits) -> None:
    """Take the mapping as a person corrected it, and remember it for the organisation. Another shape or another sheet
    of the workbook is guessed anew."""
    chosen: Shape = "contacts" if shape == "contacts" else "activities"
    sheet = read_table(BytesIO(upload.content), upload.filename, limits, name or None)
    moved = name != upload.mapping.get("sheet") or chosen != upload.mapping["shape"]
    mapping = guess_mapping(sheet, chosen) if moved else apply_mapping(sheet, chosen, columns)
    desk.change(
        Act.IMPORT_RUN, upload, {"mapping": _kept(sheet, mapping), "state": "new", "report": {}, "progress": {}}
    )
    if not moved:
        _remember(desk, sheet, mapping)


def _kept(sheet: Sheet, mapping: Mapping) -> dict[str, Any]:
    return {
        "sheet": sheet.name,
        "shape": mapping.shape,
        "columns": mapping.columns,
        "confidence": mapping.confidence,
    }


def headers_digest(sheet: Sheet) -> str:
    headings = "\x1f".join(f"{each.text}\x1e{each.hxl_tag}" for each in sheet.headers)
    return hashlib.sha256(headings.encode()).hexdigest()


def _known_mapping(desk: Desk, sheet: Sheet) -> Mapping:
    key = desk.person.organisation_id, headers_digest(sheet)
    mine = ColumnMapping.organisation_id == key[0], ColumnMapping.headers_digest == key[1]
    known = desk.as_system().exec(select(ColumnMapping).where(*mine)).first()
    if known is None:
        return guess_mapping(sheet)
    return recall_mapping(sheet, known.mapping["shape"], known.mapping["columns"])


def _remember(desk: Desk, sheet: Sheet, mapping: Mapping) -> None:
    system = desk.as_system()
    system.merge(
        ColumnMapping(
            organisation_id=desk.person.organisation_id,
            headers_digest=headers_digest(sheet),
            mapping={"shape": mapping.shape, "columns": remember(sheet, mapping)},
            changed_at=clock.now(),
        )
    )
    system.flush()
