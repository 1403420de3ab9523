"""Comparing a list with the platform: hit or no hit for each line. Nothing of the list is stored but an audit line with
its digest, its length and the purpose; the owners of what was hit are told, as their `on_match` says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import col, select

from csap import clock
from csap.actions.engaged import Engaged, engaged
from csap.actions.notices import titled
from csap.actions.overlaps import whom_to_ask
from csap.actions.possible import Possible, possible
from csap.actions.telling import tell
from csap.audit import Entry
from csap.desk import Desk, open_desk
from csap.errors import Invalid, TooMany
from csap.formats.stakeholders import Listed
from csap.model.checking import MOST_LINES
from csap.model.contacts import ContactKind
from csap.model.people import Organisation, Person
from csap.model.posts import Post
from csap.model.records import Record
from csap.model.sealing import Marks, ring_of
from csap.overlap.candidates import ONE, Circle
from csap.overlap.cells import called
from csap.overlap.detect import as_stored
from csap.overlap.identifiers import marked
from csap.overlap.matches import Match
from csap.overlap.stakeholders import many
from csap.overlap.subjects import Subject
from csap.refs import ref
from csap.rules.acts import Act
from csap.rules.markings import classified
from csap.rules.sharing import Side, checked, in_full, on_a_hit
from csap.rules.viewers import Viewer
from csap.wording import N_, Words

TRIED = Act.LIST_CHECK.value, "list"
CHECKS_AN_HOUR = 12
LINES_A_DAY = 6000
SHORTEST_PURPOSE = 10
AT_ONCE = 50
"""Lines looked up together: fewer cost more statements, more would not fit into one."""
HITS = 3
"""Named for each line; a line that hits more is too loose to say more."""
HIT_ONE = N_("%(person)s (%(organisation)s) checked a list and hit your “%(title)s”. Purpose: %(purpose)s")
HIT_MORE = N_(
    "%(person)s (%(organisation)s) checked a list and hit your “%(title)s” and %(more)s more of yours. "
    "Purpose: %(purpose)s"
)


NOBODY = Possible()
Told = tuple[Post, Match]
"""A contact that a line means, and how certainly."""


@dataclass(frozen=True)
class Hit:
    """One match of a line. `post` is None where it may not be read; certainty is then told to the tenth."""

    certainty: float
    reasons: tuple[Words, ...]
    organisation: Organisation
    ask: Person | None
    post: Post | None


@dataclass(frozen=True)
class Line:
    line: int
    name: str
    hits: tuple[Hit, ...]
    possible: Possible = NOBODY
    """Of a line of one word that hits nothing: who may be meant."""


def check(engine: Engine, viewer: Viewer, listed: list[Listed], purpose: str) -> list[Line]:
    """Compare, tell the owners, audit, and only then answer. The comparison holds no lock; the rest is short."""
    with open_desk(engine, viewer) as desk:
        _allowed(desk, listed, purpose)
        answer = Answer(desk)
        batches = [listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE)]
        lines = [line for batch in batches for line in _with_possible(desk, batch, list(answer.lines(batch)))]
    with open_desk(engine, viewer, writing=True) as desk:
        _allowed(desk, listed, purpose)
        digest = ring_of(desk).marks.full("list", repr(listed))
        before = _before(desk, f"list:{digest[:16]}", purpose.strip())
        desk.audit(Act.LIST_CHECK, f"list:{digest[:16]}", {"list": digest}, lines=len(listed), purpose=purpose.strip())
        desk.audit_all(_shown(desk.person, answer.shown, f"list:{digest[:16]}"))
        desk.audit_all(_named(desk.person, lines))
        _tell_owners(desk, _untold(desk, answer.owners, before), purpose.strip())
    return lines


def _allowed(desk: Desk, listed: list[Listed], purpose: str) -> None:
    desk.decide(Act.LIST_CHECK, None)
    if len(purpose.strip()) < SHORTEST_PURPOSE or len(purpose) > 300:
        raise Invalid(
            {"purpose": [Words(N_("Say what it is for, in a sentence: the owners of what you hit read it."))]}
        )
    if refused := classified(purpose):
        raise Invalid({"purpose": [refused]})
    if not listed:
        raise Invalid({"text": [Words(N_("Paste a list or choose a file first."))]})
    if len(listed) > MOST_LINES:
        raise Invalid({"text": [Words(N_("A list has at most %(most)s lines."), {"most": MOST_LINES})]})
    _not_too_often(desk, len(listed))


def _not_too_often(desk: Desk, lines: int) -> None:
    """Counted in the audit chain, so that every process counts alike."""
    now = clock.now()
    mine = Record.act == Act.LIST_CHECK.value, Record.person_id == desk.person.person_id
    recent = select(Record.at, Record.details).where(*mine, Record.at > now - timedelta(days=1))
    before = desk.as_system().exec(recent).all()
    if sum(at > now - timedelta(hours=1) for at, _ in before) >= CHECKS_AN_HOUR:
        raise TooMany(N_("You have checked many lists within the hour. Wait a little, or ask the coordinator."), *TRIED)
    if sum(details["lines"] for _, details in before) + lines > LINES_A_DAY:
        raise TooMany(N_("These are too many lines for one day. Come back tomorrow, or ask the coordinator."), *TRIED)


def _before(desk: Desk, subject: str, purpose: str) -> datetime | None:
    """When this person last checked the same list for the same purpose, within the hour: to take it along, say."""
    mine = Record.act == Act.LIST_CHECK.value, Record.person_id == desk.person.person_id, Record.subject == subject
    recent = select(Record.at, Record.details).where(*mine, Record.at > clock.now() - timedelta(hours=1))
    return max((at for at, details in desk.as_system().exec(recent) if details["purpose"] == purpose), default=None)


def _untold(desk: Desk, owners: dict[int, list[int]], before: datetime | None) -> dict[int, list[int]]:
    """Of the posts that were hit, by author, those whose owner that earlier check could not tell."""
    if before is None:
        return owners
    ids = [post_id for of_author in owners.values() for post_id in of_author]
    new = set(desk.as_system().exec(select(Post.id).where(col(Post.id).in_(ids), Post.changed_at > before)))
    return {author: left for author, ids in owners.items() if (left := [each for each in ids if each in new])}


def institutions(desk: Desk, listed: Sequence[Listed]) -> list[Engaged]:
    """Of the lines that name a listed institution: who else engages it."""
    return engaged(desk, [name for each in listed if each.kind != ContactKind.PERSON for name in each.names])


class Answer:
    """Finds the hits of one list for one viewer, and remembers whose posts were hit."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.organisations = {each.id: each for each in desk.exec(select(Organisation))}
        self.readable: dict[int, Post | None] = {}
        self.asked: dict[int, Person] = {}
        self.owners: dict[int, list[int]] = {}
        self.shown: dict[int, int] = {}
        """Post -> its organisation, of each hit that the asker sees."""

    def lines(self, listed: Sequence[Listed]) -> Iterator[Line]:
        """The hits of lines that are looked up together: what each alone would hit."""
        found = _found(self.desk, listed)
        self._read({post.id for of_line in found for post, _ in of_line})
        for each, of_line in zip(listed, found, strict=True):
            yield self._line(each, of_line)

    def _line(self, listed: Listed, found: list[Told]) -> Line:
        hits = [(post, hit) for post, match in found if (hit := self._hit(post, match))][:HITS]
        self.shown |= {post.id: post.organisation_id for post, _ in hits}
        return Line(listed.line, ", ".join(listed.names), tuple(hit for _, hit in hits))

    def _read(self, ids: set[int]) -> None:
        new = sorted(ids - self.readable.keys())
        if new:
            mine = {each.id: each for each in self.desk.exec(select(Post).where(col(Post.id).in_(new)))}
            self.readable |= {each: mine.get(each) for each in new}
            self.asked |= whom_to_ask(self.desk, new)

    def _hit(self, post: Post, match: Match) -> Hit | None:
        """What the asker learns of a match; who else is to be told is remembered."""
        mine = self.readable[post.id]
        told = checked(Side(post.on_match, post.tlp, mine is not None))
        if told.owner and post.id not in self.owners.setdefault(post.author_id, []):
            self.owners[post.author_id].append(post.id)
        if not told.asker:
            return None
        reasons = as_stored(match.reasons)
        return Hit(
            round(match.certainty, 3 if mine else 1),
            tuple(in_full(reasons) if mine else on_a_hit(reasons)),
            self.organisations[post.organisation_id],
            self.asked.get(post.id),
            mine,
        )


