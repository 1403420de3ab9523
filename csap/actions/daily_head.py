"""Where the audit chain stands goes to the data protection officers each day, signed: what lies in their mailboxes can
be changed by nobody who can change the database, and shows later whether the chain was cut or written anew."""

from sqlalchemy import Engine
from sqlmodel import col, select

from csap import audit
from csap.actions.heads import signed
from csap.actions.telling import Message, tell_all, watchers
from csap.audit import Proof
from csap.desk import open_desk
from csap.model.people import Organisation, Person
from csap.rules.viewers import SYSTEM
from csap.wording import N_, Words

WHOLE = N_(
    "The audit is whole up to its line %(line)s. Keep this where nobody can change it: csap verify --against FILE "
    "shows later whether the audit was cut or written anew. %(head)s"
)
BROKEN = N_(
    "The audit is broken at its line %(line)s: the database was changed past the platform. Nothing is signed. Ask "
    "whoever runs the machine, and compare the audit with the heads that you have kept."
)


def send(engine: Engine, key: str) -> None:
    """Prove the chain, then tell each officer where it stands, or where it breaks."""
    with open_desk(engine, SYSTEM) as system:
        proof = audit.verify(system)
    if proof.broken is None and not proof.head.lines:
        return
    with open_desk(engine, SYSTEM, writing=True) as system:
        officers = system.exec(select(Person).where(col(Person.id).in_(watchers(system))))
        words = _words(proof, key)
        homes = {each.id or 0: system.fetch(Organisation, each.organisation_id) for each in officers}
        tell_all(system, [Message(home, words, [each], "head", "/privacy/audit") for each, home in homes.items()])


def _words(proof: Proof, key: str) -> Words:
    if proof.broken is not None:
        return Words(BROKEN, {"line": proof.broken})
    return Words(WHOLE, {"line": proof.head.line, "head": signed(proof.head, key)})
