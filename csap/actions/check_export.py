"""The answer of a list check to take along: a row for each hit, and one for each line that hits nothing."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from csap.actions.checking import Hit, Line
from csap.actions.exported import Voice
from csap.actions.exports import WRITERS, heading
from csap.actions.overlap_export import CLOSED
from csap.desk import Desk
from csap.formats.sheets_out import Column, Value
from csap.model.posts import TLP
from csap.rules.acts import Act
from csap.wording import N_

COLUMNS = (
    (N_("Line"), "#meta+line"),
    (N_("Stakeholder"), "#contact+name"),
    (N_("Answer"), "#status"),
    (N_("Certainty, in per cent"), "#indicator+certainty"),
    (N_("Organisation"), "#org+name"),
    (N_("The post"), "#event+name"),
    (N_("Ask"), "#contact+ask+name"),
    (N_("E-mail"), "#contact+ask+email"),
    (N_("Why"), "#description+reasons"),
)
HIT, NO_HIT = N_("hit"), N_("no hit")


def write(desk: Desk, lines: list[Line], form: str, into: BinaryIO, voice: Voice) -> int:
    """Write the answer as `xlsx` or `csv`; returns how many rows."""
    columns = [Column(hxl, voice.say(header), hxl) for header, hxl in COLUMNS]
    posts = [hit.post for line in lines for hit in line.hits if hit.post and hit.post.tlp != TLP.RED]
    marked = [(each.tlp, each.marking) for each in posts]
    return WRITERS[form](into, columns, _rows(lines, voice), heading(desk, marked, voice))


def remember(desk: Desk, form: str, rows: int) -> None:
    """Write down that the answer was taken along; `desk` is a writing one. The check itself has a line of its own."""
    desk.audit(Act.LIST_EXPORT, "list:check", form=form, rows=rows)


def _rows(lines: Iterable[Line], voice: Voice) -> Iterator[list[Value]]:
    for line in lines:
        if not line.hits:
            yield [line.line, line.name, voice.say(NO_HIT), *[None] * 6]
        for hit in line.hits:
            yield [line.line, line.name, voice.say(HIT), *_hit(hit, voice)]


def _hit(hit: Hit, voice: Voice) -> list[Value]:
    """Of a post that is TLP:RED nothing but that it is."""
    red = hit.post is not None and hit.post.tlp == TLP.RED
    return [
        int(hit.certainty * 100),
        hit.organisation.short_name,
        "TLP:RED" if red else f"{hit.post.title} ({voice.ref(hit.post.id)})" if hit.post else voice.say(CLOSED),
        hit.ask.name if hit.ask else None,
        hit.ask.email if hit.ask else None,
        None if red else "; ".join(map(voice.say, hit.reasons)),
    ]
