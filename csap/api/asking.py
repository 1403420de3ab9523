"""What the address of a question says: its parameters, and where a page of the answer begins."""

import base64
from typing import Any

from flask import request

from csap.api.describing import Parameter
from csap.errors import Invalid
from csap.web.filters import UNREADABLE, one
from csap.wording import N_, Words

UNKNOWN = N_("There is no such field.")
CURSOR = Parameter("cursor", {"type": "string"}, "Where the page begins: `next` of the page before it.")


def flag(name: str, words: str) -> Parameter:
    return Parameter(name, {"type": "string", "enum": ["1", "true"]}, words)


def refuse_unknown(asks: tuple[Parameter, ...]) -> None:
    """`Invalid` at what is no parameter here: a filter that was misspelt would find everything."""
    known = {each.name for each in asks}
    unknown = {name: [Words(UNKNOWN)] for name in request.args if name not in known}
    if unknown:
        raise Invalid(unknown)


def limit(most: int, usual: int) -> int:
    """How many the page holds at most."""
    found = one(request.args, "limit", int)
    if found is None:
        return usual
    if not 1 <= found <= most:
        raise unreadable("limit", str(found))
    return found


def cursor() -> str:
    """What a cursor stands for; "" for the first page."""
    given = request.args.get("cursor", "")
    try:
        return base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        raise unreadable("cursor", given) from None


def spelled(place: str) -> str | None:
    """A place as a cursor; None where there is none."""
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=") if place else None


def unreadable(name: str, given: Any) -> Invalid:
    return Invalid({name: [Words(UNREADABLE, {"value": str(given)[:40]})]})
