"""Signing in, signing out, and the invitation that sets a first password."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, StringField

from csap.actions import factors, passkeys, people, sign_in, sso
from csap.actions.passkeys import Question, RelyingParty
from csap.desk import Desk
from csap.errors import Denied, Invalid, NotFound
from csap.rules.factors import Method, Step
from csap.rules.passwords import SHORTEST
from csap.web.counting import counted
from csap.web.door import HALF_WAY, public, system_desk, writing
from csap.web.forms import show_problems
from csap.web.paths import local_path
from csap.web.platform import platform
from csap.web.session import enter, half_way, place, seal, terms
from csap.web.wording import LANGUAGES, said

room = Blueprint("sign_in", __name__)


class SignInForm(FlaskForm):
    email = EmailField(_l("E-mail"), render_kw={"autocomplete": "username webauthn", "autofocus": True})
    password = PasswordField(_l("Password"), render_kw={"autocomplete": "current-password"})


class CodeForm(FlaskForm):
    code = StringField(_l("Code"), render_kw={"autocomplete": "one-time-code", "autofocus": True, "dir": "ltr"})


class NewPasswordForm(FlaskForm):
    password = PasswordField(_l("New password"), render_kw={"autocomplete": "new-password"})
    again = PasswordField(_l("The same again"), render_kw={"autocomplete": "new-password"})


class LanguageForm(FlaskForm):
    language = StringField()
    next = StringField()


def party() -> RelyingParty | None:
    """Whom passkeys are bound to; None where there can be none."""
    return passkeys.relying_party(platform().config.base_url)


def ask(question: Question) -> Response:
    """What the browser is asked; its cookie keeps the challenge, so that nobody else answers."""
    session["challenge"] = question.challenge
    return Response(question.options, mimetype="application/json")


def go_on(entry: sign_in.Entry, aim: str) -> Response:
    """To where somebody wanted to go, or to what is still lacking."""
    enter(entry)
    ahead = {Step.PROVE: "sign_in.second", Step.ENROL: "factors.show"}
    return redirect(aim if entry.step == Step.DONE else url_for(ahead[entry.step], next=aim))


def _aim() -> str:
    return local_path(request.args.get("next"))


@room.route("/login", methods=["GET", "POST"])
@public
def show() -> str | Response | tuple[str, int]:
    if current_user.is_authenticated:
        return redirect(_aim())
    form, here, conditions = SignInForm(), place(), terms()
    if not form.validate_on_submit():
        return _first(form)
    email, password = form.email.data or "", form.password.data or ""
    try:
        return go_on(counted(lambda system: sign_in.with_password(system, email, password, here, conditions)), _aim())
    except Denied as error:
        form.form_errors = [said(error.words)]
        return _first(form), 422


def _first(form: SignInForm) -> str:
    config = platform().config
    name = config.sso_name if config.sso_issuer else ""
    return render_template("sign_in/show.html", form=form, party=party(), sso=name, sso_only=config.sso_only)


def refused(words: str, status: int) -> tuple[str, int]:
    """The page to begin again on, with what went wrong."""
    form = SignInForm(formdata=None)
    form.form_errors = [words]
    return _first(form), status


@room.post("/login/passkey/ask")
@public
def ask_passkey() -> Response:
    """For any passkey, or for one of the person who has given the password already."""
    relying, waiting = party(), half_way()
    if relying is None:
        raise NotFound
    with system_desk(writing=True) as system:
        return ask(passkeys.ask_to_use(system, relying, waiting[0].person_id if waiting else None))


@room.post("/account/again/ask")
@writing
def ask_again(desk: Desk) -> Response:
    """For a passkey of whoever is signed in, before what is dangerous."""
    relying = party()
    if relying is None:
        raise NotFound
    return ask(passkeys.ask_to_use(desk.as_system(), relying, desk.person.person_id))


@room.post("/login/passkey")
@public
def passkey() -> Response | tuple[str, int]:
    waiting = half_way()
    try:
        return go_on(counted(lambda system: _by_passkey(system, waiting[0].person_id if waiting else None)), _aim())
    except Denied as error:
        form: FlaskForm = CodeForm() if waiting else SignInForm()
        form.form_errors = [said(error.words)]
        return (_second(form) if waiting else _first(form)), 422


def _by_passkey(system: Desk, person_id: int | None) -> sign_in.Entry:
    relying = party()
    if relying is None:
        raise Denied(passkeys.BAD)
    answer = request.form.get("credential", "")
    person = passkeys.check(system, relying, session.pop("challenge", ""), answer, person_id)
    if person_id is not None:
        return sign_in.prove(system, session[HALF_WAY], Method.PASSKEY, place(), terms())
    return sign_in.begin(system, person, [Method.PASSKEY], place(), terms())


@room.route("/login/second", methods=["GET", "POST"])
@public
def second() -> str | Response | tuple[str, int]:
    """The second factor of whoever has given the password."""
    waiting = half_way()
    if waiting is None:
        return redirect(url_for("sign_in.show", next=local_path(request.args.get("next"))))
    form = CodeForm()
    if not form.validate_on_submit():
        return _second(form)
    try:
        return go_on(counted(lambda system: _by_code(system, form.code.data or "")), _aim())
    except Denied as error:
        form.code.errors = [said(error.words)]
        return _second(form), 422


def _by_code(system: Desk, code: str) -> sign_in.Entry:
    waiting = sign_in.half_way(system, session.get(HALF_WAY, ""))
    if waiting is None:
        raise Denied(sign_in.TOO_SLOW)
    method = factors.check(system, seal(), waiting[1], code, terms().failures)
    return sign_in.prove(system, session[HALF_WAY], method, place(), terms())


def _second(form: FlaskForm) -> str:
    waiting = half_way()
    with system_desk() as system:
        held = factors.held(system, waiting[0].person_id if waiting else 0)
    return render_template("sign_in/second.html", form=form, held=held, party=party())


@room.post("/logout")
@writing
def leave(desk: Desk) -> Response:
    by_provider = platform().provider is not None and sso.came_by_it(desk, current_user.sign_in_id)
    sign_in.sign_out(desk, current_user.sign_in_id)
    logout_user()
    return redirect(url_for("sso.left" if by_provider else "sign_in.show"))


@room.route("/invitations/<secret>", methods=["GET", "POST"])
@public
def accept(secret: str) -> str | Response | tuple[str, int]:
    with system_desk() as system:
        person = people.invited(system, secret)
    form, page = NewPasswordForm(), "sign_in/invitation.html"
    given = {"form": form, "person": person, "shortest": SHORTEST, "secret": secret}
    if not form.validate_on_submit():
        return render_template(page, **given)
    if form.password.data != form.again.data:
        form.again.errors = [_("The two passwords differ.")]
        return render_template(page, **given), 422
    try:
        with system_desk(writing=True) as system:
            people.accept(system, secret, form.password.data or "")
    except Invalid as error:
        show_problems(form, error.problems)
        return render_template(page, **given), 422
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
