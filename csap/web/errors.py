"""Errors as pages: the words of the error, its status, and nothing of the inside."""

from flask import Flask, current_app, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from csap.errors import CsapError, NotFound, Unguarded
from csap.web import accesses
from csap.web.wording import said

STATUSES = {
    400: _l("This request can't be understood."),
    401: _l("Please sign in first."),
    405: _l("This can't be done in this way."),
    413: _l("This file is too large."),
    415: _l("This platform takes forms, nothing else."),
    429: _l("Too many requests. Wait a minute and try again."),
}
EXPIRED = _l("This form was open for too long, or in two browsers. Go back, reload the page and send it again.")
FAILED = _l("Something went wrong here; it is recorded. Nothing you sent was kept. Please try again.")


def install(app: Flask) -> None:
    app.register_error_handler(CsapError, _ours)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    if not app.config["TESTING"]:
        app.register_error_handler(Exception, _broken)


def page(status: int, words: str) -> tuple[str, int]:
    return render_template("errors/error.html", status=status, words=words), status


def _ours(error: CsapError) -> tuple[str, int]:
    if isinstance(error, Unguarded):
        raise error
    accesses.of_denial(error)
    return page(error.status, said(error.words))


def _expired(error: CSRFError) -> tuple[str, int]:
    accesses.of_rejection(400)
    return page(400, EXPIRED)


def _http(error: HTTPException) -> tuple[str, int]:
    status = error.code or 500
    if status == 404:
        return _ours(NotFound())
    accesses.of_rejection(status)
    return page(status, STATUSES.get(status, FAILED))


def _broken(error: Exception) -> tuple[str, int]:
    current_app.logger.exception("%s %r", request.method, request.path)
    return page(500, FAILED)
