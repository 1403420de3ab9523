"""What else is known about two subjects beside their names: identifiers, institution, function. Pure.

Each signal gives a step in log-odds on top of the names' certainty, and the words for it. No data with labels exists
for these, so the steps are set by hand and kept small next to what names can say; identifiers are the exception.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from csap.overlap.institutions import institution
from csap.overlap.matches import Reason
from csap.overlap.sounds import fold
from csap.overlap.subjects import Subject
from csap.wording import N_

ELSEWHERE = 0.3
"""Below this certainty two institutions are taken for different ones."""

SWITCHBOARD = 3
"""An e-mail or phone that at least so many contacts carry is a switchboard's: it says little."""


class Step(NamedTuple):
    """`log_odds` is what the signal adds; `certain` says that an identifier decides alone."""

    log_odds: float
    reason: Reason
    certain: bool = False


def identifiers(left: Subject, right: Subject, shared: Mapping[str, int]) -> list[Step]:
    """Equal e-mail addresses and phones: certain, unless a switchboard's."""
    if not (left.emails and right.emails) and not (left.phones and right.phones):
        return []
    mails = {e.strip().casefold() for e in left.emails} & {e.strip().casefold() for e in right.emails}
    phones = set(left.phones) & set(right.phones)
    found = [_identifier(m, shared.get(m, 0), N_("e-mail address identical")) for m in sorted(mails)]
    found += [_identifier(p, shared.get(p, 0), N_("phone number identical")) for p in sorted(phones)]
    return found


def _identifier(value: str, carried: int, message: str) -> Step:
    if carried < SWITCHBOARD:
        return Step(6.0, Reason("identifier", message), certain=True)
    message = N_("the same switchboard (%(count)d contacts share it)")
    return Step(0.5, Reason("switchboard", message, {"count": carried}))


def domains(left: Subject, right: Subject) -> list[Step]:
    """The institutions' own web domain in e-mail addresses of both; only for institutions."""
    if left.kind != "institution" or right.kind != "institution":
        return []
    if not set(left.domains).isdisjoint(right.domains):
        return [Step(1.5, Reason("domain", N_("their e-mail addresses have the same web domain")))]
    return []


def institutions(left: Subject, right: Subject, alike: float | None) -> list[Step]:
    """The institutions they are in; `alike` is the certainty that these are one, None where one is not known."""
    if alike is None or left.kind == "institution":
        return []
    if alike >= 0.6:
        return [Step(1.2, Reason("institution", N_("the same institution: %(name)s"), {"name": left.institution}))]
    if _one_parent(left, right):
        return [Step(0.5, Reason("parent", N_("institutions of one parent")))]
    if alike < ELSEWHERE:
        params = {"left": left.institution, "right": right.institution}
        return [
            Step(-0.8, Reason("elsewhere", N_("different institutions: %(left)s, %(right)s"), params, favours=False))
        ]
    return []


def _one_parent(left: Subject, right: Subject) -> bool:
    ours = {fold(x).strip() for x in (left.institution, left.parent) if x}
    theirs = {fold(x).strip() for x in (right.institution, right.parent) if x}
    return bool(ours & theirs)


def functions_alike(left: str, right: str) -> float | None:
    """Share of the ideas of two functions that agree, any language; None where one is not known."""
    ours, theirs = _ideas(left), _ideas(right)
    if not ours or not theirs:
        return None
    return len(ours & theirs) / max(len(ours | theirs), 1)


@lru_cache(maxsize=1 << 14)
def _ideas(function: str) -> frozenset[str]:
    return frozenset(_idea(t.word, t.families) for t in institution(function).tokens) if function else frozenset()


def _idea(word: str, families: frozenset[int]) -> str:
    return _OFFICERS.get(word) or (f"#{min(families)}" if families else word)


_OFFICERS = {
    fold(word): words.split()[0]
    for words in (
        "director directeur directrice директор مدير director-general directora direttore",
        "head chief chef cheffe начальник رئيس jefe jefa responsable руководитель керівник",
        "deputy adjoint adjointe vice заместитель заступник نائب adjunto",
        "commander commandant commandante командир командувач قائد comandante командующий",
        "secretary secrétaire секретарь секретар secretario secretaria أمين",
        "governor gouverneur gouverneure губернатор محافظ gobernador",
        "mayor maire мэр мер alcalde alcaldesa bourgmestre burgomaster bürgermeister sindaco кмет kmet primar",
        "ambassador ambassadeur ambassadrice посол سفير embajador",
        "adviser advisor conseiller conseillère советник радник مستشار consejero",
        "spokesperson porte-parole porteparole ناطق",
        "prefect préfet préfète префект prefecto",
        "president président présidente президент رئيس-الجمهورية presidente chair chairman chairperson",
    )
    for word in words.split()
}


_LOCAL = frozenset({"mayor"})
"""Offices that are elected in a place: nobody is transferred from one to another, as prefects and commanders are."""


def local(function: str) -> bool:
    """Whether a function is an office of a place."""
    return bool(_ideas(function) & _LOCAL)


def functions(alike: float | None, house: float | None = None, elected: bool = False) -> list[Step]:
    """The functions they hold; `house` is the certainty that their institutions are one, None where not known.

    The same function in two institutions is held by two people, `elected` ones (the mayors of two towns) above all.
    """
    if alike is None:
        return []
    if alike >= 0.6 and house is not None and house < ELSEWHERE:
        against = -6.0 if elected else -2.0
        return [Step(against, Reason("counterparts", N_("the same function in another institution"), favours=False))]
    if alike >= 0.6:
        return [Step(0.6, Reason("function", N_("the same function")))]
    return [Step(-0.2, Reason("other function", N_("another function"), favours=False))] if alike < 0.2 else []


def moved(certainty: float, steps: list[Step]) -> float:
    """A certainty after steps in log-odds; identifiers that decide alone set a floor."""
    odds = math.log(max(certainty, 1e-4) / max(1 - certainty, 1e-4)) + sum(s.log_odds for s in steps if not s.certain)
    moved_to = 1 / (1 + math.exp(-odds))
    if any(s.certain for s in steps):
        return max(moved_to, 0.99 if certainty >= 0.05 else 0.9)
    return moved_to
