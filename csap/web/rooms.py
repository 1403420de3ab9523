"""Every room of the platform, by its blueprint."""

from flask import Flask

from csap.web import (
    account,
    health,
    imports,
    sign_in,
)

ROOMS = (
    account.room,
    health.room,
    imports.room,
    sign_in.room,
)


def install(app: Flask) -> None:
    for room in ROOMS:
        app.register_blueprint(room)
