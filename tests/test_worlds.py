"""Worlds that nobody thought of: a handful of posts of any marking, amended, withdrawn, disclosed and taken back, and
what each of the cast then reads of them by every way of reading, beside what the oracle allows.

`CSAP_WORLDS` is how many: few and always the same in `make test`; many, new ones, and the smallest that fails, in
`make check-leaks`."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from csap.actions import board, disclosing, exports, lists, maps, openings, overlaps, posts, showing, timelines
from csap.actions.exported import Voice
from csap.actions.filters import Filter
from csap.errors import Denied, NotFound
from csap.model.activities import ActivityDraft
from csap.model.contacts import ContactDraft
from csap.model.notices import Notice
from csap.model.opening import Opening
from csap.model.overlaps import Overlap, State
from csap.model.posts import TLP, Comment, Kind, OnMatch, Post
from csap.refs import ref
from csap.store.engine import open_engine
from tests.conftest import copied
from tests.oracle import Canary, knows
from tests.world import CAST, ORGANISATIONS, World, data_keys

MANY = os.environ.get("CSAP_WORLDS")
NEEDLE = "needleword"
HERE = {"lat": 3.0, "lon": 3.0}
BOX = (0.0, 0.0, 10.0, 10.0)
ZONE = "Africa/Niamey"
YEAR = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
AUTHORS = ("mission", "frontex", "europol", "coordinator")
READERS = tuple(CAST)
Pair = frozenset[int]


@dataclass(frozen=True)
class Marking:
    """What a person chooses who posts or amends."""

    tlp: TLP
    on_match: OnMatch
    organisations: frozenset[str]
    people: frozenset[str]


@dataclass(frozen=True)
class Step:
    """Something done to the post of that number, or to the overlap that it has with the `other` one."""

    what: str
    number: int
    other: int
    marking: Marking


MARKINGS = st.builds(
    Marking,
    st.sampled_from(TLP),
    st.sampled_from(OnMatch),
    st.frozensets(st.sampled_from(list(ORGANISATIONS)), max_size=2),
    st.frozensets(st.sampled_from(READERS), max_size=2),
)
POSTED = st.tuples(st.sampled_from(AUTHORS), st.sampled_from([Kind.CONTACT, Kind.CONTACT, Kind.ACTIVITY]), MARKINGS)
DONE = st.builds(
    Step,
    st.sampled_from(["amend", "withdraw", "comment", "disclose", "disclose", "take_back", "open"]),
    st.integers(0, 4),
    st.integers(0, 4),
    MARKINGS,
)


@dataclass
class Made:
    """A world as it is made: the oracle's posts beside the real ones, and who ever knew of which pair."""

    world: World
    birds: list[Canary] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    knew: dict[Pair, set[str]] = field(default_factory=dict)

    def draft(self, number: int, kind: Kind, marking: Marking) -> ContactDraft | ActivityDraft:
        ids = [self.world.organisation(each) for each in sorted(marking.organisations)]
        people = [self.world.viewer(each).person_id for each in sorted(marking.people)]
        shared = {"tlp": marking.tlp, "on_match": marking.on_match, "summary": f"{NEEDLE} {word(number)}", **HERE}
        shared |= {"audience_organisations": ids, "audience_people": people}
        if kind == Kind.CONTACT:
            return ContactDraft(names=["Amadou Testa"], emails=["amadou@example.org"], **shared)
        return ActivityDraft(title=word(number), starts=f"2026-12-{number + 1:02}T10:00", **shared)

    def post(self, owner: str, kind: Kind, marking: Marking) -> None:
        number = len(self.birds)
        bird = Canary(word(number), owner, marking.tlp)
        with self.world.desk(owner) as desk:
            bird.id = posts.post(desk, self.draft(number, kind, marking)).post.id
        self.birds.append(bird)
        self.kinds.append(kind)
        mark(bird, marking)

    def do(self, step: Step) -> None:
        """The step, where there is something to do it to; a person who may not know of an overlap can't act on it."""
        number, other = step.number % len(self.birds), step.other % len(self.birds)
        bird = self.birds[number]
        if bird.withdrawn:
            return
        if step.what == "open":
            self._open_to_officer(bird)
            return
        with self.world.desk(bird.owner) as desk:
            post = desk.fetch(Post, bird.id)
            if step.what == "amend":
                posts.amend(desk, post, self.draft(number, self.kinds[number], step.marking), post.version)
                mark(bird, step.marking)
            elif step.what == "withdraw":
                posts.withdraw(desk, post, word(number))
                bird.withdrawn = True
            elif step.what == "comment":
                posts.comment(desk, post, word(number))
            else:
                self._open(desk, step.what, bird, self.birds[other])

    def _open_to_officer(self, bird: Canary) -> None:
        if bird.read_by("dpo"):
            return
        with self.world.desk("dpo") as desk:
            asked = openings.ask(desk, bird.id, "Somebody asks what is kept").id
        with self.world.desk("head") as desk:
            openings.agree(desk, desk.fetch(Opening, asked))
        bird.opened = True

    def _open(self, desk, what: str, bird: Canary, other: Canary) -> None:
        found = select(Overlap).where(
            Overlap.left_id == min(bird.id, other.id), Overlap.right_id == max(bird.id, other.id)
        )
        overlap = desk.exec(found).first()
        if overlap is None or other.withdrawn:
            return
        if what == "disclose":
            disclosing.disclose(desk, overlap)
            bird.disclosed.add(other.home)
        else:
            disclosing.take_back(desk, overlap)
            bird.disclosed.discard(other.home)

    def remember(self) -> None:
        """Who knows of which overlap just now, added to who knew before."""
        for one, other in self.pairs():
            who = {name for name in CAST if knows(one, other, name)}
            self.knew.setdefault(frozenset((one.id, other.id)), set()).update(who)

    def pairs(self) -> Iterator[tuple[Canary, Canary]]:
        live = [each for each in self.birds if not each.withdrawn]
        return ((one, other) for one, other in combinations(live, 2) if one.home != other.home)


