"""No personal name in a published risk analysis: what Frontex must see to (Regulation (EU) 2019/1896 art. 91(1)).

A validated analysis that names a contact which its writer may read is refused, with the function to put in its place.
One that seems to name somebody is refused until its writer says that these words name nobody. What only a contact
names that the writer may not read changes nothing for the writer, lest typing names find hidden contacts: the data
protection officer is asked to look, in the same words as when a writer says that nobody is named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import col, select

from csap.actions.notices import titled
from csap.actions.telling import tell, watchers
from csap.desk import Desk
from csap.errors import Invalid
from csap.folding import fold
from csap.model.contacts import Contact, ContactKind
from csap.model.places import Institution, Place, Region
from csap.model.posts import Post
from csap.model.risks import RiskDraft, RiskStatus
from csap.overlap import mentions
from csap.overlap.candidates import MANY, Circle, Found, candidates
from csap.overlap.generations import standing
from csap.overlap.mentions import Mention
from csap.overlap.packing import taken_apart
from csap.overlap.subjects import Subject
from csap.refs import ref
from csap.wording import N_, Words

FIELDS = (
    *("title", "summary", "threat", "vulnerability", "vulnerable_system", "counter_measures", "impact_text"),
    *("do_no_harm", "place_name"),
)
NAMES = N_("“%(name)s” is a person. A published analysis names nobody: write the function, here “%(function)s”.")
NAMES_ONE = N_("“%(name)s” is a person. A published analysis names nobody: write the function or the institution.")
SEEMS = N_("“%(name)s” reads like the name of a person. A published analysis names nobody: write the function.")
REPLACED = N_("One click puts the functions that are known in the place of the names.")
NOBODY = N_("If none of these words names a person, say so here; the data protection officer is asked to look.")
LOOK = N_("The published analysis “%(title)s” may name a person. Please look, and ask for the function instead.")


@dataclass(frozen=True)
class Named:
    """A person in a text: how the words stand there, and the function to write instead, if it is known."""

    words: str
    function: str = ""
    known: bool = True

    @property
    def problem(self) -> Words:
        if not self.known:
            return Words(SEEMS, {"name": self.words})
        return Words(NAMES if self.function else NAMES_ONE, {"name": self.words, "function": self.function})


def refuse_names(desk: Desk, draft: Any) -> bool:
    """`Invalid` at each field of a published analysis that names somebody; with `draft.functions` the functions that
    are known are put in their place first. True where the data protection officer should look."""
    if not isinstance(draft, RiskDraft) or draft.status == RiskStatus.DRAFT:
        return False
    found = _Search(desk, dict(_texts(draft)))
    if draft.functions:
        _replace(draft, found.named)
        found = _Search(desk, dict(_texts(draft)))
    _refuse(found.named, draft.names_nobody)
    return found.hidden or any(not each.known for named in found.named.values() for each in named)


def refuse_names_in(desk: Desk, text: str, field: str) -> None:
    """The same for a note that will stand beside a published analysis."""
    _refuse(_Search(desk, {field: text}).named, names_nobody=False)


def _refuse(named: dict[str, list[Named]], names_nobody: bool) -> None:
    wrong: dict[str, list[Words]] = {}
    for field, listed in named.items():
        refused = [each for each in listed if each.known or not names_nobody]
        for each in refused:
            wrong.setdefault(field.partition(" ")[0], []).append(each.problem)
            if each.known and each.function:
                wrong["functions"] = [Words(REPLACED)]
            if not each.known:
                wrong["names_nobody"] = [Words(NOBODY)]
    if wrong:
        raise Invalid(wrong)


def ask_to_look(desk: Desk, post: Post) -> None:
    """Ask those data protection officers who may read the analysis."""
    system = desk.as_system()
    words = Words(LOOK, {"title": titled(post)})
    tell(system, post, words, watchers(system), "privacy", f"/posts/{ref(post.id)}")


def _texts(draft: RiskDraft) -> Iterator[tuple[str, str]]:
    """Field -> text; of evidence each piece by its number."""
    yield from ((name, getattr(draft, name)) for name in FIELDS)
    yield from ((f"evidence {number}", each.text) for number, each in enumerate(draft.evidence))


def _replace(draft: RiskDraft, named: dict[str, list[Named]]) -> None:
    for field, listed in named.items():
        name, _, number = field.partition(" ")
        whole: Any = draft.evidence[int(number)] if number else draft
        key = "text" if number else name
        text = getattr(whole, key)
        for each in listed:
            text = text.replace(each.words, each.function) if each.function else text
        longest = {"title": 200, "vulnerable_system": 200, "place_name": 160, "text": 500}.get(key, 5000)
        if len(text) <= longest:
            setattr(whole, key, text)


class _Search:
    """Who is named in the texts: `named` by field, and whether somebody is whom only a hidden contact names."""

    def __init__(self, desk: Desk, texts: dict[str, str]) -> None:
        self.named: dict[str, list[Named]] = {}
        self.hidden = False
        asked = [(field, each) for field, text in texts.items() for each in mentions.likely(text)]
        known = _known(desk, [mention for _, mention in asked])
        readable = _contacts(desk, {post_id for each in known for post_id in each})
        places = _no_persons(desk, [mention.of(texts[field]) for field, mention in asked])
        for (field, mention), posts in zip(asked, known, strict=True):
            words = mention.of(texts[field])
            if posts & readable.keys():
                functions = [readable[each] for each in posts if readable.get(each)]
                self._add(field, Named(words, functions[0] if functions else ""))
            self.hidden |= bool(posts - readable.keys()) and not posts & readable.keys()
        for field, text in texts.items():
            for mention in mentions.titled(text):
                words = mention.of(text)
                if fold(words) not in places:
                    self._seems(field, words, mention.titled)

    def _add(self, field: str, named: Named) -> None:
        """The fewest words that name a contact; what only seems to name somebody, where nothing else is known of it."""
        listed = self.named.setdefault(field, [])
        same = [each for each in listed if each.words in named.words or named.words in each.words]
        if not any(len(each.words) <= len(named.words) for each in same):
            self.named[field] = [each for each in listed if each not in same] + [named]

    def _seems(self, field: str, words: str, titled: bool) -> None:
        """A title before a contact's name goes with it."""
        listed = self.named.setdefault(field, [])
        inside = next((each for each in listed if each.words in words), None)
        if inside is None:
            listed.append(Named(words, known=False))
        elif titled:
            listed[listed.index(inside)] = replace(inside, words=words)


