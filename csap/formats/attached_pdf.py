"""The text of a PDF from a stranger, its description included."""

from io import BytesIO

from pypdf import PdfReader

from csap.formats.problems import TableProblem
from csap.wording import N_, Words

PAGES = 1000


def text(content: bytes, most: int) -> str:
    """Up to `most` characters, page by page. `TableProblem` where it is locked, damaged or too long."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise TableProblem(
                Words(N_("This PDF has a password, so it can't be searched for markings. Attach it without."))
            )
        if len(reader.pages) > PAGES:
            raise TableProblem(Words(N_("This PDF has more than %(most)s pages."), {"most": PAGES}))
        return _read(reader, most)
    except (TableProblem, MemoryError):
        raise
    except Exception:  # pypdf raises whatever a damaged file leads it to, its own assertions too
        raise TableProblem(Words(N_("This PDF is damaged. Print it to PDF again and attach that."))) from None


def _read(reader: PdfReader, most: int) -> str:
    found = [str(value) for value in (reader.metadata or {}).values()]
    length = 0
    for page in reader.pages:
        said = page.extract_text()
        found.append(said)
        length += len(said)
        if length > most:
            break
    return "\n".join(each for each in found if each.strip())[:most]
