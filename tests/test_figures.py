"""Numbers about what one may not read: few are not told, many only in steps, and what is kept secret counts nowhere."""

import pytest
from sqlmodel import select

from csap.actions import quality
from csap.model.overlaps import Overlap
from csap.rules.figures import told

STRICT = {"tlp": "AMBER+STRICT", "emails": "amadou@example.org"}


@pytest.mark.parametrize(("hidden", "said"), [(0, 0), (1, 0), (4, 0), (5, 5), (6, 5), (9, 5), (10, 10), (1234, 1230)])
def test_so_many_are_told_as(hidden, said):
    assert told(hidden) == said


def raised(world):
    with world.desk("coordinator", writing=False) as desk:
        measured = quality.measure(desk)
    return sum(each.raised for each in measured.kinds), len(measured.reasons)


def test_the_quality_of_alerts_counts_no_overlap_that_is_kept_from_the_coordinator(world):
    secret = {"tlp": "RED", "on_match": "tell_nobody", "emails": "amadou@example.org"}
    world.contact("frontex", **STRICT)
    for _ in range(6):
        world.contact("europol", **secret)
    with world.system(writing=False) as system:
        assert len(system.exec(select(Overlap)).all()) == 6
    assert raised(world) == (0, 0)


def test_the_quality_of_alerts_counts_what_the_coordinator_may_not_read_from_five_up(world):
    """Told to both sides, and so not the coordinator's to broker."""
    world.contact("frontex", tlp="GREEN", emails="amadou@example.org")
    for number in range(5):
        assert raised(world) == (0, 0), number
        world.contact("europol", **STRICT)
    assert raised(world)[0] == 5
