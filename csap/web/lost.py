"""What a form sent in vain, since its sign-in had ended or it stood open too long: its words, and the way back."""

from urllib.parse import urlsplit

from flask import request

from csap.web.paths import local_path

SECRET = ("password", "token", "code", "secret", "credential", "once")
"""Parts of names of fields that no page shows."""


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
    given = request.form.items(multi=True)
    words = (value.strip() for name, value in given if not any(part in name for part in SECRET))
    return "\n\n".join(value for value in words if len(value.split()) > 1)
