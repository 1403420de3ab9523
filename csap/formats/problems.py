"""What goes wrong with a file or a cell, in words for the person who sent it. Nothing here knows a form or a page."""

from csap.errors import Invalid
from csap.wording import Words


class TableProblem(Invalid):
    """The file can't be read: wrong kind, too large, damaged, locked. The sentence stands at the field `file`."""

    def __init__(self, words: Words) -> None:
        super().__init__({"file": [words]})


class CellError(ValueError):
    """One cell can't be understood; `words` repeats what the cell says and what was expected."""

    def __init__(self, words: Words) -> None:
        super().__init__(str(words))
        self.words = words
