"""The way from a form to a post and back, the same for every kind. A view of a kind's room calls `new` or `edit`."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from pydantic import ValidationError

from csap.actions import drafting, house_markings, posts
from csap.actions.country import country
from csap.actions.drafting import Choices
from csap.actions.foresee import foresee
from csap.actions.possible import of_draft
from csap.actions.posts import Answer
from csap.actions.showing import history
from csap.desk import Desk
from csap.errors import Conflict, Invalid
from csap.model.posts import Post, PostDraft, Precision
from csap.web import accesses, forms
from csap.web.history import steps
from csap.web.post_forms import PageOfKind, PostForm
from csap.web.refs import number

BEGUN = ("title", "names", "institution", "function", "place_name", "starts")
"""Fields that an address may fill in, as a link from elsewhere does."""


def new(desk: Desk, page: PageOfKind) -> Any:
    """Show the empty form, or post what it says."""
    drafting.decide_posting(desk)
    offered = drafting.choices(desk)
    form = page.form(data=_begun(desk, page))
    form.offer(offered, desk.person.organisation_id)
    if request.method != "POST":
        return _show(desk, page, form, offered)
    try:
        draft = read(desk, page, form, offered)
        answer = drafting.post_once(desk, draft, form.once.data or "")
    except Invalid as error:
        forms.show_problems(form, error.problems)
        return _show(desk, page, form, offered, 422)
    return answered(answer, _("Posted."))


def edit(desk: Desk, page: PageOfKind, post: Post) -> Any:
    """Show a post in its form, or change it to what the form says."""
    posts.decide_amending(desk, post)
    offered = drafting.choices(desk)
    stored = drafting.drafted(desk, post)
    form = page.form(data=_typed(page, stored) | {"version": post.version})
    form.offer(offered, post.organisation_id)
    if request.method != "POST":
        return _show(desk, page, form, offered, post=post)
    return _change(desk, page, form, offered, post, stored)


def _change(desk: Desk, page: PageOfKind, form: PostForm, offered: Choices, post: Post, stored: dict[str, Any]) -> Any:
    sent = request.form.get("version", "")
    version = int(sent) if sent.isdecimal() else 0
    try:
        answer = posts.amend(desk, post, read(desk, page, form, offered, stored), version)
    except Invalid as error:
        forms.show_problems(form, error.problems)
        return _show(desk, page, form, offered, 422, post=post)
    except Conflict:
        form.version.data = str(post.version)
        changed = steps(desk, page, history(desk, post, after=version))
        return _show(desk, page, form, offered, 409, post=post, changed=changed)
    return answered(answer, _("Saved."))


def _show(desk: Desk, page: PageOfKind, form: PostForm, offered: Choices, status: int = 200, **more: Any) -> Any:
    """The form; the page says its status, so that the browser keeps what was typed until it is taken."""
    here = offered.country
    bounds = (here.south, here.west, here.north, here.east)
    more = {"post": None, "changed": [], "bounds": bounds, "offered": offered} | page.offer(desk, form) | more
    return render_template(f"{page.noun}/form.html", form=form, page=page, status=status, **more), status


def answered(answer: Answer, done: str) -> Any:
    """To the post, with the answer on it: no overlap, or how many."""
    tell(answer, done)
    return redirect(url_for("posts.show", post_id=answer.post.id), 303)


def tell(answer: Answer, done: str) -> None:
    """Say on the next page what was done and what it overlaps with."""
    flash(said_of(answer, done), "overlap" if answer.overlaps else "success")


def said_of(answer: Answer, done: str) -> str:
    """The answer in words: what was done, and how many overlaps this person may know of."""
    found = len(answer.overlaps)
    some = ngettext(
        "It overlaps with %(num)s post of another organisation.",
        "It overlaps with %(num)s posts of other organisations.",
        found,
    )
    return " ".join((done, some if found else _("No overlap.")))


def _begun(desk: Desk, page: PageOfKind) -> dict[str, Any]:
    """What a new form starts with."""
    given = {name: request.args[name] for name in BEGUN if name in request.args}
    return house_markings.begins(desk, desk.person.organisation_id, page.draft.kind) | given


def _typed(page: PageOfKind, stored: dict[str, Any]) -> dict[str, Any]:
    """Stored values as fields have them: text for what is chosen or typed. The middle of a region is no point."""
    vague = stored["precision"] not in (Precision.POINT, Precision.PLACE)
    values = page.typed(stored) | ({"lat": None, "lon": None} if vague else {})
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(each) for each in value]
    if isinstance(value, dict):
        return {name: _text(each) for name, each in value.items()}
    if isinstance(value, date):
        return value.isoformat(timespec="minutes") if hasattr(value, "hour") else value.isoformat()  # type: ignore[call-arg]
    return "" if value is None else str(value)


def read(desk: Desk, page: PageOfKind, form: PostForm, offered: Choices, stored: dict[str, Any] | None = None) -> Any:
    """The form's draft; of `stored` stays what the form does not ask for."""
    fields = page.draft.model_fields
    kept = {name: value for name, value in (stored or {}).items() if name not in form and name in fields}
    kept["precision"] = precision(form, stored or {})
    draft = forms.draft(form, page.draft, {"phone_region": offered.country.phone_region}, **kept)
    drafting.settle_place(desk, draft)
    return draft


def precision(form: Any, stored: dict[str, Any]) -> Precision | None:
    """A place from the gazetteer is a place, one clicked on the map a point; what was not touched stays."""
    if not form.lat.data:
        return None
    if [form.lat.data, form.lon.data] == [_text(stored.get("lat")), _text(stored.get("lon"))]:
        return stored["precision"]  # type: ignore[no-any-return]
    return Precision.PLACE if form.place_id.data else Precision.POINT


def likely(desk: Desk, page: PageOfKind, data: dict[str, Any], own_id: int = 0) -> str:
    """What a form that is being filled in would overlap with, as a fragment; nothing is stored."""
    drafting.decide_posting(desk)
    draft = _as_far_as_it_goes(page, data, country(desk).phone_region)
    found = foresee(desk, draft, own_id) if draft else []
    accesses.of_foreseen(desk.person, found)
    maybe = of_draft(desk, draft, found) if draft else []
    accesses.of_list(desk.person, [post for each in maybe for post, _organisation in each.contacts])
    return render_template("posts/likely.html", found=found, maybe=maybe, checked=bool(draft))


def _as_far_as_it_goes(page: PageOfKind, data: dict[str, Any], phone_region: str) -> PostDraft | None:
    """The draft of a half-filled form: what is wrong so far is left out."""
    given = {name: value for name, value in data.items() if name in page.draft.model_fields and value}
    for _attempt in range(2):
        try:
            return page.draft.model_validate(page.unfinished | given, context={"phone_region": phone_region})
        except ValidationError as error:
            wrong = {
                str(each["loc"][0]) for each in error.errors(include_url=False, include_input=False) if each["loc"]
            }
            given = {name: value for name, value in given.items() if name not in wrong}
    return None


def own(text: str) -> int:
    """The id of a reference in an address."""
    return number(text)
