"""Words on the screen: whose language, whose clock; the filters that templates translate and write dates with."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, request, session
from flask_babel import Babel, get_locale, get_translations, gettext
from flask_login import current_user

from csap import clock, dates
from csap.actions.country import find_country
from csap.actions.devices import in_words
from csap.model.places import Country
from csap.rules.acts import Act, allows
from csap.web.door import system_desk
from csap.web.programmes import by_programme
from csap.wording import Words

LANGUAGES = {"en": "English", "fr": "Français"}


def language() -> str:
    """The person's choice, else this browser's choice here, else what the browser asks for, else English. A programme
    asks first, then its person's choice counts."""
    if by_programme():
        return request.accept_languages.best_match(list(LANGUAGES), g.get("language") or "en")
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
        params = {name: _meant(value) for name, value in words.params.items()}
        return str(gettext(words.message)) % params if params else str(gettext(words.message))
    return str(gettext(words)) if words else ""


def _meant(value: Any) -> Any:
    if isinstance(value, Words):
        return said(value)
    return local_date(value) if isinstance(value, date) else value


def message(text: str, params: dict[str, Any] | None = None) -> str:
    """A stored message and its parameters, in the reader's language."""
    return said(Words(text, params or {}))


def here(value: datetime | None) -> datetime | None:
    """An instant by the host country's clock."""
    return value.astimezone(ZoneInfo(timezone())) if value else None


def local_time(value: datetime | None, form: str = "d MMM y HH:mm") -> str:
    """An instant in host-country time, as the reader's language writes it."""
    return dates.time_written(value, form, str(get_locale()), timezone()) if value else ""


def local_date(value: date | datetime | None, form: str = "d MMM y") -> str:
    local = here(value) if isinstance(value, datetime) else value
    day = local.date() if isinstance(local, datetime) else local
    return dates.day_written(day, form, str(get_locale())) if day else ""


def zone(value: datetime | None = None) -> str:
    """How far the host country's clock is from UTC: at an instant, or over the coming year."""
    return dates.offset(value, timezone()) if value else dates.offsets(clock.today(timezone()), timezone())


def catalogue() -> Any:
    """The words of this request's language, looked up once: a page asks for a thousand of them."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def language_name(code: str) -> str:
    """A spoken language's name in the reader's language; what is no code stays as it is."""
    locale = get_locale()
    return locale.languages.get(code.lower(), code) if locale else code


def install(app: Flask) -> None:
    Babel(app, locale_selector=language, timezone_selector=timezone, default_domain="messages")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda words: catalogue().ugettext(words),
        lambda one, many, amount: catalogue().ungettext(one, many, amount),
        newstyle=True,
    )
    app.add_template_filter(said, "said")
    app.add_template_filter(here, "here")
    app.add_template_filter(local_time, "local_time")
    app.add_template_filter(local_date, "local_date")
    app.add_template_filter(zone, "zone")
    app.add_template_filter(language_name, "language_name")
    app.add_template_filter(in_words, "browser")
    app.add_template_global(message, "message")
    app.context_processor(_everywhere)


def _everywhere() -> dict[str, Any]:
    return {
        "languages": LANGUAGES,
        "country": host_country(),
        "zone": zone(),
        "viewer": _viewer(),
        "inbox": _unread(),
        "may_post": _may(Act.POST_CREATE),
        "may_export": _may(Act.LIST_EXPORT),
        "may_export_directory": _may(Act.DIRECTORY_EXPORT),
        "may_check": _may(Act.LIST_CHECK),
        "may_audit": _may(Act.AUDIT_READ),
    }


def _viewer() -> Any:
    return current_user.viewer if current_user.is_authenticated else None


def _may(act: Act) -> bool:
    """Whether this person is offered something that is done for one's own organisation."""
    viewer = _viewer()
    return bool(viewer) and allows(act, viewer, viewer)


def _unread() -> int:
    return current_user.unread if current_user.is_authenticated else 0
