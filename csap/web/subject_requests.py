"""Requests of data subjects, the data protection officer's room: register, find everything, act, write the letter."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField

from csap import clock
from csap.actions import consultations, restricting, subject_findings, subject_requests
from csap.actions.country import country
from csap.actions.protection_export import Wanted
from csap.actions.terms import expiries
from csap.desk import Desk
from csap.errors import Invalid
from csap.mail.press import Press
from csap.model.posts import Post
from csap.model.subject_requests import (
    KIND_WORDS,
    LetterLanguage,
    OutcomeDraft,
    QuestionDraft,
    ReasonDraft,
    SubjectRequest,
    SubjectRequestDraft,
)
from csap.rules.acts import Act
from csap.rules.subject_requests import days_left, due_on
from csap.web.again import again
from csap.web.door import reading, writing
from csap.web.forms import draft, draft_of, options, show_problems
from csap.web.paths import this_page
from csap.web.platform import platform
from csap.web.refs import number, ref
from csap.web.wording import LANGUAGES, said, timezone

room = Blueprint("subject_requests", __name__, url_prefix="/privacy/requests")


class RequestForm(FlaskForm):
    kind = SelectField(_l("What the person asks"))
    name = StringField(_l("Name"))
    names = TextAreaField(_l("Other names and spellings"), description=_l("One a line."), render_kw={"rows": 2})
    emails = TextAreaField(_l("E-mail addresses"), description=_l("One a line."), render_kw={"rows": 2})
    phones = TextAreaField(
        _l("Phone numbers"), description=_l("One a line, as +33 1 99 00 12 34."), render_kw={"rows": 2}
    )
    identity = StringField(_l("How the person showed who they are"), description=_l("Not the number of a document."))
    language = SelectField(_l("Language of the letter"), choices=options(LANGUAGES.items()))
    received_on = DateField(_l("Received on"))


@room.get("")
@reading
def index(desk: Desk) -> str:
    closed = wanted().closed
    found, onward = subject_requests.page(desk, closed, _after())
    today = clock.today(timezone())
    return render_template(
        "subject_requests/index.html",
        found=[(each, due_on(each), days_left(each, today)) for each in found],
        closed=closed,
        kinds=KIND_WORDS,
        onward=this_page({"after": ref(onward)}, ("after",)) if onward else "",
    )


def wanted() -> Wanted:
    return Wanted(bool(request.args.get("closed")))


def _after() -> int:
    try:
        return number(request.args.get("after", ""))
    except ValueError:
        return 0


@room.route("/new", methods=["GET", "POST"])
@writing
def new(desk: Desk) -> Any:
    desk.decide(Act.SUBJECT_REQUEST_KEEP, None)
    form = RequestForm()
    form.kind.choices = options((kind, said(words)) for kind, words in KIND_WORDS.items())
    if not form.is_submitted():
        form.received_on.data = clock.today(timezone())
        return render_template("subject_requests/new.html", form=form)
    try:
        made = subject_requests.register(desk, draft(form, SubjectRequestDraft))
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("subject_requests/new.html", form=form), 422
    flash(_("Registered."), "success")
    return redirect(url_for("subject_requests.show", request_id=made.id), 303)


@room.get("/<ref:request_id>")
@reading
def show(desk: Desk, request_id: int) -> str:
    return _page(desk, request_id)


def _page(desk: Desk, request_id: int, problems: dict[str, list[str]] | None = None) -> str:
    asked = subject_requests.fetch(desk, request_id)
    return render_template(
        "subject_requests/show.html",
        asked=asked,
        kinds=KIND_WORDS,
        due=due_on(asked),
        left=days_left(asked, clock.today(timezone())),
        found=subject_findings.find(desk, asked),
        consulted=consultations.of_request(desk, request_id),
        problems=problems or {},
    )


def _done(desk: Desk, request_id: int, act: Any, words: str) -> Any:
    """Back to the request after an act; the request again where what was typed can't be taken."""
    try:
        act()
    except Invalid as error:
        found = {name: [said(each) for each in sentences] for name, sentences in error.problems.items()}
        return _page(desk, request_id, found), 422
    flash(words, "success")
    return redirect(url_for("subject_requests.show", request_id=request_id), 303)


