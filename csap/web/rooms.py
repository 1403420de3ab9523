"""Every room of the platform, by its blueprint."""

from flask import Flask

from csap.web import (
    account,
    basemap,
    board,
    health,
    imports,
    sign_in,
)

ROOMS = (
    account.room,
    basemap.room,
    board.room,
    health.room,
    imports.room,
    sign_in.room,
)


def install(app: Flask) -> None:
    for room in ROOMS:
        app.register_blueprint(room)
