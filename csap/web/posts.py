"""The page of a post, of whatever kind, and what can be done there."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from csap.actions import posts, risks, showing
from csap.actions.posts import UNKNOWN_LINK
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.attachments import ATTACHABLE
from csap.model.posts import Post
from csap.model.risks import Stance
from csap.rules.acts import Act
from csap.rules.retention import GROUNDS
from csap.web import accesses, posting
from csap.web.door import reading, writing
from csap.web.history import steps
from csap.web.kinds import PAGES
from csap.web.post_forms import FORMATS
from csap.web.refs import number, ref
from csap.web.wording import said
from csap.wording import Words

room = Blueprint("posts", __name__, url_prefix="/posts")


@room.get("/<ref:post_id>")
@reading
def show(desk: Desk, post_id: int) -> str:
    return _page(desk, post_id)


def _page(desk: Desk, post_id: int, problems: dict[str, list[str]] | None = None) -> str:
    """The page; `problems` are of the small forms on it, which keep what was typed."""
    whole = showing.whole(desk, post_id)
    accesses.of_post(desk.person, whole.post)
    page = PAGES[whole.post.kind]
    own = showing.may(desk, Act.POST_AMEND, whole.post) and not whole.post.withdrawn_at
    return render_template(
        "posts/show.html",
        whole=whole,
        post=whole.post,
        page=page,
        steps=steps(desk, page, whole.history),
        may_amend=own,
        grounds=GROUNDS,
        may_keep=showing.may(desk, Act.POST_KEEP, whole.post) and not whole.post.withdrawn_at,
        linked=" ".join(ref(each.id) for each in whole.links),
        attachable=whole.post.kind in ATTACHABLE,
        may_comment=showing.may(desk, Act.COMMENT_POST, whole.post),
        problems=problems or {},
        format_words=dict(FORMATS).get(str(whole.post.cooperation_format or ""), ""),
    )


@room.route("/<ref:post_id>/edit", methods=["GET", "POST"])
@writing
def edit(desk: Desk, post_id: int) -> Any:
    post = desk.fetch(Post, post_id)
    accesses.of_post(desk.person, post)
    return posting.edit(desk, PAGES[post.kind], post)


@room.post("/<ref:post_id>/withdraw")
@writing
def withdraw(desk: Desk, post_id: int) -> Any:
    post = desk.fetch(Post, post_id)
    return done(desk, post_id, lambda: posts.withdraw(desk, post, request.form.get("reason", "")), _("Withdrawn."))


@room.post("/<ref:post_id>/comments")
@writing
def comment(desk: Desk, post_id: int) -> Any:
    post = desk.fetch(Post, post_id)
    return done(
        desk, post_id, lambda: posts.comment(desk, post, request.form.get("text", "")), _("Your comment is there.")
    )


@room.post("/<ref:post_id>/links")
@writing
def link(desk: Desk, post_id: int) -> Any:
    """Make the posts whose references are given those that this one points at."""
    post = desk.fetch(Post, post_id)
    given = request.form.get("others", "").replace(",", " ").split()
    return done(desk, post_id, lambda: posts.link(desk, post, _ids(given)), _("Linked."))


def _ids(references: list[str]) -> list[int]:
    try:
        return [number(text.rsplit("/", 1)[-1]) for text in references]
    except ValueError:
        raise Invalid({"others": [Words(UNKNOWN_LINK)]}) from None


@room.post("/<ref:post_id>/position")
@writing
def position(desk: Desk, post_id: int) -> Any:
    """Sign an analysis, or record dissent."""
    post = desk.fetch(Post, post_id)
    stance = Stance.SIGNED if request.form.get("stance") == "signed" else Stance.DISSENTS
    note = request.form.get("note", "")
    return done(desk, post_id, lambda: risks.take_position(desk, post, stance, note), _("Recorded."))


def done(desk: Desk, post_id: int, act: Any, words: str) -> Response | tuple[str, int]:
    """Back to the post after an act; the post again, with what is wrong, where the act was refused."""
    try:
        act()
    except Invalid as error:
        problems = {name: [said(each) for each in sentences] for name, sentences in error.problems.items()}
        return _page(desk, post_id, problems), 422
    flash(words, "success")
    return redirect(url_for("posts.show", post_id=post_id), 303)
