"""The audit, for the data protection officer alone: every line in words, to be narrowed, paged and taken along."""

from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from csap import clock
from csap.actions import audit
from csap.actions.audit import Wanted
from csap.actions.denials import REJECTED
from csap.actions.exports import WRITERS
from csap.desk import Desk, open_desk
from csap.errors import NotFound
from csap.formats.sheets_out import Column, Heading
from csap.model.records import Record
from csap.rules.acts import Act, Verb
from csap.rules.policy import ACTS
from csap.web.again import again
from csap.web.audit_words import REFERRED, about, kept, more
from csap.web.door import reading
from csap.web.exports import sent
from csap.web.filters import day
from csap.web.gate import whole
from csap.web.paths import this_page
from csap.web.platform import platform
from csap.web.refs import number
from csap.web.wording import here, said, zone

room = Blueprint("audit", __name__, url_prefix="/privacy/audit")

VERBS = {
    Verb.COLLECT: _l("collected"),
    Verb.ALTER: _l("altered"),
    Verb.ACCESS: _l("accessed"),
    Verb.DISCLOSE: _l("disclosed"),
    Verb.COMBINE: _l("combined"),
    Verb.ERASE: _l("erased"),
    Verb.SIGN_IN: _l("sign-in"),
    Verb.EXPORT: _l("exported"),
    Verb.DENY: _l("refused"),
}


def _wanted() -> Wanted:
    """The filter of the address; what can't be read is no filter."""
    given = request.args
    act, verb = given.get("act", ""), given.get("verb", "")
    return Wanted(
        person_id=given.get("person", type=whole),
        organisation_id=given.get("organisation", type=whole),
        act=Act(act) if act in set(Act) else None,
        verb=Verb(verb) if verb in set(Verb) else None,
        subject=_subject(given.get("subject", "").strip()[:40]),
        since=_day(given.get("from", "")),
        until=_day(given.get("to", "")),
    )


def _day(text: str) -> date | None:
    try:
        return day(text)
    except ValueError:
        return None


def _subject(text: str) -> str:
    """`post:1099511627776`, for a kind with its key, or for a reference alone as a post's address has it."""
    kind, _colon, key = text.rpartition(":")
    kind = kind or "post"
    try:
        return f"{kind}:{number(key)}" if kind in REFERRED and len(key) == 8 else text
    except ValueError:
        return text


def _look(desk: Desk, wanted: Wanted, form: str) -> None:
    """The look is written before anything is shown."""
    with open_desk(platform().engine, desk.person, writing=True) as writer:
        audit.look(writer, wanted, form)


@room.get("")
@reading
def index(desk: Desk) -> str:
    wanted = _wanted()
    _look(desk, wanted, "page")
    found = audit.page(desk, wanted, request.args.get("before", type=whole), request.args.get("after", type=whole))
    people, organisations = audit.names(desk)
    return render_template(
        "audit/index.html",
        found=found,
        wanted=wanted,
        given=request.args,
        people=sorted(people.items(), key=lambda each: each[1]),
        organisations=sorted(organisations.items(), key=lambda each: each[1]),
        acts=[(act.value, said(ACTS[act])) for act in Act],
        verbs=[(verb.value, words) for verb, words in VERBS.items()],
        did=did,
        about=about,
        opens=opens,
        more=more,
        older=_link("before", found.older),
        newer=_link("after", found.newer),
        file=f"{url_for('audit.index')}/export",
    )


def _link(name: str, key: int | None) -> str:
    return this_page({name: key}) if key else ""


@room.get("/export.<form>")
@again
@reading
def export(desk: Desk, form: str) -> Response:
    if form not in WRITERS:
        raise NotFound
    wanted = _wanted()
    _look(desk, wanted, form)
    people, organisations = audit.names(desk)
    keys = ("line", "when", "person", "organisation", "act", "verb", "subject", "details", "hash")
    rows = (
        (
            each.id,
            each.at.isoformat(),
            people.get(each.person_id or 0, ""),
            organisations.get(each.organisation_id or 0, ""),
            each.act,
            each.verb,
            about(each.subject, {}),
            kept(each),
            each.hash,
        )
        for each in audit.every(desk, wanted)
    )
    into = BytesIO()
    day = f"{here(clock.now()):%Y-%m-%d %H:%M} ({zone(clock.now())})"
    taken = _("Audit, taken along by %(name)s on %(day)s", name=desk.person.name, day=day)
    top = Heading(_("Not classified · the DPO only"), [taken])
    WRITERS[form](into, [Column(key, key) for key in keys], rows, top)
    return sent(into, "audit", form)


def did(line: Record) -> str:
    """What the line's act is called, or what of it was refused; an act of an older version has its own word."""
    if line.act != Act.ACT_DENY:
        return _act(line.act)
    tried = str(line.details.get("act", ""))
    what = _act(tried) if tried else said(REJECTED.get(line.details.get("status", 0), ""))
    return str(_("refused: %(what)s", what=what))


def _act(word: str) -> str:
    return said(ACTS[Act(word)]) if word in set(Act) else word


def opens(subject: str) -> str:
    """The address of what a line is about; it opens to those who may read it."""
    kind, _colon, key = subject.partition(":")
    if kind not in REFERRED or not key.isdigit():
        return ""
    endpoint, place = REFERRED[kind]
    values: dict[str, Any] = {place: int(key)}
    return url_for(endpoint, **values)
