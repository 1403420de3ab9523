"""Where links lead: those given from outside to this platform and nowhere else, those of a list to its other pages."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from flask import current_app, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

BETWEEN_PAGES = ("before", "after")


def local_path(text: str | None) -> str:
    """A path on this platform, or the board."""
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable():
        return "/"
    parts = urlsplit(text)
    if parts.netloc or parts.scheme:
        return "/"
    page = _page(parts.path)
    return text if page == parts.path else page


def _page(path: str) -> str:
    """The path itself, or where it only takes what is sent, the nearest page above it."""
    if _opens(path) is not False:
        return path
    while not _opens(path):
        path = path.rpartition("/")[0] or "/"
    return path


def _opens(path: str) -> bool | None:
    """Whether there is a page; None where there is nothing."""
    try:
        current_app.url_map.bind("").match(path, "GET")
    except MethodNotAllowed:
        return False
    except RequestRedirect:
        return True
    except NotFound:
        return None
    return True


def this_page(more: Mapping[str, object], leaving: tuple[str, ...] = BETWEEN_PAGES) -> str:
    """The address that was asked for, without the parameters in `leaving` and with those in `more`. Names that come
    with the address stay names: none becomes an argument of `url_for`."""
    return f"{request.path}?{question(more, leaving)}"


def question(more: Mapping[str, object], leaving: tuple[str, ...] = BETWEEN_PAGES) -> str:
    """What stands behind the `?` of such an address."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in leaving]
    return urlencode([*kept, *more.items()])
