"""Who was not informed yet, and the notice to each of them, in English or French."""

from flask import Blueprint, Response, render_template, request

from csap import clock
from csap.actions import uninformed
from csap.actions.country import country
from csap.actions.terms import expiries
from csap.desk import Desk
from csap.mail.press import LANGUAGES, Press
from csap.model.contacts import Contact
from csap.model.people import Organisation
from csap.model.posts import Post
from csap.web.door import reading
from csap.web.paths import this_page
from csap.web.platform import platform
from csap.web.refs import number, ref
from csap.web.wording import timezone

room = Blueprint("uninformed", __name__, url_prefix="/privacy/uninformed")


@room.get("")
@reading
def index(desk: Desk) -> str:
    found, onward = uninformed.page(desk, _after())
    link = this_page({"after": ref(onward)}, ("after",)) if onward else ""
    return render_template("uninformed/index.html", found=found, onward=link)


def _after() -> int:
    try:
        return number(request.args.get("after", ""))
    except ValueError:
        return 0


@room.get("/<ref:post_id>/notice")
@reading
def notice(desk: Desk, post_id: int) -> str:
    post, contact = desk.fetch(Post, post_id), desk.fetch(Contact, post_id)
    chosen = _language()
    words = _written(desk, post, contact, chosen)
    return render_template("uninformed/notice.html", post=post, letter=words, chosen=chosen)


@room.get("/<ref:post_id>/notice.txt")
@reading
def notice_text(desk: Desk, post_id: int) -> Response:
    post, contact = desk.fetch(Post, post_id), desk.fetch(Contact, post_id)
    name = f'attachment; filename="notice-{ref(post_id)}.txt"'
    body = _written(desk, post, contact, _language())
    return Response(body, mimetype="text/plain; charset=utf-8", headers={"Content-Disposition": name})


def _language() -> str:
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _written(desk: Desk, post: Post, contact: Contact, language: str) -> str:
    press = Press(language, timezone(), platform().config.base_url.rstrip("/"))
    whose = desk.fetch(Organisation, post.organisation_id)
    given = {"contact": contact, "whose": whose, "here": country(desk), "ends": expiries(desk, [post])[post.id]}
    return press.write("letters/notice_to_contact.txt", today=clock.today(timezone()), **given)
