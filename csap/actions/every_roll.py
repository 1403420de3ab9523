"""Every list that can be taken along beside those of posts. A new one is a line here, and one in `web/rolls.py`."""

from csap.actions.coverage_export import COVERAGE
from csap.actions.digest_export import DIGESTS
from csap.actions.directory_export import INSTITUTIONS, ORGANISATIONS, PEOPLE
from csap.actions.overlap_export import OVERLAPS
from csap.actions.protection_export import BREACHES, ENDING, REQUESTS, UNINFORMED
from csap.actions.rolls import Roll
from csap.actions.stop_list_export import STOP_LIST

_WORK = (OVERLAPS, COVERAGE, DIGESTS, STOP_LIST)
_DIRECTORY = (ORGANISATIONS, INSTITUTIONS, PEOPLE)
_PROTECTION = (REQUESTS, BREACHES, UNINFORMED, ENDING)

ROLLS: dict[str, Roll] = {each.name: each for each in (*_WORK, *_DIRECTORY, *_PROTECTION)}
