"""What one process of the web server holds: its settings, its engine, and its provider of single sign-on."""

from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy import Engine

from csap.config import Config
from csap.oidc.provider import Provider


@dataclass(frozen=True)
class Platform:
    config: Config
    engine: Engine
    provider: Provider | None = None


def platform() -> Platform:
    return cast(Platform, current_app.extensions["csap"])
