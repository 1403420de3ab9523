"""What posts are searched by: folded words, and for the sealed e-mails and phones keyed marks, found by whoever types
the whole address or number. Parts of them are found by nobody: that is the price of not keeping them in clear."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Dialect, String, bindparam
from sqlalchemy.types import TypeDecorator
from sqlmodel import col

from csap.desk import Desk
from csap.folding import fold
from csap.model.contacts import SEALED
from csap.model.posts import Post, PostDraft
from csap.model.sealing import Marks, ring_of

LONGEST = 4000
LOCAL_DIGITS = 7
"""A number without its country is found by its last digits, as many as the shortest national numbers have."""
_PHONE = re.compile(r"\+?[\d\s().\-/]{7,40}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def folded(desk: Desk, draft: PostDraft) -> str:
    """The text that a post is searched by: its title first."""
    details = draft.details()
    plain = [value for name, value in details.items() if name not in SEALED]
    return written(
        draft.title, draft.summary, plain, details.get("emails", ()), details.get("phones", ()), ring_of(desk).marks
    )


def written(title: str, summary: str, plain: Any, emails: Iterable[str], phones: Iterable[str], marks: Marks) -> str:
    found = [_email(email, marks) for email in emails] + [mark for phone in phones for mark in _phone(phone, marks)]
    rest = fold(f"{summary} {as_text(plain)}")
    return " ".join(part for part in (fold(title), *found, rest) if part)[:LONGEST]


def as_text(value: Any) -> str:
    """Every word in a value, however deep."""
    if isinstance(value, dict):
        return as_text(list(value.values()))
    return "\n".join(map(as_text, value)) if isinstance(value, list) else str(value or "")


def _email(email: str, marks: Marks) -> str:
    return "@" + marks.short("search email", email.strip().casefold())


def _phone(phone: str, marks: Marks) -> tuple[str, str]:
    digits = re.sub(r"\D", "", phone)
    return "+" + marks.short("search phone", digits), "#" + marks.short("search number", digits[-LOCAL_DIGITS:])


class _Sought(TypeDecorator[str]):
    """A pattern for LIKE: what was typed, anywhere; the mark of an address or a number."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str:
        sought = _sought(value or "", ring_of(dialect).marks)
        return f"%{sought.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"


def _sought(typed: str, marks: Marks) -> str:
    if _PHONE.fullmatch(typed):
        full, local = _phone(typed, marks)
        return full if typed.startswith("+") else local
    if _EMAIL.fullmatch(typed):
        return _email(typed, marks)
    return fold(typed)


def holding(text: str) -> list[ColumnElement[bool]]:
    """Posts that hold each word of a text."""
    return [col(Post.folded).like(bindparam(None, word, type_=_Sought()), escape="/") for word in _words(text)]


def needles(text: str, marks: Marks) -> list[str]:
    """What `Post.folded` must hold, each somewhere, of a post that holds each word of a text."""
    return [_sought(word, marks) for word in _words(text)]


def _words(text: str) -> list[str]:
    """A text that is a phone number is one word."""
    typed = text.strip()
    if _PHONE.fullmatch(typed) and sum(each.isdigit() for each in typed) >= LOCAL_DIGITS:
        return [typed]
    return [word for part in typed.split() for word in ([part] if _EMAIL.fullmatch(part) else fold(part).split())]
