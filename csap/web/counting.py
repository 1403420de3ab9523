"""Proofs that may fail: the failure is counted in the database, and kept although the request is refused."""

from collections.abc import Callable
from typing import TypeVar

from csap.desk import Desk
from csap.errors import Denied
from csap.web.door import system_desk

T = TypeVar("T")


def counted(prove: Callable[[Desk], T]) -> T:
    """What `prove` gives; its desk is committed before a `Denied` goes on."""
    refusal: Denied
    with system_desk(writing=True) as system:
        try:
            return prove(system)
        except Denied as error:
            refusal = error
    raise refusal
