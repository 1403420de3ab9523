"""Who may be meant where a person is named by one word alone: people who bear that word among others in their names.

That is too little to tell anybody of an overlap, and no alert comes of it. It is said to who asks and nobody else, of
contacts that the asker may read and could search for as well; what is hidden is not spoken of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from csap.actions.foresee import Foreseen
from csap.desk import Desk
from csap.model.activities import ActivityDraft
from csap.model.contacts import ContactDraft, ContactKind
from csap.model.overlaps import OverlapKind
from csap.model.people import Organisation
from csap.model.posts import Post, PostDraft
from csap.overlap.candidates import MANY, Circle, candidates
from csap.overlap.knowledge import knowledge
from csap.overlap.packing import taken_apart
from csap.overlap.subjects import Subject
from csap.overlap.tokens import Token

MOST = 3
"""Named for each word; of a word that more people bear it is said that there are others."""
LONGEST_FUNCTION = 2
"""Words of a function before a name (`Directeur général`): more of them name an office, and its place follows."""
SHORTEST = 4
"""Letters of a word that says something about who is meant."""


@dataclass(frozen=True)
class Possible:
    """Contacts of other organisations, the likeliest first, and whether there are more."""

    contacts: tuple[tuple[Post, Organisation], ...] = ()
    more: bool = False


def possible(desk: Desk, names: Sequence[str]) -> list[Possible]:
    """For each name as it was written, who may be meant; nothing where it has more words than one."""
    words = [_word(name) for name in names]
    asked = {word.word: _subject(name) for word, name in zip(words, names, strict=True) if word}
    bearing = _bearing(desk, asked)
    readable = _readable(desk, {post_id for ids in bearing.values() for post_id in ids})
    return [_shown([readable[n] for n in bearing.get(w.word if w else "", ()) if n in readable]) for w in words]


def of_draft(desk: Desk, draft: PostDraft, found: Iterable[Foreseen]) -> list[Possible]:
    """The same for the persons of a draft, unless one of them is likely known anyway."""
    if any(each.kind == OverlapKind.SAME_STAKEHOLDER for each in found):
        return []
    names = [text.partition(",")[0] for text in draft.stakeholders] if isinstance(draft, ActivityDraft) else []
    if isinstance(draft, ContactDraft) and draft.contact_kind == ContactKind.PERSON:
        names = draft.names[:1]
    return [each for each in possible(desk, names) if each.contacts]


def _word(name: str) -> Token | None:
    """The one word of a name, whatever rank or function stands before it; none of an office (`Ministère de
    l’Intérieur du Zalmara`)."""
    [part] = _subject(name).parts
    office = len(part.role.split()) > LONGEST_FUNCTION
    return part.tokens[0] if not office and len(part.tokens) == 1 and len(part.tokens[0].word) >= SHORTEST else None


def _subject(name: str) -> Subject:
    return taken_apart(Subject("person", (name,)))


def _bearing(desk: Desk, asked: dict[str, Subject]) -> dict[str, list[int]]:
    """Word -> the contacts of others that bear it with other words, found by the keys of the overlap index."""
    system = desk.as_system()
    generation = knowledge(system).generation if asked else None
    if generation is None:
        return {}
    found = candidates(system, generation, list(asked.values()), Circle(desk.person.organisation_id), MANY)
    return {
        word: [each.post_id for each in of_it.candidates if _bears(each.subject, subject.parts[0].tokens[0])]
        for (word, subject), of_it in zip(asked.items(), found, strict=True)
    }


def _bears(subject: Subject, word: Token) -> bool:
    names = taken_apart(subject).parts if subject.kind == "person" else ()
    return any(len(name.tokens) > 1 and any(_alike(token, word) for token in name.tokens) for name in names)


def _alike(one: Token, other: Token) -> bool:
    """The same word, heard alike, or written in two scripts that can be read alike."""
    if one.script != other.script:
        return not set(one.skeletons).isdisjoint(other.skeletons)
    return one.word == other.word or (bool(one.sounds) and one.sounds == other.sounds)


def _readable(desk: Desk, ids: set[int]) -> dict[int, tuple[Post, Organisation]]:
    if not ids:
        return {}
    owned = select(Post, Organisation).join(Organisation, col(Organisation.id) == Post.organisation_id)
    found = desk.exec(owned.where(col(Post.id).in_(ids), col(Post.withdrawn_at).is_(None)))
    return {post.id: (post, organisation) for post, organisation in found}


def _shown(found: list[tuple[Post, Organisation]]) -> Possible:
    return Possible(tuple(found[:MOST]), len(found) > MOST)
