"""What a form sent in vain, since its sign-in had ended or it stood open too long: its words, and the way back."""

import re
from urllib.parse import urlsplit

from flask import request

from csap.model.posts import TLP
from csap.web.paths import local_path

SECRET = ("password", "token", "code", "secret", "credential", "once")
"""Parts of names of fields that no page shows."""
CARRIED = ("version", "place_id", "lat", "lon", "region_id")
CHOICE = re.compile(r"[a-z_]+")
"""How the platform writes what is chosen from a list."""


def back() -> str:
    """The page of this platform that the form stood on; "" for a form that came from anywhere else."""
    came = urlsplit(request.referrer or "")
    if request.method != "POST" or came.netloc != request.host:
        return ""
    return local_path(f"{came.path}?{came.query}".rstrip("?"))


def typed() -> str:
    """What was typed in words. Nothing of a form of another site is shown."""
    if not back():
        return ""
    given = ((name, value.strip()) for name, value in request.form.items(multi=True))
    return "\n\n".join(
        value for name, value in given if not any(part in name for part in SECRET) and _said(name, value)
    )


def _said(name: str, value: str) -> bool:
    """Whether somebody wrote it: no choice of a list, and no number that the form carries for itself."""
    return bool(value) and name not in CARRIED and value not in set(TLP) and not CHOICE.fullmatch(value)
