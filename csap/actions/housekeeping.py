"""What is done by the clock: old sheets, sign-ins, failures, invitations, mails and keys are thrown away,
owners hear of keys that end soon, and the database looks at its tables anew."""

from datetime import timedelta

from sqlmodel import delete

from csap import clock
from csap.actions import tokens
from csap.desk import Desk
from csap.model.factors import Challenge, Device
from csap.model.holdings import Clock
from csap.model.mail import Outbox
from csap.model.people import Attempt, Invitation, SignIn
from csap.model.records import JobSlot, Upload
from csap.rules.retention import TERMS
from csap.store.counts import refresh_statistics


def sweep(system: Desk) -> None:
    now = clock.now()
    system.execute(delete(Upload).where(Upload.created_at < now - TERMS[Clock.UPLOAD]))  # type: ignore[arg-type]
    system.execute(delete(SignIn).where(SignIn.seen_at < now - TERMS[Clock.SIGN_IN]))  # type: ignore[arg-type]
    system.execute(delete(Attempt).where(Attempt.at < now - TERMS[Clock.ATTEMPT]))  # type: ignore[arg-type]
    system.execute(delete(JobSlot).where(JobSlot.finished_at < now - timedelta(days=7)))  # type: ignore[arg-type, operator]
    system.execute(delete(Outbox).where(Outbox.ended_at < now - TERMS[Clock.OUTBOX]))  # type: ignore[arg-type, operator]
    system.execute(delete(Invitation).where(Invitation.expires_at < now))  # type: ignore[arg-type]
    system.execute(delete(Challenge).where(Challenge.expires_at < now))  # type: ignore[arg-type]
    system.execute(delete(Device).where(Device.seen_at < now - TERMS[Clock.DEVICE]))  # type: ignore[arg-type]
    tokens.remind(system)
    tokens.sweep(system)
    refresh_statistics(system.connection())
