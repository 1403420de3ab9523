"""What the head, or the deputy, does with a digest before everyone reads it: order, hide, annotate, ask, release.

A released issue is never changed: an erratum is a new issue of the same week."""

from typing import Any

from sqlmodel import func, select

from csap import clock
from csap.actions import digests, mosaic
from csap.actions.notices import dated, titled
from csap.actions.telling import tell
from csap.desk import Desk
from csap.errors import Conflict, Denied, Invalid, NotFound
from csap.model.digests import AnswerDraft, Deputy, DeputyDraft, Digest, DigestQuestion, DigestState, QuestionDraft
from csap.model.people import Person, Role
from csap.model.posts import Post
from csap.refs import ref
from csap.rules.acts import Act
from csap.rules.forbidden import refusal
from csap.wording import N_, Words

LONGEST = 1000
RELEASED = N_("The weekly digest no. %(number)s is released.")
ASKED = N_("The Head of Delegation asks about your “%(title)s”: %(question)s")
ANSWERED = N_("Your question about “%(title)s” is answered: %(answer)s")
READY = N_("The digest of week %(week)s is compiled and waits for your review.")
STANDS_IN = N_("You stand in for the Head of Delegation with the weekly digest, from %(starts)s to %(ends)s.")
LATE = N_("The digest of week %(week)s is not released yet: nobody has received it.")


def order(desk: Desk, digest: Digest, key: str, step: int) -> None:
    """Move an item up (-1) or down (+1) among those of its section."""
    items = list(digest.items)
    item = _item(digest, key)
    section = [place for place, each in enumerate(items) if each["section"] == item["section"]]
    place = section.index(items.index(item))
    if 0 <= place + step < len(section):
        here, there = section[place], section[place + step]
        items[here], items[there] = items[there], items[here]
    _change(desk, digest, items=items)


def hide(desk: Desk, digest: Digest, key: str, hidden: bool) -> None:
    """Leave an item out of every copy, or take it in again."""
    _item(digest, key)
    others = [each for each in digest.hidden if each != key]
    _change(desk, digest, hidden=[*others, key] if hidden else others)


def annotate(desk: Desk, digest: Digest, key: str, text: str) -> None:
    """Write a remark beside an item; none if it is empty."""
    _item(digest, key)
    kept = {each: words for each, words in digest.annotations.items() if each != key}
    said = _text(text, "annotation")
    _change(desk, digest, annotations=kept | ({key: said} if said else {}))


def introduce(desk: Desk, digest: Digest, text: str) -> None:
    """Write what stands above everything."""
    _change(desk, digest, introduction=_text(text, "introduction"))


def _change(desk: Desk, digest: Digest, **values: Any) -> None:
    desk.change(Act.DIGEST_REVIEW, digest, values)


def _item(digest: Digest, key: str) -> dict[str, Any]:
    found = next((each for each in digest.items if each["key"] == key), None)
    if found is None:
        raise NotFound
    return found


def _text(text: str, field: str) -> str:
    said = text.strip()
    if len(said) > LONGEST:
        too_long = N_("This is too long: at most %(max_length)s characters.")
        raise Invalid({field: [Words(too_long, {"max_length": LONGEST})]})
    if refused := refusal(said):
        raise Invalid({field: [refused]})
    return said


def ask(desk: Desk, digest: Digest, key: str, draft: QuestionDraft) -> DigestQuestion:
    """Ask the author of the post that an item points at; the answer will stand in the digest."""
    item = _item(digest, key)
    if not item.get("post"):
        raise NotFound
    text = _text(draft.text, "text")
    post = desk.fetch(Post, item["post"])
    question = DigestQuestion(
        digest_id=digest.id,
        key=key,
        post_id=post.id,
        organisation_id=post.organisation_id,
        text=text,
        by_id=desk.person.person_id,
        created_at=clock.now(),
    )
    desk.add_part(Act.DIGEST_REVIEW, digest, question)
    desk.audit(Act.DIGEST_REVIEW, digest, {"question": text}, post=post.id)
    desk.flush()
    words = Words(ASKED, {"title": titled(post), "question": text})
    tell(desk.as_system(), post, words, [post.author_id], "question", f"/digests/questions/{ref(question.id)}")
    return question


