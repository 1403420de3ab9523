"""The list of a kind: what its address asks for, and the page of it."""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from sqlmodel import select

from csap.actions import board, lists
from csap.actions.filters import Filter
from csap.actions.lists import Key, Page
from csap.desk import Desk
from csap.model.people import Organisation
from csap.model.places import Theme
from csap.model.posts import Kind
from csap.web.filters import parse
from csap.web.refs import number, ref

COLUMNS: Mapping[Kind, Mapping[str, str]] = {
    Kind.CONTACT: {"what": "contact_kind"},
    Kind.ACTIVITY: {"form": "form"},
    Kind.RISK: {"judgement": "judgement", "horizon": "horizon"},
}
"""A list's own filters: parameter -> column of the kind's table."""
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
    found = lists.page(desk, kind, wanted, after=_key("after"), before=_key("before"))
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
    columns = {column: given[name] for name, column in COLUMNS[kind].items() if given.get(name)}
    return replace(
        parse(given),
        kinds=(),
        status=given.get("status", ""),
        author=desk.person.person_id if given.get("mine") else None,
        details=tuple(columns.items()),
    )


def spelled(key: Key) -> str:
    """Where a page begins, as an address has it."""
    value, post_id = key
    text = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([text, ref(post_id)]).encode()).decode().rstrip("=")


def _key(name: str) -> Key | None:
    given = request.args.get(name, "")
    try:
        text, post = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        return text and _value(str(text)), number(str(post))
    except ValueError:
        return None


def _value(text: str) -> Any:
    """An instant where it is one; titles are no instants but by a freak, and then sort the same."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return found if found.tzinfo else text


def _link(name: str, key: Key | None) -> str:
    if key is None:
        return ""
    kept = {name: values for name, values in request.args.lists() if name not in ("after", "before")}
    return url_for(request.endpoint or "", **kept, **{name: spelled(key)})  # type: ignore[arg-type]
