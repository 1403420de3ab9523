"""One's second factors: an authenticator app, passkeys, recovery codes. Also for whoever must add one to get in."""

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField

from csap.actions import factors, passkeys, sign_in
from csap.desk import Desk
from csap.errors import Invalid, NotFound
from csap.model.people import Person
from csap.rules.factors import Method
from csap.web.again import again
from csap.web.door import HALF_WAY, enrolling, writing
from csap.web.forms import show_problems
from csap.web.paths import local_path
from csap.web.session import enter, place, renew, seal, terms
from csap.web.sign_in import ask, party

room = Blueprint("factors", __name__, url_prefix="/account/factors")


class AppForm(FlaskForm):
    sealed = HiddenField()
    code = StringField(_l("Code"), render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"})


class PasskeyForm(FlaskForm):
    name = StringField(_l("Name of the passkey"), description=_l("Where it is kept, such as “work laptop”."))


@room.get("")
@again
@enrolling
def show(desk: Desk) -> str:
    return _page(desk, PasskeyForm())


def _page(desk: Desk, form: PasskeyForm) -> str:
    held = factors.held(desk.as_system(), desk.person.person_id)
    required = desk.person.role in terms().required
    aim = local_path(request.args.get("next"))
    return render_template("factors/show.html", held=held, required=required, party=party(), form=form, next=aim)


@room.route("/app", methods=["GET", "POST"])
@again
@enrolling
def app(desk: Desk) -> str | Response | tuple[str, int]:
    form = AppForm()
    if not form.is_submitted() or not form.sealed.data:
        return _app(desk, form)
    try:
        factors.add_app(desk, seal(), form.sealed.data, form.code.data or "")
    except Invalid as error:
        show_problems(form, error.problems)
        return _app(desk, form), 422
    return _added(desk, Method.TOTP, _("The app is set up. From now on its code is asked for when you sign in."))


def _app(desk: Desk, form: AppForm) -> str:
    """The key as a drawing and as text: the one on the page before, or a new one."""
    person = desk.fetch(Person, desk.person.person_id)
    key = factors.opened(seal(), desk.person.person_id, form.sealed.data or "")
    if key is None:
        key, form.sealed.data = factors.new_key(seal(), desk.person.person_id)
    drawing = segno.make(factors.address(key, person.email, "CSAP"), error="m")
    svg = Markup(drawing.svg_inline(scale=5, border=4, light="#fff", dark="#000"))  # noqa: S704 - drawn here
    return render_template("factors/app.html", form=form, qr=svg, key=" ".join(_fours(key)))


def _fours(key: str) -> list[str]:
    return [key[at : at + 4] for at in range(0, len(key), 4)]


@room.post("/app/remove")
@again
@writing
def remove_app(desk: Desk) -> Response | tuple[str, int]:
    try:
        factors.remove_app(desk, desk.person.role in terms().required)
    except Invalid as error:
        return _refused(desk, error)
    return _removed(desk)


def _removed(desk: Desk) -> Response:
    """Whoever came in elsewhere by what is removed, or with less than before, is out."""
    sign_in.sign_out_everywhere(desk, but=current_user.sign_in_id)
    flash(_("Removed. Your other browsers are signed out."), "success")
    return redirect(url_for("factors.show"))


def _refused(desk: Desk, error: Invalid) -> tuple[str, int]:
    """What was about to be removed stays: the desk is rolled back before the page reads it."""
    desk.rollback()
    form = PasskeyForm(formdata=None)
    show_problems(form, error.problems)
    return _page(desk, form), 422


@room.post("/passkeys/ask")
@again
@enrolling
def ask_passkey(desk: Desk) -> Response:
    relying = party()
    if relying is None:
        raise NotFound
    return ask(passkeys.ask_to_make(desk, relying))


@room.post("/passkeys")
@again
@enrolling
def add_passkey(desk: Desk) -> Response | tuple[str, int]:
    relying, form = party(), PasskeyForm()
    if relying is None:
        raise NotFound
    answer, name = request.form.get("credential", ""), (form.name.data or "").strip() or _("Passkey")
    try:
        passkeys.add(desk, relying, session.pop("challenge", ""), answer, name)
    except Invalid as error:
        desk.rollback()
        show_problems(form, error.problems)
        return _page(desk, form), 422
    return _added(desk, Method.PASSKEY, _("The passkey is kept. You can sign in with it alone."))


@room.post("/passkeys/<veiled:passkey_id>/remove")
@again
@writing
def remove_passkey(desk: Desk, passkey_id: int) -> Response | tuple[str, int]:
    try:
        passkeys.remove(desk, passkey_id, desk.person.role in terms().required)
    except Invalid as error:
        return _refused(desk, error)
    return _removed(desk)


@room.post("/codes")
@again
@writing
def codes(desk: Desk) -> str:
    """Ten new recovery codes: shown in this answer and nowhere else, for only their hashes are kept."""
    made = factors.new_codes(desk)
    return render_template("factors/codes.html", codes=made, next=local_path(request.form.get("next")))


def _added(desk: Desk, method: Method, words: str) -> Response:
    """The sign-in goes on under a new secret: opened, where it waited for this, and stronger in any case."""
    system = desk.as_system()
    if current_user.is_authenticated:
        renew(sign_in.confirm(system, current_user.sign_in_id))
    else:
        enter(sign_in.prove(system, session[HALF_WAY], method, place(), terms()))
    flash(words, "success")
    return redirect(url_for("factors.show", next=local_path(request.args.get("next"))))
