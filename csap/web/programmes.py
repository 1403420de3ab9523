"""Programmes that come in by the API: they bring a token, no cookie, and are answered in JSON."""

from flask import request

API = "/api/"


def by_programme() -> bool:
    """Whether this request comes from one, wherever it is turned away."""
    return request.path.startswith(API)