def _known(desk: Desk, mentioned: list[Mention]) -> list[set[int]]:
    """For each mention the contacts of that name, hidden ones too; two queries for each circle, however many."""
    system = desk.as_system()
    generation = standing(system)
    found: list[set[int]] = [set() for _ in mentioned]
    if generation is None or not mentioned:
        return found
    subjects = [taken_apart(Subject(ContactKind.PERSON.value, (" ".join(_spoken(each)),))) for each in mentioned]
    for own in (True, False):
        circle = Circle(desk.person.organisation_id, own)
        for at, each in enumerate(candidates(system, generation, subjects, circle, MANY)):
            found[at] |= set(_same(mentioned[at], each))
    return found


def _spoken(mention: Mention) -> list[str]:
    return [token.word for token in mention.name.tokens]


def _same(mention: Mention, found: Found) -> Iterable[int]:
    return (
        each.post_id
        for each in found.candidates
        if each.subject.kind == ContactKind.PERSON.value
        and any(mentions.same(mention.name, name) for name in each.subject.parts)
    )


def _contacts(desk: Desk, ids: set[int]) -> dict[int, str]:
    """Those that this person may read -> the function to write instead of the name, with its institution."""
    rows = select(Contact).join(Post, Post.id == Contact.post_id).where(col(Post.id).in_(ids))  # type: ignore[arg-type]
    live = rows.where(col(Post.withdrawn_at).is_(None)) if ids else None
    found = desk.exec(live) if live is not None else ()
    return {each.post_id: _function(each) for each in found}


def _function(contact: Contact) -> str:
    if contact.function and contact.institution and fold(contact.institution) not in fold(contact.function):
        return f"{contact.function} ({contact.institution})"
    return contact.function or contact.institution


def _no_persons(desk: Desk, texts: list[str]) -> set[str]:
    """What of these is a place, a region or an institution, folded."""
    if not texts:
        return set()
    folded = {fold(each) for each in texts}
    places = set(desk.exec(select(Place.folded).where(col(Place.folded).in_(folded))))
    listed = [*desk.exec(select(Region.name)), *desk.exec(select(Institution.name))]
    return places | {fold(each) for each in listed}
