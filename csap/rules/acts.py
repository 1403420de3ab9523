"""Every act that a person can do, and who may: policy, access page, test matrix and audit vocabulary at once.

A rule is asked about the record as it is stored (for a new one: as it is about to be)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from csap.model.people import Role
from csap.rules.viewers import Viewer
from csap.wording import N_

Allows = Callable[[Viewer, Any], bool]


class Verb(StrEnum):
    """The six kinds of processing that the audit tells apart, and three of our own."""

    COLLECT = "collect"
    ALTER = "alter"
    ACCESS = "access"
    DISCLOSE = "disclose"
    COMBINE = "combine"
    ERASE = "erase"
    SIGN_IN = "sign-in"
    EXPORT = "export"
    DENY = "deny"


class Act(StrEnum):
    ACCOUNT_CHANGE = "account:change"
    ACCOUNT_EXPORT = "account:export"
    ACT_DENY = "act:deny"
    AUDIT_READ = "audit:read"
    ATTACHMENT_ADD = "attachment:add"
    ATTACHMENT_REMOVE = "attachment:remove"
    BREACH_KEEP = "breach:keep"
    COMMENT_POST = "comment:post"
    CONSULTATION_ANSWER = "consultation:answer"
    DIGEST_ANSWER = "digest:answer"
    DIGEST_COMPILE = "digest:compile"
    DIGEST_DEPUTISE = "digest:deputise"
    DIGEST_RELEASE = "digest:release"
    DIGEST_REVIEW = "digest:review"
    DIRECTORY_EXPORT = "directory:export"
    HIT_SEE = "hit:see"
    IMPORT_RUN = "import:run"
    INSTITUTION_KEEP = "institution:keep"
    LIST_EXPORT = "list:export"
    MAIL_CHOOSE = "mail:choose"
    MAIL_RECEIVE = "mail:receive"
    NOTICE_READ = "notice:read"
    OPENING_ASK = "opening:ask"
    OPENING_DECIDE = "opening:decide"
    OPENING_END = "opening:end"
    ORGANISATION_KEEP = "organisation:keep"
    ORGANISATION_MARK = "organisation:mark"
    LIST_CHECK = "list:check"
    OVERLAP_ACKNOWLEDGE = "overlap:acknowledge"
    OVERLAP_JUDGE = "overlap:judge"
    OVERLAP_MEASURE = "overlap:measure"
    OVERLAP_NOTE = "overlap:note"
    OVERLAP_NUDGE = "overlap:nudge"
    OVERLAP_REOPEN = "overlap:reopen"
    OVERLAP_SETTLE = "overlap:settle"
    OVERLAP_TAKE = "overlap:take"
    PERSON_KEEP = "person:keep"
    POST_AMEND = "post:amend"
    POST_CREATE = "post:create"
    POST_DISCLOSE = "post:disclose"
    POST_ERASE = "post:erase"
    POST_KEEP = "post:keep"
    POST_MARK = "post:mark"
    POST_READ = "post:read"
    POST_RESTRICT = "post:restrict"
    POST_TAKE_BACK = "post:take-back"
    POST_WITHDRAW = "post:withdraw"
    POSITION_TAKE = "position:take"
    PRIVACY_KEEP = "privacy:keep"
    RETENTION_KEEP = "retention:keep"
    SIGN_IN = "sign:in"
    SIGN_IN_FAIL = "sign:fail"
    SIGN_OUT = "sign:out"
    SUBJECT_REQUEST_KEEP = "subject-request:keep"
    STOP_LIST_KEEP = "stop-list:keep"
    TOKEN_KEEP = "token:keep"  # noqa: S105 - an act, not a secret


@dataclass(frozen=True)
class Rule:
    verb: Verb
    allows: Allows
    otherwise: str


def _administrator(viewer: Viewer, record: Any) -> bool:
    return viewer.has(Role.ADMINISTRATOR)


def _dpo(viewer: Viewer, record: Any) -> bool:
    return viewer.has(Role.DPO)


def _protector(viewer: Viewer, record: Any) -> bool:
    return viewer.has(Role.DPO, Role.ADMINISTRATOR)


def _coordinator(viewer: Viewer, record: Any) -> bool:
    return viewer.has(Role.COORDINATOR, Role.HEAD)


def _reader(viewer: Viewer, record: Any) -> bool:
    return not viewer.has(Role.ADMINISTRATOR)


def _poster(viewer: Viewer, record: Any) -> bool:
    return viewer.has(Role.HEAD, Role.COORDINATOR, Role.OFFICER)


def _own_post(viewer: Viewer, record: Any) -> bool:
    return _poster(viewer, record) and bool(record.organisation_id == viewer.organisation_id)


def _keeper(viewer: Viewer, record: Any) -> bool:
    return _own_post(viewer, record) or viewer.has(Role.DPO)


def _marker(viewer: Viewer, record: Any) -> bool:
    """An administrator, of any organisation; the Delegation's coordinator and head, of their own."""
    own = getattr(record, "organisation_id", None) or record.id
    return viewer.has(Role.ADMINISTRATOR) or (_coordinator(viewer, record) and bool(own == viewer.organisation_id))


