"""HTML to PDF with WeasyPrint, an optional extra (`pip install csap[pdf]`) that needs Pango. Fetches nothing."""

from typing import Any

try:
    import weasyprint
except (ImportError, OSError):
    weasyprint = None

AVAILABLE = weasyprint is not None


def _nothing(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"A PDF loads nothing, not {url[:80]}")


def pdf(html: str) -> bytes:
    """A page whose styles and drawings are all inside it, as PDF/UA with its outline. Only where `AVAILABLE`."""
    return weasyprint.HTML(string=html, url_fetcher=_nothing).write_pdf(pdf_tags=True)  # type: ignore[no-any-return]
