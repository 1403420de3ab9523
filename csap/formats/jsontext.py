"""JSON that somebody sent: one object, of nothing but what both databases can keep. Which fields it has is looked at
elsewhere."""

import json
import math
from typing import Any

LARGEST = 2**31 - 1
MOST_DEEP = 8
"""Objects and lists within each other; a post needs three."""


def read(content: bytes) -> dict[str, Any]:
    """The object that the bytes say. ValueError for what is no JSON object in UTF-8, says a name twice, lies too deep,
    or holds a character or number that can't be kept."""
    try:
        found = json.loads(
            content.decode(),
            object_pairs_hook=_once,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_finite,
        )
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(found, dict):
        raise ValueError("no object")
    _judge(found)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values of one name, readers take either: neither is taken here."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _whole(text: str) -> int:
    if len(text) > len(str(LARGEST)) + 1 or abs(int(text)) > LARGEST:
        raise ValueError("a number too large")
    return int(text)


def _finite(text: str) -> float:
    found = float(text)
    if not math.isfinite(found):
        raise ValueError("no number")
    return found


def _judge(value: Any, deep: int = 1) -> None:
    if isinstance(value, str):
        _character(value)
    elif isinstance(value, dict | list):
        if deep > MOST_DEEP:
            raise ValueError("too deep")
        for each in value:
            _judge(each, deep + 1)
        for each in value.values() if isinstance(value, dict) else ():
            _judge(each, deep + 1)


def _character(text: str) -> None:
    """Half a character (a lone surrogate) has no UTF-8: that is a ValueError too."""
    text.encode()
    if "\0" in text:
        raise ValueError("a NUL")
