"""How one is told by mail: at once, once a day, or not; and the link in a mail that stops it without a sign-in."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from csap.actions import outbox
from csap.config import signing_key
from csap.desk import Desk
from csap.mail import stopping
from csap.mail.letters import TOPICS
from csap.model.mail import Delivery, Topic
from csap.model.people import Role
from csap.web.door import public, reading, system_desk, writing
from csap.web.platform import platform
from csap.web.session import csrf

room = Blueprint("mail", __name__)

FOR = {Topic.HEAD: (Role.DPO,), Topic.WATCH: (Role.DPO, Role.HEAD, Role.COORDINATOR)}
"""Whose topics these are; the others are everybody's."""
DELIVERIES = {Delivery.NOW: _l("at once"), Delivery.DAILY: _l("once a day"), Delivery.OFF: _l("not by mail")}


@room.get("/account/mail")
@reading
def show(desk: Desk) -> str:
    sends = bool(platform().config.smtp_url)
    chosen = outbox.choices(desk)
    topics = {topic: words for topic, words in TOPICS.items() if desk.person.has(*FOR.get(topic, Role))}
    return render_template("mail/show.html", topics=topics, deliveries=DELIVERIES, chosen=chosen, sends=sends)


@room.post("/account/mail")
@writing
def choose(desk: Desk) -> Response:
    given = {topic: request.form.get(topic.value, "") for topic in Topic}
    outbox.choose(desk, {topic: Delivery(word) for topic, word in given.items() if word in set(Delivery)})
    flash(_("Saved."), "success")
    return redirect(url_for("mail.show"))


@room.route("/mail/stop/<token>", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def stop(token: str) -> str:
    """A GET asks, so that a scanner that follows links stops nothing; a POST does it, also the one that mail
    programmes send for their own button (RFC 8058)."""
    known = stopping.read(signing_key(platform().config), token)
    if known is None:
        abort(400)
    person_id, topic = known
    done = request.method == "POST"
    if done:
        with system_desk(writing=True) as system:
            outbox.stop(system, person_id, topic)
    return render_template("mail/stop.html", topic=TOPICS[topic], done=done)
