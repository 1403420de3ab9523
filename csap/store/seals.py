"""The triggers by which the database itself refuses to change the audit. A migration makes them (0002); here they are
looked for. Whoever may change the schema can take them off: the chain then tells, and a head kept elsewhere."""

from sqlalchemy import Connection, text

TRIGGERS = {
    "sqlite": ("record_no_update", "record_no_delete", "record_no_replace"),
    "postgresql": ("record_no_change", "record_no_truncate"),
}
THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'record'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'record'::regclass AND tgenabled IN ('O', 'A')",
}


def missing(connection: Connection) -> list[str]:
    """The seals that are not there, or are switched off."""
    dialect = connection.dialect.name
    there = set(connection.scalars(text(THERE[dialect])))
    return [name for name in TRIGGERS[dialect] if name not in there]