def word(number: int) -> str:
    return "".join(chr(ord("a") + int(each)) for each in f"{7919 * (number + 13):012}") + "qq"


def mark(bird: Canary, marking: Marking) -> None:
    bird.tlp, bird.on_match = marking.tlp, marking.on_match
    bird.organisations, bird.people = tuple(marking.organisations), tuple(marking.people)


@contextmanager
def made(template, folder, posted, steps) -> Iterator[Made]:
    """A world of its own, with this in it."""
    engine = open_engine(copied(template, folder, "worlds"), data_keys)
    found = Made(World(SimpleNamespace(extensions={"csap": SimpleNamespace(engine=engine)})))
    try:
        for each in posted:
            found.post(*each)
            found.remember()
        for step in steps:
            found.do(step)
            found.remember()
        yield found
    finally:
        engine.dispose()


def read_posts(desk, birds: list[Canary]) -> set[int]:
    """Those whose page opens; its comments, links and history are read too."""
    opened = set()
    for bird in birds:
        try:
            showing.whole(desk, bird.id)
        except NotFound:
            continue
        opened.add(bird.id)
    return opened


def listed(desk, wanted: Filter) -> set[int]:
    return {row.post.id for kind in (Kind.CONTACT, Kind.ACTIVITY) for row in lists.page(desk, kind, wanted).rows}


def exported(desk, form: str) -> str:
    into = io.BytesIO()
    exports.write(desk, exports.Wish(None, Filter()), form, into, Voice(str, ref, ZONE))
    return into.getvalue().decode()


def look(made: Made, name: str) -> None:
    """Everything that one of the cast reads is just what the oracle allows."""
    may = {bird.id for bird in made.birds if bird.read_by(name)}
    live = {bird.id for bird in made.birds if bird.read_by(name) and not bird.withdrawn}
    with made.world.desk(name, writing=False) as desk:
        assert read_posts(desk, made.birds) == may
        assert {each.post_id for each in desk.exec(select(Comment))} <= may
        assert listed(desk, Filter()) == live
        assert listed(desk, Filter(text=NEEDLE)) == live
        counted = {bird.id for bird in made.birds if bird.id in live and not (name == "dpo" and bird.only_opened)}
        assert board.total(desk, Filter(), ZONE) == len(counted)
        assert maps.view(desk, Filter(), BOX, 3, ZONE).total == len(counted)
        assert {bar.id for bar in timelines.view(desk, Filter(), *YEAR).bars} == {
            bird.id
            for bird, kind in zip(made.birds, made.kinds, strict=True)
            if kind == Kind.ACTIVITY and bird.id in counted
        }
        known = look_at_overlaps(made, name, desk)
        assert listed(desk, Filter(overlaps=True)) == live & {number for pair in known for number in pair}
        look_at_files(made, name, desk, live)
        for notice in desk.exec(select(Notice).where(Notice.kind.in_(["overlap", "broker"]))):
            assert name in notified(made, notice.link), notice


