"""A file from a stranger that is to be kept: what it is by its content, its text, and the file without what it tells of
its maker. Only kinds that can be read are taken. Run it through `formats.confined`: it opens whatever was sent."""

from dataclasses import dataclass

from csap.formats import attached_office, attached_pdf, attached_pictures
from csap.formats.problems import TableProblem
from csap.wording import N_, Words

TEXT = 4_000_000
"""Characters of a file's text that are searched at most."""


@dataclass(frozen=True)
class Examined:
    """`content` is what to keep; `text` all that it says; `ending` fits the media type, with its dot."""

    media_type: str
    ending: str
    content: bytes
    text: str


def examine(content: bytes) -> Examined:
    """What the file is. `TableProblem` with the reason where it is none that can be taken."""
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return Examined("application/pdf", ".pdf", content, attached_pdf.text(content, TEXT))
    if attached_pictures.format_of(content):
        media_type, ending, clean = attached_pictures.cleaned(content)
        return Examined(media_type, ending, clean, "")
    if content.startswith(b"PK\x03\x04"):
        media_type, ending, text = attached_office.read(content, TEXT)
        return Examined(media_type, ending, content, text)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableProblem(
            Words(N_("This is an old Office file, or one with a password. Save it as .docx, .xlsx, .pptx or PDF."))
        )
    raise TableProblem(
        Words(
            N_(
                "This kind of file isn't taken. PDF, Word, Excel, PowerPoint and OpenDocument files are, and PNG, JPEG "
                "and WebP pictures."
            )
        )
    )
