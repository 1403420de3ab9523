"""Compares one subject with its candidates: how certain that they are the same, and why. Pure, in batches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from csap.overlap import context, elders, reasons, units
from csap.overlap.aliases import alias_of, confirmed_for
from csap.overlap.matches import Match, Reason, Same
from csap.overlap.parse import parse
from csap.overlap.rarity import MOST_KNOWN, Rarity
from csap.overlap.scoring import Scores, score, score_parsed
from csap.overlap.subjects import Subject, kind_of
from csap.overlap.tokens import Name
from csap.wording import N_

SHIPPED = 0.62
"""Certainty from which an overlap is raised: precision on real pairs is at least 0.95 there."""

SHIPPED_INSTITUTION = 0.9
"""The same of institutions, whose neighbours are nearer to each other."""

UNLIKE = 0.15
"""Highest certainty that the institutions of two people are one where their own words have nothing in common."""

USUAL = 3000
"""How many names a register has where nobody counted them."""

TOLD_FROM = 0.2
"""Reasons are written from this certainty up."""


@dataclass(frozen=True)
class Known:
    """What the platform knows beyond the records themselves.

    `shared` counts the contacts that carry an e-mail or phone (a switchboard has many);
    `aliases` maps the forms of a confirmed alias (`aliases.forms`) to the full name; `judged_apart` holds the
    places, among the candidates, of those that people judged "not the same".
    """

    shared: Mapping[str, int] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    judged_apart: frozenset[int] = frozenset()


NOTHING_KNOWN = Known()


class Named(NamedTuple):
    """The best pair of names of a subject and one candidate."""

    certainty: float
    scores: Scores | None = None
    row: int = 0


def shipped(kind: str) -> float:
    """From which certainty an overlap of a kind (of subject, or what is the same) is raised."""
    return SHIPPED_INSTITUTION if kind == "institution" else SHIPPED


def raised(match: Match) -> bool:
    """Whether people are told of a match; units belong together but are not the same."""
    return match.same != "unit" and match.certainty >= shipped(match.same)


def compare(
    subject: Subject, candidates: Sequence[Subject], rarity: Rarity | None = None, known: Known = NOTHING_KNOWN
) -> list[Match]:
    """One Match per candidate, in the order of the candidates. Reasons are written from TOLD_FROM up."""
    return compare_many([(subject, candidates, known)], rarity)[0]


def compare_many(
    groups: Sequence[tuple[Subject, Sequence[Subject], Known]], rarity: Rarity | None = None
) -> list[list[Match]]:
    """The same for many subjects with their candidates at once: the numbers of all are worked out together."""
    rarity = rarity or Rarity()
    named, houses = _names(groups, rarity), _houses(groups, rarity)
    return [
        [
            _match(
                subject,
                candidate,
                name,
                houses.get((subject.institution, candidate.institution)),
                known,
                place in known.judged_apart,
            )
            for place, (candidate, name) in enumerate(zip(candidates, names, strict=True))
        ]
        for (subject, candidates, known), names in zip(groups, named, strict=True)
    ]


def _comparable(left: Subject, right: Subject) -> bool:
    """A person's name says nothing about an institution's."""
    return (left.kind == "person") == (right.kind == "person")


def _spelt_out(subject: Subject) -> list[int]:
    """Which of an institution's names are more than an acronym; none for people."""
    if kind_of(subject) == "person":
        return []
    return [place for place, name in enumerate(subject.names) if len(name.split()) > 1 or not name.isupper()]


