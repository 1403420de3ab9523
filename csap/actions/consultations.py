"""Asking the organisations that provided something about a person, before a request is answered; and their answer."""

from sqlmodel import col, select

from csap import clock
from csap.actions.refusals import refuse_classified
from csap.actions.subject_findings import found_ids
from csap.actions.subject_requests import fetch, open_one
from csap.actions.telling import Message, tell_all, watchers
from csap.actions.telling import tell as tell_of
from csap.desk import Desk
from csap.errors import Denied, NotFound
from csap.model.people import Organisation, Person, Role
from csap.model.posts import Kind, Post
from csap.model.subject_requests import AnswerDraft, Consultation, QuestionDraft, SubjectRequest
from csap.refs import ref
from csap.rules.acts import Act
from csap.wording import N_, Words

ASKED = N_("A person has asked about their data, and your organisation holds a contact of them: please answer.")
ANSWERED = N_("%(organisation)s has answered about a request of a person.")


def ask(desk: Desk, request_id: int, draft: QuestionDraft) -> int:
    """Ask about every contact that was found and not asked about yet; returns how many organisations' people hear."""
    request = open_one(desk, request_id)
    refuse_classified(draft)
    system = desk.as_system()
    asked = set(system.exec(select(Consultation.post_id).where(Consultation.request_id == request.id)))
    contacts = Post.kind == Kind.CONTACT, col(Post.id).in_(set(found_ids(system, request)) - asked)
    messages = [_asked(system, request, post, draft.question) for post in system.exec(select(Post).where(*contacts))]
    if messages:
        tell_all(system, messages)
    desk.audit(Act.SUBJECT_REQUEST_KEEP, request, {"question": draft.question}, step="consult", asked=len(messages))
    return len(messages)


def _asked(system: Desk, request: SubjectRequest, post: Post, question: str) -> Message:
    made = Consultation(
        request_id=request.id,
        post_id=post.id,
        organisation_id=post.organisation_id,
        question=question,
        asked_at=clock.now(),
    )
    system.add(made)
    posting = col(Person.role).in_([Role.HEAD, Role.COORDINATOR, Role.OFFICER]), col(Person.active)
    people = system.exec(select(Person.id).where(*posting, Person.organisation_id == post.organisation_id))
    link = f"/privacy/consultations/{ref(made.id)}"
    return Message(post, Words(ASKED), [each for each in people if each], "privacy", link)


def of_request(desk: Desk, request_id: int) -> list[tuple[Consultation, Organisation]]:
    """What was asked and answered so far."""
    fetch(desk, request_id)
    wanted = select(Consultation, Organisation).join(Organisation).where(Consultation.request_id == request_id)
    return list(desk.as_system().exec(wanted.order_by(col(Consultation.asked_at), col(Consultation.id))))


def to_answer(desk: Desk, consultation_id: int) -> tuple[Consultation, SubjectRequest, Post]:
    """One that the viewer's organisation is asked, with its post, which the viewer must be able to read. To everybody
    else there is none."""
    system = desk.as_system()
    asked = Consultation.id == consultation_id, Consultation.organisation_id == desk.person.organisation_id
    found = system.exec(select(Consultation).where(*asked)).first()
    if found is None:
        raise NotFound
    post = desk.fetch(Post, found.post_id)
    desk.decide(Act.CONSULTATION_ANSWER, found)
    return found, system.fetch(SubjectRequest, found.request_id), post


def answer(desk: Desk, consultation_id: int, draft: AnswerDraft) -> None:
    found, request, _ = to_answer(desk, consultation_id)
    if request.closed_on:
        raise Denied(N_("This request is closed."))
    refuse_classified(draft)
    found.answer, found.answered_by_id, found.answered_at = draft.answer, desk.person.person_id, clock.now()
    desk.audit(Act.CONSULTATION_ANSWER, found, {"answer": draft.answer})
    system = desk.as_system()
    whose = system.fetch(Organisation, found.organisation_id)
    words = Words(ANSWERED, {"organisation": whose.short_name})
    tell_of(system, whose, words, watchers(system), "privacy", f"/privacy/requests/{ref(request.id)}")
