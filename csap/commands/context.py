"""What every command works with: the settings and the engine."""

from dataclasses import dataclass

from sqlalchemy import Engine

from csap.config import Config


@dataclass(frozen=True)
class Context:
    config: Config
    engine: Engine
