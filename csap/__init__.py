"""CSAP, the Country Situational Awareness Platform: one Flask app per host country.

`create_app` is the whole wiring; importing this package does no work."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from csap.config import Config


def create_app(config: "Config | None" = None) -> "Flask":
    """The web application, for the given settings or those of the environment."""
    import os

    from csap import config as settings
    from csap.api import rooms
    from csap.garbage import collect_rarely
    from csap.web.app import build

    collect_rarely()
    app = build(config or settings.read(os.environ))
    rooms.install(app)
    return app
