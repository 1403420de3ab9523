"""Who is signed in: flask-login over the platform's own sign-ins, so that each can be ended from anywhere; CSRF too."""

from datetime import timedelta

from flask import Flask
from flask_login import LoginManager, UserMixin
from flask_wtf.csrf import CSRFProtect

from csap import clock
from csap.actions import people
from csap.model.people import Organisation
from csap.rules.viewers import Viewer
from csap.web.door import system_desk
from csap.web.platform import platform

REFRESH = timedelta(minutes=5)
csrf = CSRFProtect()


class SignedInUser(UserMixin):
    """flask-login's view of a sign-in; its id is the cookie's secret."""

    def __init__(self, secret: str, signed_in: people.SignedIn) -> None:
        self.id = secret
        self.sign_in_id = signed_in.sign_in_id
        self.viewer: Viewer = signed_in.viewer
        self.name = signed_in.viewer.name
        self.organisation: Organisation = signed_in.organisation
        self.unread = signed_in.unread


def install(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_load)
    manager.init_app(app)
    csrf.init_app(app)


def signed_in_user(secret: str) -> SignedInUser:
    """The user of a sign-in that has just begun."""
    user = _load(secret)
    assert user is not None
    return user


def _load(secret: str) -> SignedInUser | None:
    idle = timedelta(hours=platform().config.sign_in_hours)
    with system_desk() as system:
        found = people.signed_in(system, secret, idle)
    if found is None:
        return None
    if found.seen_at < clock.now() - REFRESH:
        with system_desk(writing=True) as system:
            people.seen(system, found.sign_in_id)
    return SignedInUser(secret, found)
