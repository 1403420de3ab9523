"""What comes to its end, for its organisation and the data protection officer; the terms; the tombstones."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlmodel import select
from wtforms import DateField, IntegerField, SelectField, StringField

from csap import clock
from csap.actions import retention, terms
from csap.actions.showing import may
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.people import Organisation
from csap.model.posts import Kind, Post
from csap.model.retention import KeepDraft, TermDraft
from csap.rules.acts import Act
from csap.rules.retention import GROUNDS, POST_DAYS
from csap.web.choices import WORDS
from csap.web.door import reading, writing
from csap.web.forms import draft, options, show_problems
from csap.web.gate import whole
from csap.web.paths import this_page
from csap.web.wording import timezone

room = Blueprint("retention", __name__, url_prefix="/privacy/retention")


class KeepForm(FlaskForm):
    until = DateField(_l("Keep until"))
    reason = StringField(_l("Why it is still needed"))


class TermForm(FlaskForm):
    organisation_id = SelectField(_l("Organisation"))
    kind = SelectField(_l("Kind of post"), choices=options(WORDS[Kind].items()))
    days = IntegerField(_l("Days"), description=_l("0 ends the shorter term."))


@room.get("")
@reading
def index(desk: Desk) -> str:
    return _page(desk, _term_form(desk))


def _term_form(desk: Desk) -> TermForm:
    form = TermForm()
    named = desk.exec(select(Organisation).where(Organisation.active).order_by(Organisation.short_name))
    form.organisation_id.choices = options(
        [(0, _("All organisations")), *((each.id, each.short_name) for each in named)]
    )
    return form


def _page(desk: Desk, form: TermForm) -> str:
    found = retention.queue(desk, request.args.get("after", 0, type=whole))
    officer = may(desk, Act.RETENTION_KEEP, None)
    return render_template(
        "retention/index.html",
        found=found,
        onward=this_page({"after": found.onward}, ("after",)) if found.onward else "",
        grounds=GROUNDS,
        organisations={each.id: each for each in desk.exec(select(Organisation))},
        terms=terms.terms(desk),
        usual=POST_DAYS,
        may_keep=lambda post: may(desk, Act.POST_KEEP, post) and not post.withdrawn_at,
        officer=officer,
        erased=retention.buried(desk) if officer else (0, []),
        form=form,
    )


@room.post("/terms")
@writing
def keep_terms(desk: Desk) -> Any:
    desk.decide(Act.RETENTION_KEEP, None)
    form = _term_form(desk)
    try:
        terms.keep(desk, draft(form, TermDraft))
    except Invalid as error:
        show_problems(form, error.problems)
        return _page(desk, form), 422
    flash(_("Kept."), "success")
    return redirect(url_for("retention.index"))


@room.route("/<ref:post_id>", methods=["GET", "POST"])
@writing
def keep(desk: Desk, post_id: int) -> Any:
    """Give a reason to keep a post longer."""
    post = desk.fetch(Post, post_id)
    desk.decide(Act.POST_KEEP, post)
    form = KeepForm()
    last = clock.today(timezone()) + retention.longest(desk, post)
    if not form.is_submitted():
        form.until.data = last
        return _keep_page(desk, post, form)
    try:
        retention.keep(desk, post, draft(form, KeepDraft))
    except Invalid as error:
        show_problems(form, error.problems)
        return _keep_page(desk, post, form), 422
    flash(_("Kept."), "success")
    return redirect(url_for("posts.show", post_id=post.id))


def _keep_page(desk: Desk, post: Post, form: KeepForm) -> str:
    [ends] = terms.expiries(desk, [post]).values()
    return render_template("retention/keep.html", post=post, ends=ends, grounds=GROUNDS, form=form)
