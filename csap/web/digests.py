"""The weekly digest: the archive, one issue as page, PDF and plain text, its review and its release."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from pydantic import ValidationError
from sqlmodel import select
from werkzeug.wrappers import Response as Redirect
from wtforms import DateField, SelectField, TextAreaField

from csap.actions import digest_copies, digest_papers, digest_review, digests, mosaic
from csap.desk import Desk
from csap.errors import Invalid
from csap.formats.pdf import AVAILABLE
from csap.mail import digests as wire
from csap.mail.press import Press
from csap.model.digests import AnswerDraft, Deputy, DeputyDraft, Digest, DigestQuestion, QuestionDraft
from csap.model.drafts import problems
from csap.model.people import Organisation, Person, Role
from csap.model.posts import Post
from csap.rules.acts import Act, allows
from csap.web.again import again
from csap.web.door import reading, writing
from csap.web.forms import draft, options, show_problems
from csap.web.platform import platform
from csap.web.wording import language, said, timezone

room = Blueprint("digests", __name__, url_prefix="/digests")


class DeputyForm(FlaskForm):
    person_id = SelectField(_l("Who stands in"))
    starts_on = DateField(_l("From"))
    ends_on = DateField(_l("Until"))


class AnswerForm(FlaskForm):
    answer = TextAreaField(_l("Your answer"), render_kw={"maxlength": 1000, "rows": 4})


@room.get("", strict_slashes=False)
@reading
def index(desk: Desk) -> str:
    return _index(desk, _deputy_form(desk))


def _index(desk: Desk, form: DeputyForm) -> str:
    head = allows(Act.DIGEST_DEPUTISE, desk.person, None)
    standing = digest_review.deputies(desk)
    return render_template(
        "digests/index.html", digests=digests.listed(desk), form=form, deputies=standing, head=head, title_of=_titled
    )


def _titled(digest: Digest) -> str:
    return said(digest_papers.title(digest))


def _deputy_form(desk: Desk) -> DeputyForm:
    form = DeputyForm()
    able = Person.active, Person.role != Role.ADMINISTRATOR, Person.id != desk.person.person_id
    rows = select(Person, Organisation).join(Organisation, Organisation.id == Person.organisation_id)  # type: ignore[arg-type]
    found = desk.exec(rows.where(*able, Organisation.kind == "delegation").order_by(Person.name))
    form.person_id.choices = options(
        (person.id, f"{person.name}, {person.function or there.short_name}") for person, there in found
    )
    return form


@room.post("/deputies")
@writing
def deputise(desk: Desk) -> Redirect | tuple[str, int]:
    form = _deputy_form(desk)
    try:
        digest_review.deputise(desk, draft(form, DeputyDraft))
    except Invalid as error:
        show_problems(form, error.problems)
        return _index(desk, form), 422
    flash(_("The deputy is told."), "success")
    return redirect(url_for("digests.index"))


@room.post("/deputies/<int:deputy_id>/end")
@writing
def end_deputy(desk: Desk, deputy_id: int) -> Redirect:
    digest_review.end_deputy(desk, desk.fetch(Deputy, deputy_id))
    return redirect(url_for("digests.index"))


@room.get("/<ref:digest_id>")
@reading
def show(desk: Desk, digest_id: int) -> str:
    digest = desk.fetch(Digest, digest_id)
    given = _given(desk, digest)
    may = {each.value.partition(":")[2] for each in _ACTS if allows(each, desk.person, digest)}
    return render_template("digests/show.html", may=may, pdf=AVAILABLE, **given)


_ACTS = (Act.DIGEST_REVIEW, Act.DIGEST_RELEASE, Act.DIGEST_COMPILE)


def _given(desk: Desk, digest: Digest, with_hidden: bool = False) -> dict[str, Any]:
    copy = digest_copies.copy(desk, digest, with_hidden)
    drawings = {name: Markup(svg) for name, svg in digest_papers.drawn(desk, copy, said).items()}  # noqa: S704 - drawn here
    return digest_papers.told(desk, copy) | {"drawings": drawings, "address": ""}


@room.get("/<ref:digest_id>.txt")
@reading
def text(desk: Desk, digest_id: int) -> Response:
    """For bad lines: under 20 kB."""
    copy = digest_copies.copy(desk, desk.fetch(Digest, digest_id))
    return Response(wire.text(desk, _press(), copy), mimetype="text/plain")


@room.get("/<ref:digest_id>.pdf")
@reading
def paper(desk: Desk, digest_id: int) -> Response | Redirect:
    """Where WeasyPrint is not installed, the page says so, and prints well."""
    digest = desk.fetch(Digest, digest_id)
    if not AVAILABLE:
        flash(_("PDF is not set up on this platform. This page prints well: print it to a file."), "warning")
        return redirect(url_for("digests.show", digest_id=digest_id))
    body = wire.paper(desk, _press(), digest_copies.copy(desk, digest))
    name = f"digest-{digest.week}{f'-{digest.issue}' if digest.issue else ''}.pdf"
    return Response(body, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def _press() -> Press:
    return Press(language(), timezone(), platform().config.base_url.rstrip("/"))


@room.get("/<ref:digest_id>/review")
@reading
def review(desk: Desk, digest_id: int) -> str:
    return _review(desk, digest_id)


def _review(desk: Desk, digest_id: int, **problems: str) -> str:
    digest = desk.fetch(Digest, digest_id)
    desk.decide(Act.DIGEST_REVIEW, digest)
    told = mosaic.shown(desk, mosaic.in_digest(desk, digest))
    given = _given(desk, digest, with_hidden=True)
    return render_template("digests/review.html", problems=problems, mosaics=told, **given)


def _changing(desk: Desk, digest_id: int, key: str, act: Callable[[Digest], Any]) -> Redirect | tuple[str, int]:
    """Do it and come back to the same item; what can't be taken is said there."""
    try:
        act(desk.fetch(Digest, digest_id))
    except Invalid as error:
        return _review(desk, digest_id, **{key or "introduction": said(error.words)}), 422
    return redirect(url_for("digests.review", digest_id=digest_id, _anchor=key or None))


