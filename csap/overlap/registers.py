"""A register of institutions, the questions to it and its confirmed aliases, made of labelled pairs: to measure a
search with a registry of aliases on names that nobody here wrote. Pure."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from csap.overlap.aliases import alias_of, without_acronym

Row = dict[str, str]
ABSENT = 3
"""One in so many institutions is asked for but not listed."""


class Register(NamedTuple):
    """What is listed (id, kind, name, cluster), what is asked (the same; no id: not there), aliases (alias, name)."""

    listed: list[Row]
    asked: list[Row]
    aliases: list[Row]


def of_pairs(pairs: Iterable[Mapping[str, str]]) -> Register:
    """Each institution is listed once, under the first of its names that is written out, and asked for by the others;
    those of them that are bare acronyms are its confirmed aliases. Those that bear one name are one cluster."""
    made, named = Register([], [], []), _names(list(pairs))
    cluster = _clusters(named)
    for entity, names in sorted(named.items()):
        full = next((name for name in names if not _bare(name)), "")
        others = [name for name in names if name != full]
        absent = int(hashlib.sha256(entity.encode()).hexdigest()[:8], 16) % ABSENT == 0
        if full and not absent:
            made.listed.append(_row(entity, full, cluster(entity)))
            made.aliases.extend({"alias": name, "name": full} for name in others if _bare(name))
        made.asked.extend(_row("" if absent else entity, name, cluster(entity)) for name in others if full)
    return made


def _row(entity: str, name: str, cluster: str) -> Row:
    return {"id": entity, "kind": "institution", "name": name, "cluster": cluster}


def _bare(name: str) -> bool:
    """Nothing but an acronym."""
    return len(name.split()) == 1 and name.isupper()


def _names(pairs: list[Mapping[str, str]]) -> dict[str, list[str]]:
    """The names of each institution: ids that a pair calls the same are one."""
    find = joined_ids((pair["left_id"], pair["right_id"]) for pair in pairs if pair["same"] == "1")
    found: dict[str, dict[str, None]] = {}
    for pair in pairs:
        for side in ("left", "right"):
            found.setdefault(find(pair[f"{side}_id"]), {})[pair[side]] = None
    return {entity: list(names) for entity, names in found.items()}


def _clusters(named: Mapping[str, Iterable[str]]) -> Callable[[str], str]:
    """Institutions that bear one name, written out, can't be told apart by it: two sources' ids for one, mostly."""
    bearers: dict[str, list[str]] = {}
    for entity, names in named.items():
        for name in names:
            if not _bare(name) and (plain := alias_of(without_acronym(name))):
                bearers.setdefault(plain, []).append(entity)
    return joined_ids((each[0], other) for each in bearers.values() for other in each[1:])


def joined_ids(pairs: Iterable[tuple[str, str]]) -> Callable[[str], str]:
    """From an id to the one that stands for all that pairs join."""
    first: dict[str, str] = {}

    def find(one: str) -> str:
        while first.setdefault(one, one) != one:
            one = first[one]
        return one

    for left, right in pairs:
        first[find(left)] = find(right)
    return find
