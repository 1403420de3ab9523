"""The desk: one person's transaction, and the one way to the database for a person.

Everything read through it is filtered for its viewer, everything written through it is decided and audited; what isn't
raises `Unguarded`. It is not for the platform's own bookkeeping: `as_system()` opens a second desk for that."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnClause, TextClause
from sqlalchemy.sql.schema import Table
from sqlmodel import Session, SQLModel

from csap import audit
from csap.audit import Entry
from csap.errors import Denied, NotFound, Unguarded
from csap.model.sealing import ring_of
from csap.rules.access import readable
from csap.rules.acts import RULES, Act
from csap.rules.viewers import SYSTEM, System, Viewer
from csap.wording import Words

T = TypeVar("T", bound=SQLModel)


class Desk(Session):
    def __init__(self, bind: Any, viewer: Viewer | System, writing: bool = False) -> None:
        super().__init__(bind, expire_on_commit=False, autoflush=True)
        self.viewer = viewer
        self.writing = writing
        self._decided: set[int] = set()
        self._system: Desk | None = None

    @property
    def person(self) -> Viewer:
        """The viewer, where only a person will do."""
        if isinstance(self.viewer, System):
            raise Unguarded("The system is nobody: this act needs a person.")
        return self.viewer

    def as_system(self) -> "Desk":
        """A second desk in the same transaction that sees everything; the first one's identity map stays clean."""
        self.flush()
        if self._system is None:
            self._system = Desk(super().connection(), SYSTEM, writing=self.writing)
        return self._system

    def commit(self) -> None:
        if self._system is not None:
            self.flush()
            self._system.flush()
        super().commit()
        self._leave_system()

    def rollback(self) -> None:
        super().rollback()
        self._leave_system()

    def _leave_system(self) -> None:
        """The second desk lived in the transaction that has just ended."""
        if self._system is not None:
            self._system.expunge_all()
            self._system.close()
            self._system = None

    def connection(self, *args: Any, **options: Any) -> Connection:
        """Refused to a person: a bare connection is neither filtered nor decided."""
        if not isinstance(self.viewer, System):
            raise Unguarded("A bare connection from a person's desk.")
        return super().connection(*args, **options)

    def fetch(self, kind: type[T], key: Any) -> T:
        """The record of that primary key; `NotFound` if it is missing or hidden, with the same answer."""
        columns = kind.__table__.primary_key.columns  # type: ignore[attr-defined]
        keys = key if isinstance(key, tuple) else (key,)
        wanted = [getattr(kind, column.name) == value for column, value in zip(columns, keys, strict=True)]
        found = self.scalars(select(kind).where(*wanted)).first()
        if found is None:
            raise NotFound
        return found

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Refused to a person: `fetch` is filtered, the identity map behind `get` is not."""
        if not isinstance(self.viewer, System):
            raise Unguarded("Use fetch.")
        return super().get(entity, ident, **options)

    def decide(self, act: Act, record: Any) -> None:
        """`Denied` with the reason, unless the rule of `act` lets this viewer."""
        rule = RULES[act]
        if not isinstance(self.viewer, System) and not rule.allows(self.viewer, record):
            raise Denied(Words(rule.otherwise), act.value, audit.named(record))

    def create(self, act: Act, record: T, *parts: SQLModel) -> T:
        """Decide on `record` as it is about to be, insert it with its parts, audit it."""
        self.decide(act, record)
        for each in (record, *parts):
            self._decided.add(id(each))
            self.add(each)
        self.flush()
        self.audit(act, record, audit.content(record, *parts))
        return record

    def change(self, act: Act, record: SQLModel, values: dict[str, Any]) -> dict[str, Any]:
        """Decide on what is stored, then update and audit. Returns the difference: field -> [old, new]."""
        return self.change_part(act, record, record, values)

    def change_part(self, act: Act, whole: SQLModel, part: SQLModel, values: dict[str, Any]) -> dict[str, Any]:
        """Change a part of a record, decided and audited as an act on the whole."""
        self.decide(act, whole)
        difference = {
            name: [audit.plain(getattr(part, name)), audit.plain(value)]
            for name, value in values.items()
            if getattr(part, name) != value
        }
        if difference:
            self._decided.add(id(part))
            for name in difference:
                setattr(part, name, values[name])
            self.flush()
            self.audit(act, whole, difference)
        return difference

    def add_part(self, act: Act, whole: SQLModel, part: T) -> T:
        """Insert a part of a record whose change is decided by `act` on the whole."""
        self.decide(act, whole)
        self._decided.add(id(part))
        self.add(part)
        return part

    def remove_part(self, act: Act, whole: SQLModel, part: SQLModel) -> None:
        self.decide(act, whole)
        self._decided.add(id(part))
        self.delete(part)

    def end(self, act: Act, record: SQLModel) -> None:
        """Decide, audit and delete a record that nothing else rests on."""
        self.decide(act, record)
        self.audit(act, record)
        self._decided.add(id(record))
        self.delete(record)
        self.flush()

    def audit(self, act: Act, record: Any, details: dict[str, Any] | None = None, **public: Any) -> None:
        """Add a line to the audit chain: the keyed digest of `details`, and `public` in plain."""
        self.audit_for(self.viewer, act, record, details, **public)

    def audit_for(
        self, viewer: Viewer | System, act: Act, record: Any, details: dict[str, Any] | None = None, **public: Any
    ) -> None:
        """The same for somebody else: who signs in, to whom something was shown."""
        digest = ring_of(self).marks.full("audit", json.dumps(details or {}, sort_keys=True, default=str))
        self.audit_all([Entry(viewer, act, audit.subject(record), digest, public)])

    def audit_all(self, entries: Sequence[Entry]) -> None:
        system = self if isinstance(self.viewer, System) else self.as_system()
        audit.append(system, entries)


def _guarded_tables(statement: Select[Any]) -> set[Any]:
    """The model classes that a statement mentions, and aliases of them; bare tables and raw text are refused."""
    found: set[Any] = set()
    for element in visitors.iterate(statement):
        if isinstance(element, TextClause) or (isinstance(element, ColumnClause) and _smuggles(element)):
            raise Unguarded("Raw SQL on a person's desk.")
        entity = getattr(element, "_annotations", {}).get("parententity")
        if entity is not None and entity.is_mapper | entity.is_aliased_class:
            found.add(entity.entity)
    bare = {table.name for table in _tables(statement)} - {inspect(kind).mapper.local_table.name for kind in found}
    if bare:
        raise Unguarded(f"A read of {', '.join(sorted(bare))} past the model, which can't be filtered.")
    return found


def _smuggles(column: ColumnClause[Any]) -> bool:
    """A literal column may hold any SQL; `*` and bare numbers, which SQLAlchemy makes itself, hold none."""
    return column.is_literal and not (column.name == "*" or column.name.isdigit())


def _tables(statement: Select[Any]) -> Iterator[Table]:
    for element in visitors.iterate(statement):
        if isinstance(element, Table):
            yield element


@event.listens_for(Desk, "do_orm_execute")
def _filter(state: ORMExecuteState) -> None:
    desk = state.session
    viewer = desk.viewer  # type: ignore[attr-defined]
    if isinstance(viewer, System):
        return
    if not isinstance(state.statement, Select):
        raise Unguarded("Only a plain select can be filtered for a person.")
    if state.execution_options.get("lasting"):
        viewer = viewer.lasting
    options = [_filtered(kind, viewer) for kind in _guarded_tables(state.statement)]
    state.statement = state.statement.options(*options)


def _filtered(kind: Any, viewer: Viewer) -> Any:
    return _kept(kind, viewer) if isinstance(kind, type) else with_loader_criteria(kind, readable(kind, viewer))


@lru_cache(maxsize=2000)
def _kept(kind: type, viewer: Viewer) -> Any:
    """Building the expression takes longer than most queries; it holds nothing but the viewer's values."""
    return with_loader_criteria(kind, readable(kind, viewer))


@event.listens_for(Desk, "before_flush")
def _decided_only(desk: Desk, context: Any, instances: Any) -> None:
    if isinstance(desk.viewer, System):
        return
    changed = [each for each in desk.dirty if desk.is_modified(each)]
    for each in (*desk.new, *changed, *desk.deleted):
        if id(each) not in desk._decided:
            raise Unguarded(f"A write of {type(each).__name__} that was not decided.")


@event.listens_for(Desk, "after_flush_postexec")
def _forget(desk: Desk, context: Any) -> None:
    desk._decided.clear()


@contextmanager
def open_desk(engine: Engine, viewer: Viewer | System, writing: bool = False) -> Iterator[Desk]:
    """A desk for one request or job: committed when the block ends well, rolled back otherwise. A reading desk is
    never committed."""
    bind = engine.execution_options(writing=writing)
    with Desk(bind, viewer, writing) as desk:
        yield desk
        if writing:
            desk.commit()
