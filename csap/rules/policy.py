"""The rules read out: who may do which act, and who reads at which TLP label, found by asking the rules themselves."""

from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from csap.model.people import Role
from csap.model.posts import TLP
from csap.rules import markings
from csap.rules.acts import RULES, Act
from csap.rules.viewers import Viewer
from csap.wording import N_

MINE, OTHERS = 1, 2


class Reach(StrEnum):
    """On whose records a role may do an act."""

    ANY = "any"
    OWN_ORGANISATION = "own_organisation"
    OWN = "own"
    NONE = "none"


class Reader(StrEnum):
    """Somebody in relation to a post."""

    AUTHOR = "author"
    COLLEAGUE = "colleague"
    NAMED_ORGANISATION = "named_organisation"
    NAMED_PERSON = "named_person"
    ANYBODY = "anybody"


class _Sample(SimpleNamespace):
    """A record of one organisation and one person, whatever its columns are called."""

    def __getattr__(self, name: str) -> Any:
        if name.endswith("organisation_id"):
            return self.owner
        return self.person if name.endswith(("person_id", "author_id")) else None


def reach(act: Act, role: Role) -> Reach:
    """How far the rule of `act` lets people of `role` go: asked about records of others, colleagues and their own."""
    viewer = Viewer(person_id=MINE, organisation_id=MINE, role=role)
    asked = {
        Reach.ANY: _Sample(owner=OTHERS, person=OTHERS),
        Reach.OWN_ORGANISATION: _Sample(owner=MINE, person=OTHERS),
        Reach.OWN: _Sample(owner=MINE, person=MINE),
    }
    return next((how for how, record in asked.items() if RULES[act].allows(viewer, record)), Reach.NONE)


def policy() -> dict[Act, dict[Role, Reach]]:
    return {act: {role: reach(act, role) for role in Role} for act in RULES}


def readers_of(tlp: TLP) -> set[Reader]:
    """Who reads a post of that label while it is not withdrawn. Administrators read no content, whoever they are."""
    author, organisation, named = 1, 10, 20
    everyone, organisations, people = markings.readers(tlp, organisation, author, [named], [named])
    found = {
        Reader.AUTHOR: organisation in organisations or author in people,
        Reader.COLLEAGUE: organisation in organisations,
        Reader.NAMED_ORGANISATION: named in organisations,
        Reader.NAMED_PERSON: named in people,
        Reader.ANYBODY: False,
    }
    return {reader for reader, reads in found.items() if reads or everyone}


ACTS: dict[str, str] = {
    Act.ACCOUNT_CHANGE: N_("Change one’s own account: password, sign-ins"),
    Act.ACCOUNT_EXPORT: N_("Take along what is held on oneself"),
    Act.ACT_DENY: N_("Try what the rules refuse"),
    Act.AUDIT_READ: N_("Read the audit"),
    Act.ATTACHMENT_ADD: N_("Attach a file to a post"),
    Act.ATTACHMENT_REMOVE: N_("Take a file off a post"),
    Act.BREACH_KEEP: N_("Keep breaches of personal data, and see whom they concern"),
    Act.COMMENT_POST: N_("Comment on a post that one may read"),
    Act.CONSULTATION_ANSWER: N_("Answer the data protection officer about a person’s request"),
    Act.DIGEST_ANSWER: N_("Answer a question about one’s post in the digest"),
    Act.DIGEST_COMPILE: N_("Compile the weekly digest"),
    Act.DIGEST_DEPUTISE: N_("Name a deputy for the digest"),
    Act.DIGEST_RELEASE: N_("Release the weekly digest"),
    Act.DIGEST_REVIEW: N_("Review the weekly digest: order, hide, annotate, ask"),
    Act.DIRECTORY_EXPORT: N_("Export who is who: organisations, institutions, people"),
    Act.HIT_SEE: N_("Be shown a hit: that there is an overlap, with whom"),
    Act.IMPORT_RUN: N_("Import a sheet"),
    Act.INSTITUTION_KEEP: N_("Keep the list of institutions"),
    Act.LIST_CHECK: N_("Check a list against the platform, for a stated purpose"),
    Act.LIST_EXPORT: N_("Export a list of what one may read"),
    Act.MAIL_CHOOSE: N_("Choose what one is told by mail"),
    Act.MAIL_RECEIVE: N_("Receive by mail what one may read"),
    Act.NOTICE_READ: N_("Read a notice"),
    Act.OPENING_ASK: N_("Ask to read one post that is closed to the data protection officer"),
    Act.OPENING_DECIDE: N_("Agree, or decline, to open a post to the data protection officer"),
    Act.OPENING_END: N_("Close an opened post before its time"),
    Act.ORGANISATION_KEEP: N_("Keep organisations and mandates"),
    Act.ORGANISATION_MARK: N_("Keep what an organisation may apply, and with what its forms begin"),
    Act.OVERLAP_ACKNOWLEDGE: N_("Acknowledge an overlap that one was told of"),
    Act.OVERLAP_JUDGE: N_("Say whether two records are the same stakeholder"),
    Act.OVERLAP_MEASURE: N_("Watch how good the alerts are"),
    Act.OVERLAP_NOTE: N_("Write to the other side of an overlap"),
    Act.OVERLAP_NUDGE: N_("Remind the two sides of an overlap"),
    Act.OVERLAP_REOPEN: N_("Open an overlap again"),
    Act.OVERLAP_SETTLE: N_("Settle an overlap that one was told of"),
    Act.OVERLAP_TAKE: N_("Take an overlap in hand"),
    Act.PERSON_KEEP: N_("Keep people and their sign-in"),
    Act.POST_AMEND: N_("Change a post"),
    Act.POST_CREATE: N_("Post a contact, an activity or a risk analysis"),
    Act.POST_DISCLOSE: N_("Disclose a post to the other side of an overlap"),
    Act.POST_ERASE: N_("Erase a post for good"),
    Act.POST_KEEP: N_("Keep a post beyond its term, for a reason"),
    Act.POST_MARK: N_("Raise or lower the marking of a post"),
    Act.POST_READ: N_("Open the page of a post"),
    Act.POST_RESTRICT: N_("Restrict a contact, as the person asked, and lift that"),
    Act.POST_TAKE_BACK: N_("Take a disclosure back"),
    Act.POST_WITHDRAW: N_("Withdraw a post"),
    Act.POSITION_TAKE: N_("Sign a risk analysis, or dissent"),
    Act.PRIVACY_KEEP: N_("Keep the register of processing: controller, officer, joint-controller arrangements"),
    Act.RETENTION_KEEP: N_("Keep the terms after which posts are erased"),
    Act.SIGN_IN: N_("Sign in"),
    Act.SIGN_IN_FAIL: N_("Try to sign in, with a wrong password"),
    Act.SIGN_OUT: N_("Sign out"),
    Act.SUBJECT_REQUEST_KEEP: N_("Keep requests of people about their data, and find what is held"),
    Act.STOP_LIST_KEEP: N_("Keep the list of words that raise no alert"),
    Act.TOKEN_KEEP: N_("Make and revoke a personal link or token"),
}
"""What each act is called on the page that shows the policy."""
