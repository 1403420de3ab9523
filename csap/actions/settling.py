"""What the two sides and the coordinator do about an overlap: answer, write, take in hand, settle, reopen, remind.

Nobody is blocked from anything by it; times to contact and to outcome are kept."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from csap import clock
from csap.actions.judging import judge
from csap.actions.notices import titled
from csap.actions.overlaps import UNSETTLED
from csap.actions.telling import tell
from csap.desk import Desk
from csap.errors import Conflict, Invalid
from csap.model.overlaps import Outcome, Overlap, OverlapKind, OverlapNote, State, Step
from csap.model.people import Organisation
from csap.model.posts import Post
from csap.refs import ref
from csap.rules.acts import Act
from csap.rules.forbidden import refusal
from csap.wording import N_, Words

NUDGE_EVERY = timedelta(hours=20)
LONGEST = 300
ANSWERED = N_("%(organisation)s wrote about an overlap with your “%(title)s”.")
SETTLED = N_("%(organisation)s settled the overlap with your “%(title)s”.")
REOPENED = N_("%(organisation)s opened the overlap with your “%(title)s” again.")
REMINDED = N_("The coordinator asks you to look at an overlap with your “%(title)s”.")
CALL = N_("The coordinator asks you to get in touch about your “%(title)s”.")
TOO_LONG = N_("This is too long: at most %(max_length)s characters.")
OUTCOMES = {
    Outcome.PROCEED: N_("proceed as planned"),
    Outcome.JOINT: N_("done jointly"),
    Outcome.SEQUENCED: N_("one after the other"),
    Outcome.HANDED_OVER: N_("handed over"),
    Outcome.POSTPONED: N_("postponed"),
    Outcome.CANCELLED: N_("cancelled"),
    Outcome.NOT_THE_SAME: N_("not the same"),
}


def acknowledge(desk: Desk, overlap: Overlap) -> None:
    """Say for one's own side that one knows and takes care."""
    _unsettled(overlap)
    side = _own_side(desk, overlap)
    if side is None:
        desk.decide(Act.OVERLAP_TAKE, overlap)
        return take(desk, overlap)
    values = {f"{side}_state": State.ACKNOWLEDGED, "contacted_at": overlap.contacted_at or clock.now()}
    other = "right" if side == "left" else "left"
    if getattr(overlap, f"{other}_state") == State.ACKNOWLEDGED or not getattr(overlap, f"{other}_told"):
        values["state"] = State.ACKNOWLEDGED
    desk.change(Act.OVERLAP_ACKNOWLEDGE, overlap, values)
    _line(desk, Act.OVERLAP_ACKNOWLEDGE, overlap, Step.ACKNOWLEDGED)
    return None


def write(desk: Desk, overlap: Overlap, text: str) -> None:
    """A line in the thread; the other side hears of it."""
    _line(desk, Act.OVERLAP_NOTE, overlap, Step.NOTE, _text(text, "text", 2000))
    desk.change(Act.OVERLAP_NOTE, overlap, {"contacted_at": overlap.contacted_at or clock.now()})
    _tell_others(desk, overlap, ANSWERED)


def take(desk: Desk, overlap: Overlap) -> None:
    """Take an overlap in hand: its owner is who sees to it that it is settled."""
    _unsettled(overlap)
    desk.change(Act.OVERLAP_TAKE, overlap, {"owner_id": desk.person.person_id})
    _line(desk, Act.OVERLAP_TAKE, overlap, Step.TAKEN)


def settle(desk: Desk, overlap: Overlap, outcome: str, reason: str) -> None:
    """End an overlap with an outcome and one line why. "Not the same" is remembered for the pair for ever."""
    desk.decide(Act.OVERLAP_SETTLE, overlap)
    _unsettled(overlap)
    if outcome not in set(Outcome):
        raise Invalid({"outcome": [Words(N_("Choose one of the listed values."))]})
    now = clock.now()
    said = _text(reason, "reason", LONGEST)
    values: dict[str, Any] = {
        "state": State.SETTLED,
        "outcome": Outcome(outcome),
        "outcome_reason": said,
        "contacted_at": overlap.contacted_at or now,
        "settled_at": now,
        "settled_by_id": desk.person.person_id,
    }
    desk.change(Act.OVERLAP_SETTLE, overlap, values)
    _line(desk, Act.OVERLAP_SETTLE, overlap, Step.SETTLED, said)
    _tell_others(desk, overlap, SETTLED)
    if outcome == Outcome.NOT_THE_SAME and overlap.kind == OverlapKind.SAME_STAKEHOLDER:
        judge(desk, overlap, same=False)


