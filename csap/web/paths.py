"""Where a link given from outside may lead: to this platform, and nowhere else."""

from urllib.parse import urlsplit


def local_path(text: str | None) -> str:
    """A path on this platform, or the board."""
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable():
        return "/"
    parts = urlsplit(text)
    return "/" if parts.netloc or parts.scheme else text
