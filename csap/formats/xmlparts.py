"""XML out of a ZIP file from a stranger: one forward pass, nothing kept, no document types, no entities.

ElementTree would build a tree of whatever is sent; this keeps memory flat.
"""

from collections.abc import Callable, Iterator
from typing import Protocol
from xml.parsers import expat

from csap.formats.problems import TableProblem
from csap.wording import N_, Words

CHUNK = 1 << 16


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Data = Callable[[str], None]


def broken() -> TableProblem:
    return TableProblem(
        Words(N_("This workbook is damaged. Open it in a spreadsheet programme, save it again as .xlsx and send that."))
    )


def _refuse_doctype(*_: object) -> None:
    raise TableProblem(Words(N_("This workbook holds XML that no spreadsheet programme writes, so it was not opened.")))


def parse(stream: Readable, start: Start, end: End | None = None, data: Data | None = None) -> Iterator[None]:
    """Feed `stream` to the handlers; yields after every chunk, so that the caller can hand on what has come so far.

    Raises TableProblem on a document type, on malformed XML and on a damaged ZIP member.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    try:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeError, ValueError, LookupError):
        raise broken() from None
    yield


def local(name: str) -> str:
    """The element's name without its prefix: `x:row` -> `row`."""
    return name.rpartition(":")[2] if ":" in name else name


def elements(stream: Readable) -> Iterator[tuple[str, dict[str, str]]]:
    """Every opening tag in document order, as (name without prefix, attributes)."""
    found: list[tuple[str, dict[str, str]]] = []
    for _ in parse(stream, lambda name, attributes: found.append((local(name), attributes))):
        yield from found
        found.clear()
