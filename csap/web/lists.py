"""The list of a kind: what its address asks for, and the page of it."""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import render_template, request
from sqlmodel import select

from csap.actions import board, lists
from csap.actions.filters import Filter
from csap.actions.kinds import KINDS
from csap.actions.lists import Key, Page
from csap.desk import Desk
from csap.model.activities import Form
from csap.model.contacts import ContactKind
from csap.model.people import Organisation
from csap.model.places import Theme
from csap.model.posts import Kind
from csap.model.risks import Horizon, Level
from csap.web import accesses
from csap.web.filters import one, parse
from csap.web.paths import this_page
from csap.web.refs import number, ref

COLUMNS: Mapping[Kind, Mapping[str, tuple[str, type[StrEnum]]]] = {
    Kind.CONTACT: {"what": ("contact_kind", ContactKind)},
    Kind.ACTIVITY: {"form": ("form", Form)},
    Kind.RISK: {"judgement": ("judgement", Level), "horizon": ("horizon", Horizon)},
}
"""A list's own filters: parameter -> column of the kind's table, and its words."""
Beside = Callable[[list[int]], dict[str, Any]]


@dataclass(frozen=True)
class Known:
    """What lists name things by, read once for a page."""

    organisations: dict[int | None, Organisation]
    themes: list[Theme]
    regions: list[tuple[int | None, str]]


def known(desk: Desk) -> Known:
    organisations = desk.exec(select(Organisation).order_by(Organisation.short_name))
    return Known(
        organisations={each.id: each for each in organisations},
        themes=list(desk.exec(select(Theme).order_by(Theme.group, Theme.label))),
        regions=board.regions(desk),
    )


def nothing_beside(ids: list[int]) -> dict[str, Any]:
    return {}


def show(desk: Desk, kind: Kind, beside: Beside = nothing_beside, **more: Any) -> str:
    """The page that the address asks for; `beside` reads what else the rows show, by the ids of their posts."""
    wanted = asked(desk, kind)
    found = lists.page(desk, kind, wanted, after=_key("after", kind), before=_key("before", kind))
    accesses.of_list(desk.person, (row.post for row in found.running + found.rows))
    more |= {
        "onward": _link("after", found.after),
        "back": _link("before", found.before),
        "chosen": dict(wanted.details),
    }
    more |= beside(ids(found))
    noun = request.blueprint or ""
    return render_template(f"{noun}/list.html", wanted=wanted, found=found, known=known(desk), pairs=pairs, **more)


def pairs(records: Iterable[Any], value: str, words: str) -> list[tuple[Any, Any]]:
    """What a filter offers of records: (value, words)."""
    return [(getattr(each, value), getattr(each, words)) for each in records]


def ids(found: Page) -> list[int]:
    return [row.post.id for row in found.running + found.rows]


def asked(desk: Desk, kind: Kind) -> Filter:
    """The filter of a list's address, with the kind's own parameters. `Invalid` at what can't be read."""
    given = request.args
    read = {column: one(given, name, words) for name, (column, words) in COLUMNS[kind].items()}
    return replace(
        parse(given),
        kinds=(),
        status=given.get("status", ""),
        author=desk.person.person_id if given.get("mine") else None,
        details=tuple((column, word.value) for column, word in read.items() if word),
    )


def spelled(key: Key) -> str:
    """Where a page begins, as an address has it."""
    value, post_id = key
    text = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([text, ref(post_id)]).encode()).decode().rstrip("=")


def _key(name: str, kind: Kind) -> Key | None:
    """The place in the list that the address names; none if it can't be read."""
    given = request.args.get(name, "")
    try:
        text, post = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        return _value(text, KINDS[kind].order != "title"), number(post)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _value(text: Any, instant: bool) -> Any:
    """ValueError or TypeError where it is nothing that the list is ordered by; None is, for what has no date."""
    if not instant:
        return str(text).replace("\0", "")
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def _link(name: str, key: Key | None) -> str:
    return this_page({name: spelled(key)}) if key else ""