def look_at_overlaps(made: Made, name: str, desk) -> set[Pair]:
    """The unsettled pairs that this person sees, each with the posts that may be read and no other."""
    with made.world.system(writing=False) as system:
        stored = {
            frozenset((each.left_id, each.right_id))
            for each in system.exec(select(Overlap))
            if each.state != State.GONE
        }
    allowed = {
        frozenset((one.id, other.id)): {each.id for each in (one, other) if each.read_by(name)}
        for one, other in made.pairs()
        if frozenset((one.id, other.id)) in stored and knows(one, other, name)
    }
    rows = overlaps.page(desk, overlaps.Filter()).rows
    seen = {
        frozenset((each.overlap.left_id, each.overlap.right_id)): {side.post.id for side in each.sides if side.post}
        for each in rows
    }
    assert seen == allowed
    assert all(each.hit == (len(seen[frozenset((each.overlap.left_id, each.overlap.right_id))]) < 2) for each in rows)
    return set(seen)


def look_at_files(made: Made, name: str, desk, live: set[int]) -> None:
    """A file holds what its taker may read, without TLP:RED; an administrator gets none."""
    taken = {bird.word for bird in made.birds if bird.id in live and bird.tlp != TLP.RED}
    if name == "administrator":
        with pytest.raises(Denied):
            exported(desk, "csv")
    else:
        text = exported(desk, "csv")
        assert {bird.word for bird in made.birds if bird.word in text} == taken


def notified(made: Made, link: str) -> set[str]:
    """Who ever knew of the overlap that a notice leads to; of any of the post's, where it leads to its list."""
    with made.world.system(writing=False) as system:
        stored = {ref(each.id): frozenset((each.left_id, each.right_id)) for each in system.exec(select(Overlap))}
    if "?post=" in link:
        return {name for pair, who in made.knew.items() if link.split("=")[1] in map(ref, pair) for name in who}
    return made.knew.get(stored[link.rsplit("/", 1)[-1]], set())


GREEN, SECRET = (
    Marking(tlp, on_match, frozenset(), frozenset())
    for tlp, on_match in ((TLP.GREEN, OnMatch.TELL_BOTH), (TLP.RED, OnMatch.TELL_NOBODY))
)
STRICT = Marking(TLP.AMBER_STRICT, OnMatch.TELL_BOTH, frozenset(), frozenset())
OPENED = [("mission", Kind.CONTACT, STRICT), ("frontex", Kind.CONTACT, GREEN)]


@example([("mission", Kind.CONTACT, SECRET), ("frontex", Kind.CONTACT, GREEN)], [])
@example(OPENED, [Step("disclose", 0, 1, GREEN), Step("take_back", 0, 1, GREEN)])
@example([("mission", Kind.ACTIVITY, SECRET)] * 3, [Step("open", n, n, GREEN) for n in range(3)])
@settings(
    max_examples=int(MANY or 10),
    derandomize=not MANY,
    database=None,
    phases=list(Phase) if MANY else [Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(POSTED, min_size=2, max_size=5), st.lists(DONE, max_size=5))
def test_in_any_world_each_person_reads_just_what_the_oracle_allows(template, tmp_path_factory, posted, steps):
    with made(template, tmp_path_factory.mktemp("worlds"), posted, steps) as found:
        for name in CAST:
            look(found, name)


def test_the_contacts_of_a_generated_world_do_overlap(template, tmp_path):
    """Else the test above would say nothing of overlaps."""
    posted = [(who, Kind.CONTACT, GREEN) for who in ("mission", "frontex")]
    with made(template, tmp_path, posted, []) as found, found.world.desk("observer", writing=False) as desk:
        assert len(look_at_overlaps(found, "observer", desk)) == 1
