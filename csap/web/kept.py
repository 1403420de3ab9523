"""Answers that are kept in this process: by viewer, question and data version, so that nobody is given another's and
none outlives a change. The oldest go first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from flask import Flask, Response, current_app

MOST = 400


class Answers:
    """At most `most` answers, the longest unused forgotten first; safe between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, answer: bytes) -> None:
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


def answers_of(app: Flask) -> Answers:
    return app.extensions.setdefault("csap.answers", Answers())  # type: ignore[no-any-return]


def kept(key: Hashable, make: Callable[[], bytes], mimetype: str = "application/json") -> Response:
    """The kept answer of that key, or a new one."""
    answer = answers_of(current_app).get(key)
    if answer is None:
        answer = make()
        answers_of(current_app).keep(key, answer)
    return Response(answer, mimetype=mimetype)
