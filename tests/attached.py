"""Files to attach, made here: each kind with a text in it, and hostile ones."""

import zipfile
from io import BytesIO

from PIL import Image

WORD = "word/document.xml"


def pdf(text: str) -> bytes:
    """A PDF of one page that says `text`."""
    said = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(said), said),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    whole, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Root 1 0 R /Size 6 >>\nstartxref\n%d\n%%%%EOF" % len(whole)
    return whole + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def archive(**members: str | bytes) -> bytes:
    """A ZIP file; `__` in a name stands for a slash."""
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return into.getvalue()


def docx(*runs: str, **more: str | bytes) -> bytes:
    """A Word file whose one paragraph is cut into runs, as Word does where the format changes."""
    words = "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    return archive(word__document_xml=f'<w:document xmlns:w="w"><w:p>{words}</w:p></w:document>', **more)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20)) -> bytes:
    """A picture that says in its metadata where it was taken and with what."""
    into = BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SecretPhone", 6
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", size, "teal").save(into, kind, exif=exif)
    return into.getvalue()
