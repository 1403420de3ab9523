"""What ends together: a person's sign-ins and tokens to the API, for whoever held one may have made the other.

Calendar links stay: they show less, and are renewed or revoked by themselves."""

from sqlmodel import col, delete, update

from csap import clock
from csap.desk import Desk
from csap.model.people import Scope, SignIn, Token


def end_everything(system: Desk, person_id: int | None) -> None:
    """Nothing that was opened for this person so far opens anything any more."""
    system.execute(delete(SignIn).where(col(SignIn.person_id) == person_id))
    end_tokens(system, person_id)


def end_tokens(system: Desk, person_id: int | None) -> None:
    theirs = col(Token.person_id) == person_id, col(Token.scope) != Scope.FEED, col(Token.revoked_at).is_(None)
    system.execute(update(Token).where(*theirs).values(revoked_at=clock.now()))
