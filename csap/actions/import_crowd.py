"""The overlaps of rows that name no interlocutor: looked for once a whole sheet is in, or rehearsed."""

from collections.abc import Iterator

from sqlalchemy import Engine

from csap.actions.foresee import engagement_of
from csap.actions.telling import tell_of_overlaps
from csap.desk import Desk, open_desk
from csap.model.activities import ActivityDraft
from csap.model.posts import Post, PostDraft
from csap.overlap.crowding import crowded
from csap.overlap.crowds import CrowdPair, areas_of, crowd_pairs
from csap.overlap.detect import note
from csap.overlap.engagements import Engagement
from csap.rules.viewers import SYSTEM

CHUNK = 200


class Crowd:
    """Collects the rows of a run: ids of what was posted, or what would have been."""

    def __init__(self) -> None:
        self.posted: list[int] = []
        self.rehearsed: list[Engagement] = []

    def add_draft(self, desk: Desk, draft: PostDraft) -> None:
        if isinstance(draft, ActivityDraft) and draft.area_code and not draft.stakeholders:
            self.rehearsed.append(engagement_of(desk, draft, -len(self.rehearsed) - 1, ()))

    def foreseen(self) -> int:
        """How many overlaps the rehearsed rows would have among themselves."""
        return len(crowded(self.rehearsed))

    def settle(self, engine: Engine) -> int:
        """Store the overlaps in the areas of what was posted, tell of them; returns how many are new."""
        with open_desk(engine, SYSTEM) as system:
            pairs = crowd_pairs(system, areas_of(system, self.posted))
        return sum(self._note(engine, some) for some in _slices(pairs))

    def _note(self, engine: Engine, pairs: list[CrowdPair]) -> int:
        new = 0
        with open_desk(engine, SYSTEM, writing=True) as system:
            for each in pairs:
                found = note(system, system.fetch(Post, each.post.id), each.pair)
                tell_of_overlaps(system, [found])
                new += found.new
        return new


def _slices(pairs: list[CrowdPair]) -> Iterator[list[CrowdPair]]:
    for start in range(0, len(pairs), CHUNK):
        yield pairs[start : start + CHUNK]
