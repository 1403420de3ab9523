"""Counts and sizes, in each database's own words."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from csap.model.records import CellCount

TABLE = CellCount.__table__  # type: ignore[attr-defined]


def add_to_cells(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Add each row's amount and sums to its cell, making the cell where there is none."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(TABLE)
    added = {name: TABLE.c[name] + statement.excluded[name] for name in ("amount", "lat_sum", "lon_sum")}
    keys = [column.name for column in TABLE.primary_key.columns]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=added), rows)


def refresh_statistics(connection: Connection) -> None:
    """Let the database look at its tables, so that it picks the right index; PostgreSQL does so by itself."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA analysis_limit=1000")
        connection.exec_driver_sql("ANALYZE")


def bytes_of(connection: Connection) -> int:
    """How large the database is, with its indexes and its free pages."""
    statement = "SELECT pg_database_size(current_database())"
    if connection.dialect.name == "sqlite":
        statement = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    return int(connection.exec_driver_sql(statement).scalar_one())
