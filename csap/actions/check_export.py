"""The answer of a list check to take along: a row for each hit, and one for each line that hits nothing. Of a post that
is TLP:RED stands nothing but that it is."""

from collections.abc import Iterable, Iterator

from csap.actions.checking import Hit
from csap.actions.checking import Line as Checked
from csap.actions.exported import Voice
from csap.actions.overlap_export import CLOSED
from csap.actions.rolls import Line, Roll, marks_of
from csap.desk import Desk
from csap.formats.sheets_out import Value
from csap.model.posts import TLP
from csap.wording import N_

HIT, NO_HIT = N_("hit"), N_("no hit")


def _lines(desk: Desk, checked: Iterable[Checked], voice: Voice) -> Iterator[Line]:
    for line in checked:
        if not line.hits:
            yield Line([line.line, line.name, voice.say(NO_HIT), *[None] * 6])
        for hit in line.hits:
            yield _hit(line, hit, voice)


def _hit(line: Checked, hit: Hit, voice: Voice) -> Line:
    red = hit.post is not None and hit.post.tlp == TLP.RED
    post = "TLP:RED" if red else f"{hit.post.title} ({voice.ref(hit.post.id)})" if hit.post else voice.say(CLOSED)
    ask = (hit.ask.name, hit.ask.email) if hit.ask else (None, None)
    reasons = None if red else "; ".join(map(voice.say, hit.reasons))
    certainty = int(hit.certainty * 100)
    values: list[Value] = [
        line.line,
        line.name,
        voice.say(HIT),
        certainty,
        hit.organisation.short_name,
        post,
        *ask,
        reasons,
    ]
    return Line(values, marks_of(hit.post) if hit.post and not red else ())


CHECK = Roll(
    "check",
    (
        (N_("Line"), "#meta+line"),
        (N_("Stakeholder"), "#contact+name"),
        (N_("Answer"), "#status"),
        (N_("Certainty, in per cent"), "#indicator+certainty"),
        (N_("Organisation"), "#org+name"),
        (N_("The post"), "#event+name"),
        (N_("Ask"), "#contact+ask+name"),
        (N_("E-mail"), "#contact+ask+email"),
        (N_("Why"), "#description+reasons"),
    ),
    _lines,
)
