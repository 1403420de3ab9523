"""Words for people from below the web: marked for translation here, translated where they are shown."""

from dataclasses import dataclass, field
from typing import Any


def N_(message: str) -> str:
    """Mark a message for the catalogue; returns it unchanged."""
    return message


@dataclass(frozen=True)
class Words:
    """A sentence to be translated later: an English message with %(name)s places, and what goes into them: text,
    numbers, days, other such sentences."""

    message: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message
