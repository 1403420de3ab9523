"""Text as it is searched and compared letter for letter: Latin, lower case, single blanks."""

from anyascii import anyascii


def fold(text: str) -> str:
    return " ".join(anyascii(text).lower().split())
