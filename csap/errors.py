"""What can go wrong, in the words of the person it goes wrong for; each knows its HTTP status."""

from csap.wording import N_, Words


class CsapError(Exception):
    """`act`, and what it was `about`: what was refused to somebody, to be written down; empty where nobody was refused
    anything."""

    status = 500

    def __init__(self, words: Words | str = "", act: str = "", about: str = "") -> None:
        self.words = words if isinstance(words, Words) else Words(words)
        self.act, self.about = act, about
        super().__init__(str(self.words))


class Invalid(CsapError):
    """Input that can't be taken. `problems` maps a field ("" for the whole) to its sentences."""

    status = 422

    def __init__(self, problems: dict[str, list[Words]]) -> None:
        self.problems = problems
        first = next(
            (sentences[0] for sentences in problems.values() if sentences), Words(N_("This can't be saved yet."))
        )
        super().__init__(first)


class Denied(CsapError):
    status = 403


class NotFound(CsapError):
    """Missing, or hidden from this person: nobody can tell which."""

    status = 404

    def __init__(self, act: str = "", about: str = "") -> None:
        super().__init__(N_("There is nothing here, or nothing that you may read."), act, about)


class Conflict(CsapError):
    """Somebody else changed it meanwhile."""

    status = 409


class TooMany(CsapError):
    """Asked for too often."""

    status = 429


class Unguarded(CsapError):
    """A read that was not filtered or a write that was not decided: a mistake in our code, never shown as data."""

    status = 500
