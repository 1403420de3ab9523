"""HXL 1.1 hashtags: reading one, and how well a column's tag fits a wanted one. Nothing about our own fields."""

import re
from collections.abc import Sequence

from csap.formats.cells import Cell

TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+[a-z][a-z0-9_]*)*\Z", re.IGNORECASE)


def is_tag_row(cells: Sequence[Cell]) -> bool:
    """Whether a row is the tag row: at least two tags, and hardly anything that is none."""
    filled = [cell for cell in cells if cell is not None]
    tags = [cell for cell in filled if isinstance(cell, str) and TAG.match(cell.strip())]
    return len(tags) >= 2 and len(tags) * 4 >= len(filled) * 3


def parts(tag: str) -> tuple[str, frozenset[str]]:
    """`#adm1 +name` -> ("#adm1", {"name"}); ("", {}) for what is no tag."""
    if not TAG.match(tag.strip()):
        return "", frozenset()
    name, *attributes = re.split(r"\s*\+", tag.strip().lower())
    return name, frozenset(attributes)


def fit(tag: str, wanted: str) -> float:
    """0 for another hashtag or a missing attribute, 1 for the same one, less for each attribute too many."""
    name, attributes = parts(tag)
    wanted_name, wanted_attributes = parts(wanted)
    if not name or name != wanted_name or not wanted_attributes <= attributes:
        return 0.0
    return 1.0 - 0.05 * min(len(attributes - wanted_attributes), 6)
