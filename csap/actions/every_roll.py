"""Every list that can be taken along beside those of posts. A new one is a line here, and one in `web/rolls.py`."""

from csap.actions.coverage_export import COVERAGE
from csap.actions.digest_export import DIGESTS
from csap.actions.directory_export import INSTITUTIONS, ORGANISATIONS, PEOPLE
from csap.actions.overlap_export import OVERLAPS
from csap.actions.rolls import Roll

ROLLS: dict[str, Roll] = {
    each.name: each for each in (OVERLAPS, COVERAGE, DIGESTS, ORGANISATIONS, INSTITUTIONS, PEOPLE)
}
