"""How often Python looks for garbage that refers to itself: less often than it does by itself.

Requests make many small objects and next to none of that garbage; looking for it took a fifth of a batch of checks."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 20_000
"""New objects from which Python looks through them; its own figure is 700."""


def collect_rarely() -> None:
    gc.set_threshold(OBJECTS, 20, 20)


@contextmanager
def uncollected() -> Iterator[None]:
    """For a piece of work that keeps what it makes until it ends, and makes no garbage that refers to itself: looking
    for some took a tenth of it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
