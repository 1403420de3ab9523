"""Fictional stakeholders by the million, and the same people as somebody else would write them: what to look up.

Given names come from the spelling families of the engine's own term list, family names from syllables, both with a few
that are very common, as names are."""

import random
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlmodel import select

from csap import clock
from csap.actions.audiences import audience
from csap.desk import Desk
from csap.folding import fold
from csap.model.base import ID_BITS
from csap.model.contacts import Contact, ContactKind
from csap.model.people import Organisation, Person
from csap.model.posts import TLP, Kind, Post
from csap.overlap.lexicon import lines
from csap.rules.markings import readers

SYLLABLES = [consonant + vowel for consonant in "bdfgklmnrstvz" for vowel in "aeiou"]
UNITS = ("Border police", "Coast guard", "Customs", "Judicial police", "Gendarmerie", "Prison service", "Prosecutors")
BATCH = 5000
ABSENT = 3
"""One in so many queries is for somebody who is not there."""


@dataclass(frozen=True)
class Query:
    """A name to look up, and the place of whom it means in the list; None for nobody."""

    name: str
    meant: int | None


class Names:
    """Makes names, the same ones for the same seed."""

    def __init__(self, seed: int, families: int = 60_000) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - fiction, no secret
        spelt = [line.split() for _, line in lines("families.txt")]
        self.given = [[w for w in each if w.isascii() and w.isalpha()] for each in spelt]
        self.given = [each for each in self.given if len(each) > 1]
        self.families = [self._family() for _ in range(families)]

    def _family(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4))) + self.chance.choice(["", "n", "r"])

    def _often_first(self, many: int) -> int:
        """A place in a list whose first ones are drawn far more often."""
        return int(many * self.chance.random() ** 3)

    def name(self) -> str:
        given = [self.given[self._often_first(len(self.given))][0] for _ in range(self.chance.choice((1, 1, 2)))]
        return " ".join([*given, self.families[self._often_first(len(self.families))]]).title()

    def many(self, count: int) -> list[str]:
        return [self.name() for _ in range(count)]

    def queries(self, names: list[str], count: int) -> list[Query]:
        """Variants of listed names, and one in ABSENT for new people."""
        return [self._query(names, number) for number in range(count)]

    def _query(self, names: list[str], number: int) -> Query:
        if number % ABSENT == 0:
            return Query(self.name(), None)
        meant = self.chance.randrange(len(names))
        return Query(self.variant(names[meant]), meant)

    def variant(self, name: str) -> str:
        """As somebody else writes it: another spelling, another order, a letter lost, an initial."""
        words = [self._respelt(word) for word in name.lower().split()]
        ways = self.chance.random()
        if ways < 0.3:
            words = words[-1:] + words[:-1]
        elif ways < 0.5:
            words[-1] = self._mistyped(words[-1])
        elif ways < 0.6 and len(words) > 2:
            words[1] = words[1][0]
        return " ".join(words).title()

    def _respelt(self, word: str) -> str:
        spelt = next((each for each in self.given if each[0] == word), [word])
        return self.chance.choice(spelt)

    def _mistyped(self, word: str) -> str:
        at = self.chance.randrange(1, len(word))
        return word[:at] + word[at + 1 :]


def store(system: Desk, names: list[str], chance: random.Random) -> list[int]:
    """The names as contacts of all organisations; returns their ids, in the order of the names. No keys yet."""
    person = system.exec(select(Person)).first()
    organisations = [each.id or 0 for each in system.exec(select(Organisation))]
    assert person is not None
    everyone = audience(system, readers(TLP.GREEN, organisations[0], person.id or 0, [], []))
    ids = chance.sample(range(2 ** (ID_BITS - 1), 2**ID_BITS), len(names))
    author = {"author_id": person.id or 0, "audience_id": everyone}
    alike = _post(author)
    for at in range(0, len(names), BATCH):
        part = list(zip(ids[at : at + BATCH], names[at : at + BATCH], strict=True))
        posts = [
            {**alike, "id": key, "title": name, "folded": fold(name), "organisation_id": chance.choice(organisations)}
            for key, name in part
        ]
        contacts = [{**_CONTACT, **_own(key, name, chance)} for key, name in part]
        system.connection().execute(insert(Post.__table__), posts)  # type: ignore[attr-defined]
        system.connection().execute(insert(Contact.__table__), contacts)  # type: ignore[attr-defined]
    return ids


def _post(author: dict[str, Any]) -> dict[str, Any]:
    """What all posts of the register have alike."""
    made = Post(
        kind=Kind.CONTACT,
        title="",
        organisation_id=0,
        status="current",
        tlp=TLP.GREEN,
        source="bench",
        created_at=clock.now(),
        changed_at=clock.now(),
        **author,
    )
    return made.model_dump()


_CONTACT = Contact(post_id=0, contact_kind=ContactKind.PERSON, names=[]).model_dump()


def _own(key: int, name: str, chance: random.Random) -> dict[str, Any]:
    return {
        "post_id": key,
        "names": [name],
        "institution": chance.choice(UNITS),
        "emails": [f"{fold(name).replace(' ', '.')}{chance.randint(1, 999)}@gov.example"],
    }