def _found(desk: Desk, listed: Sequence[Listed]) -> list[list[Told]]:
    """For each line the contacts of other organisations that are certain enough, the most certain first."""
    system = desk.as_system()
    marks = ring_of(system).marks
    asked = [(place, _subject(each, kind, marks)) for place, each in enumerate(listed) for kind in _kinds(each)]
    found = many(system, [subject for _, subject in asked], Circle(desk.person.organisation_id), ONE)
    best: list[dict[int, Told]] = [{} for _ in listed]
    for (place, _), told in zip(asked, found, strict=True):
        for post, match in told:
            before = best[place].get(post.id)
            if before is None or before[1].certainty < match.certainty:
                best[place][post.id] = post, match
    return [sorted(each.values(), key=lambda pair: -pair[1].certainty) for each in best]


def _with_possible(desk: Desk, listed: Sequence[Listed], lines: Sequence[Line]) -> list[Line]:
    """The lines; those of persons that hit nothing with who may be meant."""
    persons = ("person" in _kinds(each) and not line.hits for each, line in zip(listed, lines, strict=True))
    asks = [each.names[0] if person else "" for each, person in zip(listed, persons, strict=True)]
    return [replace(line, possible=found) for line, found in zip(lines, possible(desk, asks), strict=True)]


def _kinds(listed: Listed) -> list[str]:
    """What a line may name: a line that does not say is looked up as either."""
    if listed.kind:
        return [listed.kind]
    return ["person"] if listed.function else ["person", "institution"]