def answer(desk: Desk, question: DigestQuestion, draft: AnswerDraft) -> None:
    """The owner's answer, once, and before the release."""
    digest = desk.as_system().fetch(Digest, question.digest_id)
    if digest.state == DigestState.RELEASED:
        raise Conflict(N_("The digest is released meanwhile. Write a comment on the post instead."))
    text = _text(draft.answer, "answer")
    values = {"answer": text, "answered_by_id": desk.person.person_id, "answered_at": clock.now()}
    desk.change(Act.DIGEST_ANSWER, question, values)
    post = desk.fetch(Post, question.post_id)
    words = Words(ANSWERED, {"title": titled(post), "answer": text})
    tell(desk.as_system(), post, words, [question.by_id], "question", f"/digests/{ref(question.digest_id)}")


def release(desk: Desk, digest: Digest, reason: str = "") -> None:
    """Give the issue its number, freeze it, and tell everyone: each copy is written through its reader's desk. A
    `reason` is needed where its items tell more together than each by itself."""
    desk.decide(Act.DIGEST_RELEASE, digest)
    gone_on = mosaic.reasoned(mosaic.in_digest(desk, digest), reason, "release")
    system = desk.as_system()
    values = {
        "state": DigestState.RELEASED,
        "number": digests.next_number(system),
        "items": _frozen(system, digest),
        "released_at": clock.now(),
        "released_by_id": desk.person.person_id,
    }
    desk.change(Act.DIGEST_RELEASE, digest, values)
    if gone_on:
        desk.audit(Act.DIGEST_RELEASE, digest, **gone_on)
    desk.flush()
    readers = system.exec(select(Person.id).where(Person.active, Person.role != Role.ADMINISTRATOR))
    words = Words(RELEASED, {"number": digest.number})
    tell(system, digest, words, [each for each in readers if each], "digest", f"/digests/{ref(digest.id)}")


def _frozen(system: Desk, digest: Digest) -> list[dict[str, Any]]:
    """The items with what their posts are called now. Contacts are not frozen: a person's name can be erased."""
    ids = [each["post"] for each in digest.items if each.get("post")]
    known = {each.id: each for each in system.exec(select(Post).where(Post.id.in_(ids)))}  # type: ignore[attr-defined]

    def frozen(item: dict[str, Any]) -> dict[str, Any]:
        post = known.get(item.get("post", 0))
        if post is None:
            return item
        named = {} if post.kind == "contact" else {"title": post.title, "place": post.place_name}
        return item | {"version": post.version} | named

    return [frozen(each) for each in digest.items]


def erratum(desk: Desk, digest: Digest, text: str) -> Digest:
    """A new issue of a released digest's week that puts a mistake right, to be reviewed and released like any."""
    if digest.state != DigestState.RELEASED:
        raise Conflict(N_("This digest is not released yet: put it right in the review."))
    said = _text(text, "introduction")
    if not said:
        raise Invalid({"introduction": [Words(N_("Say what was wrong, and what is right."))]})
    system = desk.as_system()
    last = system.exec(select(func.max(Digest.issue)).where(Digest.week == digest.week)).one()
    kept = ("week", "starts_at", "ends_at", "items", "more", "hidden", "annotations", "figures")
    made = Digest(
        **{name: getattr(digest, name) for name in kept},
        issue=last + 1,
        introduction=said,
        erratum_of_id=digest.id,
        deputy_id=digests.deputy_id(system),
        compiled_at=clock.now(),
    )
    return desk.create(Act.DIGEST_REVIEW, made)


def deputise(desk: Desk, draft: DeputyDraft) -> Deputy:
    """Say who stands in, from one day to another."""
    person = desk.fetch(Person, draft.person_id)
    if not person.active or person.role == Role.ADMINISTRATOR:
        raise Denied(N_("An administrator reads no content, and so can't stand in."))
    given = draft.model_dump() | {"by_id": desk.person.person_id, "created_at": clock.now()}
    deputy = desk.create(Act.DIGEST_DEPUTISE, Deputy(**given))
    system = desk.as_system()
    digests.refresh_deputy(system)
    dates = {"starts": dated(draft.starts_on), "ends": dated(draft.ends_on)}
    tell(system, deputy, Words(STANDS_IN, dates), [draft.person_id], "review", "/digests")
    return deputy


def end_deputy(desk: Desk, deputy: Deputy) -> None:
    desk.end(Act.DIGEST_DEPUTISE, deputy)
    digests.refresh_deputy(desk.as_system())


def deputies(desk: Desk) -> list[tuple[Deputy, Person]]:
    """Who stands in now or will."""
    rows = select(Deputy, Person).join(Person, Person.id == Deputy.person_id)  # type: ignore[arg-type]
    return list(desk.exec(rows.where(Deputy.ends_on >= digests.today(desk)).order_by(Deputy.starts_on)))  # type: ignore[arg-type]
