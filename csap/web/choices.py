"""The words that people read for the values of our enumerations, and lists of them for forms and filters."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from csap.model.activities import ActivityStatus, Form
from csap.model.contacts import ContactKind, ContactStatus, Exemption, Provenance, Purpose
from csap.model.overlaps import Outcome, OverlapKind, Severity, State
from csap.model.posts import TLP, Kind, MandateBasis, Marking, OnMatch, Precision
from csap.model.risks import Confidence, Horizon, Level, Likelihood, RiskStatus, Scheme, Stance

Choice = tuple[str, Any]

WORDS: dict[type[StrEnum], dict[str, Any]] = {
    Kind: {"contact": _l("Contact"), "activity": _l("Activity"), "risk": _l("Risk analysis")},
    TLP: {each.value: f"TLP:{each.value}" for each in TLP},
    Marking: {
        "": _l("No marking"),
        "EU LIMITED": "EU LIMITED",
        "LIMITE": "LIMITE",
        "SENSITIVE": "SENSITIVE",
    },
    OnMatch: {
        "tell_both": _l("Tell both sides that there is an overlap, and whom to ask"),
        "tell_me_first": _l("Tell me first; I decide whether the others hear of it"),
        "tell_nobody": _l("Tell nobody but the Delegation’s coordinator (with TLP:RED, nobody at all)"),
    },
    MandateBasis: {
        "csdp": _l("CSDP/CFSP task"),
        "jha": _l("JHA task (area of freedom, security and justice)"),
        "other": _l("Other EU task"),
    },
    Precision: {
        "point": _l("exact point"),
        "place": _l("this place"),
        "region": _l("somewhere in the region"),
        "country": _l("somewhere in the country"),
    },
    ContactKind: {
        "person": _l("Person"),
        "institution": _l("Institution"),
        "post": _l("Post, whoever holds it"),
    },
    ContactStatus: {"current": _l("Current"), "former": _l("Former")},
    Purpose: {
        "coordination": _l("Coordination of engagements"),
        "cooperation": _l("Operational cooperation between services"),
        "training": _l("Training, advice and mentoring"),
        "programme": _l("Programmes, equipment and projects"),
        "protocol": _l("Protocol and visits"),
        "crisis": _l("Safety of staff and crisis contact"),
    },
    Provenance: {
        "": _l("Not said"),
        "person": _l("From the person"),
        "institution": _l("From the person’s institution"),
        "public": _l("From a public source"),
        "eu_actor": _l("From another EU actor"),
    },
    Exemption: {
        "": _l("None: the person is to be informed"),
        "knows": _l("The person has this information already"),
        "effort": _l("Impossible, or an effort out of proportion"),
        "law": _l("Laid down in law"),
        "secrecy": _l("Professional secrecy"),
        "danger": _l("It would endanger the person"),
    },
    Form: {
        "meeting": _l("Meeting"),
        "training": _l("Training"),
        "visit": _l("Visit"),
        "mentoring": _l("Mentoring"),
        "donation": _l("Donation"),
        "operation": _l("Operation"),
        "other": _l("Other form"),
    },
    ActivityStatus: {
        "idea": _l("Idea"),
        "planned": _l("Planned"),
        "confirmed": _l("Confirmed"),
        "done": _l("Done"),
        "postponed": _l("Postponed"),
        "cancelled": _l("Cancelled"),
    },
    RiskStatus: {
        "draft": _l("Draft"),
        "validated": _l("Validated by own organisation"),
        "jointly_validated": _l("Jointly validated"),
    },
    Level: {"low": _l("Low"), "medium": _l("Medium"), "high": _l("High"), "very_high": _l("Very high")},
    Likelihood: {
        "almost_no_chance": _l("Almost no chance (1–5 %)"),
        "very_unlikely": _l("Very unlikely (5–20 %)"),
        "unlikely": _l("Unlikely (20–45 %)"),
        "roughly_even": _l("Roughly even chance (45–55 %)"),
        "likely": _l("Likely (55–80 %)"),
        "very_likely": _l("Very likely (80–95 %)"),
        "almost_certain": _l("Almost certain (95–99 %)"),
    },
    Confidence: {
        "low": _l("Low confidence"),
        "moderate": _l("Moderate confidence"),
        "high": _l("High confidence"),
    },
    Horizon: {"0-3": _l("The next 3 months"), "3-12": _l("3 to 12 months"), "12+": _l("More than 12 months")},
    Stance: {"asked": _l("Asked, not answered yet"), "signed": _l("Signed"), "dissents": _l("Dissents")},
    Scheme: {"4x4": _l("4×4 (Europol)"), "6x6": _l("6×6 (Admiralty)")},
    OverlapKind: {
        "same_stakeholder": _l("Same stakeholder"),
        "same_engagement": _l("Same engagement"),
        "converging": _l("Converging on one site"),
        "parallel_analysis": _l("Parallel analysis"),
    },
    Severity: {"low": _l("minor"), "medium": _l("notable"), "high": _l("serious")},
    State: {
        "open": _l("Open"),
        "acknowledged": _l("Acknowledged"),
        "settled": _l("Settled"),
        "gone": _l("No longer there"),
    },
    Outcome: {
        "proceed_as_planned": _l("Proceed as planned"),
        "joint": _l("Joint engagement"),
        "sequenced": _l("Sequenced: one goes first"),
        "handed_over": _l("Handed over"),
        "postponed": _l("Postponed"),
        "cancelled": _l("Cancelled"),
        "not_the_same": _l("Not the same"),
    },
}

PLAIN = WORDS[Kind] | WORDS[ActivityStatus] | WORDS[ContactStatus] | WORDS[RiskStatus] | WORDS[State]
PLAIN |= {"withdrawn": _l("Withdrawn")}


def plain_word(key: str) -> Any:
    """What people read for a post's kind or status, or an overlap's state, given as the plain word that is stored."""
    return PLAIN.get(key, key)


def word(value: Any) -> Any:
    """What people read for a value: an enumeration's word, anything else as it is."""
    return WORDS.get(type(value), {}).get(value, value) if isinstance(value, StrEnum) else value


def choices(words: type[StrEnum], leave: Iterable[StrEnum] = (), none: Any = None) -> list[Choice]:
    """The values of an enumeration with their words; before them, where `none` says so, the choice of none."""
    left = set(leave)
    listed = [(each.value, WORDS[words][each.value]) for each in words if each not in left]
    return [("", none), *listed] if none is not None else listed


def certainty(value: float) -> str:
    """How certain an overlap is, in words and in per cent."""
    percent = min(round(100 * value), 99) if value < 1 else 100
    steps = ((95, _("almost certain")), (85, _("very likely")), (70, _("likely")), (0, _("possible")))
    return next(f"{words} ({percent}\u00a0%)" for least, words in steps if percent >= least)


def install(app: Flask) -> None:
    app.add_template_global(word, "word")
    app.add_template_global(plain_word, "plain_word")
    app.add_template_global(certainty, "certainty")
