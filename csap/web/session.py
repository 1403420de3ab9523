"""Who is signed in: flask-login over the platform's own sign-ins, so that each can be ended from anywhere; CSRF too.

The session cookie holds the secret of a sign-in, or of one that is half-way; the device cookie outlives both."""

import secrets
from datetime import timedelta

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin
from flask_wtf.csrf import CSRFProtect

from csap import clock
from csap.actions import sign_in
from csap.actions.sign_in import Entry, Place, Terms
from csap.config import signing_key
from csap.model.people import Organisation, Person, SignIn
from csap.rules.factors import Step, required_roles
from csap.rules.viewers import Viewer
from csap.sealing import Seal
from csap.web.door import HALF_WAY, system_desk
from csap.web.platform import platform
from csap.web.programmes import by_programme
from csap.web.wording import host_country

REFRESH = timedelta(minutes=5)
DEVICE_DAYS = 365
KEPT = ("language",)
csrf = CSRFProtect()


class Cookies(SecureCookieSessionInterface):
    """Flask's session cookie, which is nothing to the API: a programme comes with a token or not at all."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return self.session_class() if by_programme() else super().open_session(app, request)


class SignedInUser(UserMixin):
    """flask-login's view of a sign-in; its id is the cookie's secret."""

    def __init__(self, secret: str, signed_in: sign_in.SignedIn) -> None:
        self.id = secret
        self.sign_in_id = signed_in.sign_in_id
        self.viewer: Viewer = signed_in.viewer
        self.name = signed_in.viewer.name
        self.organisation: Organisation = signed_in.organisation
        self.unread = signed_in.unread
        self.proved_at = signed_in.proved_at


def install(app: Flask) -> None:
    app.session_interface = Cookies()
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_load)
    manager.init_app(app)
    csrf.init_app(app)
    app.after_request(_remember_device)


def terms() -> Terms:
    config, here = platform().config, host_country()
    return Terms(
        idle=timedelta(hours=config.sign_in_hours),
        longest=timedelta(hours=config.sign_in_longest_hours),
        failures=config.sign_in_failures,
        required=required_roles(config.second_factor_roles, here is None or here.fictional),
        sso_only=config.sso_only,
    )


def seal() -> Seal:
    """For the keys of authenticator apps."""
    return Seal(signing_key(platform().config), "authenticator")


def place() -> Place:
    """Where this request comes from; a browser that is new gets a device cookie with the answer."""
    device = request.cookies.get(_device_cookie(), "")
    if not device:
        device = g.new_device = g.get("new_device") or secrets.token_urlsafe(24)
    return Place(request.remote_addr or "", request.user_agent.string, device)


def enter(entry: Entry) -> None:
    """Put a sign-in, or one that is half-way, into this browser's cookie; nothing of an earlier session stays."""
    kept = {name: session[name] for name in KEPT if name in session}
    session.clear()
    session.update(kept)
    if entry.step == Step.DONE:
        _put(entry.secret)
    else:
        session[HALF_WAY] = entry.secret


def renew(secret: str) -> None:
    """The same sign-in under a new secret."""
    _put(secret)


def _put(secret: str) -> None:
    session["_user_id"], session["_fresh"] = secret, True
    session.permanent = True


def half_way() -> tuple[SignIn, Person] | None:
    """The sign-in of this browser that waits for its second factor."""
    secret = session.get(HALF_WAY)
    if not secret:
        return None
    with system_desk() as system:
        return sign_in.half_way(system, secret)


def _load(secret: str) -> SignedInUser | None:
    config = platform().config
    lasting = Terms(timedelta(hours=config.sign_in_hours), timedelta(hours=config.sign_in_longest_hours), 0)
    with system_desk() as system:
        found = sign_in.signed_in(system, secret, lasting)
    if found is None:
        return None
    if found.seen_at < clock.now() - REFRESH:
        with system_desk(writing=True) as system:
            sign_in.seen(system, found.sign_in_id)
    return SignedInUser(secret, found)


def _device_cookie() -> str:
    return "__Host-csap-device" if platform().config.secure_cookies else "csap-device"


def _remember_device(response: Response) -> Response:
    if "new_device" in g and response.status_code == 302:
        response.set_cookie(
            _device_cookie(),
            g.new_device,
            max_age=DEVICE_DAYS * 24 * 3600,
            httponly=True,
            secure=platform().config.secure_cookies,
            samesite="Lax",
        )
    return response
