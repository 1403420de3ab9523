"""Requests of data subjects, from receipt to answer: for the data protection officer alone, every step audited."""

from sqlmodel import col, delete, select

from csap import clock
from csap.actions.country import country
from csap.actions.refusals import refuse_classified
from csap.desk import Desk
from csap.errors import Denied, Invalid
from csap.model.holdings import Clock
from csap.model.subject_requests import Consultation, OutcomeDraft, ReasonDraft, SubjectRequest, SubjectRequestDraft
from csap.rules.acts import Act
from csap.rules.retention import TERMS
from csap.wording import N_, Words

PAGE = 50


def register(desk: Desk, draft: SubjectRequestDraft) -> SubjectRequest:
    """Take a request in. `Invalid` where it was received in the future."""
    desk.decide(Act.SUBJECT_REQUEST_KEEP, None)
    refuse_classified(draft)
    if draft.received_on > clock.today(country(desk).timezone):
        raise Invalid({"received_on": [Words(N_("This day is still to come."))]})
    given = draft.model_dump()
    record = SubjectRequest(
        kind=draft.kind,
        about={name: given[name] for name in ("name", "names", "emails", "phones", "identity")},
        language=draft.language,
        received_on=draft.received_on,
        person_id=desk.person.person_id,
        created_at=clock.now(),
    )
    system = desk.as_system()
    system.add(record)
    system.flush()
    desk.audit(Act.SUBJECT_REQUEST_KEEP, record, record.about, step="register", kind=record.kind.value)
    return record


def page(desk: Desk, closed: bool, after: int = 0) -> tuple[list[SubjectRequest], int | None]:
    """A page of requests that are open, or closed, and beyond which number the next begins."""
    desk.decide(Act.SUBJECT_REQUEST_KEEP, None)
    over = col(SubjectRequest.closed_on)
    wanted = select(SubjectRequest).where(over.is_not(None) if closed else over.is_(None), SubjectRequest.id > after)
    found = list(desk.as_system().exec(wanted.order_by(col(SubjectRequest.id)).limit(PAGE + 1)))
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def fetch(desk: Desk, request_id: int) -> SubjectRequest:
    desk.decide(Act.SUBJECT_REQUEST_KEEP, None)
    return desk.as_system().fetch(SubjectRequest, request_id)


def open_one(desk: Desk, request_id: int) -> SubjectRequest:
    """One that is not answered yet; `Denied` where it is."""
    found = fetch(desk, request_id)
    if found.closed_on:
        raise Denied(N_("This request is closed."))
    return found


def extend(desk: Desk, request_id: int, draft: ReasonDraft) -> None:
    """Two months more, once."""
    record = open_one(desk, request_id)
    refuse_classified(draft)
    if record.extended_reason:
        raise Denied(N_("This request was extended already."))
    record.extended_reason = draft.reason
    desk.audit(Act.SUBJECT_REQUEST_KEEP, record, {"reason": draft.reason}, step="extend")


def close(desk: Desk, request_id: int, draft: OutcomeDraft) -> None:
    """Say what was done; the letter says the same."""
    record = open_one(desk, request_id)
    refuse_classified(draft)
    record.outcome, record.closed_on = draft.outcome, clock.today(country(desk).timezone)
    desk.audit(Act.SUBJECT_REQUEST_KEEP, record, {"outcome": draft.outcome}, step="close")


def sweep(system: Desk) -> None:
    """Throw away what was closed long ago."""
    before = (clock.now() - TERMS[Clock.REQUEST]).date()
    old = select(SubjectRequest.id).where(col(SubjectRequest.closed_on) < before)
    system.execute(delete(Consultation).where(col(Consultation.request_id).in_(old)))
    system.execute(delete(SubjectRequest).where(col(SubjectRequest.closed_on) < before))
