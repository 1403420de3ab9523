"""Who or what a contact is about, as the engine sees it: values only, no record, no rights."""

from dataclasses import dataclass, field
from typing import Literal

from csap.overlap.tokens import Name

SubjectKind = Literal["person", "institution", "post"]


@dataclass(frozen=True)
class Subject:
    """A person, an institution or a post (a function whose holder changes), under every name known for it.

    `names` holds the name and its other spellings, any script, ranks and roles may still be in them.
    `emails`, `phones` and `domains` (the web domains of the e-mails) are marks of them (`identifiers.py`), compared
    letter for letter but for case. Empty means not known, never "none".
    `parts` are the names taken apart, where that was done before (`packing.py`).
    """

    kind: SubjectKind
    names: tuple[str, ...]
    institution: str = ""
    parent: str = ""
    function: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    parts: tuple[Name, ...] = field(default=(), compare=False, repr=False)


def kind_of(subject: Subject) -> Literal["person", "institution"]:
    """How its names are read: like a person's, or (posts too) like an institution's."""
    return "person" if subject.kind == "person" else "institution"
