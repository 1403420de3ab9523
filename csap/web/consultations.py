"""The page on which an organisation answers what the data protection officer asks about a person's request."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from csap.actions import consultations
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.subject_requests import KIND_WORDS, AnswerDraft
from csap.rules.subject_requests import due_on
from csap.web.door import writing
from csap.web.forms import draft, show_problems

room = Blueprint("consultations", __name__, url_prefix="/privacy/consultations")


class AnswerForm(FlaskForm):
    answer = TextAreaField(_l("Your answer"), render_kw={"rows": 4})


@room.route("/<ref:consultation_id>", methods=["GET", "POST"])
@writing
def answer(desk: Desk, consultation_id: int) -> Any:
    asked, of, post = consultations.to_answer(desk, consultation_id)
    form = AnswerForm(obj=asked)
    given = {"asked": asked, "of": of, "post": post, "due": due_on(of), "kinds": KIND_WORDS, "form": form}
    if not form.is_submitted():
        return render_template("subject_requests/consultation.html", **given)
    try:
        consultations.answer(desk, consultation_id, draft(form, AnswerDraft))
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("subject_requests/consultation.html", **given), 422
    flash(_("Your answer is kept."), "success")
    return redirect(url_for("posts.show", post_id=post.id), 303)