def reopen(desk: Desk, overlap: Overlap, reason: str) -> None:
    """Open a settled overlap again; what was judged "not the same" stays so."""
    desk.decide(Act.OVERLAP_REOPEN, overlap)
    if overlap.state != State.SETTLED or overlap.outcome == Outcome.NOT_THE_SAME:
        raise Conflict(N_("This overlap can't be opened again."))
    text = _text(reason, "reason", LONGEST)
    fresh = dict.fromkeys(("state", "left_state", "right_state"), State.OPEN)
    ended = {"outcome": None, "outcome_reason": "", "settled_at": None, "settled_by_id": None}
    desk.change(Act.OVERLAP_REOPEN, overlap, fresh | ended)
    _line(desk, Act.OVERLAP_REOPEN, overlap, Step.REOPENED, text)
    _tell_others(desk, overlap, REOPENED)


def confirm(desk: Desk, overlap: Overlap) -> None:
    """Say that the two contacts are the same: later activities with either match for certain."""
    if overlap.kind != OverlapKind.SAME_STAKEHOLDER:
        raise Conflict(N_("Only contacts can be said to be the same."))
    desk.decide(Act.OVERLAP_JUDGE, overlap)
    judge(desk, overlap, same=True)
    _line(desk, Act.OVERLAP_JUDGE, overlap, Step.SAME)


def nudge(desk: Desk, overlap: Overlap) -> None:
    """Remind the sides that have not answered, once a day at most; of what is brokered, ask both to get in touch."""
    desk.decide(Act.OVERLAP_NUDGE, overlap)
    _unsettled(overlap)
    last = select(OverlapNote.created_at).where(OverlapNote.overlap_id == overlap.id, OverlapNote.step == Step.NUDGED)
    if overlap.quiet:
        raise Conflict(N_("One side wants nobody to be told: call them instead."))
    if any(clock.now() - each < NUDGE_EVERY for each in desk.exec(last)):
        raise Conflict(N_("They were reminded today already."))
    _line(desk, Act.OVERLAP_NUDGE, overlap, Step.NUDGED)
    system = desk.as_system()
    for side in ("left", "right"):
        if getattr(overlap, f"{side}_state") == State.OPEN:
            post = system.fetch(Post, getattr(overlap, f"{side}_id"))
            _remind(system, overlap, post, getattr(overlap, f"{side}_told"))


def _remind(system: Desk, overlap: Overlap, post: Post, told: bool) -> None:
    """A side that was not told of the overlap is only asked to get in touch about its own post."""
    params = {"title": titled(post)}
    if told:
        tell(system, overlap, Words(REMINDED, params), [post.author_id], "overlap", f"/overlaps/{ref(overlap.id)}")
    else:
        tell(system, post, Words(CALL, params), [post.author_id], "overlap", f"/posts/{ref(post.id)}")


def _own_side(desk: Desk, overlap: Overlap) -> str | None:
    own = desk.person.organisation_id
    return next((each for each in ("left", "right") if getattr(overlap, f"{each}_organisation_id") == own), None)


def _unsettled(overlap: Overlap) -> None:
    if overlap.state not in UNSETTLED:
        raise Conflict(N_("This overlap is no longer open."))


def _text(text: str, field: str, longest: int) -> str:
    said = text.strip()
    if not said:
        raise Invalid({field: [Words(N_("Write something first."))]})
    if len(said) > longest:
        raise Invalid({field: [Words(TOO_LONG, {"max_length": longest})]})
    if refused := refusal(said):
        raise Invalid({field: [refused]})
    return said


def _line(desk: Desk, act: Act, overlap: Overlap, step: Step, text: str = "") -> None:
    person_id = desk.person.person_id
    note = OverlapNote(overlap_id=overlap.id, person_id=person_id, step=step, text=text, created_at=clock.now())
    desk.add_part(act, overlap, note)
    desk.flush()


def _tell_others(desk: Desk, overlap: Overlap, message: str) -> None:
    """Tell the authors of the other organisation, or of both where the coordinator acts; each of the own post."""
    system = desk.as_system()
    actor = system.fetch(Organisation, desk.person.organisation_id)
    for side in ("left", "right"):
        if getattr(overlap, f"{side}_organisation_id") == actor.id or not getattr(overlap, f"{side}_told"):
            continue
        post = system.fetch(Post, getattr(overlap, f"{side}_id"))
        words = Words(message, {"organisation": actor.short_name, "title": titled(post)})
        tell(system, overlap, words, [post.author_id], "overlap", f"/overlaps/{ref(overlap.id)}")
