"""What a target is."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """`words` are what inputs are likely made of, for mutations to put in."""

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    words: tuple[str, ...] = ()


def text(data: bytes) -> str:
    """As the platform has text from outside: what is no UTF-8 is replaced, and NUL was turned away before."""
    return data.decode("utf-8", "replace").replace("\0", "")