class _Rows:
    """The pairs of names of one kind that are to be scored: places of names, and whose pair it is."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.names: list[Name] = []
        self.left: list[int] = []
        self.right: list[int] = []
        self.owners: list[tuple[int, int]] = []
        self._known: dict[tuple[int, bool], list[int]] = {}

    def add(self, group: int, subject: Subject, candidates: Sequence[Subject]) -> None:
        full = bool(_spelt_out(subject))
        ours = {spelt: self._places(subject, spelt) for spelt in {full, False}}
        for place, candidate in enumerate(candidates):
            if not _comparable(subject, candidate):
                continue
            spelt = full and bool(_spelt_out(candidate))
            theirs = self._places(candidate, spelt)
            for one in ours[spelt]:
                self.left += [one] * len(theirs)
                self.right += theirs
                self.owners += [(group, place)] * len(theirs)

    def _places(self, subject: Subject, spelt: bool) -> list[int]:
        """Of institutions that both have a full name, the acronyms alone are not compared: many share one."""
        found = self._known.get((id(subject), spelt))
        if found is None:
            wanted = _spelt_out(subject) if spelt else range(len(subject.names))
            found = [self._place(subject, number, subject.names[number]) for number in wanted]
            self._known[id(subject), spelt] = found
        return found

    def _place(self, subject: Subject, number: int, written: str) -> int:
        place = self.places.setdefault(written, len(self.names))
        if place == len(self.names):
            self.names.append(subject.parts[number] if subject.parts else parse(kind_of(subject), written))
        return place


def _names(groups: Sequence[tuple[Subject, Sequence[Subject], Known]], rarity: Rarity) -> list[list[Named]]:
    rows = {"person": _Rows(), "institution": _Rows()}
    for group, (subject, candidates, _) in enumerate(groups):
        rows[kind_of(subject)].add(group, subject, candidates)
    best = [[_UNNAMED] * len(candidates) for _, candidates, _ in groups]
    for kind, listed in rows.items():
        if listed.owners:
            _keep_best(best, listed, kind, rarity)
    return best


_UNNAMED = Named(0.0)


def _keep_best(best: list[list[Named]], rows: _Rows, kind: str, rarity: Rarity) -> None:
    left, right = np.array(rows.left, dtype=np.intp), np.array(rows.right, dtype=np.intp)
    scores = score_parsed(kind, rows.names, (left, right), rarity, rarity.among(kind) if rarity.own else USUAL)
    for row, ((group, place), certainty) in enumerate(zip(rows.owners, scores.certainty.tolist(), strict=True)):
        before = best[group][place]
        if before is _UNNAMED or certainty > before.certainty:
            best[group][place] = Named(certainty, scores, row)


def _houses(groups: Sequence[tuple[Subject, Sequence[Subject], Known]], rarity: Rarity) -> dict[tuple[str, str], float]:
    """Certainty that two institutions are one, for each pair that is known of a subject and a candidate."""
    pairs = {
        (subject.institution, candidate.institution)
        for subject, candidates, _ in groups
        if subject.institution and subject.kind != "institution"
        for candidate in candidates
        if candidate.institution
    }
    found = {pair: 1.0 for pair in pairs if pair[0] == pair[1]}
    found |= {pair: rarity.houses[pair] for pair in pairs & rarity.houses.keys()}
    listed = sorted(pairs - found.keys())
    if listed:
        places = {name: place for place, name in enumerate(sorted({name for pair in listed for name in pair}))}
        rows = np.array([[places[one], places[other]] for one, other in listed], dtype=np.intp)
        scores = score("institution", list(places), (rows[:, 0], rows[:, 1]), rarity, USUAL)
        certain = np.where(units.unlike(scores.values), np.minimum(scores.certainty, UNLIKE), scores.certainty)
        made = dict(zip(listed, certain.tolist(), strict=True))
        found |= made
        if len(rarity.houses) < MOST_KNOWN:
            rarity.houses.update(made)
    return found


def _match(subject: Subject, candidate: Subject, named: Named, house: float | None, known: Known, apart: bool) -> Match:
    if _strangers(subject, candidate, named, house, known):
        return Match(round(named.certainty, 4), "person")
    alike = context.functions_alike(subject.function, candidate.function)
    same_post = _same_post(subject, candidate, named, house, alike)
    if same_post is not None:
        return same_post
    unit = units.related(subject, candidate) if subject.kind == candidate.kind == "institution" else None
    if unit is not None and not apart:
        return Match(units.RELATED, "unit", (unit,))
    steps = list(_steps(subject, candidate, named, house, alike, known))
    certainty = named.certainty if not _confirmed(subject, candidate, known) else 0.99
    certainty = context.moved(certainty, steps) if steps else certainty
    certainty = min(certainty, 0.02) if apart else certainty
    same, notes = _same_what(subject, candidate, certainty, house)
    if certainty < TOLD_FROM and not apart:
        return Match(round(certainty, 4), same)
    told = _told(subject, candidate, named, known, apart) + [s.reason for s in steps] + notes
    return Match(round(certainty, 4), same, tuple(told))


def _steps(
    subject: Subject, candidate: Subject, named: Named, house: float | None, alike: float | None, known: Known
) -> Iterator[context.Step]:
    yield from context.identifiers(subject, candidate, known.shared)
    yield from context.domains(subject, candidate)
    yield from context.institutions(subject, candidate, house)
    yield from context.functions(alike, house, context.local(subject.function))
    yield from elders.generations(subject, candidate, house is not None and house < context.ELSEWHERE)
    if subject.kind == candidate.kind == "institution":
        yield from units.complete(named.scores, named.row)
        yield from units.own_words(named.scores, named.row)
        yield from units.numbers(subject, candidate)
        yield from units.places(subject, candidate)


def _strangers(subject: Subject, candidate: Subject, named: Named, house: float | None, known: Known) -> bool:
    """Two people whose names have next to nothing in common, and nothing else known that could say more."""
    if named.certainty >= 0.01 or known.aliases or not subject.kind == candidate.kind == "person":
        return False
    post = house is not None and subject.function and candidate.function
    if post or (subject.emails and candidate.emails):
        return False
    return not subject.phones or set(subject.phones).isdisjoint(candidate.phones)


def _confirmed(subject: Subject, candidate: Subject, known: Known) -> bool:
    """A confirmed alias of one is a name of the other."""
    if not known.aliases:
        return False
    (ours, our_names), (theirs, their_names) = (_full_names(each, known) for each in (subject, candidate))
    return bool(ours & (theirs | their_names) or theirs & our_names)


def _full_names(subject: Subject, known: Known) -> tuple[set[str], set[str]]:
    """What its confirmed aliases stand for, and its names as they are."""
    meant = (confirmed_for(name, known.aliases) for name in subject.names)
    return {alias_of(full) for full in meant if full}, {alias_of(name) for name in subject.names}


def _written_alike(subject: Subject, candidate: Subject) -> bool:
    """Nobody needs to be told of an alias that both bear."""
    return not {alias_of(each) for each in subject.names}.isdisjoint(map(alias_of, candidate.names))


def _told(subject: Subject, candidate: Subject, named: Named, known: Known, apart: bool) -> list[Reason]:
    found = []
    if apart:
        found.append(Reason("judged", N_("judged “not the same” before"), favours=False))
    if _confirmed(subject, candidate, known) and not _written_alike(subject, candidate):
        found.append(Reason("alias", N_("a confirmed alias of the other")))
    if named.scores is not None:
        kind = "person" if subject.kind == "person" else "institution"
        found += reasons.of_names(named.scores, named.row, kind)
    return found


def _same_post(
    subject: Subject, candidate: Subject, named: Named, house: float | None, alike: float | None
) -> Match | None:
    """The function of an institution stays the same post when its holder changes."""
    if "institution" in (subject.kind, candidate.kind) or house is None or alike is None or alike < 0.6:
        return None
    people = subject.kind == candidate.kind == "person"
    if people and named.certainty >= 0.3:
        return None
    certainty = round(min(0.97, house) * (0.6 + 0.4 * alike), 4)
    params = {"function": subject.function, "institution": subject.institution}
    told = [Reason("post", N_("the same post: %(function)s, %(institution)s"), params)]
    if people:
        told.append(Reason("holder", N_("the holder is another person"), favours=False))
    return Match(certainty, "post", tuple(told)) if certainty >= TOLD_FROM else None


def _same_what(
    subject: Subject, candidate: Subject, certainty: float, house: float | None
) -> tuple[Same, list[Reason]]:
    if subject.kind == "person" and candidate.kind == "person":
        moved = certainty >= 0.5 and house is not None and house < context.ELSEWHERE
        return "person", [Reason("moved", N_("the same person in another post"))] if moved else []
    if subject.kind == "institution" and candidate.kind == "institution":
        return "institution", []
    return "post", []
