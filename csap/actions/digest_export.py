"""The archive of weekly digests to take along: which issues there are; none of what stands in them."""

from collections.abc import Iterator

from csap.actions import digests
from csap.actions.digest_papers import title
from csap.actions.exported import Voice, wall_clock
from csap.actions.rolls import Asked, Line, Roll
from csap.desk import Desk
from csap.model.posts import TLP
from csap.wording import N_


def _lines(desk: Desk, wanted: Asked, voice: Voice) -> Iterator[Line]:
    for each in digests.listed(desk, None):
        times = [wall_clock(at, voice.zone) for at in (each.starts_at, each.ends_at, each.released_at)]
        yield Line([voice.ref(each.id or 0), voice.say(title(each)), *times])


DIGESTS = Roll(
    "digests",
    (
        (N_("Ref"), "#meta+id"),
        (N_("Issue"), "#meta+name"),
        (N_("From"), "#date+start"),
        (N_("Until"), "#date+end"),
        (N_("Released"), "#date+released"),
    ),
    _lines,
    marked=TLP.GREEN,
)
