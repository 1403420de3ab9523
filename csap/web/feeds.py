"""Calendar feeds: personal links that other programmes subscribe to, made and revoked in one's account."""

from datetime import timedelta

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from csap import clock
from csap.actions import exports, tokens
from csap.actions.exports import Wish
from csap.actions.filters import Filter
from csap.desk import Desk, open_desk
from csap.errors import Denied, Invalid, NotFound
from csap.model.people import SignIn, Token
from csap.model.posts import Kind
from csap.rules.viewers import Viewer
from csap.web.again import again
from csap.web.door import public, reading, system_desk, writing
from csap.web.exports import voice
from csap.web.platform import platform
from csap.web.session import terms
from csap.web.wording import said

room = Blueprint("feeds", __name__)


@room.get("/feeds/activities.ics")
@public
def activities() -> Response:
    """What the link's owner may read, from 90 days back to a year ahead; a bad link is not found."""
    with system_desk() as system:
        token, viewer = tokens.holder(system, request.args.get("token", ""), terms().required)
    with force_locale(viewer.language or "en"):
        body = _calendar(viewer)
    if tokens.is_due(token):
        _note(token, viewer, body)
    return Response(body, mimetype="text/calendar")


def _calendar(viewer: Viewer) -> bytes:
    with open_desk(platform().engine, viewer) as desk:
        try:
            return exports.activities_calendar(desk, Filter(), voice(), platform().config.base_url)
        except Denied:
            raise NotFound from None


def _note(token: Token, viewer: Viewer, body: bytes) -> None:
    """That the feed was read, once a day."""
    with system_desk(writing=True) as system:
        tokens.used(system, token)
    with open_desk(platform().engine, viewer, writing=True) as desk:
        exports.remember(desk, Wish(Kind.ACTIVITY, Filter()), "feed", body.count(b"BEGIN:VEVENT"))


@room.get("/account/feeds")
@reading
def show(desk: Desk) -> str:
    return _page(desk)


@room.post("/account/feeds")
@again
@writing
def make(desk: Desk) -> str | tuple[str, int]:
    try:
        proved = desk.fetch(SignIn, current_user.sign_in_id).methods
        secret = tokens.make(desk, request.form.get("name", ""), _lasts(), proved)
    except Invalid as refusal:
        flash(said(refusal.words))
        return _page(desk), 422
    base = platform().config.base_url
    return _page(desk, f"{base}{url_for('feeds.activities', token=secret)}")


def _lasts() -> timedelta:
    return timedelta(days=platform().config.feed_days)


@room.post("/account/feeds/<veiled:token_id>/renew")
@again
@writing
def renew(desk: Desk, token_id: int) -> Redirect:
    tokens.renew(desk, token_id, _lasts())
    flash(_("Renewed: the link stays the same."), "success")
    return redirect(url_for("feeds.show"))


@room.post("/account/feeds/<veiled:token_id>/revoke")
@writing
def revoke(desk: Desk, token_id: int) -> Redirect:
    tokens.revoke(desk, token_id)
    flash(_("This link no longer opens anything."))
    return redirect(url_for("feeds.show"))


def _page(desk: Desk, made: str = "") -> str:
    feeds, days = tokens.feeds(desk), platform().config.feed_days
    return render_template("account/feeds.html", feeds=feeds, made=made, days=days, now=clock.now())
