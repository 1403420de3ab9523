"""The list of overlaps to take along: what its page shows of them, and of a post that is TLP:RED nothing but that it
is: reasons that quote it, and words on the outcome, stay behind."""

from collections.abc import Iterator
from dataclasses import replace

from csap.actions import overlaps
from csap.actions.exported import Voice, wall_clock
from csap.actions.overlaps import Filter, Seen, Side
from csap.actions.rolls import Line, Roll, marks_of
from csap.desk import Desk
from csap.formats.sheets_out import Value
from csap.model.posts import TLP
from csap.rules.sharing import on_a_hit
from csap.wording import N_

COLUMNS = (
    (N_("Ref"), "#meta+id"),
    (N_("Kind"), "#meta+kind"),
    (N_("State"), "#status"),
    (N_("Severity"), "#severity"),
    (N_("Certainty, in per cent"), "#indicator+certainty"),
    (N_("Organisation"), "#org+name"),
    (N_("The post"), "#event+name"),
    (N_("Other organisation"), "#org+name+other"),
    (N_("Post of the other organisation"), "#event+name+other"),
    (N_("Why"), "#description+reasons"),
    (N_("Opened on"), "#date+opened"),
    (N_("Outcome"), "#output"),
    (N_("Reason for the outcome"), "#output+description"),
    (N_("Settled on"), "#date+settled"),
)
CLOSED = N_("not open to you")


def _lines(desk: Desk, wanted: Filter, voice: Voice) -> Iterator[Line]:
    for each in _all(desk, wanted):
        told = [side.post for side in each.sides if side.post and not is_red(side)]
        yield Line(_row(each, voice), marks_of(*told))


def _all(desk: Desk, wanted: Filter) -> Iterator[Seen]:
    page = overlaps.page(desk, wanted)
    yield from page.rows
    while page.after:
        page = overlaps.page(desk, wanted, page.after)
        yield from page.rows


def is_red(side: Side) -> bool:
    return side.post is not None and side.post.tlp == TLP.RED


def without_quotes(seen: Seen) -> Seen:
    """What may be taken along of it: where one side is TLP:RED, no reason that quotes that side."""
    if not any(map(is_red, seen.sides)):
        return seen
    return replace(seen, reasons=tuple(on_a_hit(seen.overlap.reasons)), against=(), context=())


def _row(seen: Seen, voice: Voice) -> list[Value]:
    overlap, (one, other) = seen.overlap, seen.sides
    return [
        voice.ref(overlap.id),
        overlap.kind.value,
        overlap.state.value,
        seen.severity.value if seen.severity else None,
        None if seen.hit else int(overlap.certainty * 100),
        one.organisation.short_name,
        _title(one, voice),
        other.organisation.short_name,
        _title(other, voice),
        "; ".join(voice.say(each) for each in without_quotes(seen).reasons),
        wall_clock(overlap.opened_at, voice.zone),
        overlap.outcome.value if overlap.outcome else None,
        None if any(map(is_red, seen.sides)) else overlap.outcome_reason,
        wall_clock(overlap.settled_at, voice.zone),
    ]


def _title(side: Side, voice: Voice) -> str:
    if side.post is None:
        return voice.say(CLOSED)
    return "TLP:RED" if is_red(side) else f"{side.post.title} ({voice.ref(side.post.id)})"


OVERLAPS = Roll("overlaps", COLUMNS, _lines, Filter())
