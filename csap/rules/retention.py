"""How long each kind of record is kept: the terms that the sweep follows and that the register of processing shows."""

from datetime import timedelta

from csap.model.register import Clock
from csap.wording import N_, Words

INVITATION_DAYS = 7

TERMS: dict[Clock, timedelta] = {
    Clock.UPLOAD: timedelta(days=1),
    Clock.SIGN_IN: timedelta(days=7),
    Clock.ATTEMPT: timedelta(days=1),
    Clock.INVITATION: timedelta(days=INVITATION_DAYS),
    Clock.OUTBOX: timedelta(days=30),
    Clock.DEVICE: timedelta(days=365),
}
"""Terms that run by themselves; what ends the rest is said in words."""
_ENDED = {
    Clock.POST: N_("Until the organisation that posted it withdraws it; no term runs by itself."),
    Clock.ACCOUNT: N_("As long as the account is needed; no term runs by itself."),
    Clock.AUDIT: N_("No term runs: the chain holds no content, only digests of it."),
    Clock.CHALLENGE: N_("Some minutes, then erased by a job."),
    Clock.TOKEN: N_("Until a month after it has expired, or after the person has revoked it; then erased by a job."),
}
_DAYS = N_("%(days)s days at most, then erased by a job.")
_DAY = N_("One day at most, then erased by a job.")


def kept(clock: Clock) -> Words:
    """How long, in words."""
    term = TERMS.get(clock)
    if term is None:
        return Words(_ENDED[clock])
    return Words(_DAY) if term.days == 1 else Words(_DAYS, {"days": term.days})
