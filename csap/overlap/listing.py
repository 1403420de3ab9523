"""The keys of many contacts, gathered to be written as lists in the order of the keys.

Written one contact after the other, a rebuild would touch every page of the database again and again; gathered and in
order, each page is written once."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from csap.store.postings import WIDTH, Posting

AT_ONCE = 20_000
"""Lists that are written in one transaction: about a tenth of a second."""


class Gathered:
    """Keys and the contacts that carry them, 16 bytes for each pair until they are taken."""

    def __init__(self) -> None:
        self._keys: list[bytes] = []
        self._posts: list[int] = []

    def add(self, post_id: int, keys: bytes) -> None:
        """A contact and its keys, each once, as its entry has them."""
        self._keys.append(keys)
        self._posts.append(post_id)

    def lists(self) -> Iterator[list[Posting]]:
        """All lists in the order of their keys, AT_ONCE at a time."""
        each = self._each()
        while part := list(islice(each, AT_ONCE)):
            yield part

    def _each(self) -> Iterator[Posting]:
        keys = np.frombuffer(b"".join(self._keys), dtype="<i8")
        posts = np.repeat(np.array(self._posts, dtype="<i8"), [len(each) // 8 for each in self._keys])
        order = np.argsort(keys, kind="stable")
        keys, carriers = keys[order], posts[order].tobytes()
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        ends = np.append(starts, len(keys))[1:]
        for key, start, end in zip(keys[starts].tolist(), starts.tolist(), ends.tolist(), strict=True):
            yield Posting(key, end - start, carriers[start * WIDTH : end * WIDTH])
