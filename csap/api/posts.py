"""Posts: the list, and one of them."""

from datetime import datetime

from flask import request

from csap.actions import board, taking
from csap.api import asking, shapes, showing
from csap.api.asking import CURSOR, flag
from csap.api.describing import Parameter, described
from csap.api.door import reading
from csap.api.room import room
from csap.desk import Desk, open_desk
from csap.model.people import Scope
from csap.model.posts import Kind, Post
from csap.refs import number, ref
from csap.web import accesses
from csap.web.filters import instant, parse
from csap.web.platform import platform
from csap.web.wording import timezone

USUAL = 50
DAY = {"type": "string", "format": "date"}
NUMBER = {"type": "integer"}
ASKS = (
    Parameter("kind", {"type": "string", "enum": [each.value for each in Kind]}, "May be repeated."),
    Parameter("organisation", NUMBER, "Id of the owner; may be repeated."),
    Parameter("theme", {"type": "string"}, "Code; may be repeated."),
    Parameter("format", {"type": "integer", "minimum": 1, "maximum": 4}, "Form of cooperation; may be repeated."),
    Parameter("since", DAY, "Of activities with a date: the first day, by the host country's clock."),
    Parameter("until", DAY, "The last day."),
    Parameter("region", NUMBER, "Id of a region."),
    Parameter("text", {"type": "string"}, "Words that a post holds, in any script; a whole e-mail address or phone."),
    Parameter("box", {"type": "string"}, "west,south,east,north in degrees."),
    Parameter("status", {"type": "string"}),
    flag("overlaps", "Only posts with an unsettled overlap that you may know of."),
    Parameter("limit", {"type": "integer", "minimum": 1, "maximum": taking.MOST, "default": USUAL}),
    CURSOR,
    Parameter("reason", {"type": "string"}, "Why you take along what tells more together than each by itself."),
)


@room.get("/posts")
@described(shapes.Posts, asks=ASKS, fails=(422,))
@reading(Scope.READ)
def posts(desk: Desk) -> dict[str, object]:
    """Posts that you may read, what was changed last first."""
    asking.refuse_unknown(ASKS)
    wanted, zone = parse(request.args), timezone()
    found = taking.page(desk, wanted, zone, asking.limit(taking.MOST, USUAL), _place(asking.cursor()))
    gone_on = taking.reasoned(desk, wanted, zone, request.args.get("reason", ""))
    accesses.of_list(desk.person, found.posts)
    with open_desk(platform().engine, desk.person, writing=True) as writer:
        taking.remember(writer, wanted, len(found.posts), gone_on)
    owners = {each.id: each for each in board.organisations(desk)}
    after = asking.spelled(f"{found.after[0].isoformat()} {ref(found.after[1])}" if found.after else "")
    return shapes.Posts(posts=showing.briefs(found, owners), next=after).model_dump(mode="json")


def _place(text: str) -> tuple[datetime, int] | None:
    if not text:
        return None
    changed, _blank, post = text.partition(" ")
    try:
        return instant(changed), number(post)
    except ValueError:
        raise asking.unreadable("cursor", text) from None


@room.get("/posts/<ref:post_id>")
@described(shapes.Post, fails=(404,))
@reading(Scope.READ)
def post(desk: Desk, post_id: int) -> dict[str, object]:
    """One post. What is missing and what is not for you look the same."""
    found = desk.fetch(Post, post_id)
    accesses.of_post(desk.person, found)
    return showing.whole(desk, found).model_dump(mode="json")
