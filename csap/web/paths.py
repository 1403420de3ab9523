"""Where links lead: those given from outside to this platform and nowhere else, those of a list to its other pages."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from flask import request

BETWEEN_PAGES = ("before", "after")


def local_path(text: str | None) -> str:
    """A path on this platform, or the board."""
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable():
        return "/"
    parts = urlsplit(text)
    return "/" if parts.netloc or parts.scheme else text


def this_page(more: Mapping[str, object], leaving: tuple[str, ...] = BETWEEN_PAGES) -> str:
    """The address that was asked for, without the parameters in `leaving` and with those in `more`. Names that come
    with the address stay names: none becomes an argument of `url_for`."""
    return f"{request.path}?{question(more, leaving)}"


def question(more: Mapping[str, object], leaving: tuple[str, ...] = BETWEEN_PAGES) -> str:
    """What stands behind the `?` of such an address."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in leaving]
    return urlencode([*kept, *more.items()])