@room.post("/<ref:digest_id>/items/<key>/<word>")
@writing
def change(desk: Desk, digest_id: int, key: str, word: str) -> Redirect | tuple[str, int]:
    given = request.form.get("text", "")
    acts: dict[str, Callable[[Digest], Any]] = {
        "up": lambda digest: digest_review.order(desk, digest, key, -1),
        "down": lambda digest: digest_review.order(desk, digest, key, 1),
        "hide": lambda digest: digest_review.hide(desk, digest, key, True),
        "show": lambda digest: digest_review.hide(desk, digest, key, False),
        "annotate": lambda digest: digest_review.annotate(desk, digest, key, given),
        "ask": lambda digest: digest_review.ask(desk, digest, key, _question(given)),
    }
    if word not in acts:
        abort(404)
    return _changing(desk, digest_id, key, acts[word])


def _question(text: str) -> QuestionDraft:
    try:
        return QuestionDraft(text=text)
    except ValidationError as error:
        raise Invalid(problems(error)) from None


@room.post("/<ref:digest_id>/introduction")
@writing
def introduce(desk: Desk, digest_id: int) -> Redirect | tuple[str, int]:
    words = request.form.get("text", "")
    return _changing(desk, digest_id, "", lambda digest: digest_review.introduce(desk, digest, words))


@room.post("/<ref:digest_id>/release")
@again
@writing
def release(desk: Desk, digest_id: int) -> Redirect | tuple[str, int]:
    try:
        digest_review.release(desk, desk.fetch(Digest, digest_id), request.form.get("reason", ""))
    except Invalid as error:
        return _review(desk, digest_id, release=said(error.words)), 422
    flash(_("Released: everyone gets the copy that they may read."), "success")
    return redirect(url_for("digests.show", digest_id=digest_id))


@room.post("/<ref:digest_id>/erratum")
@writing
def erratum(desk: Desk, digest_id: int) -> Redirect:
    made = digest_review.erratum(desk, desk.fetch(Digest, digest_id), request.form.get("text", ""))
    return redirect(url_for("digests.review", digest_id=made.id))


@room.route("/questions/<ref:question_id>", methods=["GET", "POST"])
@writing
def question(desk: Desk, question_id: int) -> str | Redirect | tuple[str, int]:
    """What the head asks about one's post, and the answer."""
    asked = desk.fetch(DigestQuestion, question_id)
    form = AnswerForm(answer=asked.answer)
    status = 200
    if request.method == "POST":
        try:
            digest_review.answer(desk, asked, draft(form, AnswerDraft))
            flash(_("Your answer will stand in the digest."), "success")
            return redirect(url_for("digests.question", question_id=question_id))
        except Invalid as error:
            show_problems(form, error.problems)
            status = 422
    given = {"post": desk.fetch(Post, asked.post_id), "by": desk.fetch(Person, asked.by_id)}
    may = allows(Act.DIGEST_ANSWER, desk.person, asked)
    return render_template("digests/question.html", asked=asked, form=form, may=may, **given), status
