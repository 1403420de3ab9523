"""What the platform keeps about a person, why, and what must never be put on it."""

from flask import Blueprint, render_template

from csap.actions.people import INVITATION_DAYS
from csap.web.door import public
from csap.web.platform import platform

room = Blueprint("privacy", __name__, url_prefix="/privacy")


@room.get("")
@public
def show() -> str:
    return render_template("privacy/show.html", days=INVITATION_DAYS, hours=platform().config.sign_in_hours)
