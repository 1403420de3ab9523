"""Files to attach: examined, or refused in words."""

import json
import logging
import zipfile
from io import BytesIO

from csap.errors import Invalid
from csap.formats import attached_office
from csap.formats.attachments import TEXT, examine
from tests.attached import docx, pdf, picture
from tests.fuzz.target import Target

logging.getLogger("pypdf").disabled = True
PARTS = ("word/document.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "docProps/core.xml", "mimetype", "content.xml")


def file(data: bytes) -> None:
    try:
        found = examine(data)
    except Invalid:
        return
    assert found.content and found.ending.startswith(".") and len(found.text) <= TEXT
    json.dumps(found.text).encode()


def office(data: bytes) -> None:
    """The parts of an Office file, apart by NUL."""
    into = BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        for name, part in zip(PARTS, data.split(b"\0"), strict=False):
            if part:
                made.writestr(zipfile.ZipInfo(name), part)
    try:
        _, _, said = attached_office.read(into.getvalue(), TEXT)
    except Invalid:
        return
    assert len(said) <= TEXT


def pictures() -> list[bytes]:
    return [picture(kind, (8, 6)) for kind in ("JPEG", "PNG", "WEBP")]


def papers() -> list[bytes]:
    return [pdf("SECRET UE/EU SECRET"), pdf("x").replace(b"/Helvetica", b"/Symbol /Encoding /Identity-H")]


def documents() -> list[bytes]:
    with zipfile.ZipFile(BytesIO(docx("SECRET ", "UE"))) as made:
        word = made.read("word/document.xml")
    text = b'<office:document-content xmlns:office="o" xmlns:t="t"><t:p>SECRET<t:s/>UE</t:p></office:document-content>'
    return [word, b"\0".join([b"", b"", b"", b"", b"application/vnd.oasis.opendocument.text", text])]


PDF = ("obj", "endobj", "stream", "endstream", "xref", "/Kids [", "/Count ", "/ToUnicode ", "/FlateDecode", "Tj", "BT")
TARGETS = {
    "paper": Target(file, papers, (*PDF, "/Filter", "/Encrypt", "/Type /ObjStm", "/Prev ", "<< >>", " 0 R", "TJ", "(")),
    "picture": Target(file, pictures, ("IHDR", "IDAT", "tEXt", "iCCP", "acTL", "VP8X", "Exif", "II*", "MM*")),
    "office": Target(office, documents, ("<w:t>", "<w:p>", "<!DOCTYPE", "<!ENTITY", "&#x110000;", "encoding=")),
}
