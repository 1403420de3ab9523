"""A digest on paper and by wire: everything that a template needs of a copy, its plain text, and its size."""

from typing import Any

from csap.actions import digest_drawings, digest_lines
from csap.actions.digest_copies import Copy
from csap.actions.digest_drawings import Say
from csap.desk import Desk
from csap.model.digests import Digest
from csap.model.people import Person
from csap.wording import N_, Words

TEXT_BYTES = 20_000


def title(digest: Digest) -> Words:
    """`Weekly digest no. 12 (2026-W47)`."""
    if digest.erratum_of_id:
        if digest.number is None:
            return Words(N_("Erratum, week %(week)s"), {"week": digest.week})
        return Words(N_("Erratum, no. %(number)s (%(week)s)"), {"number": digest.number, "week": digest.week})
    if digest.number is None:
        return Words(N_("Weekly digest, week %(week)s"), {"week": digest.week})
    return Words(N_("Weekly digest no. %(number)s (%(week)s)"), {"number": digest.number, "week": digest.week})


def told(desk: Desk, copy: Copy) -> dict[str, Any]:
    """What the templates of a copy are given, without drawings."""
    people = {each for shown in copy.shown for question in shown.questions for each in (question.answered_by_id,)}
    return {
        "copy": copy,
        "digest": copy.digest,
        "parts": digest_lines.parts(copy),
        "figures": digest_lines.figures(copy),
        "silent": digest_lines.silent(copy),
        "title": title(copy.digest),
        "answerers": {key: desk.fetch(Person, key).name for key in people if key},
        "drawings": {},
    }


def drawn(desk: Desk, copy: Copy, say: Say) -> dict[str, str]:
    """The drawings that there is something to show in, in their order."""
    found = {
        "where": digest_drawings.where(desk, copy, say),
        "engaged": digest_drawings.engaged(copy, say),
        "overlaps": digest_drawings.overlaps(copy, say),
    }
    return {name: svg for name, svg in found.items() if svg}