@room.post("/<ref:request_id>/extend")
@writing
def extend(desk: Desk, request_id: int) -> Any:
    given = {"reason": request.form.get("reason", "")}
    return _done(
        desk,
        request_id,
        lambda: subject_requests.extend(desk, request_id, draft_of(ReasonDraft, given)),
        _("Two months more."),
    )


@room.post("/<ref:request_id>/consult")
@writing
def consult(desk: Desk, request_id: int) -> Any:
    asked: list[int] = []
    given = {"question": request.form.get("question", "")}
    answer = _done(
        desk,
        request_id,
        lambda: asked.append(consultations.ask(desk, request_id, draft_of(QuestionDraft, given))),
        _("Asked."),
    )
    if asked:
        flash(ngettext("About %(num)s contact.", "About %(num)s contacts.", asked[0]), "success")
    return answer


@room.post("/<ref:request_id>/close")
@writing
def close(desk: Desk, request_id: int) -> Any:
    given = {"outcome": request.form.get("outcome", "")}
    return _done(
        desk,
        request_id,
        lambda: subject_requests.close(desk, request_id, draft_of(OutcomeDraft, given)),
        _("Closed. Send the letter."),
    )


@room.post("/<ref:request_id>/posts/<ref:post_id>/restrict")
@writing
def restrict(desk: Desk, request_id: int, post_id: int) -> Any:
    """Hide a contact that was found from all but its organisation."""
    return _acted(desk, request_id, post_id, restricting.restrict, _("Restricted."))


@room.post("/<ref:request_id>/posts/<ref:post_id>/lift")
@writing
def lift(desk: Desk, request_id: int, post_id: int) -> Any:
    return _acted(desk, request_id, post_id, restricting.lift, _("The restriction is lifted."))


@room.post("/<ref:request_id>/posts/<ref:post_id>/erase")
@again
@writing
def erase(desk: Desk, request_id: int, post_id: int) -> Any:
    """Erase a post that was found, for everybody and for good."""
    return _acted(desk, request_id, post_id, restricting.erase_for, _("Erased."))


def _acted(desk: Desk, request_id: int, post_id: int, act: Callable[[Desk, Post], None], words: str) -> Any:
    subject_requests.open_one(desk, request_id)
    act(desk, desk.fetch(Post, post_id))
    flash(words, "success")
    return redirect(url_for("subject_requests.show", request_id=request_id), 303)


@room.get("/<ref:request_id>/letter")
@reading
def letter(desk: Desk, request_id: int) -> str:
    asked = subject_requests.fetch(desk, request_id)
    return render_template("subject_requests/letter.html", asked=asked, letter=_letter(desk, asked))


@room.get("/<ref:request_id>/letter.txt")
@reading
def letter_text(desk: Desk, request_id: int) -> Response:
    asked = subject_requests.fetch(desk, request_id)
    name = f'attachment; filename="letter-{ref(asked.id)}.txt"'
    return Response(_letter(desk, asked), mimetype="text/plain; charset=utf-8", headers={"Content-Disposition": name})


def _letter(desk: Desk, asked: SubjectRequest) -> str:
    """In the language that the person reads; TLP:RED is never in it, what the officer may not read neither."""
    press = Press(LetterLanguage(asked.language).value, timezone(), platform().config.base_url.rstrip("/"))
    found = subject_findings.find(desk, asked)
    posts = [post for post, _whose in found.posts]
    given = {"asked": asked, "found": found, "ends": expiries(desk, posts), "here": country(desk)}
    return press.write("letters/subject_request.txt", today=clock.today(timezone()), due=due_on(asked), **given)
