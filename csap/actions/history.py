"""A post's history: one line for each step, with who, when, and each field's old and new value."""

from typing import Any

from csap import clock
from csap.desk import Desk
from csap.model.contacts import SEALED
from csap.model.posts import Change, Post
from csap.rules.acts import Act

UNSHOWN = {"folded", "version", "changed_at", "audience_id", "marked_audience_id"}


def remember(desk: Desk, act: Act, record: Post, difference: dict[str, Any]) -> None:
    shown = {name: pair for name, pair in difference.items() if name not in UNSHOWN}
    step = Change(
        post_id=record.id,
        person_id=desk.person.person_id,
        act=act.value,
        version=record.version,
        difference={name: pair for name, pair in shown.items() if name not in SEALED},
        private={name: pair for name, pair in shown.items() if name in SEALED},
        created_at=clock.now(),
    )
    desk.add_part(act, record, step)
    desk.flush()
