"""A world with canaries: every post, comment, file, note, reason, annotation, question and answer carries a word of its
own, and the oracle says who may meet it."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import count, product
from typing import Any

from sqlmodel import col, select

from csap import clock
from csap.actions import (
    attachments,
    breaches,
    consultations,
    digest_review,
    digests,
    disclosing,
    openings,
    posts,
    settling,
    subject_requests,
)
from csap.formats.confined import examined
from csap.model import subject_requests as questions
from csap.model.attachments import Attachment
from csap.model.breaches import Breach, BreachDraft
from csap.model.contacts import ContactDraft
from csap.model.digests import AnswerDraft, Digest, DigestQuestion, QuestionDraft
from csap.model.overlaps import Overlap
from csap.model.posts import TLP, Post
from csap.model.subject_requests import Consultation, SubjectRequest, SubjectRequestDraft
from csap.rules import digest as rules
from tests.attached import pdf
from tests.oracle import Canary, knows
from tests.world import CAST

NEEDLE = "needleword"
NUMBERS = range(1, 4)
WRITTEN = {"form": ("xlsx", "csv", "ics"), "layer": ("country", "regions", "neighbours")}
CUT = rules.cutoff("thursday 12:00")
READERS = set(CAST) - {"administrator"}
REVIEWERS = {"head", "coordinator"}


def word(number: int) -> str:
    """Twelve letters that nothing else has."""
    return "".join(chr(ord("a") + int(digit, 16)) for digit in hashlib.sha256(str(number).encode()).hexdigest()[:12])


class Aviary:
    """A world with a canary in each post."""

    def __init__(self, world) -> None:
        self.world = world
        self.canaries: list[Canary] = []
        self.words: dict[str, Callable[[str], bool]] = {}
        """Word -> whether a person may meet it."""
        self._numbers = count()
        for owner in ("mission", "frontex"):
            for tlp in TLP:
                for make in (self.contact, self.activity, self.risk):
                    make(owner, tlp)
        self.linked()
        self.withdrawn()
        self.tightened()
        self.disclosed()
        self.settled()
        self.digested()
        self.asked_of()

    def word(self, met_by: Callable[[str], bool]) -> str:
        new = word(next(self._numbers))
        self.words[new] = met_by
        return new

    def allowed(self, name: str) -> set[str]:
        """What that person may meet; nobody at all may meet anything."""
        return {each for each, met_by in self.words.items() if name and met_by(name)}

    def heard(self, said: str) -> set[str]:
        return {each for each in self.words if each in said}

    def canary(self, owner: str, tlp: TLP) -> tuple[Canary, dict]:
        bird = Canary(word(next(self._numbers)), owner, tlp)
        audience = {}
        if tlp == TLP.AMBER:
            bird.organisations, bird.people = ("Europol",), ("head",)
            audience["audience_organisations"] = [self.world.organisation("Europol")]
        if tlp == TLP.RED:
            bird.people = ("capacity", "dpo")
        if bird.people:
            audience["audience_people"] = [self.world.viewer(name).person_id for name in bird.people]
        self.canaries.append(bird)
        self.words[bird.word] = bird.read_by
        given = {"summary": f"{NEEDLE} {bird.word}", "tlp": tlp, "lat": 3.0, "lon": 3.0, "themes": ["police-reform"]}
        return bird, given | audience

    def keep(self, bird: Canary, answer: posts.Answer) -> int:
        bird.id = answer.post.id
        with self.world.desk(bird.owner) as desk:
            posts.comment(desk, desk.fetch(Post, bird.id), f"{NEEDLE} {self.word(bird.read_by)}")
        return bird.id

    def attach(self, bird: Canary) -> None:
        content = pdf("Minutes")
        with self.world.desk(bird.owner) as desk:
            post = desk.fetch(Post, bird.id)
            attachments.attach(desk, post, f"{self.word(bird.read_by)}.pdf", content, examined(content))

    def contact(self, owner: str, tlp: TLP, name: str = "Amadou Testa", **more) -> int:
        """All contacts share a name, so that they overlap; the canary is in what they say of it."""
        bird, given = self.canary(owner, tlp)
        more |= {
            "institution": f"Bureau {self.word(bird.read_by)}",
            "function": bird.word,
            "emails": f"{bird.word}@example.org",
        }
        return self.keep(bird, self.world.contact(owner, name, **given, **more))

    def activity(self, owner: str, tlp: TLP, **more) -> int:
        bird, given = self.canary(owner, tlp)
        more |= {"ask": bird.word, "place_name": bird.word, "commitments": [{"text": bird.word}]}
        return self.keep(bird, self.world.activity(owner, f"{NEEDLE} {bird.word}", **given, **more))

    def risk(self, owner: str, tlp: TLP) -> int:
        bird, given = self.canary(owner, tlp)
        evidence = [{"text": bird.word, "scheme": "4x4", "source": "B", "information": "2"}]
        more = {"threat": f"{NEEDLE} {bird.word}", "evidence": evidence, "starts": "2026-12-01T10:00"}
        number = self.keep(bird, self.world.risk(owner, f"{NEEDLE} {bird.word}", **given, **more))
        self.attach(bird)
        return number

    def linked(self) -> None:
        """Open posts that point at closed ones."""
        closed = self.contact("mission", TLP.AMBER_STRICT, name=f"Closed {word(900)}")
        self.canaries[-1].word = word(900)
        self.words[word(900)] = self.canaries[-1].read_by
        self.activity("mission", TLP.GREEN, contacts=[closed])
        hidden = self.activity("mission", TLP.RED)
        self.risk("mission", TLP.GREEN)
        with self.world.desk("mission") as desk:
            posts.link(desk, desk.fetch(Post, self.canaries[-1].id), [hidden])

    def withdrawn(self) -> None:
        for make in (self.contact, self.activity, self.risk):
            number = make("mission", TLP.GREEN)
            bird = self.canaries[-1]
            bird.withdrawn = True
            with self.world.desk("mission") as desk:
                posts.withdraw(desk, desk.fetch(Post, number), f"{self.word(bird.read_by)} was wrong")

    def tightened(self) -> None:
        """Open at first, then closed: what others saw of it must be gone from everywhere."""
        number = self.contact("frontex", TLP.GREEN)
        bird = self.canaries[-1]
        bird.tlp = TLP.AMBER_STRICT
        with self.world.desk("frontex") as desk:
            draft = ContactDraft(names=["Amadou Testa"], summary=bird.word, function=bird.word, tlp=TLP.AMBER_STRICT)
            posts.amend(desk, desk.fetch(Post, number), draft, version=1)

    def pair(self, name: str) -> tuple[Canary, Canary, int]:
        """A hidden contact of the mission, an open one of Frontex of that name, and their overlap."""
        self.contact("mission", TLP.AMBER_STRICT, name)
        self.contact("frontex", TLP.GREEN, name)
        mine, theirs = self.canaries[-2:]
        with self.world.system(writing=False) as system:
            ends = col(Overlap.left_id).in_((mine.id, theirs.id)), col(Overlap.right_id).in_((mine.id, theirs.id))
            return mine, theirs, system.exec(select(Overlap.id).where(*ends)).one()

    def disclosed(self) -> None:
        mine, _, overlap = self.pair("Seydou Disclosano")
        with self.world.desk("mission") as desk:
            disclosing.disclose(desk, desk.fetch(Overlap, overlap))
        mine.disclosed.add("Frontex")

    def settled(self) -> None:
        """Words between two sides of which one is hidden."""
        mine, theirs, overlap = self.pair("Ibrahim Settlerou")
        words = [self.word(lambda name: knows(mine, theirs, name)) for _ in range(2)]
        with self.world.desk("frontex") as desk:
            settling.write(desk, desk.fetch(Overlap, overlap), words[0])
        with self.world.desk("mission") as desk:
            settling.settle(desk, desk.fetch(Overlap, overlap), "joint", words[1])

    def digested(self) -> None:
        """A digest with an introduction, words of the head beside an open and beside a narrower item, a question with
        its answer, something hidden, and an erratum that waits for its release."""
        with clock.stopped(clock.now() + timedelta(days=7)):
            made = digests.compile_week(self.world.engine, CUT, digests.asked(self.world.engine, CUT))
            keys = {each["post"]: each["key"] for each in made.items if each.get("post")}
            told = [each for each in self.canaries if each.owner == "frontex" and each.id in keys]
            amber = next(each for each in told if each.tlp == TLP.AMBER)
            green, hidden = [each for each in told if each.tlp == TLP.GREEN][:2]
            with self.world.desk("head") as desk:
                digest = desk.fetch(Digest, made.id)
                digest_review.introduce(desk, digest, self.word(READERS.__contains__))
                for bird in (green, amber):
                    digest_review.annotate(desk, digest, keys[bird.id], self.word(bird.read_by))
                digest_review.annotate(desk, digest, keys[hidden.id], self.word("head".__eq__))
                digest_review.hide(desk, digest, keys[hidden.id], True)
                digest_review.ask(desk, digest, keys[amber.id], QuestionDraft(text=self.word(amber.read_by)))
            with self.world.desk("frontex") as desk:
                question = desk.exec(select(DigestQuestion)).one()
                digest_review.answer(desk, question, AnswerDraft(answer=self.word(amber.read_by)))
            with self.world.desk("head") as desk:
                digest_review.release(desk, desk.fetch(Digest, made.id))
            with self.world.desk("head") as desk:
                digest_review.erratum(desk, desk.fetch(Digest, made.id), self.word(REVIEWERS.__contains__))

    def asked_of(self) -> None:
        """A person's request with what an organisation is asked and answers, a breach, and an opening that is asked
        for; the officer alone meets the first and the last but one."""
        self.contact("mission", TLP.GREEN, "Yaya Subjecto")
        closed = next(each for each in self.canaries if each.owner == "mission" and each.tlp == TLP.AMBER_STRICT)
        officer, asked = "dpo".__eq__, {"dpo", "mission"}.__contains__
        today = clock.now().replace(tzinfo=None)
        with self.world.desk("dpo") as desk:
            given = {"kind": "access", "name": "Yaya Subjecto", "identity": self.word(officer)}
            request = subject_requests.register(desk, SubjectRequestDraft(**given, received_on=today.date()))
            question = questions.QuestionDraft(question=f"Still right? {self.word(asked)}")
            assert consultations.ask(desk, request.id, question) == 1
            whose = self.world.viewer("frontex").person_id
            lost = {"what": self.word(officer), "known_at": today, "loss": "accounts", "accounts": [whose]}
            breaches.register(desk, BreachDraft(**lost))
            decides = {"dpo", "head", "mission"}.__contains__
            openings.ask(desk, closed.id, f"A complaint: {self.word(decides)}")
        with self.world.desk("mission") as desk:
            consultation = desk.as_system().exec(select(Consultation.id)).one()
            consultations.answer(desk, consultation, questions.AnswerDraft(answer=self.word(asked)))

    def references(self) -> dict[str, list[int]]:
        """What an address may name, by the name of its place; ids of another kind, one of each, are among them."""
        kinds: dict[str, Any] = {
            "post_id": Post,
            "overlap_id": Overlap,
            "digest_id": Digest,
            "question_id": DigestQuestion,
            "attachment_id": Attachment,
            "request_id": SubjectRequest,
            "consultation_id": Consultation,
            "breach_id": Breach,
        }
        with self.world.system(writing=False) as system:
            found = {name: list(system.exec(select(kind.id))) for name, kind in kinds.items()}
        strays = [ids[0] for ids in found.values()]
        return {name: list(dict.fromkeys(ids + strays)) for name, ids in found.items()}

    def addresses(self) -> list[str]:
        """Every address that can be asked for: each route with everything that its places may name."""
        found = []
        references = self.references()
        routes = self.world.app.url_map.bind("localhost")
        for rule in self.world.app.url_map.iter_rules():
            if "GET" in rule.methods and rule.endpoint != "static":
                for values in self._values(rule, references):
                    path = routes.build(rule.endpoint, values, method="GET")
                    asked = [] if values else [f"{path}?q={NEEDLE}&text={NEEDLE}&zoom=12&own=1"]
                    found += [path, *asked]
        return found

    def _values(self, rule, references: dict[str, list[int]]) -> list[dict]:
        """Everything that the places of this route may hold, in every combination."""
        choices = [self._choices(name, converter, references) for name, converter in rule._converters.items()]
        return [dict(zip(rule._converters, chosen, strict=True)) for chosen in product(*choices)]

    def _choices(self, name: str, converter, references: dict[str, list[int]]) -> Iterable[Any]:
        kind = type(converter).__name__
        if kind == "RefConverter":
            return references[name]
        if kind == "AnyConverter":
            return converter.items
        return NUMBERS if kind in ("IntegerConverter", "IdConverter") else WRITTEN.get(name, ("country",))
