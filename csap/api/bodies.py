"""What a programme sends: JSON, judged before anything looks at its fields."""

from typing import Any, TypeVar

from flask import request
from flask_babel import gettext as _

from csap.api.door import unreadable
from csap.formats import jsontext
from csap.model.drafts import Draft
from csap.web.forms import draft_of

D = TypeVar("D", bound=Draft)


def body() -> dict[str, Any]:
    """The object that was sent; 415, 413 or 400 for anything else."""
    if request.mimetype != "application/json":
        unreadable(415, _("This takes JSON: Content-Type: application/json."))
    try:
        return jsontext.read(request.get_data(cache=False))
    except ValueError:
        words = _("This is no JSON that can be kept: one object in UTF-8, each name once, at most 8 deep, no NUL.")
        unreadable(400, words)


def draft(kind: type[D]) -> D:
    """The object as a Draft. `Invalid` if it refuses it."""
    return draft_of(kind, body())
