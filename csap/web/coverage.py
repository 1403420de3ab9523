"""The stakeholder's side, and the matrix of who works with whom on what."""

from flask import Blueprint, render_template, request
from sqlmodel import select

from csap.actions import coverage, engagements
from csap.actions.coverage import Wanted
from csap.desk import Desk
from csap.model.places import Theme
from csap.web.assets import language
from csap.web.door import reading
from csap.web.gate import whole

room = Blueprint("coverage", __name__)


@room.get("/institutions/<int:institution_id>/engagements")
@reading
def institution(desk: Desk, institution_id: int) -> str:
    return render_template(
        "coverage/institution.html", found=engagements.stakeholder(desk, institution_id), themes=_themes(desk)
    )


@room.get("/coverage")
@reading
def matrix(desk: Desk) -> str:
    asked = wanted()
    found = coverage.coverage(desk, asked)
    return render_template("coverage/matrix.html", found=found, themes=_themes(desk), **vars(asked))


def wanted() -> Wanted:
    """The filter as the address has it; what can't be read is no filter."""
    days = request.args.get("days", 90, type=whole)
    return Wanted(
        by="region" if request.args.get("by") == "region" else "institution",
        theme=request.args.get("theme", ""),
        days=days if days in coverage.DAYS else 90,
    )


def _themes(desk: Desk) -> dict[str, str]:
    """Code -> the theme's name in the reader's language."""
    french = language() == "fr"
    return {
        each.code: each.label_fr if french else each.label for each in desk.exec(select(Theme).order_by(Theme.label))
    }