def _opener(viewer: Viewer, record: Any) -> bool:
    """A second person: who asked is neither the head nor anybody who posts."""
    return viewer.has(Role.HEAD) or _own_post(viewer, record)


def _ender(viewer: Viewer, record: Any) -> bool:
    return _opener(viewer, record) or (viewer.has(Role.DPO) and _own(viewer, record))


def _own_side(viewer: Viewer, record: Any) -> bool:
    sides = (record.left_organisation_id, record.right_organisation_id)
    return _poster(viewer, record) and (viewer.organisation_id in sides or _coordinator(viewer, record))


def _own(viewer: Viewer, record: Any) -> bool:
    return bool(record.person_id == viewer.person_id)


def _head(viewer: Viewer, record: Any) -> bool:
    return viewer.has(Role.HEAD)


def _reviewer(viewer: Viewer, digest: Any) -> bool:
    """Before the release, and never after it."""
    return digest.released_at is None and (viewer.has(Role.HEAD) or digest.deputy_id == viewer.person_id)


def _preparer(viewer: Viewer, digest: Any) -> bool:
    return _reviewer(viewer, digest) or (digest.released_at is None and viewer.has(Role.COORDINATOR))


RULES: dict[Act, Rule] = {
    Act.ACCOUNT_CHANGE: Rule(Verb.ALTER, _own, N_("Only the person can change this.")),
    Act.ACCOUNT_EXPORT: Rule(Verb.EXPORT, _own, N_("Only the person can take this along.")),
    Act.ACT_DENY: Rule(Verb.DENY, _own, N_("What is refused is written down for the person who tried.")),
    Act.AUDIT_READ: Rule(Verb.ACCESS, _dpo, N_("The data protection officer alone reads the audit.")),
    Act.ATTACHMENT_ADD: Rule(Verb.COLLECT, _own_post, N_("Only the organisation that posted this attaches files.")),
    Act.ATTACHMENT_REMOVE: Rule(Verb.ERASE, _own_post, N_("Only the organisation that posted this takes files off.")),
    Act.BREACH_KEEP: Rule(Verb.ACCESS, _dpo, N_("The data protection officer alone keeps breaches.")),
    Act.COMMENT_POST: Rule(Verb.COLLECT, _poster, N_("Observers read; they don't comment.")),
    Act.CONSULTATION_ANSWER: Rule(Verb.COLLECT, _own_post, N_("The organisation that is asked answers.")),
    Act.DIGEST_ANSWER: Rule(Verb.COLLECT, _own_post, N_("The organisation that posted this answers.")),
    Act.DIGEST_COMPILE: Rule(Verb.COMBINE, _preparer, N_("The Delegation compiles the digest, until it is released.")),
    Act.DIGEST_DEPUTISE: Rule(Verb.ALTER, _head, N_("The Head of Delegation says who stands in.")),
    Act.DIGEST_RELEASE: Rule(Verb.DISCLOSE, _reviewer, N_("The Head of Delegation, or the deputy, releases, once.")),
    Act.DIGEST_REVIEW: Rule(Verb.ALTER, _reviewer, N_("The Head of Delegation, or the deputy, reviews until release.")),
    Act.DIRECTORY_EXPORT: Rule(Verb.EXPORT, _own, N_("Nobody takes a list along for somebody else.")),
    Act.HIT_SEE: Rule(Verb.DISCLOSE, _reader, N_("Administrators read no content.")),
    Act.IMPORT_RUN: Rule(Verb.COLLECT, _own_post, N_("You import for your own organisation.")),
    Act.INSTITUTION_KEEP: Rule(Verb.ALTER, _coordinator, N_("The Delegation keeps the list of institutions.")),
    Act.LIST_CHECK: Rule(Verb.ACCESS, _poster, N_("Officers check lists; observers and administrators don't.")),
    Act.LIST_EXPORT: Rule(Verb.EXPORT, _reader, N_("Administrators read no content.")),
    Act.MAIL_CHOOSE: Rule(Verb.ALTER, _own, N_("Everybody chooses their own mails.")),
    Act.MAIL_RECEIVE: Rule(Verb.DISCLOSE, _own, N_("A mail goes to the person whom it is for.")),
    Act.NOTICE_READ: Rule(Verb.ACCESS, _own, N_("This notice is somebody else's.")),
    Act.OPENING_ASK: Rule(Verb.ACCESS, _dpo, N_("The data protection officer alone asks to read what is closed.")),
    Act.OPENING_DECIDE: Rule(Verb.DISCLOSE, _opener, N_("The Head of Delegation or the owner decides on this.")),
    Act.OPENING_END: Rule(Verb.ALTER, _ender, N_("Who decides, or the officer who asked, closes this.")),
    Act.ORGANISATION_KEEP: Rule(Verb.ALTER, _administrator, N_("An administrator keeps organisations.")),
    Act.ORGANISATION_MARK: Rule(
        Verb.ALTER, _marker, N_("An administrator, or the coordinator for the Delegation, keeps markings.")
    ),
    Act.OVERLAP_ACKNOWLEDGE: Rule(Verb.COMBINE, _own_side, N_("The two sides and the coordinator answer an overlap.")),
    Act.OVERLAP_JUDGE: Rule(Verb.COMBINE, _own_side, N_("The two sides and the coordinator say what is the same.")),
    Act.OVERLAP_MEASURE: Rule(Verb.ACCESS, _coordinator, N_("The coordinator watches how good the alerts are.")),
    Act.OVERLAP_NOTE: Rule(Verb.COLLECT, _own_side, N_("The two sides and the coordinator write to each other here.")),
    Act.OVERLAP_NUDGE: Rule(Verb.ALTER, _coordinator, N_("The coordinator reminds the two sides.")),
    Act.OVERLAP_REOPEN: Rule(Verb.COMBINE, _own_side, N_("The two sides and the coordinator open an overlap again.")),
    Act.OVERLAP_SETTLE: Rule(Verb.COMBINE, _own_side, N_("The two sides and the coordinator settle an overlap.")),
    Act.OVERLAP_TAKE: Rule(Verb.ALTER, _own_side, N_("The two sides and the coordinator take an overlap in hand.")),
    Act.PERSON_KEEP: Rule(Verb.ALTER, _administrator, N_("An administrator keeps people and their sign-in.")),
    Act.POST_AMEND: Rule(Verb.ALTER, _own_post, N_("Only the organisation that posted this can change it.")),
    Act.POST_CREATE: Rule(Verb.COLLECT, _own_post, N_("You post for your own organisation; observers read only.")),
    Act.POST_DISCLOSE: Rule(Verb.DISCLOSE, _own_post, N_("Only the organisation that posted this can disclose it.")),
    Act.POST_ERASE: Rule(Verb.ERASE, _dpo, N_("Terms erase by themselves; before that the data protection officer.")),
    Act.POST_KEEP: Rule(Verb.ALTER, _keeper, N_("The organisation that posted this says why it is kept longer.")),
    Act.POST_MARK: Rule(Verb.DISCLOSE, _own_post, N_("Only the organisation that posted this can mark it anew.")),
    Act.POST_READ: Rule(Verb.ACCESS, _reader, N_("Administrators read no content.")),
    Act.POST_RESTRICT: Rule(Verb.ALTER, _dpo, N_("The data protection officer restricts what a person asked for.")),
    Act.POST_TAKE_BACK: Rule(Verb.ALTER, _own_post, N_("Only the organisation that posted this can take it back.")),
    Act.POST_WITHDRAW: Rule(Verb.ERASE, _own_post, N_("Only the organisation that posted this can withdraw it.")),
    Act.POSITION_TAKE: Rule(Verb.ALTER, _own_post, N_("An organisation signs or dissents for itself.")),
    Act.PRIVACY_KEEP: Rule(Verb.ALTER, _protector, N_("The data protection officer or an administrator keeps this.")),
    Act.RETENTION_KEEP: Rule(Verb.ALTER, _dpo, N_("The data protection officer keeps the terms.")),
    Act.SIGN_IN: Rule(Verb.SIGN_IN, _own, N_("Nobody signs in for somebody else.")),
    Act.SIGN_IN_FAIL: Rule(Verb.SIGN_IN, _own, N_("Nobody signs in for somebody else.")),
    Act.SIGN_OUT: Rule(Verb.SIGN_IN, _own, N_("Nobody signs out somebody else.")),
    Act.SUBJECT_REQUEST_KEEP: Rule(Verb.ACCESS, _dpo, N_("The data protection officer alone keeps requests.")),
    Act.STOP_LIST_KEEP: Rule(Verb.ALTER, _coordinator, N_("The Delegation's coordinator keeps the stop list.")),
    Act.TOKEN_KEEP: Rule(Verb.ALTER, _own, N_("A link or token belongs to one person.")),
}


def allows(act: Act, viewer: Viewer, record: Any) -> bool:
    return RULES[act].allows(viewer, record)
