"""What the platform is and how it decides: its purpose, who sees what, markings, formats of cooperation, themes."""

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l
from sqlmodel import select

from csap.actions.explaining import judged_examples, last_figures
from csap.desk import Desk
from csap.model.places import Theme
from csap.model.posts import TLP, Marking
from csap.rules.acts import RULES
from csap.rules.cooperation import FORMATS
from csap.rules.policy import ACTS, Reach, Reader, policy, readers_of
from csap.web.door import public, reading
from csap.web.people import ROLES
from csap.web.platform import platform
from csap.web.tokens import SCOPES

room = Blueprint("about", __name__, url_prefix="/about")

REACHES = {
    Reach.ANY: _l("any"),
    Reach.OWN_ORGANISATION: _l("own organisation’s"),
    Reach.OWN: _l("one’s own"),
    Reach.NONE: "–",
}
READERS = {
    Reader.AUTHOR: _l("Author"),
    Reader.COLLEAGUE: _l("Author’s organisation"),
    Reader.NAMED_ORGANISATION: _l("Organisations named"),
    Reader.NAMED_PERSON: _l("People named"),
    Reader.ANYBODY: _l("Everyone else here"),
}


@room.get("")
@public
def show() -> str:
    return render_template("about/show.html")


@room.get("/access")
@public
def access() -> str:
    return render_template(
        "about/access.html",
        policy=policy(),
        acts=ACTS,
        rules=RULES,
        roles=ROLES,
        reaches=REACHES,
        readers=READERS,
        labels={tlp: readers_of(tlp) for tlp in TLP},
    )


@room.get("/markings")
@public
def markings() -> str:
    return render_template("about/markings.html", others=[each for each in Marking if each])


@room.get("/formats")
@public
def formats() -> str:
    return render_template("about/formats.html", formats=FORMATS)


@room.get("/overlap")
@public
def overlap() -> str:
    """How the overlap engine judges, and how good and how fast it was when it was last measured."""
    return render_template("about/overlap.html", examples=judged_examples(), measured=last_figures())


@room.get("/api")
@public
def api() -> str:
    return render_template("about/api.html", base=platform().config.base_url, scopes=SCOPES)


@room.get("/themes")
@reading
def themes(desk: Desk) -> str:
    return render_template("about/themes.html", themes=desk.exec(select(Theme).order_by(Theme.group, Theme.code)).all())
