"""The one way from a kind and a written name to its parts."""

from csap.overlap.institutions import institution
from csap.overlap.names import person
from csap.overlap.tokens import Name


def parse(kind: str, name: str) -> Name:
    """The parts of a name of a person or of an institution (posts are named like institutions)."""
    return person(name) if kind == "person" else institution(name)
