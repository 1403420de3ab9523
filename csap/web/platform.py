"""What one process of the web server holds: its settings and its engine."""

from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy import Engine

from csap.config import Config


@dataclass(frozen=True)
class Platform:
    config: Config
    engine: Engine


def platform() -> Platform:
    return cast(Platform, current_app.extensions["csap"])
