"""The stop list to take along."""

from collections.abc import Iterator

from csap.actions import stop_list
from csap.actions.exported import Voice, wall_clock
from csap.actions.rolls import Asked, Line, Roll
from csap.desk import Desk
from csap.model.posts import TLP
from csap.wording import N_


def _lines(desk: Desk, wanted: Asked, voice: Voice) -> Iterator[Line]:
    for each in stop_list.entries(desk):
        yield Line([each.name, each.reason, wall_clock(each.created_at, voice.zone)])


STOP_LIST = Roll(
    "stop-list",
    ((N_("Name"), "#contact+name"), (N_("Why"), "#description+reasons"), (N_("Since"), "#date+start")),
    _lines,
    marked=TLP.GREEN,
)
