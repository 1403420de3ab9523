"""Opening a post to the data protection officer by two persons: the officer asks for one, with a reason; the Head of
Delegation, or whoever posts for the organisation that owns it, agrees; the officer reads it for a day. All is audited.

Who agrees need not be able to read the post: they decide on the reason and on whose it is."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from csap import clock
from csap.actions.notices import titled
from csap.actions.telling import tell
from csap.desk import Desk
from csap.errors import Conflict, Invalid
from csap.model.opening import Opening, OpeningState
from csap.model.people import Organisation, Person, Role
from csap.model.posts import Post
from csap.refs import ref
from csap.rules.acts import Act
from csap.rules.forbidden import refusal
from csap.wording import N_, Words

LASTS = timedelta(hours=24)
SHORTEST, LONGEST = 10, 300
PAGE = 30
PATH = "/privacy/openings"
NONE_SUCH = N_("There is no post of this reference that you may not read already.")
ASKED = N_("The data protection officer asks to read a post of %(organisation)s, %(ref)s: %(reason)s")
AGREED = N_("You may read the post %(ref)s of %(organisation)s until it closes again, a day from now.")
DECLINED = N_("The post %(ref)s of %(organisation)s is not opened to you.")
OPENED = N_("The data protection officer may read your “%(title)s” for a day; %(person)s has agreed.")
DECIDED = N_("This was decided already.")


@dataclass(frozen=True)
class Shown:
    """An opening with whose post it is, who asked, who decided, and the post itself if the viewer may read it."""

    opening: Opening
    organisation: Organisation
    asker: Person
    decider: Person | None
    post: Post | None
    state: OpeningState


def ask(desk: Desk, post_id: int | None, reason: str) -> Opening:
    """Ask to read one post, of any reference that the audit shows. `Invalid` with what is wrong."""
    desk.decide(Act.OPENING_ASK, desk.person)
    said = _reason(reason)
    system = desk.as_system()
    post = system.exec(select(Post).where(Post.id == post_id)).first() if post_id else None
    if post is None or desk.exec(select(Post.id).where(Post.id == post_id)).first():
        raise Invalid({"reference": [Words(NONE_SUCH)]})
    opening = Opening(
        post_id=post.id,
        organisation_id=post.organisation_id,
        person_id=desk.person.person_id,
        reason=said,
        asked_at=clock.now(),
    )
    desk.create(Act.OPENING_ASK, opening)
    desk.audit(Act.OPENING_ASK, opening, post=post.id, reason=said)
    owner = system.fetch(Organisation, post.organisation_id)
    words = Words(ASKED, {"organisation": owner.short_name, "ref": ref(post.id), "reason": said})
    tell(system, opening, words, _deciders(system, opening), "opening", PATH)
    return opening


def _reason(text: str) -> str:
    said = text.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        raise Invalid({"reason": [Words(N_("Say in a sentence why: who decides reads it."))]})
    if refused := refusal(said):
        raise Invalid({"reason": [refused]})
    return said


def agree(desk: Desk, opening: Opening) -> None:
    """Let the officer read the post for a day."""
    now = clock.now()
    _decide(desk, opening, until=True)
    system = desk.as_system()
    post = system.fetch(Post, opening.post_id)
    _tell_asker(system, opening, AGREED, f"/posts/{ref(post.id)}")
    words = Words(OPENED, {"title": titled(post), "person": desk.person.name})
    tell(system, post, words, [post.author_id], "opening", f"/posts/{ref(post.id)}")
    desk.audit(Act.OPENING_DECIDE, opening, post=post.id, until=(now + LASTS).isoformat(timespec="minutes"))


def decline(desk: Desk, opening: Opening) -> None:
    _decide(desk, opening, until=False)
    _tell_asker(desk.as_system(), opening, DECLINED, PATH)
    desk.audit(Act.OPENING_DECIDE, opening, post=opening.post_id)


def _decide(desk: Desk, opening: Opening, until: bool) -> None:
    desk.decide(Act.OPENING_DECIDE, opening)
    if opening.decided_at is not None:
        raise Conflict(DECIDED)
    now = clock.now()
    values = {"decided_by_id": desk.person.person_id, "decided_at": now, "until": now + LASTS if until else None}
    desk.change(Act.OPENING_DECIDE, opening, values)


def end(desk: Desk, opening: Opening) -> None:
    """Close it before its time: by who decides, or by the officer who needs it no more."""
    desk.decide(Act.OPENING_END, opening)
    if opening.state(clock.now()) != OpeningState.OPEN:
        raise Conflict(DECIDED)
    desk.change(Act.OPENING_END, opening, {"until": clock.now()})
    desk.audit(Act.OPENING_END, opening, post=opening.post_id)


def listed(desk: Desk, before: int | None = None) -> tuple[list[Shown], bool]:
    """A page of the openings that this person may know of, the newest first, and whether there are more."""
    query = select(Opening).order_by(col(Opening.id).desc()).limit(PAGE + 1)
    found = list(desk.exec(query.where(col(Opening.id) < before) if before else query))
    return _shown(desk, found[:PAGE]), len(found) > PAGE


def _shown(desk: Desk, those: list[Opening]) -> list[Shown]:
    people = {person_id for each in those for person_id in (each.person_id, each.decided_by_id) if person_id}
    known = {each.id: each for each in desk.exec(select(Person).where(col(Person.id).in_(people)))}
    owners = {each.id: each for each in desk.exec(select(Organisation))}
    ids = [each.post_id for each in those]
    posts = {each.id: each for each in desk.exec(select(Post).where(col(Post.id).in_(ids)))}
    now = clock.now()
    return [
        Shown(
            each,
            owners[each.organisation_id],
            known[each.person_id],
            known.get(each.decided_by_id),
            posts.get(each.post_id),
            each.state(now),
        )
        for each in those
    ]


def _deciders(system: Desk, opening: Opening) -> list[int]:
    posting = col(Person.role).in_([Role.HEAD, Role.COORDINATOR, Role.OFFICER])
    able = posting, (Person.role == Role.HEAD) | (Person.organisation_id == opening.organisation_id)
    return [each for each in system.exec(select(Person.id).where(*able)) if each]


def _tell_asker(system: Desk, opening: Opening, message: str, link: str) -> None:
    owner = system.fetch(Organisation, opening.organisation_id)
    words = Words(message, {"organisation": owner.short_name, "ref": ref(opening.post_id)})
    tell(system, opening, words, [opening.person_id], "opening", link)
