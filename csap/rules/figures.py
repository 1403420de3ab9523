"""What is said of how much there is that a person may not read: the one rule, for every place that tells such a number.

A small number would show that there is something, and a number that grows by one would show when: so few are not told,
and many only in steps."""

FEWEST = 5
STEP = 5


def told(hidden: int) -> int:
    """The number that "at least …" is said of; 0 where nothing is said."""
    return hidden // STEP * STEP if hidden >= FEWEST else 0
