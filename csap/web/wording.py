"""Words on the screen: whose language, whose clock; the filters that templates translate and write dates with."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, request, session
from flask_babel import Babel, format_date, format_datetime, gettext
from flask_login import current_user

from csap.actions.country import find_country
from csap.model.places import Country
from csap.web.door import system_desk
from csap.wording import Words

LANGUAGES = {"en": "English", "fr": "Français"}


def language() -> str:
    """The person's choice, else this browser's choice here, else what the browser asks for, else English."""
    chosen = current_user.viewer.language if current_user.is_authenticated else session.get("language", "")
    return str(chosen) if chosen in LANGUAGES else request.accept_languages.best_match(list(LANGUAGES), "en")


def host_country() -> Country | None:
    """The host country; None before `csap init`."""
    if "country" not in g:
        with system_desk() as system:
            g.country = find_country(system)
    return g.country  # type: ignore[no-any-return]


def timezone() -> str:
    here = host_country()
    return here.timezone if here else "UTC"


def said(words: Words | str) -> str:
    """Words from below the web, in the reader's language."""
    if isinstance(words, Words):
        params = {name: said(value) if isinstance(value, Words) else value for name, value in words.params.items()}
        return gettext(words.message) % params if params else gettext(words.message)
    return gettext(words) if words else ""


def message(text: str, params: dict[str, Any] | None = None) -> str:
    """A stored message and its parameters, in the reader's language."""
    return said(Words(text, params or {}))


def local_time(value: datetime | None, form: str = "medium") -> str:
    """An instant in host-country time, as the reader's language writes it."""
    return format_datetime(value.astimezone(ZoneInfo(timezone())), form, rebase=False) if value else ""


def local_date(value: date | datetime | None, form: str = "medium") -> str:
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(timezone())).date()
    return format_date(value, form) if value else ""


def install(app: Flask) -> None:
    Babel(app, locale_selector=language, timezone_selector=timezone, default_domain="messages")
    app.add_template_filter(said, "said")
    app.add_template_filter(local_time, "local_time")
    app.add_template_filter(local_date, "local_date")
    app.add_template_global(message, "message")
    app.context_processor(_everywhere)


def _everywhere() -> dict[str, Any]:
    return {"languages": LANGUAGES, "country": host_country(), "viewer": _viewer(), "inbox": _unread()}


def _viewer() -> Any:
    return current_user.viewer if current_user.is_authenticated else None


def _unread() -> int:
    return current_user.unread if current_user.is_authenticated else 0