def _shown(viewer: Viewer, posts: dict[int, int], about: str) -> list[Entry]:
    """A line of audit for each post of which the asker was shown a hit."""
    return [
        Entry(viewer, Act.HIT_SEE, f"post:{post_id}", details={"organisation": organisation_id, "by": about})
        for post_id, organisation_id in posts.items()
    ]


def _named(viewer: Viewer, lines: Sequence[Line]) -> list[Entry]:
    """A line of audit, as of a search, for the contacts that were named as possible."""
    posts = sorted({post.id for line in lines for post, _ in line.possible.contacts})
    return [Entry(viewer, Act.POST_READ, "list:contacts", details={"posts": posts})] if posts else []


def _subject(listed: Listed, kind: str, marks: Marks) -> Subject:
    written = Subject(
        kind=kind,  # type: ignore[arg-type]
        names=listed.names,
        institution=listed.institution,
        parent=listed.parent,
        function=listed.function,
        **marked(listed.emails, listed.phones, marks.short),
    )
    return called(written)


def _tell_owners(desk: Desk, owners: dict[int, list[int]], purpose: str) -> None:
    system = desk.as_system()
    viewer = desk.person
    asker = system.fetch(Person, viewer.person_id)
    organisation = system.fetch(Organisation, viewer.organisation_id)
    for author_id, ids in owners.items():
        post = system.fetch(Post, ids[0])
        params = {
            "person": asker.name,
            "organisation": organisation.short_name,
            "title": titled(post),
            "purpose": purpose,
        }
        more = len(ids) - 1
        words = Words(HIT_MORE, params | {"more": more}) if more else Words(HIT_ONE, params)
        tell(system, post, words, [author_id], "check", f"/posts/{ref(post.id)}")
