"""What is turned away before any room sees it: another host's name, bodies that are no form, and characters and numbers
that no database keeps. Everything else is judged by the form, or by the API's door, that it was sent to."""

from urllib.parse import urlsplit

from flask import Flask, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.routing import IntegerConverter

from csap.config import Config
from csap.web.errors import page
from csap.web.programmes import by_programme

FORMS = {"", "application/x-www-form-urlencoded", "multipart/form-data"}
HOME = ("localhost", "127.0.0.1", "::1")
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104
"""Compared with, never listened on from here."""
LARGEST = 2**31 - 1
LONGEST_FORM = 2 * 1024 * 1024
"""Bytes of a form without its files, and of what a programme sends."""
ELSEWHERE = _l("This platform doesn't answer to this address. Whoever runs it sets its address as CSAP_BASE_URL.")


class IdConverter(IntegerConverter):
    """`<int:…>` up to what both databases hold; what is larger is not found, like what isn't there."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **({"max": LARGEST} | options))  # type: ignore[arg-type]


def hosts(config: Config) -> set[str]:
    """The names that the platform answers to: its own, this machine's, and the address it listens on."""
    return {urlsplit(config.base_url).hostname or "", config.host, *HOME} - {"", *EVERY_ADDRESS}


def only_here(config: Config) -> bool:
    """Whether it listens to other machines but has no name that they could ask for."""
    return config.host in EVERY_ADDRESS and hosts(config) == set(HOME)


def install(app: Flask, config: Config) -> None:
    """Before the rooms are registered, and before anything that reads a form."""
    names = hosts(config)
    app.url_map.converters["int"] = IdConverter
    app.before_request(lambda: _host(names))
    app.before_request(_judge)


def _host(names: set[str]) -> ResponseReturnValue | None:
    """Only whether it is alive may be asked by any name: watchers ask by the number of a container. Flask's own
    TRUSTED_HOSTS knows no IPv6."""
    try:
        asked = urlsplit(f"//{request.host}").hostname
    except ValueError:
        asked = None
    return None if asked in names or request.endpoint == "health.show" else page(400, ELSEWHERE)


def _judge() -> None:
    if by_programme():
        _judge_programme()
    else:
        _judge_browser()


def _judge_programme() -> None:
    """What it sends as JSON is judged where it is read (`formats.jsontext`), once its token has opened the door."""
    request.max_content_length = LONGEST_FORM
    _refuse_nul([request.path, *_flat(request.args)])


def _judge_browser() -> None:
    if request.method not in ("GET", "HEAD", "OPTIONS") and request.mimetype not in FORMS:
        abort(415)
    if request.mimetype == "application/x-www-form-urlencoded" and (request.content_length or 0) > LONGEST_FORM:
        abort(413)
    _refuse_nul([request.path, *_flat(request.args), *_flat(request.form)])


def _refuse_nul(given: list[str | None]) -> None:
    if any(each is None or "\0" in each for each in given):
        abort(400)


def _flat(fields: object) -> list[str | None]:
    """Every name and every value; a part of a broken body may have no name."""
    return [text for name, values in fields.lists() for text in (name, *values)]  # type: ignore[attr-defined]


def whole(text: str) -> int:
    """For `request.args.get(…, type=whole)`: a number that both databases hold; ValueError else."""
    found = int(text)
    if abs(found) > LARGEST:
        raise ValueError(text)
    return found
