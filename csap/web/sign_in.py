"""Signing in, signing out, and the invitation that sets a first password."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, StringField

from csap.actions import people
from csap.desk import Desk
from csap.errors import Denied, Invalid
from csap.web.door import public, system_desk, writing
from csap.web.forms import show_problems
from csap.web.platform import platform
from csap.web.session import signed_in_user
from csap.web.wording import LANGUAGES, said

room = Blueprint("sign_in", __name__)


class SignInForm(FlaskForm):
    email = EmailField(_l("E-mail"), render_kw={"autocomplete": "username", "autofocus": True})
    password = PasswordField(_l("Password"), render_kw={"autocomplete": "current-password"})


class NewPasswordForm(FlaskForm):
    password = PasswordField(_l("New password"), render_kw={"autocomplete": "new-password"})
    again = PasswordField(_l("The same again"), render_kw={"autocomplete": "new-password"})


class LanguageForm(FlaskForm):
    language = StringField()
    next = StringField()


def local_path(text: str | None) -> str:
    """A path on this platform, or the board: a link from outside leads nowhere else."""
    parts = urlsplit(text or "")
    fine = (
        text and text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    )
    return text if fine and text and "\\" not in text else "/"


@room.route("/login", methods=["GET", "POST"])
@public
def show() -> str | Response | tuple[str, int]:
    if current_user.is_authenticated:
        return redirect(local_path(request.args.get("next")))
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("sign_in/show.html", form=form)
    try:
        secret = _enter(form)
    except Denied as error:
        form.form_errors = [said(error.words)]
        return render_template("sign_in/show.html", form=form), 422
    session.permanent = True
    login_user(signed_in_user(secret))
    return redirect(local_path(request.args.get("next")))


def _enter(form: SignInForm) -> str:
    """A failed attempt is counted, so its desk is committed before the refusal goes on."""
    refusal: Denied | None = None
    with system_desk(writing=True) as system:
        try:
            return people.sign_in(
                system,
                form.email.data or "",
                form.password.data or "",
                address=request.remote_addr or "",
                device=request.user_agent.string,
                most_failures=platform().config.sign_in_failures,
            )
        except Denied as error:
            refusal = error
    raise refusal


@room.post("/logout")
@writing
def leave(desk: Desk) -> Response:
    people.sign_out(desk, current_user.sign_in_id)
    logout_user()
    return redirect(url_for("sign_in.show"))


@room.route("/invitations/<secret>", methods=["GET", "POST"])
@public
def accept(secret: str) -> str | Response | tuple[str, int]:
    with system_desk() as system:
        person = people.invited(system, secret)
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return render_template("sign_in/invitation.html", form=form, person=person)
    if form.password.data != form.again.data:
        form.again.errors = [_("The two passwords differ.")]
        return render_template("sign_in/invitation.html", form=form, person=person), 422
    try:
        with system_desk(writing=True) as system:
            people.accept(system, secret, form.password.data or "")
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template("sign_in/invitation.html", form=form, person=person), 422
    return redirect(url_for("sign_in.show"))


@room.post("/language")
@public
def language() -> Response:
    """The language of this browser, for whoever is not signed in; a person's own is kept with the account."""
    form = LanguageForm()
    if form.language.data in LANGUAGES:
        session["language"] = form.language.data
        if current_user.is_authenticated:
            with system_desk(writing=True) as system:
                people.choose_language(system, current_user.viewer.person_id, form.language.data)
    return redirect(local_path(form.next.data))
