"""Errors as pages, for programmes as problems (RFC 9457): the words of the error, its status, and nothing of the
inside."""

import json
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from csap.errors import CsapError, Invalid, NotFound, Unguarded
from csap.web import accesses, lost
from csap.web.programmes import by_programme
from csap.web.wording import said

STATUSES = {
    400: _l("This request can't be understood."),
    401: _l("Please sign in first."),
    405: _l("This can't be done in this way."),
    413: _l("This file is too large."),
    415: _l("This platform takes forms, nothing else."),
    429: _l("Too many requests. Wait a minute and try again."),
}
EXPIRED = _l("This form was open for too long, or in two browsers. Open it anew and send it again.")
FAILED = _l("Something went wrong here; it is recorded. Nothing you sent was kept. Please try again.")


def install(app: Flask) -> None:
    app.register_error_handler(CsapError, _ours)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    if not app.config["TESTING"]:
        app.register_error_handler(Exception, _broken)


def page(status: int, words: str, **more: str) -> tuple[Any, int]:
    if by_programme():
        return problem(status, words), status
    return render_template("errors/error.html", status=status, words=words, **more), status


def problem(status: int, words: str, **more: Any) -> Response:
    """An error as programmes read it; `more` are further members."""
    said_so = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": str(words)}
    answer = Response(json.dumps(said_so | more, ensure_ascii=False), status, mimetype="application/problem+json")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = "60"
    return answer


def _ours(error: CsapError) -> tuple[Any, int]:
    if isinstance(error, Unguarded):
        raise error
    accesses.of_denial(error)
    if isinstance(error, Invalid) and by_programme():
        return problem(error.status, said(error.words), errors=_at_fields(error)), error.status
    return page(error.status, said(error.words))


def _at_fields(error: Invalid) -> list[dict[str, str]]:
    """Each sentence at its field, "" for the whole."""
    return [
        {"field": field, "detail": said(words)} for field, sentences in error.problems.items() for words in sentences
    ]


def _expired(error: CSRFError) -> tuple[Any, int]:
    accesses.of_rejection(400)
    return page(400, EXPIRED, back=lost.back(), typed=lost.typed())


def _http(error: HTTPException) -> tuple[Any, int]:
    status = error.code or 500
    if status == 404:
        return _ours(NotFound())
    accesses.of_rejection(status)
    if status == 401:
        return page(status, STATUSES[status], back=lost.back(), typed=lost.typed())
    return page(status, STATUSES.get(status, FAILED))


def _broken(error: Exception) -> tuple[Any, int]:
    current_app.logger.exception("%s %r", request.method, request.path)
    return page(500, FAILED)
