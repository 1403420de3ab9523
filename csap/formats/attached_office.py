"""The text of an Office file from a stranger (Word, Excel, PowerPoint, OpenDocument): no macros, passwords or bombs."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from csap.formats.problems import TableProblem
from csap.formats.xmlparts import local, parse
from csap.wording import N_, Words

_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "word/document.xml": (_OFFICE + "wordprocessingml.document", ".docx"),
    "xl/workbook.xml": (_OFFICE + "spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": (_OFFICE + "presentationml.presentation", ".pptx"),
}
_OPEN = "application/vnd.oasis.opendocument."
OPEN_KINDS = {_OPEN + "text": ".odt", _OPEN + "spreadsheet": ".ods", _OPEN + "presentation": ".odp"}
MEMBERS, UNPACKED = 5000, 300_000_000
TEXTUAL = ("word/", "xl/", "ppt/", "docProps/", "content.xml", "styles.xml", "meta.xml")
BLOCKS = frozenset({"p", "si", "is", "h", "title", "subject", "keywords", "description", "tab", "br"})
"""Elements after which a line ends; runs within a line belong together, however they are formatted."""


def read(content: bytes, most: int) -> tuple[str, str, str]:
    """(media type, ending, up to `most` characters of text). `TableProblem` where it is none, locked, damaged or too
    large unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            media_type, ending = _kind(archive)
            _check(archive)
            return media_type, ending, _text(archive, most)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
        raise TableProblem(Words(N_("This file is damaged. Open it, save it again and attach that."))) from None


def _kind(archive: zipfile.ZipFile) -> tuple[str, str]:
    names = set(archive.namelist())
    for part, kind in KINDS.items():
        if part in names:
            return kind
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        media_type = archive.read("mimetype").decode("ascii", "replace").strip()
        if media_type in OPEN_KINDS:
            return media_type, OPEN_KINDS[media_type]
    raise TableProblem(Words(N_("This archive is no Office file. Attach what is in it one by one.")))


def _check(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MEMBERS or sum(each.file_size for each in members) > UNPACKED:
        raise TableProblem(Words(N_("This file is too large once it is unpacked.")))
    if any(each.flag_bits & 1 for each in members):
        raise TableProblem(
            Words(N_("This file has a password, so it can't be searched for markings. Attach it without."))
        )
    if any("vbaproject" in each.filename.lower() or each.filename.startswith("Basic/") for each in members):
        raise TableProblem(Words(N_("This file holds macros. Save it without macros and attach that.")))


def _text(archive: zipfile.ZipFile, most: int) -> str:
    found: list[str] = []
    length = 0
    for member in archive.infolist():
        if not (member.filename.startswith(TEXTUAL) and member.filename.endswith(".xml")):
            continue
        for said in _said(archive, member):
            found.append(said)
            length += len(said)
            if length > most:
                return "".join(found)[:most]
        found.append("\n")
    return "".join(found)


def _said(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[str]:
    parts: list[str] = []

    def ended(name: str) -> None:
        if local(name) in BLOCKS:
            parts.append("\n")

    with archive.open(member) as stream:
        for _ in parse(stream, lambda name, attributes: None, ended, parts.append):
            yield "".join(parts)
            parts.clear()
