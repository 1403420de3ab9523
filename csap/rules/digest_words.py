"""What a digest says, in words to be translated: outcomes, ages, how risks moved, what needs the head. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from csap.model.overlaps import Outcome, OverlapKind, Severity
from csap.model.posts import Kind
from csap.rules.cooperation import FORMATS
from csap.wording import N_, Words

KINDS = {
    OverlapKind.SAME_STAKEHOLDER: N_("same stakeholder"),
    OverlapKind.SAME_ENGAGEMENT: N_("same engagement"),
    OverlapKind.CONVERGING: N_("same place and day"),
    OverlapKind.PARALLEL_ANALYSIS: N_("parallel analysis"),
}
SEVERITIES = {Severity.LOW: "", Severity.MEDIUM: "", Severity.HIGH: N_("serious")}
OUTCOMES = {
    Outcome.PROCEED: N_("Both proceed as planned"),
    Outcome.JOINT: N_("Made one joint engagement"),
    Outcome.SEQUENCED: N_("One goes first, the other follows"),
    Outcome.HANDED_OVER: N_("Handed over to one side"),
    Outcome.POSTPONED: N_("One side has postponed"),
    Outcome.CANCELLED: N_("One side has cancelled"),
    Outcome.NOT_THE_SAME: N_("Found not to be the same"),
}
WHY = {
    "asked": N_("your signature is asked for"),
    "brokered": N_("neither side may read the other’s: they need you to put them in touch"),
    "aged": N_("nobody has settled it"),
    "overdue": N_("a commitment of the Delegation is overdue"),
}
FIELDS = {
    "judgement": N_("overall judgement"),
    "magnitude": N_("threat"),
    "likelihood": N_("likelihood"),
    "vulnerability_level": N_("vulnerability"),
    "impact_security": N_("impact on security"),
    "impact_institutions": N_("impact on institutions"),
    "impact_eu": N_("impact on EU staff"),
    "impact_persons": N_("impact on persons"),
    "confidence": N_("confidence"),
    "status": N_("validation"),
}
STEPS = {
    "low": N_("low"),
    "medium": N_("medium"),
    "high": N_("high"),
    "very_high": N_("very high"),
    "moderate": N_("moderate"),
    "almost_no_chance": N_("almost no chance"),
    "very_unlikely": N_("very unlikely"),
    "unlikely": N_("unlikely"),
    "roughly_even": N_("roughly even"),
    "likely": N_("likely"),
    "very_likely": N_("very likely"),
    "almost_certain": N_("almost certain"),
    "draft": N_("draft"),
    "validated": N_("validated"),
    "jointly_validated": N_("jointly validated"),
}
POSTED = {
    Kind.ACTIVITY: N_("Activities posted"),
    Kind.CONTACT: N_("Contacts posted"),
    Kind.RISK: N_("Risk analyses posted"),
}
UNREADABLE = N_("%(organisation)s: a post that is not open to you")
READABLE = N_("%(organisation)s: “%(title)s”")


def side(organisation: str, title: str | None) -> Words:
    """One side of an overlap; its title where the reader may read it."""
    if title is None:
        return Words(UNREADABLE, {"organisation": organisation})
    return Words(READABLE, {"organisation": organisation, "title": isolated(title)})


def isolated(text: str) -> str:
    """A text that may run from right to left, kept from turning what stands around it (Unicode isolates)."""
    return text if text.isascii() else f"\u2068{text}\u2069"


def both(left: Words, right: Words) -> Words:
    return Words(N_("%(left)s and %(right)s"), {"left": left, "right": right})


def days(number: int) -> Words:
    if number == 0:
        return Words(N_("less than a day"))
    return Words(N_("one day")) if number == 1 else Words(N_("%(number)s days"), {"number": number})


def open_for(number: int) -> Words:
    return Words(N_("open for %(days)s"), {"days": days(number)})


def settled_after(outcome: str, number: int) -> Words:
    said = {"outcome": Words(OUTCOMES[Outcome(outcome)]), "days": days(number)}
    return Words(N_("%(outcome)s, after %(days)s"), said)


def moved(field: str, old: str, new: str, steps: int) -> Words:
    """`overall judgement ↑ from medium to high`."""
    said = {"field": Words(FIELDS[field]), "arrow": "↑" if steps > 0 else "↓"}
    levels = {"old": Words(STEPS[old]), "new": Words(STEPS[new])}
    return Words(N_("%(arrow)s %(field)s: from %(old)s to %(new)s"), said | levels)


def stood(organisation: str, stance: str) -> Words:
    signed, dissents = N_("%(organisation)s has signed"), N_("%(organisation)s dissents")
    return Words(signed if stance == "signed" else dissents, {"organisation": organisation})


def risk(item: Mapping[str, Any], names: Mapping[int, str]) -> list[Words]:
    """What has changed in a risk since last week."""
    said = [Words(N_("new"))] if item["new"] else []
    said += [moved(*each) for each in item["moves"]]
    return said + [stood(names.get(organisation, "?"), stance) for organisation, stance in item["positions"]]


def cooperation(number: int) -> Words:
    """`Format 3: Springboard`."""
    return Words(N_("Format %(number)s: %(name)s"), {"number": number, "name": Words(FORMATS[number].name)})


def listed(names: Iterable[str]) -> str:
    return ", ".join(names)
