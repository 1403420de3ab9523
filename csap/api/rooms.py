"""The API put onto the web application: its views, without cookies, and so without the tokens that forms carry."""

from flask import Flask

from csap.api import checking, codes, openapi, overlaps, posting, posts
from csap.api.room import room
from csap.web.session import csrf

VIEWS = (checking, codes, openapi, overlaps, posting, posts)
"""Imported so that they stand in the room."""


def install(app: Flask) -> None:
    csrf.exempt(room)
    app.register_blueprint(room)
