"""How often one person, or one address that nobody is signed in at, may ask for the few things that are worth guessing,
and a programme for anything.

Counted per process, in memory: the throttle of each account is counted in the database (`actions.attempts`)."""

from typing import Any

from flask import Flask, abort, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from limits import parse_many

LIMITS = {
    "sign_in.show": "60 per minute",
    "sign_in.accept": "20 per minute",
    "sign_in.ask_passkey": "30 per minute",
    "sign_in.passkey": "30 per minute",
    "sign_in.second": "20 per minute",
    "account.password": "10 per minute",
    "strength.mine": "120 per minute",
    "strength.invited": "60 per minute",
    "sso.start": "60 per minute",
    "sso.back": "30 per minute",
    "sso.ended": "600 per minute",
    "contacts.search": "120 per minute",
}
"""Endpoint -> how often it may be posted to; GET is free but for those of `EVERY_METHOD`: an address that is a
secret, what asks another server, what searches."""
EVERY_METHOD = {"sign_in.accept", "contacts.search", "sso.start", "sso.back"}
TYPING = "40 per minute; 600 per hour"
"""For every `.likely`: it says whether somebody holds a stakeholder, so it must not serve to try out names."""


def spend(who: str, limit: str) -> None:
    """Count one request of somebody; 429 where a limit such as "60 per minute" is spent."""
    (limiter,) = current_app.extensions["limiter"]
    if not all(limiter.limiter.hit(each, who) for each in parse_many(limit)):
        abort(429)


def _who() -> str:
    return f"person:{current_user.viewer.person_id}" if current_user.is_authenticated else get_remote_address()


def install(app: Flask) -> None:
    """Wrap the views of `LIMITS`; the rooms must be registered."""
    limiter = Limiter(_who, app=app, storage_uri="memory://", headers_enabled=False)
    likely = {endpoint: TYPING for endpoint in app.view_functions if endpoint.endswith(".likely")}
    for endpoint, limit in (LIMITS | likely).items():
        methods = None if endpoint in EVERY_METHOD else ["POST"]
        limited: Any = limiter.limit(limit, methods=methods)(app.view_functions[endpoint])
        app.view_functions[endpoint] = limited
