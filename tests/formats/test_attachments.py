"""Files from strangers: what they are by their content, what they say, what is refused, what is left out of them."""

from io import BytesIO

import pytest
from PIL import Image

from csap.formats import attached_office, attached_pictures, confined
from csap.formats.attachments import examine
from csap.formats.problems import TableProblem
from tests.attached import archive, docx, pdf, picture

SLIDE = "<p:sld xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>Agenda</a:t></a:r></a:p></p:sld>"
DAMAGED_METADATA = (
    b'MM\0*\0\0\0\x08\0\x03\x01\x0f\0"\0\0\0\x0c\0\0\x002\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x88%\0\x04\0\0\0\x01\0\0\0>'
    b"\0\0\0\x08\0\0\0\x07\0\0\x05\0\0VP8 ,\0\0\0\x02\0\0\0\x02N\0\0\0\0\0\0\0"
)
CELLS = "<sst><si><t>Budget</t></si></sst>"


@pytest.mark.parametrize(
    ("content", "ending", "said"),
    [
        (pdf("Minutes of the meeting"), ".pdf", "Minutes of the meeting"),
        (docx("Min", "utes"), ".docx", "Minutes"),
        (docx("x", word__header1_xml="<w:hdr xmlns:w='w'><w:p><w:t>Head</w:t></w:p></w:hdr>"), ".docx", "Head"),
        (archive(xl__workbook_xml="<a/>", xl__sharedStrings_xml=CELLS), ".xlsx", "Budget"),
        (archive(ppt__presentation_xml="<a/>", ppt__slides__slide1_xml=SLIDE), ".pptx", "Agenda"),
        (
            archive(mimetype="application/vnd.oasis.opendocument.text", content_xml="<t:p xmlns:t='t'>Bonjour</t:p>"),
            ".odt",
            "Bonjour",
        ),
    ],
)
def test_a_file_is_what_it_holds_and_says_what_it_says(content, ending, said):
    found = examine(content)
    assert found.ending == ending
    assert said in found.text
    assert found.content == content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ\x90\x00" + b"\x00" * 50, "kind of file"),
        (b"<html><script>alert(1)</script>", "kind of file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind of file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
        (b"%PDF-1.4 nothing else", "damaged"),
        (pdf("an object where a number belongs").replace(b"72 720", b"1 0 R "), "damaged"),
        (b"\xff\xd8\xff nothing else", "damaged"),
        (b"PK\x03\x04 nothing else", "damaged"),
        (archive(readme="x"), "no Office file"),
        (docx("x", word__vbaProject_bin=b"x"), "macros"),
        (archive(word__document_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "XML"),
        (picture(size=(1, 1))[:300], "damaged"),
    ],
)
def test_what_cannot_be_kept_safely_is_refused_with_the_reason(content, reason):
    with pytest.raises(TableProblem) as refusal:
        examine(content)
    assert reason in str(refusal.value)


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(attached_office, "UNPACKED", 1_000_000)
    with pytest.raises(TableProblem, match="too large once it is unpacked"):
        examine(docx("x", word__media__big_bin=b"0" * 2_000_000))
    monkeypatch.setattr(attached_pictures, "PIXELS", 100)
    with pytest.raises(TableProblem, match="too large"):
        examine(picture())


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_whose_metadata_are_damaged_is_taken_without_them(kind):
    """Pillow fails to write the metadata that it has read."""
    into = BytesIO()
    Image.new("RGB", (8, 6), "teal").save(into, kind, exif=DAMAGED_METADATA)
    kept = Image.open(BytesIO(examine(into.getvalue()).content))
    assert kept.size == (8, 6) and not kept.getexif()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_loses_where_and_with_what_it_was_taken_and_stands_upright(kind):
    kept = Image.open(BytesIO(examine(picture(kind)).content))
    assert dict(kept.getexif()) == {} and "exif" not in kept.info
    assert kept.size == (20, 40)
    assert b"SecretPhone" in picture(kind) and b"SecretPhone" not in examine(picture(kind)).content


def test_a_file_is_opened_in_a_process_of_its_own():
    found = confined.examined(picture())
    assert found.ending == ".jpg" and b"SecretPhone" not in found.content
    assert confined.examined(docx("Minutes")).text.strip() == "Minutes"
    with pytest.raises(TableProblem, match="macros"):
        confined.examined(docx("x", word__vbaProject_bin=b"x"))


def test_what_takes_too_much_is_refused_and_breaks_nothing(monkeypatch):
    monkeypatch.setattr(confined, "SECONDS", 0.001)
    with pytest.raises(TableProblem, match="safely"):
        confined.examined(pdf("x"))
