"""The words of the audit's page: what a line is about and what else it keeps, as people call it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from csap.mail.letters import TOPICS
from csap.model.people import Organisation
from csap.model.posts import Kind
from csap.model.records import Record
from csap.model.subject_requests import KIND_WORDS
from csap.rules.acts import Act
from csap.rules.policy import ACTS
from csap.web.choices import WORDS
from csap.web.refs import ref
from csap.web.wording import said

REFERRED = {
    "post": ("posts.show", "post_id"),
    "overlap": ("overlaps.show", "overlap_id"),
    "digest": ("digests.show", "digest_id"),
    "subject_request": ("subject_requests.show", "request_id"),
    "breach": ("breaches.show", "breach_id"),
}
"""Kinds whose key is shown as addresses have it: their page, and the place in its address."""
SUBJECTS = {
    "account": _l("unknown account"),
    "audit": _l("audit"),
    "digest": _l("digest"),
    "list": _l("list"),
    "organisation": _l("organisation"),
    "overlap": _l("overlap"),
    "person": _l("person"),
    "post": _l("post"),
    "sign_in": _l("sign-in"),
    "subject_request": _l("request of a person"),
    "breach": _l("breach"),
    "consultation": _l("consultation"),
    "upload": _l("sheet"),
    "attachment": _l("file"),
    "deputy": _l("deputy"),
    "institution": _l("institution"),
    "joint_control": _l("joint-controller arrangement"),
    "mail_choice": _l("choice of mails"),
    "mandate": _l("mandate"),
    "notice": _l("notice"),
    "opening": _l("opening"),
    "passkey": _l("passkey"),
    "stop_entry": _l("entry of the stop list"),
    "token": _l("personal link"),
}
LISTS = {
    "activities": _l("activities"),
    "board": _l("the board"),
    "check": _l("hits of a list check"),
    "contacts": _l("contacts"),
    "coverage": _l("who covers what"),
    "digests": _l("digests"),
    "institutions": _l("institutions"),
    "organisations": _l("organisations"),
    "overlaps": _l("overlaps"),
    "people": _l("people"),
    "risks": _l("risk analyses"),
}
"""What was exported or leafed through; a list that somebody brought has a number alone."""
NAMES = {
    "act": _l("act"),
    "asked": _l("asked for"),
    "attachment": _l("file"),
    "by": _l("by"),
    "filter": _l("filter"),
    "form": _l("as"),
    "kind": _l("kind"),
    "labels": _l("labels"),
    "lines": _l("lines"),
    "methods": _l("proved by"),
    "organisation": _l("organisation"),
    "organisation_id": _l("organisation"),
    "page": _l("page"),
    "person_id": _l("person"),
    "post": _l("post"),
    "posts": _l("posts"),
    "purpose": _l("purpose"),
    "readers": _l("other readers"),
    "reason": _l("reason"),
    "rows": _l("rows"),
    "same": _l("the same"),
    "since": _l("since"),
    "step": _l("step"),
    "subject": _l("about"),
    "text": _l("words"),
    "to": _l("to"),
    "token": _l("by the token"),
    "topic": _l("topic"),
    "until": _l("until"),
    "verb": _l("verb"),
    "what": _l("what"),
}
VALUES = {
    "True": _l("yes"),
    "False": _l("no"),
    "again": _l("once more"),
    "app added": _l("app added"),
    "app removed": _l("app removed"),
    "close": _l("closed"),
    "consult": _l("providers asked"),
    "extend": _l("extended"),
    "invitation": _l("one-time link"),
    "invitation accepted": _l("one-time link used"),
    "not by single sign-on": _l("not by single sign-on"),
    "passkey": _l("passkey"),
    "passkey added": _l("passkey added"),
    "passkey removed": _l("passkey removed"),
    "passkey stopped": _l("passkey stopped"),
    "password": _l("password"),
    "recovery": _l("recovery code"),
    "recovery codes": _l("new recovery codes"),
    "register": _l("registered"),
    "second factors reset": _l("second factors reset"),
    "single sign-on bound": _l("single sign-on bound"),
    "single sign-on forgotten": _l("single sign-on forgotten"),
    "sso": _l("single sign-on"),
    "sso-strong": _l("single sign-on with two factors"),
    "totp": _l("authenticator app"),
    "typing": _l("typing"),
}
OWN_WORDS = ("purpose", "reason", "token", "text")
"""What a person wrote, which is no word of ours even where it looks like one."""
ORGANISATIONS = ("organisation", "organisation_id", "to")
FEWER = 6
"""So many posts of a line are named on the page; the export names all."""


def about(subject: str, people: Mapping[int, Any]) -> str:
    """What a line is about, in words: the kind, and a reference, a name or a number."""
    kind, _colon, key = subject.partition(":")
    words = str(SUBJECTS.get(kind, kind))
    if kind in REFERRED and key.isdigit():
        return f"{words} {ref(int(key))}"
    if kind == "person" and key.isdigit() and int(key) in people:
        return f"{words} {people[int(key)].name}"
    return f"{words} {LISTS[key] if kind == 'list' and key in LISTS else key}".strip()


def kept(line: Record) -> str:
    """What else the line keeps, as it is kept, references written as addresses have them."""
    plain = line.details | ({"posts": [ref(each) for each in line.details["posts"]]} if "posts" in line.details else {})
    return "; ".join(f"{name}: {_as_kept(value)}" for name, value in plain.items() if value != {})


def _as_kept(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_as_kept(each)}" for name, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def more(line: Record, people: Mapping[int, Any], organisations: Mapping[int, Organisation]) -> str:
    """The same in words, for the page, where what was refused is said already."""
    if line.act == Act.ACT_DENY:
        return str(line.details.get("page", ""))
    said_ones = (
        _("%(label)s: %(value)s", label=NAMES.get(name, name), value=_value(name, value, people, organisations))
        for name, value in line.details.items()
        if value not in ({}, [])
    )
    return "; ".join(said_ones)


def _value(name: str, value: Any, people: Mapping[int, Any], organisations: Mapping[int, Organisation]) -> str:
    if isinstance(value, dict):
        inner = (f"{NAMES.get(key, key)} {_value(key, each, people, organisations)}" for key, each in value.items())
        return ", ".join(inner)
    if isinstance(value, list):
        text = ", ".join(_value(name, each, people, organisations) for each in value[:FEWER])
        return f"{text} … ({len(value)})" if len(value) > FEWER else text
    if name in ("post", "posts", "attachment"):
        return ref(value)
    if name in ORGANISATIONS and value in organisations:
        return organisations[value].short_name
    if name == "person_id" and value in people:
        return str(people[value].name)
    return str(value) if name in OWN_WORDS else _word(name, str(value), people)


def _word(name: str, word: str, people: Mapping[int, Any]) -> str:
    if name == "act":
        return said(ACTS[Act(word)]) if word in set(Act) else word
    if name in ("by", "subject") and ":" in word:
        return about(word, people)
    if name == "kind":
        return str(WORDS[Kind].get(word, "")) or said(KIND_WORDS.get(word, word))  # type: ignore[call-overload]
    if name == "topic":
        return said(TOPICS[word]) if word in TOPICS else word  # type: ignore[index]
    return str(VALUES.get(word, word))
