"""Something to show on every page: a world with one of everything that an address can name."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from csap import clock
from csap.actions import consultations, digest_review, digests, openings, subject_requests
from csap.actions.telling import tell
from csap.config import signing_key
from csap.mail import stopping
from csap.model.breaches import Breach
from csap.model.digests import Digest, DigestQuestion, QuestionDraft
from csap.model.joint_control import JointControl
from csap.model.mail import Topic
from csap.model.overlaps import Overlap
from csap.model.people import Mandate
from csap.model.places import Institution
from csap.model.subject_requests import Consultation, SubjectRequestDraft
from csap.model.subject_requests import QuestionDraft as ConsultationDraft
from csap.rules.digest import cutoff
from csap.wording import Words
from tests.test_imports import LOG, bring, run
from tests.test_organisations import MANDATE
from tests.test_people import add, invitation
from tests.test_register import ARRANGEMENT
from tests.world import World

DOWNLOADS = {
    "api.one_overlap",
    "api.post",
    "attachments.show",
    "audit.export",
    "basemap.base",
    "breaches.text",
    "exports.activities",
    "exports.board",
    "exports.contacts",
    "exports.risks",
    "imports.progress",
    "imports.refused",
    "imports.template",
    "retention.notice_text",
    "rolls.breaches",
    "rolls.coverage",
    "rolls.digests",
    "rolls.ending",
    "rolls.institutions",
    "rolls.organisations",
    "rolls.overlaps",
    "rolls.people",
    "rolls.requests",
    "rolls.stop_list",
    "rolls.uninformed",
    "static",
    "subject_requests.letter_text",
}
"""Addresses with places that give no page."""


def filled(world: World) -> dict[str, list[Any]]:
    """Values for the places in addresses, by their names."""
    with world.system() as system:
        police = Institution(name="Test Police")
        system.add(police)
        system.flush()
        known: dict[str, list[Any]] = {"institution_id": [police.id]}
    contact = world.contact(
        "mission", institution="Test Police", phones="+33199001234", lat=3.0, lon=3.0, place_name="H"
    )
    world.contact("frontex", phones="+33199001234")
    closed = world.risk("frontex", tlp="AMBER+STRICT").post
    activity = world.activity("mission", contacts=[contact.post.id], commitments=[{"text": "Send the list"}])
    risk = world.risk("mission", tlp="AMBER")
    with world.system() as system:
        tell(system, contact.post, Words("Something"), [world.viewer("mission").person_id], "test", link="/people")
        known["overlap_id"] = [system.exec(select(Overlap.id)).first()]
    known["post_id"] = [contact.post.id, activity.post.id, risk.post.id]
    known["person_id"] = [world.viewer("frontex").person_id]
    known["organisation_id"] = [world.organisation("EUCAP")]
    administered = _kept_by_the_administrator(world)
    return known | administered | _kept_by_the_officer(world, closed.id) | _issues(world) | _links(world)


def _kept_by_the_administrator(world: World) -> dict[str, list[Any]]:
    eucap, administrator = world.organisation("EUCAP"), world.browser("administrator")
    administrator.post(f"/organisations/{eucap}/mandates/new", **MANDATE)
    with world.system(writing=False) as system:
        mandates = list(system.exec(select(Mandate.id).where(Mandate.organisation_id == eucap)))
    return {"mandate_id": mandates}


def _kept_by_the_officer(world: World, closed: int) -> dict[str, list[Any]]:
    """An arrangement, a request with what was asked, a breach, and an opening."""
    eucap, dpo, today = world.organisation("EUCAP"), world.browser("dpo"), clock.now()
    dpo.post(f"/privacy/arrangements/{eucap}", **ARRANGEMENT)
    accounts = [str(world.viewer("frontex").person_id)]
    known_at = (today - timedelta(hours=20)).strftime("%Y-%m-%dT%H:%M")
    dpo.post("/privacy/breaches/new", what="A laptop was stolen", known_at=known_at, loss="accounts", accounts=accounts)
    with world.desk("dpo") as desk:
        openings.ask(desk, closed, "A data subject asks what is kept")
        asked = SubjectRequestDraft(kind="access", name="Amadou Testa", received_on=today.date())
        request = subject_requests.register(desk, asked)
        consultations.ask(desk, request.id, ConsultationDraft(question="Is this still right?"))
        system = desk.as_system()
        return {
            "arrangement_id": list(system.exec(select(JointControl.id))),
            "breach_id": list(system.exec(select(Breach.id))),
            "request_id": [request.id],
            "consultation_id": list(system.exec(select(Consultation.id))),
        }


def _issues(world: World) -> dict[str, list[Any]]:
    """Two digests with something in each section: one released, with a question, and one that waits for the head."""
    cut, found = cutoff("thursday 12:00"), []
    for weeks in (1, 2):
        with clock.stopped(clock.now() + timedelta(weeks=weeks)):
            found.append(digests.compile_week(world.engine, cut, digests.asked(world.engine, cut)))
    with world.desk("head") as desk:
        first = desk.fetch(Digest, found[0].id)
        key = next(each["key"] for each in first.items if each.get("post"))
        digest_review.ask(desk, first, key, QuestionDraft(text="With whom?"))
        digest_review.release(desk, first)
        questions = list(desk.as_system().exec(select(DigestQuestion.id)))
    return {"digest_id": [each.id for each in found], "question_id": questions}


def _links(world: World) -> dict[str, list[Any]]:
    """What is signed or secret in an address: an invitation, an import of the mission that was rehearsed, a mail's."""
    mission = world.browser("mission")
    sheet = bring(mission, LOG)
    run(mission, sheet, apply=False)
    token = stopping.sign(signing_key(world.app.extensions["csap"].config), 1, Topic.OVERLAP)
    secrets = [each.rsplit("/", 1)[-1] for each in (invitation(add(world)), sheet)]
    return {"token": [token], "secret": secrets}
